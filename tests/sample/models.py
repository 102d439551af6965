"""One object with every field type and one kind of line, declared like any business module's."""

from typing import ClassVar

from django.db import models

from kontor.core.declare import Computed, Declare
from kontor.core.fields import (
    AddressField,
    BarcodeField,
    ColourField,
    FileRelation,
    GeoPointField,
    ImageRelation,
    MoneyField,
    MultiChoiceField,
    PercentField,
    PhoneField,
    QuantityField,
    RateField,
    RatingField,
    RichTextField,
    SignatureRelation,
    TagsField,
    UnitPriceField,
)
from kontor.core.labels import L
from kontor.core.models import Document, Line, Record, unique_live


class Maker(Record):
    """Who makes equipment."""

    name = models.CharField(L("Name", "名称"), max_length=80)
    secret = models.CharField(L("Secret", "秘密"), max_length=80, blank=True)
    active = models.BooleanField(L("Active", "启用"), default=True)

    declare = Declare(
        key="maker",
        label=L("Maker", "制造商"),
        plural=L("Makers", "制造商"),
        icon="factory",
        name_field="name",
        searchable=("name",),
        sensitive=("secret",),
        archivable=True,
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("name")]


class AssetStatus(models.TextChoices):
    """Where an asset stands."""

    DRAFT = "draft", L("Draft", "草稿")
    IN_USE = "in_use", L("In use", "使用中")
    RETIRED = "retired", L("Retired", "已报废")


class Kind(models.TextChoices):
    """What an asset is."""

    TOOL = "tool", L("Tool", "工具")
    VEHICLE = "vehicle", L("Vehicle", "车辆")


def double_rank(rows: list[dict[str, object]]) -> list[object]:
    """Twice the rank, in one batch."""
    return [None if row["rank"] is None else int(str(row["rank"])) * 2 for row in rows]


class Asset(Document):
    """A piece of equipment."""

    status = models.CharField(L("Status", "状态"), max_length=20, choices=AssetStatus, default=AssetStatus.DRAFT)
    name = models.CharField(L("Name", "名称"), max_length=80)
    note = models.TextField(L("Note", "备注"), blank=True)
    story = RichTextField(L("Story", "说明"), blank=True)
    rank = models.IntegerField(L("Rank", "排名"), null=True, blank=True)
    factor = models.DecimalField(L("Factor", "系数"), max_digits=12, decimal_places=3, null=True, blank=True)
    price = MoneyField(L("Price", "价格"), null=True, blank=True)
    unit_price = UnitPriceField(L("Unit price", "单价"), null=True, blank=True)
    share = PercentField(L("Share", "占比"), null=True, blank=True)
    amount = QuantityField(L("Amount", "数量"), null=True, blank=True)
    rate = RateField(L("Rate", "汇率"), null=True, blank=True)
    bought_on = models.DateField(L("Bought on", "购买日期"), null=True, blank=True)
    seen_at = models.DateTimeField(L("Last seen", "最后出现"), null=True, blank=True)
    lasts = models.DurationField(L("Lasts", "时长"), null=True, blank=True)
    stars = RatingField(L("Stars", "评分"), null=True, blank=True)
    colour = ColourField(L("Colour", "颜色"), blank=True)
    barcode = BarcodeField(L("Barcode", "条码"), blank=True)
    stands_at = GeoPointField(L("Stands at", "位置"), blank=True)
    tags = TagsField(L("Tags", "标签"), blank=True)
    signature = SignatureRelation(verbose_name=L("Signature", "签名"))
    source_id = models.UUIDField(L("Source", "来源"), null=True, blank=True)
    insured = models.BooleanField(L("Insured", "已投保"), default=False)
    kind = models.CharField(L("Kind", "类型"), max_length=20, choices=Kind, blank=True)
    uses = MultiChoiceField(L("Uses", "用途"), choices=Kind, blank=True, default="")
    email = models.EmailField(L("Email", "邮箱"), blank=True)
    phone = PhoneField(L("Phone", "电话"), blank=True)
    website = models.URLField(L("Website", "网站"), blank=True)
    maker = models.ForeignKey(
        Maker, models.PROTECT, verbose_name=L("Maker", "制造商"), null=True, blank=True, related_name="assets"
    )
    keeper = models.ForeignKey(
        "identity.Person", models.PROTECT, verbose_name=L("Keeper", "保管人"), null=True, blank=True, related_name="+"
    )
    site = models.ForeignKey(
        "identity.Team", models.PROTECT, verbose_name=L("Site", "地点"), null=True, blank=True, related_name="+"
    )
    manual = FileRelation(verbose_name=L("Manual", "手册"))
    picture = ImageRelation(verbose_name=L("Picture", "图片"))
    place = AddressField(L("Place", "地点地址"))
    cost = MoneyField(L("Cost", "成本"), null=True, blank=True)
    total = MoneyField(L("Total", "合计"), default=0)

    declare = Declare(
        key="asset",
        label=L("Asset", "资产"),
        plural=L("Assets", "资产"),
        icon="wrench",
        name_field="name",
        number="AS-{year}-{seq:05}",
        searchable=("name", "number", "note"),
        search_through=("maker",),
        sensitive=("cost",),
        read_only=("total",),
        context=("number", "maker"),
        computed={"double_rank": Computed("integer", L("Double rank", "双倍排名"), needs=("rank",), load=double_rank)},
    )

    class Meta(Document.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=models.Q(price__gte=0), name="sample_asset_price"),
        ]


class AssetPart(Line):
    """A part of an asset."""

    parent = models.ForeignKey(Asset, models.CASCADE, related_name="lines")
    name = models.CharField(L("Name", "名称"), max_length=80)
    quantity = QuantityField(L("Quantity", "数量"), default=1)
    price = MoneyField(L("Price", "价格"), default=0)
    maker = models.ForeignKey(
        Maker, models.PROTECT, verbose_name=L("Maker", "制造商"), null=True, blank=True, related_name="+"
    )
    cost = MoneyField(L("Cost", "成本"), null=True, blank=True)

    declare = Declare(
        key="asset_part", label=L("Part", "部件"), plural=L("Parts", "部件"), parent="parent", sensitive=("cost",)
    )

    class Meta(Line.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["parent", "position", "id"])]

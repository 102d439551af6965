"""What the company sells and on which terms."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from kontor.core.declare import Declare
from kontor.core.fields import (
    MAX_PERCENT,
    NOT_NEGATIVE,
    MoneyField,
    PercentField,
    QuantityField,
    RateField,
    UnitPriceField,
)
from kontor.core.labels import L
from kontor.core.models import Line, Record, unique_live

# sums of what people may type stay within what money columns hold
MORE_THAN_ZERO = MinValueValidator(Decimal("0.000001"))
AT_MOST_A_BILLION = MaxValueValidator(Decimal(10) ** 9)
AT_LEAST_MINUS_A_BILLION = MinValueValidator(-(Decimal(10) ** 9))


class Currency(Record):
    """A currency the company names prices in."""

    code = models.CharField(
        L("Code", "代码"), max_length=3, help_text=L("ISO 4217, such as EUR", "ISO 4217 代码，如 EUR")
    )
    name = models.CharField(L("Name", "名称"), max_length=60)
    symbol = models.CharField(L("Symbol", "符号"), max_length=8, blank=True)
    digits = models.PositiveSmallIntegerField(
        L("Decimal places", "小数位数"), default=2, validators=[MaxValueValidator(4)]
    )

    declare = Declare(
        key="currency",
        label=L("Currency", "币种"),
        plural=L("Currencies", "币种"),
        icon="coins",
        name_field="code",
        searchable=("code", "name"),
        context=("name",),
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("code")]


class Unit(Record):
    """A unit of measure; units of one dimension convert into each other by their factors."""

    code = models.CharField(L("Code", "代码"), max_length=12)
    name = models.CharField(L("Name", "名称"), max_length=60)
    dimension = models.CharField(L("Dimension", "量纲"), max_length=30, default="piece")
    factor = RateField(
        L("Factor", "换算系数"),
        default=1,
        validators=[MORE_THAN_ZERO, MaxValueValidator(Decimal(10) ** 6)],
        help_text=L("How many reference units of the dimension", "等于多少基准单位"),
    )
    digits = models.PositiveSmallIntegerField(
        L("Decimal places", "小数位数"), default=0, validators=[MaxValueValidator(6)]
    )

    declare = Declare(
        key="unit",
        label=L("Unit", "单位"),
        plural=L("Units", "单位"),
        icon="ruler",
        name_field="code",
        searchable=("code", "name"),
        context=("name",),
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            unique_live("code"),
            models.CheckConstraint(condition=Q(factor__gt=0), name="catalog_unit_factor"),
        ]


class ProductCategory(Record):
    """A branch of the product tree."""

    name = models.CharField(L("Name", "名称"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=L("Part of", "上级类别"), null=True, blank=True, related_name="children"
    )
    description = models.TextField(L("Description", "描述"), blank=True)

    declare = Declare(
        key="product_category",
        label=L("Product category", "产品类别"),
        plural=L("Product categories", "产品类别"),
        icon="folder-tree",
        name_field="name",
        searchable=("name",),
        context=("parent",),
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("name")]


class Tax(Record):
    """A tax on what is sold."""

    name = models.CharField(L("Name", "名称"), max_length=80)
    rate = PercentField(L("Rate", "税率"), default=0, help_text=L("12.5 means 12.5 %", "12.5 表示 12.5%"))
    included = models.BooleanField(L("Included in the price", "价内税"), default=False)
    active = models.BooleanField(L("Active", "启用"), default=True)

    declare = Declare(
        key="tax",
        label=L("Tax", "税"),
        plural=L("Taxes", "税"),
        icon="percent",
        name_field="name",
        searchable=("name",),
        archivable=True,
        context=("rate",),
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            unique_live("name"),
            models.CheckConstraint(condition=Q(rate__gt=-100), name="catalog_tax_rate"),
        ]


class PaymentTerm(Record):
    """When an invoice has to be paid."""

    name = models.CharField(L("Name", "名称"), max_length=120)
    discount_percent = PercentField(
        L("Early discount", "提前付款折扣"), default=0, validators=[NOT_NEGATIVE, MAX_PERCENT]
    )
    discount_days = models.PositiveIntegerField(L("Discount within (days)", "折扣期限（天）"), default=0)
    active = models.BooleanField(L("Active", "启用"), default=True)

    declare = Declare(
        key="payment_term",
        label=L("Payment term", "付款条件"),
        plural=L("Payment terms", "付款条件"),
        icon="calendar-clock",
        name_field="name",
        searchable=("name",),
        archivable=True,
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("name")]


class PaymentTermLine(Line):
    """One instalment of a payment term."""

    class Kind(models.TextChoices):
        """How the amount of the instalment is found."""

        PERCENT = "percent", L("Percent of the total", "总额百分比")
        PERCENT_OF_REST = "percent_of_rest", L("Percent of the rest", "余额百分比")
        FIXED = "fixed", L("Fixed amount", "固定金额")
        REST = "rest", L("The rest", "余额")

    parent = models.ForeignKey(PaymentTerm, models.CASCADE, related_name="lines")
    kind = models.CharField(L("Kind", "类型"), max_length=20, choices=Kind, default=Kind.REST)
    value = MoneyField(L("Percent or amount", "百分比或金额"), default=0, validators=[NOT_NEGATIVE])
    months = models.PositiveSmallIntegerField(L("Months", "月数"), default=0, validators=[MaxValueValidator(120)])
    month_day = models.PositiveSmallIntegerField(
        L("On day of that month", "该月第几天"),
        default=0,
        validators=[MaxValueValidator(31)],
        help_text=L("0 for the same day, 31 for the last day", "0 表示同一天，31 表示最后一天"),
    )
    days = models.PositiveSmallIntegerField(L("Days", "天数"), default=0, validators=[MaxValueValidator(3650)])
    next_day = models.PositiveSmallIntegerField(
        L("Then on the next day of a month", "随后每月的第几天"),
        default=0,
        validators=[MaxValueValidator(31)],
        help_text=L("0 for none, 31 for the last day", "0 表示无，31 表示最后一天"),
    )

    declare = Declare(
        key="payment_term_line",
        label=L("Instalment", "分期"),
        plural=L("Instalments", "分期"),
        icon="calendar-days",
        parent="parent",
    )

    class Meta(Line.Meta):
        pass


class PriceList(Record):
    """Prices that hold for some customers."""

    name = models.CharField(L("Name", "名称"), max_length=120)
    currency = models.ForeignKey(
        Currency, models.PROTECT, verbose_name=L("Currency", "币种"), null=True, blank=True, related_name="+"
    )
    active = models.BooleanField(L("Active", "启用"), default=True)

    declare = Declare(
        key="price_list",
        label=L("Price list", "价目表"),
        plural=L("Price lists", "价目表"),
        icon="tags",
        name_field="name",
        searchable=("name",),
        archivable=True,
        context=("currency",),
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("name")]


class Product(Record):
    """Something the company sells or buys."""

    class Kind(models.TextChoices):
        """Whether it lies in stock."""

        GOODS = "goods", L("Goods", "商品")
        SERVICE = "service", L("Service", "服务")
        KIT = "kit", L("Kit", "套件")

    class CostMethod(models.TextChoices):
        """How stock is valued."""

        STANDARD = "standard", L("Standard cost", "标准成本")
        AVERAGE = "average", L("Moving average", "移动平均")
        FIFO = "fifo", L("First in, first out", "先进先出")

    sku = models.CharField(L("SKU", "货号"), max_length=60)
    name = models.CharField(L("Name", "名称"), max_length=200)
    specification = models.CharField(L("Specification", "规格"), max_length=200, blank=True)
    model = models.CharField(L("Model", "型号"), max_length=120, blank=True)
    brand = models.CharField(L("Brand", "品牌"), max_length=120, blank=True)
    barcode = models.CharField(L("Barcode", "条码"), max_length=60, blank=True)
    kind = models.CharField(L("Kind", "类型"), max_length=10, choices=Kind, default=Kind.GOODS)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=L("Unit", "单位"), related_name="+")
    category = models.ForeignKey(
        ProductCategory,
        models.PROTECT,
        verbose_name=L("Category", "类别"),
        null=True,
        blank=True,
        related_name="products",
        db_index=False,
    )
    tax_category_code = models.CharField(L("Tax category code", "税收分类编码"), max_length=40, blank=True)
    taxes = models.ForeignKey(Tax, models.PROTECT, verbose_name=L("Tax", "税"), null=True, blank=True, related_name="+")
    list_price = UnitPriceField(L("List price", "标价"), default=0, validators=[NOT_NEGATIVE, AT_MOST_A_BILLION])
    standard_cost = UnitPriceField(
        L("Standard cost", "标准成本"), default=0, validators=[NOT_NEGATIVE, AT_MOST_A_BILLION]
    )
    cost_method = models.CharField(
        L("Cost method", "计价方法"), max_length=10, choices=CostMethod, default=CostMethod.AVERAGE
    )
    lead_time_days = models.PositiveIntegerField(L("Lead time (days)", "交货期（天）"), default=0)
    active = models.BooleanField(L("Active", "启用"), default=True)
    on_hand = QuantityField(L("On hand", "现有库存"), default=0, editable=False)
    reserved = QuantityField(L("Reserved", "已预留"), default=0, editable=False)
    available = QuantityField(L("Available", "可用"), default=0, editable=False)
    unit_cost = UnitPriceField(L("Unit cost", "单位成本"), default=0, editable=False)

    declare = Declare(
        key="product",
        label=L("Product", "产品"),
        plural=L("Products", "产品"),
        icon="package",
        name_field="name",
        searchable=("sku", "name", "specification", "model", "brand", "barcode"),
        sensitive=("standard_cost", "unit_cost"),
        derived=("on_hand", "reserved", "available", "unit_cost"),
        archivable=True,
        context=("sku", "specification"),
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["name", "id"]),
            models.Index(fields=["sku", "id"]),
            models.Index(fields=["category", "id"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            unique_live("sku"),
            models.CheckConstraint(condition=Q(list_price__gte=0), name="catalog_product_price"),
        ]


class PriceRule(Line):
    """A row of a price list: for one product, a category or everything; quantities and prices per stock unit."""

    parent = models.ForeignKey(PriceList, models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name=L("Product", "产品"), null=True, blank=True, related_name="+"
    )
    category = models.ForeignKey(
        ProductCategory, models.PROTECT, verbose_name=L("Category", "类别"), null=True, blank=True, related_name="+"
    )
    min_quantity = QuantityField(L("From quantity", "起订量"), default=0, validators=[NOT_NEGATIVE, AT_MOST_A_BILLION])
    max_quantity = QuantityField(L("To quantity", "止订量"), null=True, blank=True, validators=[NOT_NEGATIVE])
    price = UnitPriceField(L("Price", "价格"), null=True, blank=True, validators=[NOT_NEGATIVE, AT_MOST_A_BILLION])
    surcharge = UnitPriceField(
        L("Surcharge", "加价"), default=0, validators=[AT_LEAST_MINUS_A_BILLION, AT_MOST_A_BILLION]
    )
    discount_percent = PercentField(L("Discount", "折扣"), default=0, validators=[MAX_PERCENT])
    priority = models.SmallIntegerField(L("Priority", "优先级"), default=0, validators=[MinValueValidator(0)])
    valid_from = models.DateField(L("From", "开始日期"), null=True, blank=True)
    valid_until = models.DateField(L("Until", "结束日期"), null=True, blank=True)

    declare = Declare(
        key="price_rule",
        label=L("Price", "价格"),
        plural=L("Prices", "价格"),
        icon="tag",
        parent="parent",
    )

    class Meta(Line.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(max_quantity__isnull=True) | Q(max_quantity__gte=F("min_quantity")),
                name="catalog_price_rule_range",
            ),
        ]

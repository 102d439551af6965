"""Where goods lie, how they moved and what is promised of them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from apps.catalog.models import Product
from kontor.core.declare import Declare
from kontor.core.fields import AddressField, MoneyField, QuantityField, UnitPriceField
from kontor.core.labels import L
from kontor.core.models import Record, unique_live


class Warehouse(Record):
    """A building with goods."""

    code = models.CharField(L("Code", "代码"), max_length=12)
    name = models.CharField(L("Name", "名称"), max_length=120)
    address = AddressField(L("Address", "地址"))
    one_step = models.BooleanField(
        L("Ships in one step", "一步发货"),
        default=True,
        help_text=L(
            "Confirming an order makes its shipment, and shipping it assigns, picks and packs",
            "确认订单即生成发货单，发货时自动完成分配、拣货和包装",
        ),
    )
    active = models.BooleanField(L("Active", "启用"), default=True)

    declare = Declare(
        key="warehouse",
        label=L("Warehouse", "仓库"),
        plural=L("Warehouses", "仓库"),
        icon="warehouse",
        name_field="name",
        searchable=("code", "name"),
        archivable=True,
        context=("code",),
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("code")]


class Location(Record):
    """A place goods are moved from and to; only storage is ours to sell from."""

    class Kind(models.TextChoices):
        """What the place stands for."""

        STORAGE = "storage", L("Storage", "存储")
        TRANSIT = "transit", L("Transit", "在途")
        CUSTOMER = "customer", L("Customers", "客户")
        SUPPLIER = "supplier", L("Suppliers", "供应商")
        PRODUCTION = "production", L("Production", "生产")
        LOSS = "loss", L("Losses", "损耗")

    name = models.CharField(L("Name", "名称"), max_length=120)
    kind = models.CharField(L("Kind", "类型"), max_length=12, choices=Kind, default=Kind.STORAGE)
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, verbose_name=L("Warehouse", "仓库"), null=True, blank=True, related_name="locations"
    )

    declare = Declare(
        key="location",
        label=L("Location", "库位"),
        plural=L("Locations", "库位"),
        icon="map",
        name_field="name",
        searchable=("name",),
        context=("warehouse", "kind"),
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("name")]


class StockLevel(Record):
    """How much of a product lies in a storage location: a cache of its moves and reservations."""

    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name=L("Product", "产品"), related_name="levels", db_index=False
    )
    location = models.ForeignKey(Location, models.PROTECT, verbose_name=L("Location", "库位"), related_name="levels")
    on_hand = QuantityField(L("On hand", "现有库存"), default=0, editable=False)
    reserved = QuantityField(L("Reserved", "已预留"), default=0, editable=False)
    value = MoneyField(L("Value", "价值"), default=0, editable=False)
    unit_cost = UnitPriceField(L("Unit cost", "单位成本"), default=0, editable=False)

    declare = Declare(
        key="stock_level",
        by_services=True,
        internal=True,
        label=L("Stock level", "库存量"),
        plural=L("Stock levels", "库存量"),
        icon="boxes",
        search_through=("product", "location"),
        sensitive=("value", "unit_cost"),
        derived=("on_hand", "reserved", "value", "unit_cost"),
        read_only=("product", "location"),
        context=("product", "location"),
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [*Record.Meta.indexes, models.Index(fields=["product", "id"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["product", "location"], name="inventory_level_place"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="inventory_level_on_hand"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="inventory_level_reserved"),
            models.CheckConstraint(condition=Q(reserved__lte=F("on_hand")), name="inventory_level_oversold"),
            models.CheckConstraint(condition=Q(on_hand__gt=0) | Q(value=0), name="inventory_level_empty"),
        ]


class StockMove(Record):
    """Goods that went from one place to another; written once, never changed."""

    class Status(models.TextChoices):
        """Only moves that have happened are written."""

        DONE = "done", L("Done", "已完成")

    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name=L("Product", "产品"), related_name="moves", db_index=False
    )
    from_location = models.ForeignKey(
        Location, models.PROTECT, verbose_name=L("From", "来源库位"), related_name="+", db_index=False
    )
    to_location = models.ForeignKey(
        Location, models.PROTECT, verbose_name=L("To", "目标库位"), related_name="+", db_index=False
    )
    quantity = QuantityField(L("Quantity", "数量"))
    unit_cost = UnitPriceField(L("Unit cost", "单位成本"), default=0)
    value = MoneyField(L("Value", "价值"), default=0)
    effective_date = models.DateField(L("Date", "日期"))
    status = models.CharField(L("Status", "状态"), max_length=10, choices=Status, default=Status.DONE)
    origin_object = models.CharField(L("Origin", "来源类型"), max_length=60)
    origin_id = models.UUIDField(L("Origin record", "来源记录"))

    declare = Declare(
        key="stock_move",
        label=L("Stock move", "库存移动"),
        plural=L("Stock moves", "库存移动"),
        icon="move-right",
        search_through=("product",),
        sensitive=("unit_cost", "value"),
        append_only=True,
        context=("product", "quantity"),
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["product", "effective_date", "id"]),
            models.Index(fields=["origin_id", "id"]),
            models.Index(fields=["effective_date", "id"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="inventory_move_quantity"),
            models.CheckConstraint(condition=~Q(from_location=F("to_location")), name="inventory_move_places"),
        ]


class StockLayer(Record):
    """What is left of one receipt of a product that is valued first in, first out."""

    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name=L("Product", "产品"), related_name="layers", db_index=False
    )
    location = models.ForeignKey(Location, models.PROTECT, verbose_name=L("Location", "库位"), related_name="+")
    move = models.ForeignKey(StockMove, models.PROTECT, verbose_name=L("Stock move", "库存移动"), related_name="layers")
    received_date = models.DateField(L("Received", "入库日期"))
    quantity = QuantityField(L("Quantity left", "剩余数量"), default=0, editable=False)
    value = MoneyField(L("Value left", "剩余价值"), default=0, editable=False)

    declare = Declare(
        key="stock_layer",
        by_services=True,
        internal=True,
        label=L("Stock layer", "库存批层"),
        plural=L("Stock layers", "库存批层"),
        icon="layers",
        search_through=("product",),
        sensitive=("value",),
        derived=("quantity", "value"),
        read_only=("product", "location", "move", "received_date"),
        context=("product", "quantity"),
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(
                fields=["product", "location", "received_date", "id"],
                condition=Q(quantity__gt=0),
                name="inventory_layer_left",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="inventory_layer_quantity"),
            models.CheckConstraint(condition=Q(quantity__gt=0) | Q(value=0), name="inventory_layer_empty"),
        ]


class Reservation(Record):
    """Goods promised to one line of an order."""

    class Status(models.TextChoices):
        """What became of the promise."""

        ACTIVE = "active", L("Active", "有效")
        CONSUMED = "consumed", L("Consumed", "已发出")
        RELEASED = "released", L("Released", "已释放")

    stock_level = models.ForeignKey(
        StockLevel, models.PROTECT, verbose_name=L("Stock level", "库存量"), related_name="reservations", db_index=False
    )
    quantity = QuantityField(L("Quantity", "数量"))
    status = models.CharField(L("Status", "状态"), max_length=10, choices=Status, default=Status.ACTIVE)
    origin_object = models.CharField(L("Origin", "来源类型"), max_length=60)
    origin_id = models.UUIDField(L("Origin record", "来源记录"))

    declare = Declare(
        key="reservation",
        by_services=True,
        internal=True,
        label=L("Reservation", "预留"),
        plural=L("Reservations", "预留"),
        icon="bookmark",
        search_through=("stock_level",),
        read_only=("stock_level", "quantity", "origin_object", "origin_id"),
        context=("stock_level", "quantity"),
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["stock_level", "status", "id"]),
            models.Index(fields=["origin_id", "id"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="inventory_reservation_quantity"),
        ]

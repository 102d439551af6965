"""Suppliers, what is ordered from them and what came in."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from apps.catalog.models import AT_MOST_A_BILLION, MORE_THAN_ZERO, Currency, Product, Unit
from apps.crm.models import Customer
from apps.inventory.models import Warehouse
from kontor.core.declare import Declare
from kontor.core.fields import NOT_NEGATIVE, AddressField, MoneyField, PhoneField, QuantityField, UnitPriceField
from kontor.core.labels import L
from kontor.core.models import Document, Line, Record, unique_live


class Supplier(Record):
    """A company we buy from."""

    code = models.CharField(L("Code", "供应商代码"), max_length=30, null=True, blank=True)  # noqa: DJ001 (unique where given)
    name = models.CharField(L("Name", "名称"), max_length=200)
    tax_id = models.CharField(L("Tax ID", "税号"), max_length=40, blank=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, verbose_name=L("Also a customer", "同为客户"), null=True, blank=True, related_name="+"
    )
    contact_name = models.CharField(L("Contact", "联系人"), max_length=120, blank=True)
    phone = PhoneField(L("Phone", "电话"), blank=True)
    email = models.EmailField(L("Email", "邮箱"), blank=True)
    website = models.URLField(L("Website", "网站"), blank=True)
    address = AddressField(L("Address", "地址"))
    lead_time_days = models.PositiveIntegerField(L("Lead time (days)", "交货期（天）"), default=0)
    note = models.TextField(L("Note", "备注"), blank=True)

    declare = Declare(
        key="supplier",
        label=L("Supplier", "供应商"),
        plural=L("Suppliers", "供应商"),
        icon="factory",
        name_field="name",
        searchable=("name", "code", "contact_name", "email", "phone"),
        context=("code", "contact_name"),
        alike={
            "name": ("name",),
            "tax_id": ("code",),
            "phone": ("phone",),
            "email": ("email", "domain"),
            "website": ("domain",),
        },
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [*Record.Meta.indexes, models.Index(fields=["name", "id"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("code")]


class PurchaseOrder(Document):
    """What we have ordered from a supplier."""

    class Status(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", L("Draft", "草稿")
        CONFIRMED = "confirmed", L("Confirmed", "已确认")
        RECEIVED = "received", L("Received", "已收货")
        CANCELLED = "cancelled", L("Cancelled", "已取消")

    status = models.CharField(L("Status", "状态"), max_length=12, choices=Status, default=Status.DRAFT)
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, verbose_name=L("Supplier", "供应商"), related_name="purchase_orders", db_index=False
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, verbose_name=L("Warehouse", "仓库"), null=True, blank=True, related_name="+"
    )
    order_date = models.DateField(L("Order date", "订单日期"), null=True, blank=True)
    expected_date = models.DateField(L("Expected", "预计到货"), null=True, blank=True)
    currency = models.ForeignKey(
        Currency, models.PROTECT, verbose_name=L("Currency", "币种"), null=True, blank=True, related_name="+"
    )
    reference = models.CharField(L("Supplier's reference", "供应商单号"), max_length=80, blank=True)
    note = models.TextField(L("Note", "备注"), blank=True)
    total = MoneyField(L("Total", "总额"), default=0, editable=False)

    declare = Declare(
        key="purchase_order",
        label=L("Purchase order", "采购订单"),
        plural=L("Purchase orders", "采购订单"),
        icon="clipboard-list",
        name_field="number",
        searchable=("number", "reference"),
        search_through=("supplier",),
        derived=("total",),
        number="PO-{year}-{seq:06}",
        context=("supplier", "total"),
    )

    class Meta(Document.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Document.Meta.indexes,
            models.Index(fields=["supplier", "id"]),
            models.Index(fields=["status", "id"]),
            models.Index(fields=["number", "id"]),
        ]


class PurchaseOrderLine(Line):
    """A product ordered from a supplier, at a price per stock unit."""

    parent = models.ForeignKey(PurchaseOrder, models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name=L("Product", "产品"), related_name="+", db_index=False
    )
    quantity = QuantityField(L("Quantity", "数量"), default=1, validators=[MORE_THAN_ZERO, AT_MOST_A_BILLION])
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=L("Unit", "单位"), null=True, blank=True, related_name="+"
    )
    unit_price = UnitPriceField(
        L("Unit price", "单价"), null=True, blank=True, validators=[NOT_NEGATIVE, AT_MOST_A_BILLION]
    )
    expected_date = models.DateField(L("Expected", "预计到货"), null=True, blank=True)
    received_quantity = QuantityField(L("Received", "已收货"), default=0, editable=False)
    line_total = MoneyField(L("Amount", "金额"), default=0, editable=False)

    declare = Declare(
        key="purchase_order_line",
        label=L("Purchase order line", "采购订单行"),
        plural=L("Purchase order lines", "采购订单行"),
        icon="list",
        parent="parent",
        derived=("received_quantity", "line_total"),
    )

    class Meta(Line.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["product", "id"],
                condition=Q(received_quantity__lt=F("quantity")),
                name="purchasing_line_expected",
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="purchasing_line_quantity"),
            models.CheckConstraint(
                condition=Q(received_quantity__gte=0, received_quantity__lte=F("quantity")),
                name="purchasing_line_received",
            ),
        ]


class Receipt(Document):
    """Goods that came in on a purchase order."""

    class Status(models.TextChoices):
        """A receipt is written when the goods are there."""

        DONE = "done", L("Received", "已收货")

    status = models.CharField(L("Status", "状态"), max_length=10, choices=Status, default=Status.DONE)
    purchase_order = models.ForeignKey(
        PurchaseOrder,
        models.PROTECT,
        verbose_name=L("Purchase order", "采购订单"),
        related_name="receipts",
        db_index=False,
    )
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, verbose_name=L("Warehouse", "仓库"), related_name="+")
    received_date = models.DateField(L("Received on", "收货日期"))

    declare = Declare(
        key="receipt",
        by_services=True,
        label=L("Receipt", "收货单"),
        plural=L("Receipts", "收货单"),
        icon="package-check",
        name_field="number",
        searchable=("number",),
        search_through=("purchase_order",),
        read_only=("purchase_order", "warehouse", "received_date"),
        number="RC-{year}-{seq:06}",
        context=("purchase_order", "received_date"),
    )

    class Meta(Document.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Document.Meta.indexes,
            models.Index(fields=["purchase_order", "id"]),
            models.Index(fields=["number", "id"]),
        ]


class ReceiptLine(Line):
    """A product that came in, at the cost of its purchase."""

    parent = models.ForeignKey(Receipt, models.CASCADE, related_name="lines")
    purchase_line = models.ForeignKey(
        PurchaseOrderLine,
        models.PROTECT,
        verbose_name=L("Purchase order line", "采购订单行"),
        related_name="receipt_lines",
    )
    product = models.ForeignKey(Product, models.PROTECT, verbose_name=L("Product", "产品"), related_name="+")
    quantity = QuantityField(L("Quantity", "数量"))
    unit_cost = UnitPriceField(L("Unit cost", "单位成本"), default=0)

    declare = Declare(
        key="receipt_line",
        label=L("Receipt line", "收货行"),
        plural=L("Receipt lines", "收货行"),
        icon="list",
        parent="parent",
        sensitive=("unit_cost",),
        append_only=True,
    )

    class Meta(Line.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="purchasing_receipt_line_quantity"),
        ]

"""What is on its way to a customer."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.catalog.models import MORE_THAN_ZERO, Product
from apps.inventory.models import Warehouse
from apps.sales.models.orders import Order, OrderLine
from kontor.core.declare import Declare
from kontor.core.fields import NOT_NEGATIVE, AddressField, MoneyField, QuantityField
from kontor.core.labels import L
from kontor.core.models import Document, Line


class Shipment(Document):
    """Goods of one order that leave one warehouse together."""

    class Status(models.TextChoices):
        """From the shelf to the customer's signature."""

        WAITING = "waiting", L("Waiting", "等待")
        ASSIGNED = "assigned", L("Assigned", "已分配")
        PICKED = "picked", L("Picked", "已拣货")
        PACKED = "packed", L("Packed", "已包装")
        SHIPPED = "shipped", L("Shipped", "已发货")
        DELIVERED = "delivered", L("Delivered", "已送达")
        SIGNED = "signed", L("Signed for", "已签收")
        CANCELLED = "cancelled", L("Cancelled", "已取消")

    status = models.CharField(L("Status", "状态"), max_length=10, choices=Status, default=Status.WAITING)
    order = models.ForeignKey(
        Order, models.PROTECT, verbose_name=L("Order", "订单"), related_name="shipments", db_index=False
    )
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, verbose_name=L("Warehouse", "仓库"), related_name="+")
    shipping_address = AddressField(L("Ship to", "收货地址"))
    carrier = models.CharField(L("Carrier", "承运商"), max_length=80, blank=True)
    tracking_number = models.CharField(L("Tracking number", "运单号"), max_length=80, blank=True)
    cost = MoneyField(L("Freight cost", "运费成本"), default=0, validators=[NOT_NEGATIVE])
    planned_date = models.DateField(L("Planned for", "计划日期"), null=True, blank=True)
    shipped_at = models.DateTimeField(L("Shipped", "发货时间"), null=True, blank=True, editable=False)
    delivered_at = models.DateTimeField(L("Delivered", "送达时间"), null=True, blank=True, editable=False)
    signed_at = models.DateTimeField(L("Signed", "签收时间"), null=True, blank=True, editable=False)
    signed_by = models.CharField(L("Signed by", "签收人"), max_length=120, blank=True)

    declare = Declare(
        key="shipment",
        label=L("Shipment", "发货单"),
        plural=L("Shipments", "发货单"),
        icon="truck",
        name_field="number",
        searchable=("number", "tracking_number"),
        search_through=("order",),
        sensitive=("cost",),
        read_only=("order", "warehouse", "shipped_at", "delivered_at", "signed_at", "signed_by"),
        number="SH-{year}-{seq:06}",
        context=("order", "carrier"),
    )

    class Meta(Document.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Document.Meta.indexes,
            models.Index(fields=["order", "id"]),
            models.Index(fields=["status", "id"]),
            models.Index(fields=["number", "id"]),
        ]


class ShipmentLine(Line):
    """Goods of one order line in a shipment; quantity in the unit of the order line."""

    parent = models.ForeignKey(Shipment, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(
        OrderLine, models.PROTECT, verbose_name=L("Order line", "订单行"), related_name="shipment_lines"
    )
    product = models.ForeignKey(Product, models.PROTECT, verbose_name=L("Product", "产品"), related_name="+")
    quantity = QuantityField(L("Quantity", "数量"), validators=[MORE_THAN_ZERO])

    declare = Declare(
        key="shipment_line",
        label=L("Shipment line", "发货行"),
        plural=L("Shipment lines", "发货行"),
        icon="list",
        parent="parent",
        read_only=("order_line", "product"),
    )

    class Meta(Line.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="sales_shipment_line_quantity"),
        ]

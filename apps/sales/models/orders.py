"""What customers have ordered, and how far each order is."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from apps.inventory.models import Warehouse
from apps.sales.models.quotes import Quote, QuoteLine
from apps.sales.models.terms import LINE_FIGURES, TERMS_IN_FORCE, TOTALS, SalesDocument, SalesLine
from kontor.core.declare import Declare
from kontor.core.fields import MoneyField, QuantityField
from kontor.core.labels import L

PROGRESS = (
    "reserved_quantity",
    "shipped_quantity",
    "invoiced_quantity",
    "returned_quantity",
    "posted_quantity",
    "invoiced_amount",
    "shipped_cost",
)


class InvoiceFrom(models.TextChoices):
    """What may be invoiced."""

    ORDER = "order", L("What is ordered", "按订购数量")
    DELIVERY = "delivery", L("What is delivered", "按发货数量")


class Order(SalesDocument):
    """What a customer has bought and is to get."""

    class Status(models.TextChoices):
        """How far the order is; delivery, invoice and payment have states of their own."""

        DRAFT = "draft", L("Draft", "草稿")
        CONFIRMED = "confirmed", L("Confirmed", "已确认")
        ON_HOLD = "on_hold", L("On hold", "已暂停")
        IN_FULFILMENT = "in_fulfilment", L("In fulfilment", "履行中")
        DONE = "done", L("Done", "已完成")
        CANCELLED = "cancelled", L("Cancelled", "已取消")
        CLOSED = "closed", L("Closed", "已关闭")

    class DeliveryPolicy(models.TextChoices):
        """Whether parts may go out."""

        PARTIAL = "partial", L("In parts", "可分批")
        COMPLETE = "complete", L("Only complete", "整单发货")

    class DeliveryStatus(models.TextChoices):
        """How much has gone out."""

        NONE = "none", L("Not delivered", "未发货")
        PART = "part", L("Partly delivered", "部分发货")
        FULL = "full", L("Delivered", "已发货")
        OVER = "over", L("Over-delivered", "超发")

    class InvoiceStatus(models.TextChoices):
        """How much is invoiced."""

        NONE = "none", L("Nothing to invoice", "无需开票")
        TO_DO = "to_do", L("To invoice", "待开票")
        PART = "part", L("Partly invoiced", "部分开票")
        FULL = "full", L("Invoiced", "已开票")

    class PaymentStatus(models.TextChoices):
        """How much of what is invoiced is paid."""

        NONE = "none", L("Not paid", "未付款")
        PART = "part", L("Partly paid", "部分付款")
        FULL = "full", L("Paid", "已付款")

    status = models.CharField(L("Status", "状态"), max_length=14, choices=Status, default=Status.DRAFT)
    quote = models.ForeignKey(
        Quote,
        models.PROTECT,
        verbose_name=L("Quote", "报价"),
        null=True,
        blank=True,
        related_name="orders",
        db_index=False,
    )
    customer_po = models.CharField(L("Customer's order number", "客户订单号"), max_length=80, blank=True)
    order_date = models.DateField(L("Order date", "订单日期"), null=True, blank=True)
    requested_date = models.DateField(L("Requested for", "要求日期"), null=True, blank=True)
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, verbose_name=L("Warehouse", "仓库"), null=True, blank=True, related_name="+"
    )
    invoice_policy = models.CharField(L("Invoice", "开票依据"), max_length=10, choices=InvoiceFrom, blank=True)
    delivery_policy = models.CharField(
        L("Delivery", "发货方式"), max_length=10, choices=DeliveryPolicy, default=DeliveryPolicy.PARTIAL
    )
    confirmed_at = models.DateTimeField(L("Confirmed", "确认时间"), null=True, blank=True, editable=False)
    hold_reason = models.CharField(L("On hold because", "暂停原因"), max_length=250, blank=True)
    delivery_status = models.CharField(
        L("Delivery", "发货状态"), max_length=5, choices=DeliveryStatus, default=DeliveryStatus.NONE, editable=False
    )
    invoice_status = models.CharField(
        L("Invoicing", "开票状态"), max_length=5, choices=InvoiceStatus, default=InvoiceStatus.NONE, editable=False
    )
    payment_status = models.CharField(
        L("Payment", "付款状态"), max_length=5, choices=PaymentStatus, default=PaymentStatus.NONE, editable=False
    )
    undelivered_value = MoneyField(L("Not yet delivered", "未发货金额"), default=0, editable=False)
    uninvoiced_value = MoneyField(L("Not yet invoiced", "未开票金额"), default=0, editable=False)
    uninvoiced_delivered = MoneyField(L("Delivered, not invoiced", "已发货未开票"), default=0, editable=False)
    freight_cost = MoneyField(L("Freight cost", "运费成本"), default=0, editable=False)
    profit = MoneyField(L("Profit so far", "已实现利润"), default=0, editable=False)

    declare = Declare(
        key="order",
        label=L("Order", "订单"),
        plural=L("Orders", "订单"),
        icon="shopping-cart",
        name_field="number",
        searchable=("number", "customer_po", "note"),
        search_through=("customer",),
        sensitive=("cost_total", "margin", "margin_percent", "freight_cost", "profit"),
        derived=(
            *TOTALS,
            "delivery_status",
            "invoice_status",
            "payment_status",
            "undelivered_value",
            "uninvoiced_value",
            "uninvoiced_delivered",
            "freight_cost",
            "profit",
        ),
        read_only=(*TERMS_IN_FORCE, "quote", "confirmed_at", "hold_reason"),
        number="SO-{year}-{seq:06}",
        relation_filters={"contact": {"customer": "customer"}},
        context=("customer", "total"),
    )

    class Meta(SalesDocument.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *SalesDocument.Meta.indexes,
            models.Index(fields=["customer", "id"]),
            models.Index(fields=["status", "id"]),
            models.Index(fields=["number", "id"]),
            models.Index(fields=["order_date", "id"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *SalesDocument.Meta.constraints,
            models.UniqueConstraint(
                fields=["quote"],
                name="sales_order_of_quote",
                condition=Q(quote__isnull=False, trashed_at__isnull=True) & ~Q(status="cancelled"),
            ),
        ]


class OrderLine(SalesLine):
    """A product ordered, and how much of it is reserved, shipped and invoiced."""

    parent = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    quote_line = models.ForeignKey(
        QuoteLine, models.PROTECT, verbose_name=L("Quote line", "报价行"), null=True, blank=True, related_name="+"
    )
    promise_date = models.DateField(L("Promised for", "承诺日期"), null=True, blank=True)
    reserved_quantity = QuantityField(L("Reserved", "已预留"), default=0, editable=False)
    shipped_quantity = QuantityField(L("Shipped", "已发货"), default=0, editable=False)
    invoiced_quantity = QuantityField(L("Invoiced", "已开票"), default=0, editable=False)
    returned_quantity = QuantityField(L("Returned", "已退货"), default=0, editable=False)
    cancelled_quantity = QuantityField(L("Cancelled", "已取消"), default=0, editable=False)
    posted_quantity = QuantityField(L("Invoiced and posted", "已过账数量"), default=0, editable=False)
    invoiced_amount = MoneyField(L("Invoiced amount", "已开票金额"), default=0, editable=False)
    shipped_cost = MoneyField(L("Cost of what is shipped", "已发货成本"), default=0, editable=False)

    declare = Declare(
        key="order_line",
        label=L("Order line", "订单行"),
        plural=L("Order lines", "订单行"),
        icon="list",
        parent="parent",
        sensitive=("unit_cost", "margin", "margin_percent", "shipped_cost"),
        derived=(*LINE_FIGURES, *PROGRESS),
        read_only=("unit_cost", "quote_line", "cancelled_quantity"),
    )

    class Meta(SalesLine.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *SalesLine.Meta.constraints,
            models.CheckConstraint(
                condition=Q(cancelled_quantity__gte=0, cancelled_quantity__lte=F("quantity")),
                name="sales_order_line_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(reserved_quantity__gte=0, shipped_quantity__gte=0, returned_quantity__gte=0),
                name="sales_order_line_progress",
            ),
            models.CheckConstraint(
                condition=Q(returned_quantity__lte=F("shipped_quantity")), name="sales_order_line_returned"
            ),
        ]

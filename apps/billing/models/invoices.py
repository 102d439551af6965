"""Invoices and credit notes with lines, taxes and instalments."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When

from apps.billing.expressions import DaysBetween
from apps.catalog.models import (
    AT_LEAST_MINUS_A_BILLION,
    AT_MOST_A_BILLION,
    MORE_THAN_ZERO,
    Currency,
    PaymentTerm,
    Product,
    Tax,
    Unit,
)
from apps.crm.models import Customer
from kontor.core.clock import Clock
from kontor.core.declare import Computed, Declare
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
from kontor.core.models import Document, Line


def days_overdue(clock: Clock) -> Any:
    """Days past the due date while something is open; 0 otherwise."""
    today = Value(clock.today(), output_field=models.DateField())
    late = Q(kind="invoice", open_amount__gt=0, due_date__lt=today)
    return Case(When(late, then=DaysBetween(today, F("due_date"))), default=Value(0), output_field=IntegerField())


class InvoicePaymentStatus(models.TextChoices):
    """How much of an invoice is settled."""

    NONE = "none", L("Not posted", "未过账")
    OPEN = "open", L("Open", "未付款")
    PARTLY_PAID = "partly_paid", L("Partly paid", "部分付款")
    PAID = "paid", L("Paid", "已付款")


class Invoice(Document):
    """What a customer is asked to pay, or gets credited."""

    class Kind(models.TextChoices):
        """Which way it goes."""

        INVOICE = "invoice", L("Invoice", "发票")
        CREDIT_NOTE = "credit_note", L("Credit note", "贷项通知单")

    class Status(models.TextChoices):
        """Paid and overdue are derived, not states."""

        DRAFT = "draft", L("Draft", "草稿")
        POSTED = "posted", L("Posted", "已过账")
        CANCELLED = "cancelled", L("Cancelled", "已取消")

    kind = models.CharField(L("Kind", "类型"), max_length=12, choices=Kind, default=Kind.INVOICE)
    status = models.CharField(L("Status", "状态"), max_length=10, choices=Status, default=Status.DRAFT)
    customer = models.ForeignKey(
        Customer, models.PROTECT, verbose_name=L("Customer", "客户"), related_name="invoices", db_index=False
    )
    reverses = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=L("Credits", "冲销发票"),
        null=True,
        blank=True,
        related_name="credit_notes",
    )
    invoice_date = models.DateField(L("Invoice date", "开票日期"), null=True, blank=True)
    due_date = models.DateField(L("Due date", "到期日"), null=True, blank=True)
    payment_term = models.ForeignKey(
        PaymentTerm, models.PROTECT, verbose_name=L("Payment term", "付款条件"), null=True, blank=True, related_name="+"
    )
    currency = models.ForeignKey(
        Currency, models.PROTECT, verbose_name=L("Currency", "币种"), null=True, blank=True, related_name="+"
    )
    rate = RateField(L("Rate", "汇率"), default=1)
    tax_rounding = models.CharField(L("Tax rounding", "税额舍入"), max_length=20, default="per_document")
    rounding_mode = models.CharField(L("Rounding", "舍入方式"), max_length=20, default="half_up")
    note = models.TextField(L("Note", "备注"), blank=True)
    posted_at = models.DateTimeField(L("Posted", "过账时间"), null=True, blank=True, editable=False)
    untaxed_total = MoneyField(L("Untaxed total", "不含税金额"), default=0, editable=False)
    tax_total = MoneyField(L("Tax", "税额"), default=0, editable=False)
    total = MoneyField(L("Total", "总额"), default=0, editable=False)
    open_amount = MoneyField(L("Open", "未结金额"), default=0, editable=False)
    payment_status = models.CharField(
        L("Payment", "付款状态"),
        max_length=12,
        choices=InvoicePaymentStatus,
        default=InvoicePaymentStatus.NONE,
        editable=False,
    )

    declare = Declare(
        key="invoice",
        label=L("Invoice", "发票"),
        plural=L("Invoices", "发票"),
        icon="receipt",
        name_field="number",
        searchable=("number",),
        search_through=("customer",),
        derived=("untaxed_total", "tax_total", "total", "open_amount", "payment_status", "posted_at"),
        read_only=("rate", "tax_rounding", "rounding_mode", "reverses"),
        number="INV-{year}-{seq:06}",
        gap_free=True,
        context=("customer", "total"),
        computed={
            "days_overdue": Computed(
                type="integer",
                label=L("Days overdue", "逾期天数"),
                expression=days_overdue,
                needs=("due_date", "open_amount"),
            )
        },
    )

    class Meta(Document.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Document.Meta.indexes,
            models.Index(fields=["customer", "id"]),
            models.Index(fields=["status", "id"]),
            models.Index(fields=["number", "id"]),
            models.Index(fields=["due_date", "id"], condition=Q(open_amount__gt=0), name="billing_invoice_due"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(open_amount__gte=0), name="billing_invoice_open"),
            models.CheckConstraint(condition=Q(open_amount__lte=F("total")), name="billing_invoice_settled"),
            models.CheckConstraint(condition=Q(total=F("untaxed_total") + F("tax_total")), name="billing_invoice_sum"),
            models.CheckConstraint(
                condition=~Q(status="posted") | Q(number__isnull=False, due_date__isnull=False),
                name="billing_invoice_posted",
            ),
        ]

    @property
    def number_pattern(self) -> str:
        """Credit notes have a series of their own."""
        return "CN-{year}-{seq:06}" if self.kind == self.Kind.CREDIT_NOTE else "INV-{year}-{seq:06}"

    @property
    def document_date(self) -> date | None:
        """The day whose year counts for the number."""
        return self.invoice_date

    @property
    def sign(self) -> int:
        """1 for what the customer owes, -1 for what we owe the customer."""
        return -1 if self.kind == self.Kind.CREDIT_NOTE else 1


class InvoiceLine(Line):
    """What is charged or credited, and which line of which document it comes from."""

    parent = models.ForeignKey(Invoice, models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name=L("Product", "产品"), null=True, blank=True, related_name="+"
    )
    description = models.CharField(L("Description", "描述"), max_length=250, blank=True)
    quantity = QuantityField(L("Quantity", "数量"), default=1, validators=[MORE_THAN_ZERO, AT_MOST_A_BILLION])
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=L("Unit", "单位"), null=True, blank=True, related_name="+"
    )
    unit_price = UnitPriceField(
        L("Unit price", "单价"), null=True, blank=True, validators=[AT_LEAST_MINUS_A_BILLION, AT_MOST_A_BILLION]
    )
    discount_percent = PercentField(L("Discount", "折扣"), default=0, validators=[NOT_NEGATIVE, MAX_PERCENT])
    taxes = models.ForeignKey(Tax, models.PROTECT, verbose_name=L("Tax", "税"), null=True, blank=True, related_name="+")
    origin_object = models.CharField(L("Origin", "来源类型"), max_length=60, blank=True)
    origin_id = models.UUIDField(L("Origin record", "来源记录"), null=True, blank=True)
    line_total = MoneyField(L("Amount", "金额"), default=0, editable=False)
    tax_amount = MoneyField(L("Tax", "税额"), default=0, editable=False)

    declare = Declare(
        key="invoice_line",
        label=L("Invoice line", "发票行"),
        plural=L("Invoice lines", "发票行"),
        icon="list",
        parent="parent",
        derived=("line_total", "tax_amount"),
        read_only=("origin_object", "origin_id"),
    )

    class Meta(Line.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["origin_id", "id"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="billing_invoice_line_quantity"),
        ]


class InvoiceTax(Line):
    """One tax of an invoice as it was computed: what the tax table shows."""

    parent = models.ForeignKey(Invoice, models.CASCADE, related_name="tax_lines")
    tax = models.ForeignKey(Tax, models.PROTECT, verbose_name=L("Tax", "税"), related_name="+")
    rate = PercentField(L("Rate", "税率"))
    base = MoneyField(L("Base", "税基"))
    amount = MoneyField(L("Amount", "税额"))

    declare = Declare(
        key="invoice_tax",
        label=L("Tax of an invoice", "发票税额"),
        plural=L("Taxes of an invoice", "发票税额"),
        icon="percent",
        parent="parent",
        append_only=True,
    )

    class Meta(Line.Meta):
        pass


class Instalment(Line):
    """A part of an invoice with a due date of its own."""

    parent = models.ForeignKey(Invoice, models.CASCADE, related_name="instalments")
    due_date = models.DateField(L("Due date", "到期日"))
    amount = MoneyField(L("Amount", "金额"))

    declare = Declare(
        key="instalment",
        label=L("Instalment", "分期"),
        plural=L("Instalments", "分期"),
        icon="calendar-days",
        parent="parent",
        append_only=True,
    )

    class Meta(Line.Meta):
        pass


class CreditAllocation(Line):
    """How much of a credit note settles which invoice."""

    parent = models.ForeignKey(Invoice, models.CASCADE, related_name="credit_allocations")
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, verbose_name=L("Invoice", "发票"), related_name="credited", db_index=False
    )
    amount = MoneyField(L("Amount", "金额"))
    allocated_date = models.DateField(L("Date", "日期"))

    declare = Declare(
        key="credit_allocation",
        label=L("Credit applied", "贷项分配"),
        plural=L("Credits applied", "贷项分配"),
        icon="arrow-left-right",
        parent="parent",
        append_only=True,
    )

    class Meta(Line.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["invoice", "id"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="billing_credit_amount"),
        ]

"""Money that came in or went out, and what it settled."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from apps.billing.models.invoices import Invoice
from apps.catalog.models import Currency
from apps.crm.models import Customer
from kontor.core.declare import Declare
from kontor.core.fields import NOT_NEGATIVE, MoneyField, RateField
from kontor.core.labels import L
from kontor.core.models import Document, Line

A_CENT = MinValueValidator(Decimal("0.01"))
A_TRILLION = MaxValueValidator(Decimal(10) ** 12)


class Payment(Document):
    """Money received from a customer or paid back to one."""

    class Direction(models.TextChoices):
        """Which way the money went."""

        IN = "in", L("Received", "收款")
        OUT = "out", L("Paid out", "付款")

    class Method(models.TextChoices):
        """How it was paid."""

        TRANSFER = "transfer", L("Bank transfer", "银行转账")
        CARD = "card", L("Card", "刷卡")
        CASH = "cash", L("Cash", "现金")
        CHEQUE = "cheque", L("Cheque", "支票")

    class Status(models.TextChoices):
        """A posted payment is reversed, never edited."""

        DRAFT = "draft", L("Draft", "草稿")
        POSTED = "posted", L("Posted", "已过账")
        REVERSED = "reversed", L("Reversed", "已冲销")

    status = models.CharField(L("Status", "状态"), max_length=10, choices=Status, default=Status.DRAFT)
    direction = models.CharField(L("Direction", "方向"), max_length=5, choices=Direction, default=Direction.IN)
    customer = models.ForeignKey(
        Customer, models.PROTECT, verbose_name=L("Customer", "客户"), related_name="payments", db_index=False
    )
    method = models.CharField(L("Method", "方式"), max_length=10, choices=Method, default=Method.TRANSFER)
    reference = models.CharField(L("Reference", "参考号"), max_length=120, blank=True)
    payment_date = models.DateField(L("Date", "日期"), null=True, blank=True)
    amount = MoneyField(L("Amount", "金额"), validators=[A_CENT, A_TRILLION])
    currency = models.ForeignKey(
        Currency, models.PROTECT, verbose_name=L("Currency", "币种"), null=True, blank=True, related_name="+"
    )
    rate = RateField(L("Rate", "汇率"), default=1)
    posted_at = models.DateTimeField(L("Posted", "过账时间"), null=True, blank=True, editable=False)
    unallocated_amount = MoneyField(L("Not allocated", "未分配金额"), default=0, editable=False)

    declare = Declare(
        key="payment",
        label=L("Payment", "收付款"),
        plural=L("Payments", "收付款"),
        icon="banknote",
        name_field="number",
        searchable=("number", "reference"),
        search_through=("customer",),
        derived=("unallocated_amount", "posted_at"),
        read_only=("rate",),
        number="PAY-{year}-{seq:06}",
        gap_free=True,
        context=("customer", "amount"),
    )

    class Meta(Document.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Document.Meta.indexes,
            models.Index(fields=["customer", "id"]),
            models.Index(fields=["payment_date", "id"]),
            models.Index(fields=["status", "id"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="billing_payment_amount"),
            models.CheckConstraint(
                condition=Q(unallocated_amount__gte=0, unallocated_amount__lte=F("amount")), name="billing_payment_rest"
            ),
        ]

    @property
    def document_date(self) -> date | None:
        """The day whose year counts for the number."""
        return self.payment_date


class PaymentAllocation(Line):
    """How much of a payment settles which invoice; a discount or write-off settles more than was paid."""

    parent = models.ForeignKey(Payment, models.CASCADE, related_name="allocations")
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, verbose_name=L("Invoice", "发票"), related_name="allocations", db_index=False
    )
    amount = MoneyField(L("Amount", "金额"), validators=[NOT_NEGATIVE])
    discount = MoneyField(L("Discount", "折扣"), default=0, validators=[NOT_NEGATIVE])
    write_off = MoneyField(L("Write-off", "核销"), default=0)
    allocated_date = models.DateField(L("Date", "日期"), null=True, blank=True)

    declare = Declare(
        key="payment_allocation",
        label=L("Allocation", "分配"),
        plural=L("Allocations", "分配"),
        icon="arrow-left-right",
        parent="parent",
        read_only=("allocated_date",),
    )

    class Meta(Line.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["invoice", "id"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, discount__gte=0)
                & (Q(amount__gt=0) | Q(discount__gt=0) | Q(write_off__gt=0)),
                name="billing_allocation_amount",
            ),
        ]

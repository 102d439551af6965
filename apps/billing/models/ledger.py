"""The minimal ledger: twelve accounts, balanced entries."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.crm.models import Customer
from kontor.core.declare import Declare
from kontor.core.fields import NOT_NEGATIVE, MoneyField
from kontor.core.labels import L
from kontor.core.models import Document, Line, Record, unique_live


class Account(Record):
    """A ledger account; each role is played by one account."""

    class AccountRole(models.TextChoices):
        """What is posted there."""

        RECEIVABLE = "receivable", L("Receivables", "应收账款")
        CUSTOMER_DEPOSITS = "customer_deposits", L("Customer deposits", "预收账款")
        REVENUE = "revenue", L("Revenue", "主营业务收入")
        TAX_PAYABLE = "tax_payable", L("Tax payable", "应交税费")
        BANK = "bank", L("Bank and cash", "银行存款")
        EARLY_DISCOUNT = "early_discount", L("Early payment discounts", "现金折扣")
        WRITE_OFF = "write_off", L("Write-offs", "核销")
        EXCHANGE = "exchange_difference", L("Exchange differences", "汇兑损益")
        STOCK = "stock", L("Stock", "库存商品")
        COST_OF_GOODS = "cost_of_goods", L("Cost of goods sold", "主营业务成本")
        RECEIVED_NOT_BILLED = "goods_received_not_billed", L("Goods received, not billed", "暂估应付")
        ROUNDING = "rounding", L("Rounding", "舍入差额")

    code = models.CharField(L("Code", "科目代码"), max_length=12)
    name = models.CharField(L("Name", "名称"), max_length=120)
    role = models.CharField(L("Role", "用途"), max_length=30, choices=AccountRole)

    declare = Declare(
        key="account",
        label=L("Account", "科目"),
        plural=L("Accounts", "科目"),
        icon="book",
        name_field="name",
        searchable=("code", "name"),
        context=("code", "role"),
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("code"), unique_live("role")]


class JournalEntry(Document):
    """A balanced set of debits and credits; once posted it never changes."""

    class Status(models.TextChoices):
        """A draft lives only inside the transaction that posts it."""

        DRAFT = "draft", L("Draft", "草稿")
        POSTED = "posted", L("Posted", "已过账")

    status = models.CharField(L("Status", "状态"), max_length=10, choices=Status, default=Status.DRAFT)
    date = models.DateField(L("Date", "日期"))
    memo = models.CharField(L("Memo", "摘要"), max_length=200, blank=True)
    origin_object = models.CharField(L("Origin", "来源类型"), max_length=60)
    origin_id = models.UUIDField(L("Origin record", "来源记录"))
    reverses = models.ForeignKey(
        "self", models.PROTECT, verbose_name=L("Reverses", "冲销"), null=True, blank=True, related_name="+"
    )
    posted_at = models.DateTimeField(L("Posted", "过账时间"), null=True, blank=True, editable=False)

    declare = Declare(
        key="journal_entry",
        by_services=True,
        internal=True,
        label=L("Journal entry", "记账凭证"),
        plural=L("Journal entries", "记账凭证"),
        icon="book-open",
        name_field="number",
        derived=("posted_at",),
        read_only=("date", "memo", "origin_object", "origin_id", "reverses"),
        number="JE-{year}-{seq:06}",
        gap_free=True,
        context=("date", "memo"),
    )

    class Meta(Document.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Document.Meta.indexes,
            models.Index(fields=["date", "id"]),
            models.Index(fields=["origin_id", "id"]),
        ]

    @property
    def document_date(self) -> datetime.date:
        """The day whose year counts for the number."""
        return self.date


class JournalLine(Line):
    """One debit or credit in base currency."""

    parent = models.ForeignKey(JournalEntry, models.CASCADE, related_name="lines")
    account = models.ForeignKey(
        Account, models.PROTECT, verbose_name=L("Account", "科目"), related_name="lines", db_index=False
    )
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        verbose_name=L("Customer", "客户"),
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    debit = MoneyField(L("Debit", "借方"), default=0, validators=[NOT_NEGATIVE])
    credit = MoneyField(L("Credit", "贷方"), default=0, validators=[NOT_NEGATIVE])

    declare = Declare(
        key="journal_line",
        label=L("Journal line", "分录"),
        plural=L("Journal lines", "分录"),
        icon="list",
        parent="parent",
        append_only=True,
    )

    class Meta(Line.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "customer", "id"]),
            models.Index(fields=["customer", "id"], condition=Q(customer__isnull=False), name="billing_line_customer"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(Q(debit__gt=0) & Q(credit=0)) | (Q(debit=0) & Q(credit__gt=0)), name="billing_line_one_side"
            ),
        ]

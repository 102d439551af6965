"""Offers to customers, and the policy that says when one needs approval."""

from typing import ClassVar

from django.db import models

from apps.catalog.models import ProductCategory
from apps.crm.models import Opportunity
from apps.sales.models.terms import LINE_FIGURES, TERMS_IN_FORCE, TOTALS, SalesDocument, SalesLine
from kontor.core.declare import Declare
from kontor.core.fields import PercentField, QuantityField
from kontor.core.labels import L
from kontor.core.models import Record


class Quote(SalesDocument):
    """What we offer a customer, valid until a day."""

    class Status(models.TextChoices):
        """From draft to the customer's answer."""

        DRAFT = "draft", L("Draft", "草稿")
        IN_APPROVAL = "in_approval", L("In approval", "审批中")
        APPROVED = "approved", L("Approved", "已批准")
        SENT = "sent", L("Sent", "已发送")
        ACCEPTED = "accepted", L("Accepted", "已接受")
        REJECTED = "rejected", L("Rejected", "已拒绝")
        EXPIRED = "expired", L("Expired", "已过期")
        SUPERSEDED = "superseded", L("Superseded", "已被替代")

    status = models.CharField(L("Status", "状态"), max_length=12, choices=Status, default=Status.DRAFT)
    opportunity = models.ForeignKey(
        Opportunity,
        models.PROTECT,
        verbose_name=L("Opportunity", "商机"),
        null=True,
        blank=True,
        related_name="quotes",
        db_index=False,
    )
    quote_date = models.DateField(L("Date", "日期"), null=True, blank=True)
    valid_until = models.DateField(L("Valid until", "有效期至"), null=True, blank=True)
    revision = models.PositiveSmallIntegerField(L("Revision", "版次"), default=1)
    revises = models.ForeignKey(
        "self", models.PROTECT, verbose_name=L("Revises", "修订自"), null=True, blank=True, related_name="revisions"
    )
    submitted_by = models.ForeignKey(
        "identity.Person",
        models.PROTECT,
        verbose_name=L("Submitted by", "提交人"),
        null=True,
        blank=True,
        related_name="+",
    )
    decision_reason = models.CharField(L("Reason", "原因"), max_length=250, blank=True)
    approval_needed = models.BooleanField(L("Needs approval", "需要审批"), default=False, editable=False)
    approver_role = models.CharField(L("Approved by", "审批角色"), max_length=60, blank=True, editable=False)

    declare = Declare(
        key="quote",
        label=L("Quote", "报价"),
        plural=L("Quotes", "报价"),
        icon="file-text",
        name_field="number",
        searchable=("number", "note"),
        search_through=("customer",),
        sensitive=("cost_total", "margin", "margin_percent"),
        derived=(*TOTALS, "approval_needed", "approver_role"),
        read_only=(*TERMS_IN_FORCE, "revision", "revises", "submitted_by", "decision_reason"),
        number="QU-{year}-{seq:06}",
        relation_filters={"contact": {"customer": "customer"}, "opportunity": {"customer": "customer"}},
        context=("customer", "total"),
    )

    class Meta(SalesDocument.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *SalesDocument.Meta.indexes,
            models.Index(fields=["customer", "id"]),
            models.Index(fields=["opportunity", "id"]),
            models.Index(fields=["status", "id"]),
            models.Index(fields=["number", "id"]),
        ]


class QuoteLine(SalesLine):
    """A product offered."""

    parent = models.ForeignKey(Quote, models.CASCADE, related_name="lines")
    available_to_promise = QuantityField(L("Available", "可承诺量"), default=0, editable=False)
    promise_date = models.DateField(L("Promised for", "承诺日期"), null=True, editable=False)

    declare = Declare(
        key="quote_line",
        label=L("Quote line", "报价行"),
        plural=L("Quote lines", "报价行"),
        icon="list",
        parent="parent",
        sensitive=("unit_cost", "margin", "margin_percent"),
        derived=(*LINE_FIGURES, "available_to_promise", "promise_date"),
        read_only=("unit_cost",),
    )

    class Meta(SalesLine.Meta):
        pass


class MarginPolicy(Record):
    """Under this margin somebody has to agree; the lowest threshold reached wins."""

    class Scope(models.TextChoices):
        """For whom it holds."""

        COMPANY = "company", L("All quotes", "所有报价")
        CATEGORY = "category", L("Product category", "产品类别")
        GRADE = "grade", L("Customer grade", "客户等级")

    scope = models.CharField(L("Holds for", "适用范围"), max_length=10, choices=Scope, default=Scope.COMPANY)
    category = models.ForeignKey(
        ProductCategory, models.PROTECT, verbose_name=L("Category", "类别"), null=True, blank=True, related_name="+"
    )
    grade = models.CharField(L("Grade", "等级"), max_length=20, blank=True)
    below_percent = PercentField(L("Below (%)", "低于（%）"))
    approver = models.ForeignKey(
        "identity.Role", models.PROTECT, verbose_name=L("Approver", "审批角色"), related_name="+"
    )
    active = models.BooleanField(L("Active", "启用"), default=True)

    declare = Declare(
        key="margin_policy",
        label=L("Margin policy", "毛利政策"),
        plural=L("Margin policies", "毛利政策"),
        icon="scale",
        name_field="below_percent",
        archivable=True,
        context=("scope", "approver"),
    )

    class Meta(Record.Meta):
        pass

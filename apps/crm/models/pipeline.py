"""Leads, opportunities and activities: what may become business."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from apps.crm.models.customers import Contact, Customer, Source
from kontor.core.declare import Declare
from kontor.core.fields import NOT_NEGATIVE, MoneyField, PhoneField, QuantityField, UnitPriceField
from kontor.core.labels import L
from kontor.core.models import Line, Record

BILLION = MaxValueValidator(Decimal(10) ** 9)


class Lead(Record):
    """Somebody who may become a customer."""

    class Status(models.TextChoices):
        """How far the lead has come."""

        NEW = "new", L("New", "新建")
        WORKING = "working", L("Working", "跟进中")
        QUALIFIED = "qualified", L("Qualified", "已确认")
        LOST = "lost", L("Lost", "已流失")
        CONVERTED = "converted", L("Converted", "已转化")

    name = models.CharField(L("Name", "名称"), max_length=200, help_text=L("The company, or the person", "公司或个人"))
    status = models.CharField(L("Status", "状态"), max_length=10, choices=Status, default=Status.NEW)
    contact_name = models.CharField(L("Contact", "联系人"), max_length=120, blank=True)
    job_title = models.CharField(L("Job title", "职位"), max_length=120, blank=True)
    email = models.EmailField(L("Email", "邮箱"), blank=True)
    phone = PhoneField(L("Phone", "电话"), blank=True)
    source = models.CharField(L("Source", "来源"), max_length=20, choices=Source, blank=True)
    industry = models.CharField(L("Industry", "行业"), max_length=80, blank=True)
    region = models.CharField(L("Region", "地区"), max_length=80, blank=True)
    expected_amount = MoneyField(L("Expected amount", "预计金额"), null=True, blank=True, validators=[NOT_NEGATIVE])
    description = models.TextField(L("Description", "描述"), blank=True)
    lost_reason = models.CharField(L("Lost because", "流失原因"), max_length=200, blank=True)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        verbose_name=L("Customer", "客户"),
        null=True,
        blank=True,
        related_name="leads",
        db_index=False,
    )
    opportunity = models.ForeignKey(
        "crm.Opportunity",
        models.PROTECT,
        verbose_name=L("Opportunity", "商机"),
        null=True,
        blank=True,
        related_name="+",
    )

    declare = Declare(
        key="lead",
        label=L("Lead", "线索"),
        plural=L("Leads", "线索"),
        icon="sprout",
        name_field="name",
        searchable=("name", "contact_name", "email", "phone"),
        read_only=("customer", "opportunity", "lost_reason"),
        context=("contact_name", "region"),
        alike={"name": ("name",), "email": ("email",), "phone": ("phone",)},
        personal=("contact_name", "email", "phone"),
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["status", "id"]),
            models.Index(fields=["customer", "id"]),
        ]


class Opportunity(Record):
    """A chance to sell something to a customer."""

    class Status(models.TextChoices):
        """How it ended, if it did."""

        OPEN = "open", L("Open", "进行中")
        WON = "won", L("Won", "赢单")
        LOST = "lost", L("Lost", "输单")

    class Stage(models.TextChoices):
        """How far the talks are."""

        QUALIFICATION = "qualification", L("Qualification", "资格确认")
        NEEDS = "needs", L("Needs analysis", "需求分析")
        PROPOSAL = "proposal", L("Proposal", "方案报价")
        NEGOTIATION = "negotiation", L("Negotiation", "商务谈判")

    name = models.CharField(L("Name", "名称"), max_length=200)
    customer = models.ForeignKey(
        Customer, models.PROTECT, verbose_name=L("Customer", "客户"), related_name="opportunities", db_index=False
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, verbose_name=L("Contact", "联系人"), null=True, blank=True, related_name="+"
    )
    status = models.CharField(L("Status", "状态"), max_length=10, choices=Status, default=Status.OPEN)
    stage = models.CharField(L("Stage", "阶段"), max_length=20, choices=Stage, default=Stage.QUALIFICATION)
    amount = MoneyField(L("Amount", "金额"), default=0, validators=[NOT_NEGATIVE])
    probability = models.PositiveSmallIntegerField(
        L("Probability (%)", "成功概率（%）"), default=20, validators=[MaxValueValidator(100)]
    )
    close_date = models.DateField(L("Expected to close", "预计成交日期"), null=True, blank=True)
    source = models.CharField(L("Source", "来源"), max_length=20, choices=Source, blank=True)
    next_step = models.CharField(L("Next step", "下一步"), max_length=200, blank=True)
    description = models.TextField(L("Description", "描述"), blank=True)
    lost_reason = models.CharField(L("Lost because", "输单原因"), max_length=200, blank=True)

    declare = Declare(
        key="opportunity",
        label=L("Opportunity", "商机"),
        plural=L("Opportunities", "商机"),
        icon="target",
        name_field="name",
        searchable=("name",),
        search_through=("customer",),
        read_only=("lost_reason",),
        relation_filters={"contact": {"customer": "customer"}},
        context=("customer", "stage"),
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["customer", "id"]),
            models.Index(fields=["status", "close_date", "id"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(probability__lte=100), name="crm_opportunity_probability"),
        ]


class OpportunityLine(Line):
    """A product that may be sold."""

    parent = models.ForeignKey(Opportunity, models.CASCADE, related_name="lines")
    product = models.ForeignKey("catalog.Product", models.PROTECT, verbose_name=L("Product", "产品"), related_name="+")
    quantity = QuantityField(L("Quantity", "数量"), default=1, validators=[NOT_NEGATIVE, BILLION])
    unit_price = UnitPriceField(L("Unit price", "单价"), null=True, blank=True, validators=[NOT_NEGATIVE, BILLION])
    expected_date = models.DateField(L("Expected", "预计日期"), null=True, blank=True)

    declare = Declare(
        key="opportunity_line",
        label=L("Product", "产品"),
        plural=L("Products", "产品"),
        icon="package",
        parent="parent",
    )

    class Meta(Line.Meta):
        pass


class Activity(Record):
    """Something done or to be done with a customer."""

    class Kind(models.TextChoices):
        """What it is."""

        CALL = "call", L("Call", "电话")
        MEETING = "meeting", L("Meeting", "会议")
        EMAIL = "email", L("Email", "邮件")
        TASK = "task", L("Task", "任务")
        NOTE = "note", L("Note", "备注")

    class Direction(models.TextChoices):
        """Who began it."""

        IN = "in", L("From the customer", "客户发起")
        OUT = "out", L("From us", "我方发起")

    subject = models.CharField(L("Subject", "主题"), max_length=200)
    kind = models.CharField(L("Kind", "类型"), max_length=10, choices=Kind, default=Kind.TASK)
    channel = models.CharField(L("Channel", "渠道"), max_length=40, blank=True)
    direction = models.CharField(L("Direction", "方向"), max_length=5, choices=Direction, default=Direction.OUT)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        verbose_name=L("Customer", "客户"),
        null=True,
        blank=True,
        related_name="activities",
        db_index=False,
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, verbose_name=L("Contact", "联系人"), null=True, blank=True, related_name="+"
    )
    lead = models.ForeignKey(
        Lead, models.PROTECT, verbose_name=L("Lead", "线索"), null=True, blank=True, related_name="activities"
    )
    opportunity = models.ForeignKey(
        Opportunity,
        models.PROTECT,
        verbose_name=L("Opportunity", "商机"),
        null=True,
        blank=True,
        related_name="activities",
    )
    body = models.TextField(L("Text", "内容"), blank=True)
    due = models.DateTimeField(L("Due", "截止时间"), null=True, blank=True)
    done_at = models.DateTimeField(L("Done", "完成时间"), null=True, blank=True)
    result = models.CharField(L("Result", "结果"), max_length=200, blank=True)
    next_step = models.CharField(L("Next step", "下一步"), max_length=200, blank=True)
    next_date = models.DateField(L("Next step on", "下一步日期"), null=True, blank=True)

    declare = Declare(
        key="activity",
        label=L("Activity", "活动"),
        plural=L("Activities", "活动"),
        icon="calendar-check",
        name_field="subject",
        searchable=("subject", "body"),
        search_through=("customer",),
        relation_filters={"contact": {"customer": "customer"}, "opportunity": {"customer": "customer"}},
        context=("customer", "kind"),
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["customer", "id"]),
            models.Index(fields=["due", "id"]),
        ]

"""Customers with their contacts and addresses."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kontor.core.declare import Computed, Declare
from kontor.core.fields import NOT_NEGATIVE, AddressField, MoneyField, PhoneField
from kontor.core.labels import L
from kontor.core.models import Record, unique_live
from kontor.identity.models import Language


class Source(models.TextChoices):
    """Where somebody came from."""

    REFERRAL = "referral", L("Referral", "转介绍")
    WEBSITE = "website", L("Website", "网站")
    FAIR = "fair", L("Trade fair", "展会")
    CALL = "call", L("Phone call", "电话")
    CAMPAIGN = "campaign", L("Campaign", "营销活动")
    OTHER = "other", L("Other", "其他")


class Customer(Record):
    """A company or person that buys from us."""

    class Status(models.TextChoices):
        """How far the relation has come."""

        PROSPECT = "prospect", L("Prospect", "潜在客户")
        ACTIVE = "active", L("Active", "活跃")
        BLOCKED = "blocked", L("Blocked", "已冻结")

    code = models.CharField(L("Code", "客户代码"), max_length=30, null=True, blank=True)  # noqa: DJ001 (unique where given)
    name = models.CharField(L("Name", "名称"), max_length=200)
    alias = models.CharField(
        L("Also found as", "检索别名"),
        max_length=120,
        blank=True,
        help_text=L("A short name, another spelling, pinyin", "简称、别名或拼音"),
    )
    status = models.CharField(L("Status", "状态"), max_length=10, choices=Status, default=Status.PROSPECT)
    tax_id = models.CharField(L("Tax ID", "税号"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=L("Parent company", "母公司"),
        null=True,
        blank=True,
        related_name="children",
    )
    industry = models.CharField(L("Industry", "行业"), max_length=80, blank=True)
    region = models.CharField(L("Region", "地区"), max_length=80, blank=True)
    source = models.CharField(L("Source", "来源"), max_length=20, choices=Source, blank=True)
    key_account = models.BooleanField(L("Key account", "重点客户"), default=False)
    account_team = models.ForeignKey(
        "identity.Team",
        models.PROTECT,
        verbose_name=L("Account team", "客户团队"),
        null=True,
        blank=True,
        related_name="+",
    )
    phone = PhoneField(L("Phone", "电话"), blank=True)
    email = models.EmailField(L("Email", "邮箱"), blank=True)
    website = models.URLField(L("Website", "网站"), blank=True)
    language = models.CharField(
        L("Language", "语言"),
        max_length=10,
        choices=Language,
        blank=True,
        default="",
        help_text=L("In which documents and mails are written", "单据和邮件使用的语言"),
    )
    payment_term = models.ForeignKey(
        "catalog.PaymentTerm",
        models.PROTECT,
        verbose_name=L("Payment term", "付款条件"),
        null=True,
        blank=True,
        related_name="+",
    )
    price_list = models.ForeignKey(
        "catalog.PriceList",
        models.PROTECT,
        verbose_name=L("Price list", "价目表"),
        null=True,
        blank=True,
        related_name="+",
    )
    currency = models.ForeignKey(
        "catalog.Currency", models.PROTECT, verbose_name=L("Currency", "币种"), null=True, blank=True, related_name="+"
    )
    credit_limit = MoneyField(
        L("Credit limit", "信用额度"),
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text=L("Empty is unlimited, 0 is cash only", "空为不限，0 为现款"),
    )
    credit_hold = models.BooleanField(L("Credit hold", "信用冻结"), default=False)
    grade = models.CharField(L("Grade", "等级"), max_length=20, blank=True)
    credit_rating = models.CharField(L("Credit rating", "信用评级"), max_length=20, blank=True)
    invoice_title = models.CharField(L("Invoice title", "发票抬头"), max_length=200, blank=True)
    bank_name = models.CharField(L("Bank", "开户行"), max_length=120, blank=True)
    bank_account = models.CharField(L("Bank account", "银行账号"), max_length=60, blank=True)
    registered_address = models.CharField(L("Registered address", "注册地址"), max_length=250, blank=True)
    registered_phone = PhoneField(L("Registered phone", "注册电话"), blank=True)
    note = models.TextField(L("Note", "备注"), blank=True)
    receivable_balance = MoneyField(L("Receivables", "应收余额"), default=0, editable=False)
    exposure = MoneyField(L("Exposure", "信用敞口"), default=0, editable=False)
    undelivered_value = MoneyField(L("Not yet delivered", "未发货金额"), default=0, editable=False)
    uninvoiced_delivered = MoneyField(L("Delivered, not invoiced", "已发货未开票"), default=0, editable=False)
    last_order_date = models.DateField(L("Last order", "最近订单"), null=True, editable=False)
    lifetime_revenue = MoneyField(L("Revenue so far", "累计收入"), default=0, editable=False)

    declare = Declare(
        key="customer",
        label=L("Customer", "客户"),
        plural=L("Customers", "客户"),
        icon="building-2",
        name_field="name",
        searchable=("name", "alias", "code", "tax_id", "email", "phone"),
        sensitive=("bank_account", "credit_limit", "credit_rating"),
        derived=(
            "receivable_balance",
            "exposure",
            "undelivered_value",
            "uninvoiced_delivered",
            "last_order_date",
            "lifetime_revenue",
        ),
        context=("code", "region"),
        alike={
            "name": ("name",),
            "tax_id": ("code",),
            "phone": ("phone",),
            "registered_phone": ("phone",),
            "email": ("email", "domain"),
            "website": ("domain",),
        },
        computed={
            "credit_available": Computed(
                type="money",
                label=L("Credit available", "可用信用"),
                expression=lambda _clock: F("credit_limit") - F("exposure"),
                needs=("credit_limit", "exposure"),
                sensitive=True,
            )
        },
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["name", "id"]),
            models.Index(fields=["status", "id"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            unique_live("code"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="crm_customer_parent"),
            models.CheckConstraint(
                condition=Q(credit_limit__isnull=True) | Q(credit_limit__gte=0), name="crm_customer_limit"
            ),
        ]


class Contact(Record):
    """A person at a customer."""

    customer = models.ForeignKey(
        Customer, models.PROTECT, verbose_name=L("Customer", "客户"), related_name="contacts", db_index=False
    )
    name = models.CharField(L("Name", "姓名"), max_length=120)
    alias = models.CharField(
        L("Also found as", "检索别名"),
        max_length=120,
        blank=True,
        help_text=L("A short name, another spelling, pinyin", "简称、别名或拼音"),
    )
    job_title = models.CharField(L("Job title", "职位"), max_length=120, blank=True)
    email = models.EmailField(L("Email", "邮箱"), blank=True)
    phone = PhoneField(L("Phone", "电话"), blank=True)
    mobile = PhoneField(L("Mobile", "手机"), blank=True)
    main = models.BooleanField(L("Main contact", "主要联系人"), default=False)
    note = models.TextField(L("Note", "备注"), blank=True)

    declare = Declare(
        key="contact",
        label=L("Contact", "联系人"),
        plural=L("Contacts", "联系人"),
        icon="contact",
        name_field="name",
        searchable=("name", "alias", "email", "phone", "mobile"),
        search_through=("customer",),
        context=("customer", "job_title"),
        alike={"name": ("person",), "email": ("email",), "phone": ("phone",), "mobile": ("phone",)},
        personal=("name", "email", "phone", "mobile"),
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["customer", "id"]),
            models.Index(fields=["name", "id"]),
        ]


class Address(Record):
    """Where a customer is reached or goods are sent."""

    class Kind(models.TextChoices):
        """What the address is for."""

        BILLING = "billing", L("Billing", "开票地址")
        SHIPPING = "shipping", L("Shipping", "收货地址")
        OTHER = "other", L("Other", "其他")

    customer = models.ForeignKey(
        Customer, models.PROTECT, verbose_name=L("Customer", "客户"), related_name="addresses", db_index=False
    )
    name = models.CharField(L("Name", "名称"), max_length=200)
    kind = models.CharField(L("Kind", "类型"), max_length=10, choices=Kind, default=Kind.BILLING)
    address = AddressField(L("Address", "地址"))
    phone = PhoneField(L("Phone", "电话"), blank=True)

    declare = Declare(
        key="address",
        label=L("Address", "地址"),
        plural=L("Addresses", "地址"),
        icon="map-pin",
        name_field="name",
        searchable=("name",),
        search_through=("customer",),
        context=("customer", "kind"),
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[models.Index]] = [*Record.Meta.indexes, models.Index(fields=["customer", "id"])]

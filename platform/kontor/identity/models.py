"""Who: people, teams, posts, roles, legal entities and the company's settings."""

from datetime import date
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models

from kontor.core.declare import Declare
from kontor.core.fields import AddressField, ImageRelation, MultiChoiceField, PhoneField
from kontor.core.ids import new_id
from kontor.core.labels import L
from kontor.core.models import Record, RecordQuerySet, unique_live


def known_zone(value: str) -> None:
    """Refuses what is no IANA time zone."""
    if value not in available_timezones():
        msg = f"{value} is not a time zone."
        raise ValidationError(msg)


class Language(models.TextChoices):
    """Languages the screens are made in."""

    ENGLISH = "en", L("English", "英语")
    CHINESE = "zh-hans", L("Chinese", "中文")


class Theme(models.TextChoices):
    """How bright the screens are."""

    SYSTEM = "system", L("As the device", "跟随系统")
    LIGHT = "light", L("Light", "浅色")
    DARK = "dark", L("Dark", "深色")


class PersonQuerySet(RecordQuerySet):
    """People, found by the name they log in with."""

    def get_by_natural_key(self, email: str) -> "Person":
        """The person who logs in with `email`, whatever its case."""
        person: Person = self.get(email__iexact=email, trashed_at__isnull=True)
        return person


class Person(Record, AbstractBaseUser, PermissionsMixin):
    """Somebody who works here and may log in."""

    last_login = None
    name = models.CharField(L("Name", "姓名"), max_length=120)
    email = models.EmailField(L("Email", "邮箱"))
    job_title = models.CharField(L("Job title", "职位"), max_length=120, blank=True)
    phone = PhoneField(L("Phone", "电话"), blank=True)
    language = models.CharField(L("Language", "语言"), max_length=10, choices=Language, default=Language.ENGLISH)
    zone = models.CharField(L("Time zone", "时区"), max_length=60, default="UTC", validators=[known_zone])
    theme = models.CharField(L("Theme", "主题"), max_length=10, choices=Theme, default=Theme.SYSTEM)
    is_active = models.BooleanField(L("Active", "启用"), default=True)
    # the token of the rights in force, where the session brought it along
    rights_version: str | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Any] = PersonQuerySet.as_manager()

    declare = Declare(
        key="person",
        label=L("Person", "人员"),
        plural=L("People", "人员"),
        icon="user",
        name_field="name",
        searchable=("name", "email"),
        read_only=("password",),
        hidden=("password", "is_superuser"),
        context=("email", "job_title"),
        personal=("name", "email", "phone"),
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("email")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only a re-hash of the password at login, which Django asks for, is let through."""
        if kwargs.get("update_fields") == ["password"]:
            type(self)._base_manager.filter(pk=self.pk).update(password=self.password)
            return
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """The name."""
        return self.name


class LegalEntity(Record):
    """A company of ours: it invoices, pays tax and keeps books."""

    name = models.CharField(L("Name", "名称"), max_length=200)
    tax_id = models.CharField(L("Tax ID", "税号"), max_length=40, blank=True)
    address = AddressField(L("Address", "地址"))
    bank_accounts = models.TextField(L("Bank accounts", "银行账户"), blank=True)
    logo = ImageRelation(verbose_name=L("Logo", "标志"))
    base_currency = models.CharField(L("Base currency", "本位币"), max_length=3, default="EUR")
    lock_date = models.DateField(L("Books locked until", "账务锁定至"), null=True, blank=True)

    declare = Declare(
        key="legal_entity",
        label=L("Legal entity", "法人"),
        plural=L("Legal entities", "法人"),
        icon="landmark",
        name_field="name",
        searchable=("name", "tax_id"),
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("name")]


class Team(Record):
    """A place in the organisation tree."""

    name = models.CharField(L("Name", "名称"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=L("Part of", "上级团队"), null=True, blank=True, related_name="children"
    )
    legal_entity = models.ForeignKey(
        LegalEntity, models.PROTECT, verbose_name=L("Legal entity", "法人"), null=True, blank=True, related_name="teams"
    )
    manager = models.ForeignKey(
        Person, models.PROTECT, verbose_name=L("Manager", "经理"), null=True, blank=True, related_name="+"
    )

    declare = Declare(
        key="team",
        label=L("Team", "团队"),
        plural=L("Teams", "团队"),
        icon="users",
        name_field="name",
        searchable=("name",),
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("name")]


class Role(Record):
    """A set of rights that a post carries."""

    key = models.SlugField(L("Key", "标识"), max_length=60)
    name = models.CharField(L("Name", "名称"), max_length=120)
    name_zh = models.CharField(L("Name in Chinese", "中文名称"), max_length=120, blank=True)
    all_rights = models.BooleanField(L("May do everything", "拥有全部权限"), default=False)
    designs = models.BooleanField(
        L("May design", "可设计"),
        default=False,
        help_text=L("Changes objects, fields, forms and rules for everybody", "可为所有人修改对象、字段、表单和规则"),
    )

    declare = Declare(
        key="role",
        label=L("Role", "角色"),
        plural=L("Roles", "角色"),
        icon="shield",
        name_field="name",
        searchable=("name", "key"),
        read_only=("all_rights", "designs"),
    )

    @property
    def label(self) -> Any:
        """Its name in the language of whoever reads it."""
        return L(self.name, self.name_zh)

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [unique_live("key")]


class Post(Record):
    """A person holds a role in a team, for a time."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=L("Person", "人员"), related_name="posts")
    role = models.ForeignKey(Role, models.PROTECT, verbose_name=L("Role", "角色"), related_name="posts")
    # `team` of Record is the place of the post
    main = models.BooleanField(L("Main post", "主岗位"), default=True)
    valid_from = models.DateField(L("From", "开始日期"), null=True, blank=True)
    valid_until = models.DateField(L("Until", "结束日期"), null=True, blank=True)

    declare = Declare(
        key="post",
        label=L("Post", "岗位"),
        plural=L("Posts", "岗位"),
        icon="id-card",
        search_through=("person", "role"),
        context=("person", "role"),
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="identity_post_period",
            )
        ]


class TaxRounding(models.TextChoices):
    """Where tax is rounded."""

    PER_LINE = "per_line", L("Per line", "按行")
    PER_DOCUMENT = "per_document", L("Per document", "按单据")


class RoundingMode(models.TextChoices):
    """What happens to an exact half."""

    HALF_UP = "half_up", L("Half up", "四舍五入")
    HALF_EVEN = "half_even", L("Half to even", "四舍六入五成双")


class CreditPolicy(models.TextChoices):
    """What a reached credit limit does."""

    BLOCK = "block", L("Block", "阻止")
    WARN = "warn", L("Warn", "警告")
    OFF = "off", L("Off", "关闭")


class InvoicePolicy(models.TextChoices):
    """What may be invoiced."""

    ORDER = "order", L("What is ordered", "按订购数量")  # house: allow engine-names-object (a policy, no object)
    DELIVERY = "delivery", L("What is delivered", "按发货数量")


class Weekday(models.TextChoices):
    """Days of the week, in their order."""

    MONDAY = "mon", L("Monday", "星期一")
    TUESDAY = "tue", L("Tuesday", "星期二")
    WEDNESDAY = "wed", L("Wednesday", "星期三")
    THURSDAY = "thu", L("Thursday", "星期四")
    FRIDAY = "fri", L("Friday", "星期五")
    SATURDAY = "sat", L("Saturday", "星期六")
    SUNDAY = "sun", L("Sunday", "星期日")


def days_in(text: str) -> frozenset[date]:
    """The days of a list like 2026-10-01, one a line or separated by commas or blanks."""
    return frozenset(date.fromisoformat(part) for part in text.replace(",", " ").replace("，", " ").split())


def list_of_days(value: str) -> None:
    """Refuses what is no list of days."""
    try:
        days_in(value)
    except ValueError as error:
        said = L("Dates like 2026-10-01 are expected here.", "此处需要 2026-10-01 格式的日期。")
        raise ValidationError(said) from error


class CompanySettings(Record):
    """The settings in force for the whole company; one row."""

    company_name = models.CharField(L("Company name", "公司名称"), max_length=200)
    time_zone = models.CharField(L("Time zone", "时区"), max_length=60, default="UTC", validators=[known_zone])
    tax_rounding = models.CharField(
        L("Tax rounding", "税额舍入"), max_length=20, choices=TaxRounding, default=TaxRounding.PER_DOCUMENT
    )
    rounding_mode = models.CharField(
        L("Rounding", "舍入方式"), max_length=20, choices=RoundingMode, default=RoundingMode.HALF_UP
    )
    quote_validity_days = models.PositiveIntegerField(L("Quotes are valid for (days)", "报价有效期（天）"), default=30)
    credit_policy = models.CharField(
        L("Credit limit", "信用额度"), max_length=10, choices=CreditPolicy, default=CreditPolicy.BLOCK
    )
    credit_overdue_days = models.PositiveIntegerField(
        L("Block when overdue for (days)", "逾期多少天后冻结"), null=True, blank=True
    )
    invoice_policy = models.CharField(
        L("Invoice", "开票依据"), max_length=10, choices=InvoicePolicy, default=InvoicePolicy.DELIVERY
    )
    negative_stock = models.BooleanField(L("Stock may go below zero", "允许负库存"), default=False)
    working_days = MultiChoiceField(
        L("Working days", "工作日"), choices=Weekday, blank=True, default="|mon|tue|wed|thu|fri|"
    )
    holidays = models.TextField(
        L("Holidays", "节假日"),
        blank=True,
        default="",
        validators=[list_of_days],
        help_text=L("Dates like 2026-10-01, one a line", "每行一个日期，如 2026-10-01"),
    )
    make_up_days = models.TextField(
        L("Make-up working days", "调休上班日"),
        blank=True,
        default="",
        validators=[list_of_days],
        help_text=L("Days off that are worked, one a line", "需要上班的休息日，每行一个日期"),
    )
    is_demo = models.BooleanField(L("Demo company", "演示公司"), default=False, editable=False)

    declare = Declare(
        key="company_settings",
        label=L("Company settings", "公司设置"),
        plural=L("Company settings", "公司设置"),
        icon="settings",
        name_field="company_name",
        read_only=("is_demo",),
    )

    class Meta(Record.Meta):
        pass


class RightsState(models.Model):
    """One row: a random token that changes whenever anybody's rights may have changed."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=new_id)


class ApiToken(models.Model):
    """A key with which a program acts as a person; only its SHA-256 is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    roles = models.JSONField(default=list)
    read_only = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "id"])]

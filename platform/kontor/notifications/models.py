"""Who was told what, and how each person wants to be told."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from kontor.core.ids import new_id
from kontor.core.labels import L


class Kind(models.TextChoices):
    """What somebody is told of."""

    MENTION = "mention", L("I am mentioned", "提到我")
    ASSIGNED = "assigned", L("Something is assigned to me", "指派给我")
    COMMENT = "comment", L("A comment on what I follow", "我关注的记录有新评论")
    CHANGED = "changed", L("A change of what I follow", "我关注的记录有变更")


class Mail(models.TextChoices):
    """Whether a mail says so too, and when."""

    OFF = "off", L("No mail", "不发邮件")
    NOW = "now", L("At once", "立即")
    DAILY = "daily", L("Daily digest", "每日汇总")


class Notification(models.Model):
    """One person is told of one happening; changes of a record that nobody has looked at yet are one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # rises with everything that happens to it: the newest one tells whether a person's list has changed
    stamp = models.UUIDField(default=new_id)
    person_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    object = models.CharField(max_length=60)
    record_id = models.UUIDField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=80, blank=True)
    # keys only, never values: what they are called and whether they are shown is asked when it is read
    fields = models.JSONField(default=list)
    comment_id = models.UUIDField(null=True)
    times = models.PositiveIntegerField(default=1)
    in_app = models.BooleanField(default=True)
    mail = models.CharField(max_length=5, choices=Mail, default=Mail.OFF)
    mailed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person_id", "stamp"]),
            models.Index(fields=["person_id", "at"]),
            models.Index(fields=["record_id", "person_id"]),
            models.Index(
                fields=["mail", "id"],
                name="notifications_to_mail",
                condition=Q(mailed_at__isnull=True) & ~Q(mail="off"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


DEFAULTS: dict[str, tuple[bool, str]] = {
    Kind.MENTION: (True, Mail.NOW),
    Kind.ASSIGNED: (True, Mail.NOW),
    Kind.COMMENT: (True, Mail.OFF),
    Kind.CHANGED: (True, Mail.OFF),
}


class Preference(models.Model):
    """How a person wants to be told, where it differs from the default: {kind: {"app": …, "mail": …}}."""

    person_id = models.UUIDField(primary_key=True)
    choices = models.JSONField(default=dict)
    digest_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.person_id)

    def of(self, kind: str) -> tuple[bool, str]:
        """Whether the app says so, and what mail does."""
        app, mail = DEFAULTS[kind]
        said: dict[str, Any] = self.choices.get(kind, {})
        return bool(said.get("app", app)), str(said.get("mail", mail))

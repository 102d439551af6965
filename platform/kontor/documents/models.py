"""Frozen copies of documents, and the mails that carried them."""

from typing import ClassVar

from django.db import models

from kontor.core.ids import new_id
from kontor.core.labels import L
from kontor.files.models import StoredFile


class Copy(models.Model):
    """A document as it was issued: its bytes, numbered per record and kind, and never made anew.

    `shows` names the fields its issuer could read and that stand in it: who may not read one of them may not open it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    record_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    shows = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)
    issued_name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record_id", "kind", "number"], name="documents_copy_number"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class MailState(models.TextChoices):
    """How far a mail has come."""

    WAITING = "waiting", L("Waiting", "等待发送")
    SENT = "sent", L("Sent", "已发送")
    FAILED = "failed", L("Failed", "发送失败")


class Mail(models.Model):
    """A document on its way to somebody; `outcomes` says of each address whether it was taken, or why not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    copy = models.ForeignKey(Copy, models.PROTECT, related_name="mails")
    object = models.CharField(max_length=60)
    record_id = models.UUIDField()
    recipients = models.JSONField(default=list)
    outcomes = models.JSONField(default=dict)
    sender_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    error = models.TextField(blank=True)
    job_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    asked_name = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record_id", "id"]),
            models.Index(fields=["asked_at"], condition=models.Q(state="waiting"), name="documents_mail_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.state})"

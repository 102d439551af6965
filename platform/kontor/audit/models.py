"""The event log: who did what, and why. Written in the same transaction; it is also the outbox."""

from typing import ClassVar

from django.db import models

from kontor.core.ids import new_id


class Event(models.Model):
    """One verb on one record; never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    object = models.CharField(max_length=60)
    record_id = models.UUIDField(null=True)
    root_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    cause = models.CharField(max_length=120, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    change_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root_id", "id"]),
            models.Index(fields=["verb", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.record_id}"

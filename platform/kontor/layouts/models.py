"""Layouts that a company changed; what is not stored comes from the modules' declarations."""

from typing import ClassVar

from django.db import models

from kontor.core.ids import new_id
from kontor.core.labels import L


class Kind(models.TextChoices):
    """What a layout lays out."""

    FORM = "form", L("Form", "表单")
    LIST = "list", L("List", "列表")
    PAGE = "page", L("Record page", "记录页")


class LayoutOverride(models.Model):
    """The layout of an object for one role, or for everybody (role empty); `body` as kontor.layouts.stored reads it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    role = models.CharField(max_length=60, blank=True)
    body = models.JSONField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["object", "kind", "role"], name="layouts_override_once")
        ]

    def __str__(self) -> str:
        return f"{self.object} {self.kind} {self.role}".strip()

"""Grants and field rights, as rows: what is not granted is denied."""

from typing import ClassVar

from django.db import models

from kontor.core.ids import new_id
from kontor.core.labels import L


class Scope(models.TextChoices):
    """Which records a grant reaches."""

    NONE = "none", L("None", "无")
    OWN = "own", L("Own", "本人")
    TEAM = "team", L("Team", "团队")
    ALL = "all", L("All", "全部")


class Right(models.TextChoices):
    """What a role may do with a field."""

    HIDDEN = "hidden", L("Hidden", "隐藏")
    READ = "read", L("Read", "只读")
    WRITE = "write", L("Write", "读写")


class Grant(models.Model):
    """A role may do `operation` (read, create, update, delete or an action's name) on an object's records in scope."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role = models.ForeignKey("identity.Role", models.CASCADE, related_name="grants")
    object = models.CharField(max_length=60)
    operation = models.CharField(max_length=80)
    scope = models.CharField(max_length=10, choices=Scope)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["role", "object", "operation"], name="access_grant_once")
        ]

    def __str__(self) -> str:
        return f"{self.object}.{self.operation}: {self.scope}"


class FieldRight(models.Model):
    """A role's right to one field, where it differs from the default."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role = models.ForeignKey("identity.Role", models.CASCADE, related_name="field_rights")
    object = models.CharField(max_length=60)
    field = models.CharField(max_length=80)
    right = models.CharField(max_length=10, choices=Right)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["role", "object", "field"], name="access_field_right_once")
        ]

    def __str__(self) -> str:
        return f"{self.object}.{self.field}: {self.right}"

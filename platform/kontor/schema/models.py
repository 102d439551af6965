"""What people made of the schema: objects, fields, overrides, and one random token that changes with any of them."""

from typing import Any, ClassVar

from django.db import models

from kontor.core.ids import new_id
from kontor.core.labels import L


class State(models.TextChoices):
    """How far an object or a field is in its life; what is trashed keeps its data and can be restored."""

    ADDING = "adding", L("Being made", "创建中")
    LIVE = "live", L("Live", "使用中")
    TRASHED = "trashed", L("In the trash", "已删除")
    PURGED = "purged", L("Gone", "已清除")


class Kind(models.TextChoices):
    """What an object's rows are."""

    RECORD = "record", L("Record", "记录")
    DOCUMENT = "document", L("Document", "单据")
    LINE = "line", L("Line", "明细")


class OnDelete(models.TextChoices):
    """What becomes of a link when the record it points to is deleted."""

    PROTECT = "protect", L("Keep: cannot be deleted while linked", "保留：有关联时不能删除")
    SET_NULL = "set_null", L("Empty the link", "清空关联")
    CASCADE = "cascade", L("Delete as well", "一并删除")


class SchemaState(models.Model):
    """One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=new_id)

    def __str__(self) -> str:
        return str(self.token)


class ObjectDef(models.Model):
    """An object that was made at run time; its row stays as a tombstone when it is purged."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=60, unique=True)
    table = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    label = models.JSONField(default=dict)
    plural = models.JSONField(default=dict)
    icon = models.CharField(max_length=40, default="box")
    name_field = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=60, blank=True)
    parent = models.CharField(max_length=60, blank=True)
    context = models.JSONField(default=list)
    searchable = models.JSONField(default=list)
    archivable = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.LIVE)
    trashed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    settings = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.key


class FieldDef(models.Model):
    """A field that was made at run time, on an object of either origin; a real column on two tables."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    type = models.CharField(max_length=20)
    column = models.CharField(max_length=40, unique=True)
    label = models.JSONField(default=dict)
    help = models.JSONField(default=dict)
    position = models.IntegerField(default=0)
    required = models.BooleanField(default=False)
    unique = models.BooleanField(default=False)
    indexed = models.BooleanField(default=False)
    default: Any = models.JSONField(null=True)
    target = models.CharField(max_length=60, blank=True)
    on_delete = models.CharField(max_length=10, choices=OnDelete, default=OnDelete.PROTECT)
    reverse_label = models.JSONField(default=dict)
    choices: Any = models.JSONField(default=list)
    max_length = models.PositiveIntegerField(null=True)
    minimum = models.CharField(max_length=40, blank=True)
    maximum = models.CharField(max_length=40, blank=True)
    searchable = models.BooleanField(default=False)
    sensitive = models.BooleanField(default=False)
    personal = models.BooleanField(default=False)
    settings = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.LIVE)
    trashed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["object", "key"], name="schema_field_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.object}.{self.key}"


class Override(models.Model):
    """What the company says differently of a shipped object or field (`field` empty: of the object itself)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    field = models.CharField(max_length=60, blank=True)
    property = models.CharField(max_length=20)
    value: Any = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["object", "field", "property"], name="schema_override_once")
        ]

    def __str__(self) -> str:
        return f"{self.object}.{self.field}.{self.property}"

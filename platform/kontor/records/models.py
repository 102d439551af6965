"""Tables of the two paths themselves: search, number series, idempotency."""

from typing import ClassVar

from django.db import models

from kontor.core.ids import new_id
from kontor.records.bulk.models import BulkRow, BulkRun
from kontor.records.importing.models import ImportedRow, ImportMapping, ImportRun

__all__ = [
    "BulkRow",
    "BulkRun",
    "Counter",
    "IdempotencyKey",
    "ImportMapping",
    "ImportRun",
    "ImportedRow",
    "MatchKey",
    "Merged",
    "SearchEntry",
]


class SearchEntry(models.Model):
    """The folded text of one searchable field of one record; full-text indexed per vendor (see migrations)."""

    id = models.BigAutoField(primary_key=True)
    object = models.CharField(max_length=60)
    record = models.UUIDField()
    field = models.CharField(max_length=80)
    text = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record", "field"], name="records_search_once")
        ]

    def __str__(self) -> str:
        return f"{self.object}.{self.field}"


class MatchKey(models.Model):
    """What one field of one record is compared by when possible duplicates are looked for."""

    id = models.BigAutoField(primary_key=True)
    object = models.CharField(max_length=60)
    record = models.UUIDField()
    field = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record", "field", "kind"], name="records_matchkey_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["key", "object", "kind"])]

    def __str__(self) -> str:
        return f"{self.object}.{self.field}: {self.key}"


class Merged(models.Model):
    """A record that went into another one: its address leads there."""

    record = models.UUIDField(primary_key=True)
    object = models.CharField(max_length=60)
    into = models.UUIDField(db_index=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.object} {self.record} → {self.into}"


class Counter(models.Model):
    """The last number given in one series, legal entity and year."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.CharField(max_length=60)
    legal_entity = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["series", "legal_entity", "year"], name="records_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}: {self.value}"


class IdempotencyKey(models.Model):
    """A request that was answered, so that it can be answered again without being done again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor = models.UUIDField()
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["actor", "route", "key"], name="records_idempotency_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return self.key

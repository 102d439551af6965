"""Stored files: what they are called, what they are and whose they are."""

from typing import ClassVar

from django.db import models

from kontor.core.ids import new_id


class StoredFile(models.Model):
    """A file outside the web root under a random name; its rights are those of the record it is attached to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100, unique=True)
    is_image = models.BooleanField(default=False)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.UUIDField(null=True)
    object = models.CharField(max_length=60, blank=True)
    record_id = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["object", "record_id", "id"])]

    def __str__(self) -> str:
        return self.name

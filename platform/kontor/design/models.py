"""Drafts that nobody else sees yet, and publications that everybody works with."""

from typing import Any, ClassVar

from django.db import models

from kontor.core.ids import new_id


class Draft(models.Model):
    """Changes being prepared on one subject ("object:customer", "form:customer:default", "new:<id>").

    One draft per subject, shared by all designers: `revision` counts its saves, so that nobody overwrites another.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField(max_length=160, unique=True)
    changes = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    author_id = models.UUIDField(null=True)
    author_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subject


class Presence(models.Model):
    """Somebody has a designer open; it counts for a minute after it was last seen."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField(max_length=160)
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=120)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject", "person_id"], name="design_presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.person_name}"


class Publication(models.Model):
    """Changes that were published together: what they were, what they did in words, and what takes them back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)
    label = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=160, blank=True)
    changes = models.JSONField()
    inverse = models.JSONField()
    differences = models.JSONField()
    rolls_back_to = models.PositiveIntegerField(null=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["subject", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.label}".strip()


class InstalledPack(models.Model):
    """A pack as it was when it came in: the common ground of the next comparison."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80, unique=True)
    name = models.JSONField()
    version = models.CharField(max_length=40)
    content = models.JSONField()
    installed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

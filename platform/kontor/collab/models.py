"""What hangs on records of any object: by (object key, record id), with the record's rights."""

from typing import Any, ClassVar

from django.db import models

from kontor.core.ids import new_id


class Comment(models.Model):
    """What somebody said about a record; a deleted one keeps its place without its text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    record_id = models.UUIDField()
    text = models.TextField(blank=True)
    # who is mentioned, with the name written in the text: [{"id": …, "name": …}]
    mentions = models.JSONField(default=list)
    author_id = models.UUIDField(null=True)
    author_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["record_id", "created_at"])]

    def __str__(self) -> str:
        return self.text[:40]

    def is_by(self, actor: Any) -> bool:
        """Whether it is the actor's own to change."""
        return actor.person_id is not None and self.author_id == actor.person_id and self.deleted_at is None


class FormerText(models.Model):
    """What a comment said before it was edited or deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="former")
    text = models.TextField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:40]


class Follow(models.Model):
    """Somebody follows a record, or (`muted`) wants to hear nothing of one that concerns him."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    record_id = models.UUIDField()
    person_id = models.UUIDField()
    muted = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record_id", "person_id"], name="collab_follow_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.record_id}"


class Attachment(models.Model):
    """A file that hangs on a record; a removed one can be brought back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    record_id = models.UUIDField()
    file = models.ForeignKey("files.StoredFile", models.CASCADE, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True)
    added_name = models.CharField(max_length=120, blank=True)
    removed_at = models.DateTimeField(null=True)
    removed_name = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["record_id", "added_at"])]

    def __str__(self) -> str:
        return str(self.file_id)

"""What hung on a record that went into another one hangs on that."""

from typing import Any

from kontor.collab.models import Attachment, Comment, Follow
from kontor.core.registry import on_merge
from kontor.files.models import StoredFile
from kontor.records.work import Work


@on_merge
def move(*, work: Work, winner: Any, loser: Any) -> None:
    """Comments, files and follows; who has chosen for the one that stays keeps that choice."""
    for model in (Comment, Attachment, StoredFile):
        model._base_manager.filter(record_id=loser.pk).update(record_id=winner.pk)
    chosen = Follow.objects.filter(record_id=winner.pk).values("person_id")
    Follow.objects.filter(record_id=loser.pk, person_id__in=chosen).delete()
    Follow.objects.filter(record_id=loser.pk).update(record_id=winner.pk)

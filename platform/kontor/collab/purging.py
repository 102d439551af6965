"""What goes for good with an object's table: comments, follows, attached and stored files."""

from functools import partial

from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, transaction

from kontor.collab.models import Attachment, Comment, Follow, FormerText
from kontor.core.registry import on_purge
from kontor.files.models import StoredFile


@on_purge
def purge(key: str) -> None:
    """Removes all that hung on records of an object; the bytes of files once that is committed."""
    FormerText.objects.filter(comment__object=key).delete()
    for model in (Comment, Follow, Attachment):
        model.objects.filter(object=key).delete()
    stored = StoredFile.objects.filter(object=key)
    for path in stored.values_list("path", flat=True):
        transaction.on_commit(partial(default_storage.delete, path), robust=True)
    # without looking for those who point at them: their tables are just gone
    stored._raw_delete(DEFAULT_DB_ALIAS)

"""Files sent along with a form."""

from typing import Any
from uuid import UUID

from kontor.files.models import StoredFile
from kontor.files.services import attach, store_file
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.forms.posted import Posted


def store_uploads(visit: Any, found: ObjectDescriptor, posted: Posted) -> list[StoredFile]:
    """Stores each file that was chosen and puts its id in the place of its field."""
    kept = []
    for name, upload in visit.request.FILES.items():
        key = name.removesuffix(":file")
        one = found.fields.get(key)
        if one is not None and one.type.is_file:
            stored = store_file(upload=upload, actor=visit.actor, image=one.type.is_picture, clock=visit.clock)
            posted.values[key] = str(stored.id)
            kept.append(stored)
    return kept


def attach_uploads(kept: list[StoredFile], key: str, record_id: UUID) -> None:
    """Gives the stored files to the record they were sent for."""
    for stored in kept:
        attach(stored=stored, object=key, record_id=record_id)

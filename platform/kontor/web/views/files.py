"""Stored files, for those who may read the field of the record they belong to."""

from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from kontor.collab.attachments import hangs_there
from kontor.core.errors import NotFound
from kontor.files.models import StoredFile
from kontor.files.services import serve_file
from kontor.records.queries import get_record
from kontor.web.visit import Visit, page


@page
def stored_file(visit: Visit, file_id: UUID) -> HttpResponseBase:
    """The file; NotFound when it is not there or not the visitor's to see."""
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None or not _may_see(visit, stored):
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    return serve_file(visit.request, stored)


def _may_see(visit: Visit, stored: StoredFile) -> bool:
    """It hangs on a record that can be read, or stands in a field of one; before it has a record, its uploader may."""
    if not stored.object or stored.record_id is None:
        return stored.uploaded_by == visit.actor.person_id
    if hangs_there(visit.actor, stored):
        return True
    try:
        detail = get_record(
            actor=visit.actor, object=stored.object, id=stored.record_id, lines=False, clock=visit.clock
        )
    except NotFound:
        return False
    return stored.pk in detail.row.values()

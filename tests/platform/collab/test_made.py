"""What hangs on records of an object made at run time, and what a purge leaves of it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kontor.collab.attachments import add_attachments
from kontor.collab.comments import add_comment, edit_comment
from kontor.collab.following import set_follow
from kontor.collab.models import Attachment, Comment, Follow, FormerText
from kontor.collab.timeline import stream
from kontor.files.models import StoredFile
from kontor.notifications.inbox import inbox, unread_count
from kontor.notifications.models import Notification
from kontor.records.services import save_record
from kontor.schema.services import purge_object, trash_object
from tests import builders
from tests.designed import Designed, field

pytestmark = pytest.mark.designed


def test_a_made_object_has_it_all_and_takes_it_along(
    designed_committed: Designed, own_storage: Any, tmp_path: Path
) -> None:
    designed_committed.object("boat", field("name", required=True), field("price", "money"))
    role = builders.role("sailor", {"boat": builders.ALL_BASIC})
    ann, ben = builders.actor(role, name="Ann"), builders.actor(role, name="Ben")
    boat = save_record(actor=ann, object="boat", values={"name": "Anna"}).record
    known = {"actor": ben, "object": "boat", "id": boat.pk}
    row = add_comment(**known, text="@Ann look", mentions=[ann.person_id])
    edit_comment(**known, comment=row.pk, text="@Ann look there")
    add_attachments(**known, uploads=[SimpleUploadedFile("a.txt", b"Hello")])
    set_follow(**known, follow=True)
    save_record(**known, values={"price": "3"})
    assert {one.kind for one in stream(**known).entries} == {"history", "comment", "file"}
    assert [one.name for one in inbox(ann)] == ["Anna", "Anna"]

    with designed_committed.changing():
        trash_object("boat")
    assert (unread_count(ann), inbox(ann)) == (0, [])
    with designed_committed.changing():
        purge_object("boat")
    for model in (Comment, FormerText, Follow, Attachment, Notification, StoredFile):
        assert not model.objects.exists(), model
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

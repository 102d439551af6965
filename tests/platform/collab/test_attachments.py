"""Files on records: all or none, by right, never lost."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kontor.audit.models import Event
from kontor.collab.attachments import (
    add_attachments,
    attachments_of,
    hangs_there,
    remove_attachment,
    restore_attachment,
)
from kontor.collab.models import Attachment
from kontor.core.errors import BadInput, NotFound, NotPermitted
from kontor.files.models import StoredFile
from tests.platform.collab.conftest import People

pytestmark = pytest.mark.django_db


def text(name: str = "notes.txt", content: bytes = b"Hello") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_several_files_are_added_at_once_and_told_of(people: People, asset: Any) -> None:
    made = add_attachments(actor=people.ann, object="asset", id=asset.pk, uploads=[text(), text("b.txt")])
    assert [one.file.name for one in made] == ["notes.txt", "b.txt"]
    assert {one.file.record_id for one in made} == {asset.pk}
    assert Event.objects.get(verb="asset.file_added").data == {"files": ["notes.txt", "b.txt"]}
    assert len(attachments_of(actor=people.ben, object="asset", id=asset.pk)) == 2


def test_one_bad_file_leaves_none_and_is_named(people: People, asset: Any, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"evil\.exe"):
        add_attachments(actor=people.ann, object="asset", id=asset.pk, uploads=[text(), text("evil.exe")])
    assert (Attachment.objects.count(), StoredFile.objects.count(), kept(tmp_path)) == (0, 0, [])


@pytest.mark.parametrize("count", [0, 21])
def test_no_file_and_too_many_are_refused(people: People, asset: Any, count: int) -> None:
    with pytest.raises(BadInput):
        add_attachments(actor=people.ann, object="asset", id=asset.pk, uploads=[text() for _at in range(count)])
    assert not StoredFile.objects.exists()


def test_only_who_may_change_a_record_may_change_its_files(people: People, asset: Any, tmp_path: Path) -> None:
    for actor, refusal in ((people.ben, NotPermitted), (people.eve, NotFound)):
        with pytest.raises(refusal):
            add_attachments(actor=actor, object="asset", id=asset.pk, uploads=[text()])
    assert (Attachment.objects.count(), kept(tmp_path)) == (0, [])
    (made,) = add_attachments(actor=people.ann, object="asset", id=asset.pk, uploads=[text()])
    with pytest.raises(NotPermitted):
        remove_attachment(actor=people.ben, object="asset", id=asset.pk, attachment=made.pk)
    assert (hangs_there(people.ben, made.file), hangs_there(people.eve, made.file)) == (True, False)


def test_a_removed_file_is_out_of_sight_and_comes_back(people: People, asset: Any, tmp_path: Path) -> None:
    (made,) = add_attachments(actor=people.ann, object="asset", id=asset.pk, uploads=[text()])
    known = {"actor": people.ann, "object": "asset", "id": asset.pk}
    remove_attachment(**known, attachment=made.pk)
    assert (attachments_of(**known), hangs_there(people.ann, made.file)) == ([], False)
    assert len(kept(tmp_path)) == 1
    with pytest.raises(NotFound):
        remove_attachment(**known, attachment=made.pk)
    restore_attachment(**known, attachment=made.pk)
    assert [one.pk for one in attachments_of(**known)] == [made.pk]
    assert hangs_there(people.ann, made.file)
    verbs = list(Event.objects.filter(record_id=asset.pk).order_by("id").values_list("verb", flat=True))
    assert verbs == ["asset.created", "asset.file_added", "asset.file_removed", "asset.file_restored"]

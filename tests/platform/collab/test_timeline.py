"""The stream: everything once, newest first, by pages, within today's rights."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kontor.collab.attachments import add_attachments
from kontor.collab.comments import add_comment
from kontor.collab.pointing import add_pointer, addable
from kontor.collab.timeline import stream
from kontor.core.clock import FixedClock, system_clock
from kontor.core.errors import BadInput, NotFound
from kontor.records.services import save_record
from kontor.schema.registry import object_of
from tests import builders
from tests.platform.collab.conftest import People

pytestmark = pytest.mark.django_db


def clock(minutes: int) -> Any:
    return FixedClock(system_clock().now() + timedelta(minutes=minutes))


@pytest.fixture
def busy(people: People, asset: Any) -> Any:
    known = {"actor": people.ann, "object": "asset", "id": asset.pk}
    save_record(**known, values={"name": "Big crane"}, clock=clock(1))
    add_comment(**known, text="Nice", clock=clock(2))
    add_attachments(**known, uploads=[SimpleUploadedFile("a.txt", b"Hello")], clock=clock(3))
    return asset


def kinds(actor: Any, asset: Any, tab: str) -> list[str]:
    entries = stream(actor=actor, object="asset", id=asset.pk, tab=tab).entries
    return [f"{one.kind}:{getattr(one.row, 'verb', '')}".rstrip(":") for one in entries]


def test_each_tab_shows_its_kind_newest_first(people: People, busy: Any) -> None:
    assert kinds(people.ben, busy, "comments") == ["comment"]
    assert kinds(people.ben, busy, "files") == ["file"]
    history = kinds(people.ben, busy, "changes")
    assert [one for one in history if one != "history"] == ["history:asset.updated", "history:asset.created"]
    assert kinds(people.ben, busy, "all") == ["file", "comment", *history]


def test_pages_hold_every_entry_once(people: People, asset: Any) -> None:
    for at in range(1, 8):
        add_comment(actor=people.ann, object="asset", id=asset.pk, text=f"No {at}", clock=clock(at))
    seen: list[str] = []
    before = ""
    while True:
        page = stream(actor=people.ann, object="asset", id=asset.pk, tab="comments", before=before, limit=3)
        seen.extend(one.row.text for one in page.entries)
        before = page.older
        if not before:
            break
    assert seen == [f"No {at}" for at in range(7, 0, -1)]


@pytest.mark.parametrize("asked", [{"tab": "secrets"}, {"before": "yesterday"}, {"before": "2026-01-01"}])
def test_nonsense_is_refused(people: People, asset: Any, asked: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        stream(actor=people.ann, object="asset", id=asset.pk, **asked)


def test_nobody_sees_the_stream_of_what_he_may_not_read(people: People, busy: Any) -> None:
    with pytest.raises(NotFound):
        stream(actor=people.eve, object="asset", id=busy.pk)


def test_a_task_points_at_its_record_and_is_told_there(db: None, django_assert_max_num_queries: Any) -> None:
    role = builders.role("seller", {"lead": {"read": "all"}, "activity": {"read": "own", "create": "own"}})
    seller, other = builders.actor(role), builders.actor(role)
    lead = builders.record("lead", name="Hansa")
    assert [one.object for one in addable(seller, object_of("lead"))] == ["activity"]
    values = {"subject": "Call back", "due": "2026-05-01T10:00:00Z", "kind": "note"}
    made = add_pointer(actor=seller, object="lead", id=lead.pk, of="activity", values=values, cause="web").record
    assert (made.lead_id, made.kind, made.owner_id) == (lead.pk, "task", seller.person_id)
    with django_assert_max_num_queries(9):
        told = [one.row for one in stream(actor=seller, object="lead", id=lead.pk).entries if one.kind == "pointer"]
    assert [(one.title, one.done) for one in told] == [("Call back", None)]
    assert [one for one in stream(actor=other, object="lead", id=lead.pk).entries if one.kind == "pointer"] == []


def test_no_task_is_added_where_none_can_point(people: People, asset: Any) -> None:
    with pytest.raises(NotFound):
        add_pointer(actor=people.ann, object="asset", id=asset.pk, of="activity", values={}, cause="web")
    assert addable(people.ann, object_of("asset")) == []

"""Who is told of what, in the same transaction and with a constant number of queries."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.access.models import Grant
from kontor.collab.attachments import add_attachments
from kontor.collab.comments import add_comment, delete_comment, edit_comment
from kontor.collab.following import set_follow
from kontor.core.actor import SYSTEM
from kontor.core.errors import StaleVersion
from kontor.identity.models import Person
from kontor.identity.services import actor_of, business_clock, touch_rights
from kontor.jobs.models import Job
from kontor.notifications.inbox import inbox, mark_read, save_preference, unread_count
from kontor.notifications.models import Kind, Notification
from kontor.notifications.words import what_happened
from kontor.records.actions import run_action
from kontor.records.services import RowInput, restore_record, save_record, save_records, trash_record
from tests import builders
from tests.platform.collab.conftest import People
from tests.platform.collab.test_attachments import text as upload

pytestmark = pytest.mark.django_db


def rename(actor: Any, asset: Any, name: str, **more: Any) -> Any:
    return save_record(actor=actor, object="asset", id=asset.pk, values={"name": name, **more})


def rows(actor: Any) -> list[tuple[str, str, int]]:
    found = Notification.objects.filter(person_id=actor.person_id).order_by("id")
    return [(one.kind, one.actor_name, one.times) for one in found]


def test_a_change_by_another_tells_the_owner_and_never_oneself(people: People, asset: Any) -> None:
    rename(SYSTEM, asset, "Big crane")
    rename(people.ann, asset, "Bigger crane")
    assert rows(people.ann) == [("changed", "System", 1)]
    (one,) = inbox(people.ann)
    assert (one.name, what_happened(one), one.unread) == ("Bigger crane", "changed Name", True)


def test_what_nobody_has_looked_at_grows_instead_of_multiplying(people: People, asset: Any) -> None:
    rename(SYSTEM, asset, "A")
    rename(SYSTEM, asset, "B", rank=3)
    assert rows(people.ann) == [("changed", "System", 2)]
    assert what_happened(inbox(people.ann)[0]) == "changed Name, Rank (2 changes)"
    mark_read(actor=people.ann, clock=_clock())
    rename(SYSTEM, asset, "C")
    assert [times for _kind, _who, times in rows(people.ann)] == [2, 1]


def test_saving_nothing_new_tells_nobody(people: People, asset: Any) -> None:
    rename(SYSTEM, asset, asset.name)
    assert rows(people.ann) == []


def test_a_line_counts_as_its_record(people: People, asset: Any) -> None:
    save_record(actor=SYSTEM, object="asset", id=asset.pk, values={"lines": [{"name": "Hook", "price": "3"}]})
    assert rows(people.ann) == [("changed", "System", 1)]


def test_an_action_is_told_by_its_name(people: People, asset: Any) -> None:
    run_action(actor=SYSTEM, object="asset", id=asset.pk, action="use")
    assert what_happened(inbox(people.ann)[0]) == "– Put to use"


def test_a_record_given_to_somebody_tells_him(people: People) -> None:
    made = save_record(actor=people.ann, object="asset", values={"name": "Saw", "keeper": str(people.ben.person_id)})
    assert rows(people.ben) == [("assigned", "Ann Smith", 1)]
    builders.record("asset", name="Mine", owner=people.ann.person_id)
    assert rows(people.ann) == [("assigned", "System", 1)]
    save_record(actor=SYSTEM, object="asset", id=made.record.pk, values={"owner": str(people.ben.person_id)})
    assert [kind for kind, _who, _times in rows(people.ben)] == ["assigned", "assigned"]


def test_a_comment_tells_those_who_follow_and_a_mention_is_more(people: People, asset: Any) -> None:
    row = add_comment(
        actor=people.ben, object="asset", id=asset.pk, text="@Ann Smith look", mentions=[people.ann.person_id]
    )
    add_comment(actor=people.ben, object="asset", id=asset.pk, text="And again")
    assert [kind for kind, _who, _times in rows(people.ann)] == ["mention", "comment"]
    told = {what_happened(one): one.excerpt for one in inbox(people.ann)}
    assert told == {"mentioned you": "@Ann Smith look", "commented": "And again"}
    known = {"actor": people.ben, "object": "asset", "id": asset.pk, "comment": row.pk}
    edit_comment(**known, text="@Ann Smith look here", mentions=[people.ann.person_id])
    delete_comment(**known)
    assert len(rows(people.ann)) == 2
    assert {one.excerpt for one in inbox(people.ann)} == {"", "And again"}


def test_files_are_told(people: People, asset: Any) -> None:
    add_attachments(actor=SYSTEM, object="asset", id=asset.pk, uploads=[upload()])
    assert what_happened(inbox(people.ann)[0]) == "added a file"


def test_whoever_left_hears_of_mentions_only(people: People, asset: Any) -> None:
    set_follow(actor=people.ann, object="asset", id=asset.pk, follow=False)
    rename(SYSTEM, asset, "A")
    add_comment(actor=people.ben, object="asset", id=asset.pk, text="Hm")
    assert rows(people.ann) == []
    add_comment(actor=people.ben, object="asset", id=asset.pk, text="@Ann Smith!", mentions=[people.ann.person_id])
    assert [kind for kind, _who, _times in rows(people.ann)] == ["mention"]
    rename(SYSTEM, asset, "B")
    assert len(rows(people.ann)) == 1


def test_a_refused_save_tells_nobody(people: People, asset: Any) -> None:
    with pytest.raises(StaleVersion):
        save_record(actor=SYSTEM, object="asset", id=asset.pk, version=7, values={"name": "X"})
    assert (rows(people.ann), Job.objects.filter(kind="notifications.mail").count()) == ([], 0)


def test_imports_and_the_demo_tell_nobody(people: People, asset: Any) -> None:
    for cause in ("import", "demo"):
        save_record(actor=SYSTEM, object="asset", id=asset.pk, values={"name": cause}, cause=cause)
    assert rows(people.ann) == []


def test_whoever_may_not_read_the_record_is_not_told(people: People, asset: Any) -> None:
    set_follow(actor=people.ben, object="asset", id=asset.pk, follow=True)
    Grant.objects.filter(role=people.reader).delete()
    touch_rights()
    rename(SYSTEM, asset, "A")
    add_comment(actor=people.ann, object="asset", id=asset.pk, text="Hm")
    assert rows(people.ben) == []


def test_whoever_loses_the_right_sees_what_he_was_told_no_more(people: People, asset: Any) -> None:
    set_follow(actor=people.ben, object="asset", id=asset.pk, follow=True)
    rename(SYSTEM, asset, "A")
    assert (unread_count(people.ben), len(inbox(people.ben))) == (1, 1)
    Grant.objects.filter(role=people.reader).delete()
    touch_rights()
    ben = _again(people.ben)
    assert (unread_count(ben), inbox(ben)) == (0, [])


def test_the_trash_hides_what_was_told_until_it_is_restored(people: People, asset: Any) -> None:
    rename(SYSTEM, asset, "A")
    trash_record(actor=people.ann, object="asset", id=asset.pk)
    assert (unread_count(people.ann), inbox(people.ann)) == (0, [])
    restore_record(actor=people.ann, object="asset", id=asset.pk)
    assert unread_count(people.ann) == 1


def test_a_field_one_may_not_read_is_not_named(people: People) -> None:
    role = builders.role("blind", {"asset": {"read": "all"}}, asset={"rank": "hidden"})
    blind = builders.actor(role)
    made = builders.record("asset", name="Saw", owner=people.ann.person_id, keeper=blind.person_id)
    rename(SYSTEM, made, "Saw", rank=91709170)
    (one,) = [each for each in inbox(blind) if each.row.kind == Kind.CHANGED]
    assert (one.fields, what_happened(one)) == ((), "changed this")
    assert "91709170" not in str(list(Notification.objects.values()))


def test_a_kind_can_be_turned_off(people: People, asset: Any) -> None:
    save_preference(actor=people.ann, choices={"changed": {"app": False, "mail": "off"}})
    rename(SYSTEM, asset, "A")
    assert rows(people.ann) == []


def asked(work: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len([one for one in queries if not str(one["sql"]).startswith(("SAVEPOINT", "RELEASE"))])


def test_telling_costs_one_query_when_nobody_listens_and_as_many_for_three_as_for_one(
    people: People, asset: Any, monkeypatch: Any
) -> None:
    rename(people.ann, asset, "warm")
    alone = asked(lambda: rename(people.ann, asset, "alone"))
    monkeypatch.setattr("kontor.core.registry.stores.tellers", [])
    assert alone == asked(lambda: rename(people.ann, asset, "silent")) + 1
    monkeypatch.undo()
    for at, listeners in enumerate(([people.ben], _readers(people, 3))):
        for one in listeners:
            set_follow(actor=one, object="asset", id=asset.pk, follow=True)
        rename(people.ann, asset, f"warm {at}")
        # the rights in force (a request knows them), who, how they want it, what they have not read, and its growth
        assert asked(lambda at=at: rename(people.ann, asset, f"told {at}")) == alone + 5


def test_a_new_record_costs_nothing(people: People, monkeypatch: Any) -> None:
    def make() -> Any:
        return save_record(actor=people.ann, object="asset", values={"name": "New"})

    make()
    with_it = asked(make)
    monkeypatch.setattr("kontor.core.registry.stores.tellers", [])
    assert with_it == asked(make)


def test_telling_of_many_records_at_once_asks_no_more_than_of_two(people: People, monkeypatch: Any) -> None:
    made = [builders.record("asset", name=f"A{at}", owner=people.ann.person_id) for at in range(6)]

    def change(some: list[Any], word: str) -> None:
        save_records(
            actor=SYSTEM, object="asset", rows=[RowInput({"name": f"{word}{one.pk}"}, one.pk, None) for one in some]
        )

    change(made, "warm")
    with_it = [asked(lambda some=some: change(some, "told")) for some in (made[:2], made)]
    assert unread_count(people.ann) == 12
    monkeypatch.setattr("kontor.core.registry.stores.tellers", [])
    assert [asked(lambda some=some: change(some, "silent")) for some in (made[:2], made)] == [
        one - 6 for one in with_it
    ]


def _readers(people: People, count: int) -> list[Any]:
    return [builders.actor(people.reader) for _at in range(count)]


def _clock() -> Any:
    return business_clock()


def _again(actor: Any) -> Any:
    return actor_of(Person.objects.get(pk=actor.person_id))

"""What the services of the schema promise: keys, unique values, defaults, numbers, overrides, conversions."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kontor.core.actor import SYSTEM
from kontor.core.clock import system_clock
from kontor.core.errors import BadInput, Conflict, NotFound
from kontor.jobs.worker import work_one
from kontor.records.queries import get_record, list_records
from kontor.records.services import restore_record, save_record, trash_record
from kontor.records.timeline import history
from kontor.schema import doctor, jobs
from kontor.schema.models import FieldDef, ObjectDef, State
from kontor.schema.registry import current, ensure, object_of
from kontor.schema.services import (
    FieldSpec,
    ObjectSpec,
    add_field,
    add_object,
    change_field,
    change_object,
    duplicates,
    erase,
    filled_count,
    override,
    purge_object,
    reset,
    restore_field,
    restore_object,
    row_count,
    set_indexed,
    set_unique,
    trash_field,
    trash_object,
)
from tests.designed import Designed, field


def save(key: str, **values: Any) -> Any:
    return save_record(actor=SYSTEM, object=key, values=values, cause="test").record


def shown(key: str, record: Any) -> dict[str, Any]:
    return get_record(actor=SYSTEM, object=key, id=record.pk).row


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ({"en": "Credit limit (EUR)"}, "credit_limit_eur"),
        ({"zh-hans": "信用额度"}, "xin_yong_e_du"),
        ({"en": "Größe"}, "groe"),
        ({"en": "2nd name"}, "field_2nd_name"),
        ({"en": "class"}, "class_field"),
        ({"en": "…"}, "field"),
        ({"en": "id"}, "id_field"),
    ],
)
def test_a_key_is_made_of_the_label(designed: Designed, label: dict[str, str], key: str) -> None:
    with designed.changing():
        assert add_field("maker", FieldSpec(label)).key == key


@pytest.mark.parametrize(
    "key",
    ["id", "pk", "name", "a__b", "_a", "a_", "1a", "A", "a b", "class", "save", "objects", "history", "owner",
     "owner_id", "history_date", "declare", "trashed_at", "x" * 51, 'a"; drop table x', "名", "assets", "delete"],
)  # fmt: skip
def test_keys_that_clash_are_refused(designed: Designed, key: str) -> None:
    with pytest.raises(BadInput), designed.changing():
        add_field("maker", field(key))
    assert not FieldDef.objects.exists()


@pytest.mark.parametrize(
    "label", [{}, {"en": ""}, {"en": "a\x00b"}, {"en": "a\u202eb"}, {"fr": "x"}, {"en": "x" * 121}, {"en": 7}, "\n", 7]
)
def test_hostile_labels_are_refused(designed: Designed, label: Any) -> None:
    with pytest.raises(BadInput), designed.changing():
        add_object(ObjectSpec(label))


@pytest.mark.parametrize("key", ["customer", "maker", "search", "new", "import", "a__b", "Project"])
def test_keys_of_objects_that_clash_are_refused(designed: Designed, key: str) -> None:
    with pytest.raises(BadInput), designed.changing():
        add_object(ObjectSpec({"en": "X"}, key=key))


def test_hostile_text_in_labels_choices_and_numbers_stays_text(designed: Designed) -> None:
    evil = "'); DROP TABLE sample_maker; -- {0} %s %(a)s"
    designed.object("project", field("name"), label=evil)
    found = designed.field("project", "kind", "choice", choices=({"key": evil[:20], "label": {"en": evil}},))
    assert str(found.label) == evil
    assert str(found.fields["kind"].choices[0].label) == evil
    for pattern in ("{seq.__class__}", "{year}", "{seq:99999}", "{0}"):
        with pytest.raises(BadInput), designed.changing():
            add_object(ObjectSpec({"en": "N"}, key="n", kind="document", number=pattern))


def test_nothing_is_left_of_a_change_that_fails(designed: Designed) -> None:
    before = current()

    def fail() -> None:
        with designed.changing():
            add_object(ObjectSpec({"en": "Project"}, key="project"))
            add_field("project", field("name"))
            add_field("maker", field("rating", "integer"))
            raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        fail()
    assert ensure()
    assert current() is before
    assert not ObjectDef.objects.exists()
    assert doctor.drift() == []
    assert "rating" not in object_of("maker").fields


def test_required_bounds_and_length_are_judged_by_metadata(designed: Designed) -> None:
    designed.object(
        "project", field("name", required=True, max_length=5), field("size", "integer", minimum=1, maximum=9)
    )
    for values in ({}, {"name": ""}, {"name": "sixsix"}, {"name": "x", "size": 0}, {"name": "x", "size": 10}):
        with pytest.raises(BadInput):
            save("project", **values)
    made = save("project", name="x", size=9)
    with designed.changing():
        change_field("project", "size", maximum=5, required=True)
    with pytest.raises(BadInput):
        save("project", name="y")
    assert shown("project", made)["size"] == 9


def test_a_choice_no_longer_offered_stays_where_it_is(designed: Designed) -> None:
    options = ({"key": "a", "label": {"en": "A"}}, {"key": "b", "label": {"en": "B"}})
    designed.object("project", field("name"), field("status", "choice", choices=options))
    made = save("project", name="x", status="a")
    with designed.changing():
        change_field("project", "status", choices=[{**options[0], "active": False}, options[1]])
    with pytest.raises(BadInput):
        save("project", name="y", status="a")
    save_record(actor=SYSTEM, object="project", id=made.pk, values={"name": "z", "status": "a"})
    assert shown("project", made)["status"] == "a"


def test_defaults_of_made_fields_and_overridden_ones(designed: Designed) -> None:
    designed.object(
        "project", field("name"), field("due", "date", default="today"), field("size", "integer", default=3)
    )
    with designed.changing():
        override("maker", "secret", "default", "hush")
    row = shown("project", save("project", name="x"))
    assert (row["size"], row["due"]) == (3, system_clock().today())
    assert save("maker", name="x").secret == "hush"
    with pytest.raises(BadInput), designed.changing():
        add_field("project", field("bad", "integer", default="many"))


def test_documents_are_numbered_when_they_are_made(designed: Designed) -> None:
    designed.object("project", field("name"), kind="document", number="PR-{seq:04}")
    designed.object("visit", field("name"), kind="document", number="V{year}-{seq}")
    assert [save("project", name="x").number for _at in range(2)] == ["PR-0001", "PR-0002"]
    assert save("visit", name="x").number == f"V{system_clock().today().year}-1"
    assert list_records(actor=SYSTEM, object="project", search="PR-0002").rows


def test_unique_values(designed: Designed) -> None:
    designed.object("project", field("name"), field("code", unique=True))
    first = save("project", name="a", code="x")
    save("project", name="b")
    save("project", name="c")
    with pytest.raises(Conflict) as refused, transaction.atomic():
        save("project", name="d", code="x")
    assert refused.value.errors[0].field == "code"
    trash_record(actor=SYSTEM, object="project", id=first.pk)
    save("project", name="d", code="x")
    with designed.changing():
        set_unique("project", "code", False)
    save("project", name="e", code="x")
    ((value, ids),) = duplicates("project", "code")
    assert (value, len(ids)) == ("x", 2)
    with pytest.raises(Conflict), designed.changing():
        set_unique("project", "code", True)
    with designed.changing():
        set_indexed("project", "code", True)
        trash_field("project", "code")
    with designed.changing():
        restore_field("project", "code")
    assert (row_count("project"), filled_count("project", "code")) == (5, 3)
    assert doctor.drift() == []


def test_overrides_tighten_and_can_be_reset(designed: Designed) -> None:
    with designed.changing():
        override("maker", "", "label", {"en": "Brand", "zh-hans": "品牌"})
        override("maker", "secret", "label", {"en": "Hidden"})
        override("maker", "secret", "required", True)
        override("maker", "secret", "position", -1)
    found = object_of("maker")
    assert (str(found.label), str(found.fields["secret"].label)) == ("Brand", "Hidden")
    assert next(iter(found.fields)) == "secret"
    with pytest.raises(BadInput):
        save("maker", name="x")
    refused: tuple[tuple[str, Any], ...] = (("required", False), ("type", "x"), ("label", {}))
    for wrong in refused:
        with pytest.raises(BadInput), designed.changing():
            override("maker", "name", *wrong)
    with designed.changing():
        for name, what in (("", "label"), ("secret", "label"), ("secret", "required"), ("secret", "position")):
            reset("maker", name, what)
    assert str(object_of("maker").label) == "Maker"
    assert not object_of("maker").fields["secret"].required
    save("maker", name="x")


def test_changing_words_of_an_object(designed: Designed) -> None:
    designed.object("project", field("name"), field("code"))
    save("project", name="Apollo", code="A1")
    with designed.changing():
        change_object("project", label={"en": "Venture"}, icon="rocket", name_field="code", searchable=["name"])
        change_field("project", "name", label={"en": "Title"}, sensitive=True)
    found = object_of("project")
    assert (str(found.label), found.icon, found.name_field, found.searchable) == (
        "Venture",
        "rocket",
        "code",
        # what names a record finds it, whatever else is searched
        ("code", "name"),
    )
    assert found.fields["name"].sensitive
    with pytest.raises(BadInput), designed.changing():
        change_object("project", kind="line")
    with pytest.raises(NotFound), designed.changing():
        change_field("project", "nothing", label={"en": "X"})


@pytest.mark.parametrize("on_delete", ["protect", "set_null", "cascade"])
@pytest.mark.parametrize("target", ["maker", "project"])
def test_what_becomes_of_links(designed: Designed, on_delete: str, target: str) -> None:
    if target == "project":
        designed.object("project", field("name"))
    designed.object("visit", field("name"), field("goal", "relation", target=target, on_delete=on_delete))
    designed.object("stop", field("goal", "relation", target=target, on_delete=on_delete), kind="line", parent="visit")
    goal = save(target, name="Goal")
    visit = save("visit", name="First", goal=str(goal.pk), stop_lines=[{"goal": str(goal.pk)}])
    if on_delete == "protect":
        with pytest.raises(Conflict):
            trash_record(actor=SYSTEM, object=target, id=goal.pk)
        assert shown("visit", visit)["goal"].id == goal.pk
        return
    trash_record(actor=SYSTEM, object=target, id=goal.pk)
    if on_delete == "set_null":
        detail = get_record(actor=SYSTEM, object="visit", id=visit.pk)
        assert (detail.row["goal"], detail.lines["stop_lines"][0]["goal"]) == (None, None)
        assert "goal" in {change.field for change in history(actor=SYSTEM, object="visit", id=visit.pk)[0].changes}
        return
    with pytest.raises(NotFound):
        shown("visit", visit)
    restore_record(actor=SYSTEM, object=target, id=goal.pk)
    assert shown("visit", visit)["goal"].id == goal.pk


def test_the_database_keeps_links_whole(designed: Designed) -> None:
    designed.object("visit", field("name"), field("goal", "relation", target="maker", on_delete="cascade"))
    goal = save("maker", name="Goal")
    save("visit", name="First", goal=str(goal.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        remove_by_hand(goal)


def remove_by_hand(maker: Any) -> None:
    with connection.cursor() as cursor:
        key = maker.pk.hex if connection.vendor == "sqlite" else maker.pk
        cursor.execute("DELETE FROM sample_maker WHERE id = %s", [key])
    connection.check_constraints()


def test_made_objects_know_those_that_link_to_them(designed: Designed) -> None:
    designed.object("project", field("name"), field("maker", "relation", target="maker"))
    maker = save("maker", name="Goal")
    made = save("project", name="First", maker=str(maker.pk))
    assert [one.pk for one in maker.project_maker_set.all()] == [made.pk]
    model = object_of("maker").model
    assert model._base_manager.filter(project_maker_set__name="First").count() == 1
    with pytest.raises(BadInput), designed.changing():
        add_field("maker", field("project_maker_set"))
    with designed.changing():
        trash_field("project", "maker")
    assert not hasattr(model, "project_maker_set")


def test_an_object_in_the_trash_comes_back_with_everything(designed: Designed) -> None:
    designed.object("project", field("name"), field("maker", "relation", target="maker"))
    designed.object("task", field("title"), kind="line", parent="project")
    maker = save("maker", name="M")
    made = save("project", name="x", maker=str(maker.pk), task_lines=[{"title": "t"}])
    with pytest.raises(Conflict), designed.changing():
        trash_object("project")
    with designed.changing():
        trash_object("task")
        trash_object("project")
    assert current().get("project") is None
    trash_record(actor=SYSTEM, object="maker", id=save("maker", name="N").pk)
    assert doctor.drift() == []
    with pytest.raises(BadInput), designed.changing():
        add_object(ObjectSpec({"en": "P"}, key="project"))
    with designed.changing():
        restore_object("project")
        restore_object("task")
    assert get_record(actor=SYSTEM, object="project", id=made.pk).lines["task_lines"][0]["title"] == "t"
    with pytest.raises(Conflict):
        trash_record(actor=SYSTEM, object="maker", id=maker.pk)
    with designed.changing():
        trash_object("task")
        trash_object("project")
        purge_object("project")
    assert doctor.drift() == []
    with pytest.raises(BadInput), designed.changing():
        add_object(ObjectSpec({"en": "P"}, key="project"))
    trash_record(actor=SYSTEM, object="maker", id=maker.pk)


def test_the_trash_is_emptied_after_thirty_days(designed: Designed) -> None:
    designed.object("project", field("name"))
    designed.field("maker", "rating", "integer")
    designed.field("maker", "young", "integer")
    with designed.changing():
        trash_object("project")
        trash_field("maker", "rating")
        trash_field("maker", "young")
    old = system_clock().now() - timedelta(days=31)
    ObjectDef.objects.update(trashed_at=old)
    FieldDef.objects.filter(key="rating").update(trashed_at=old)
    assert jobs.purge_old(Running()) == {"purged": 2}
    assert ensure()
    assert set(FieldDef.objects.values_list("key", "state")) == {
        ("rating", State.PURGED), ("young", State.TRASHED), ("name", State.PURGED),
    }  # fmt: skip
    assert doctor.drift() == []


class Running:
    """A run that nobody stops."""

    def check(self) -> None:
        """Goes on."""


def test_erasing_empties_personal_fields_in_all_versions_and_in_the_trash(designed: Designed) -> None:
    designed.object("project", field("name"), field("birthday", "date", personal=True), field("nick", personal=True))
    made = save("project", name="x", birthday="2000-01-01", nick="Al")
    other = save("project", name="y", nick="Bo")
    with designed.changing():
        trash_field("project", "nick")
    assert erase("project", [made.pk]) == 2
    with designed.changing():
        restore_field("project", "nick")
    assert [shown("project", one)["nick"] for one in (made, other)] == [None, "Bo"]
    assert shown("project", made)["birthday"] is None
    told = [change.field for row in history(actor=SYSTEM, object="project", id=made.pk) for change in row.changes]
    assert told == ["name"]


def test_views_carry_the_keys_as_column_names(designed: Designed) -> None:
    designed.object("project", field("name"), field("budget", "money"))
    save("project", name="x", budget="12.50")
    designed.field("maker", "rating", "integer")
    save("maker", name="M", rating=4)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, budget FROM v_project")
        ((name, budget),) = cursor.fetchall()
        assert (name, float(budget)) == ("x", 12.5)
        cursor.execute("SELECT name, rating FROM v_maker")
        assert cursor.fetchall() == [("M", 4)]


def test_user_columns_are_found_by_search_only_where_it_is_said(designed: Designed) -> None:
    designed.object("project", field("name", searchable=True), field("note"))
    save("project", name="Apollo", note="secretword")
    assert len(list_records(actor=SYSTEM, object="project", search="apollo").rows) == 1
    assert not list_records(actor=SYSTEM, object="project", search="secretword").rows
    with designed.changing():
        change_field("project", "note", searchable=True)
    assert work_one()
    assert len(list_records(actor=SYSTEM, object="project", search="secretword").rows) == 1

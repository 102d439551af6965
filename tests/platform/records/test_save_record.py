"""save_record: creating and changing records with their lines."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.audit.models import Event
from kontor.core.actor import SYSTEM
from kontor.core.errors import BadInput, Conflict, NotFound, NotPermitted, StaleVersion
from kontor.core.ids import new_id
from kontor.records.services import save_record
from tests import builders
from tests.sample.models import Asset, AssetPart
from tests.sample.services import TooDear

pytestmark = pytest.mark.django_db


def save(**values: Any) -> Any:
    return save_record(actor=SYSTEM, object="asset", values=values)


def test_a_new_record_has_version_history_and_event() -> None:
    saved = save(name="Drill", price="12.50")
    asset = Asset.objects.get(pk=saved.record.pk)
    assert (asset.name, asset.price, asset.version, asset.status) == ("Drill", Decimal("12.50"), 1, "draft")
    assert [row.history_type for row in asset.history.all()] == ["+"]
    assert list(Event.objects.filter(record_id=asset.pk).values_list("verb", flat=True)) == ["asset.created"]


def test_only_given_fields_are_touched_and_the_version_rises() -> None:
    asset = save(name="Drill", price="12.50").record
    saved = save_record(actor=SYSTEM, object="asset", id=asset.pk, version=1, values={"price": "13"})
    fresh = Asset.objects.get(pk=asset.pk)
    assert (fresh.name, fresh.price, fresh.version) == ("Drill", Decimal(13), 2)
    assert saved.changed == {"price"}
    assert fresh.history.count() == 2


def test_saving_the_same_values_changes_nothing() -> None:
    asset = save(name="Drill").record
    saved = save_record(actor=SYSTEM, object="asset", id=asset.pk, version=1, values={"name": "Drill"})
    assert saved.version == 1
    assert Asset.objects.get(pk=asset.pk).history.count() == 1


def test_a_stale_version_is_refused_with_the_difference() -> None:
    asset = save(name="Drill").record
    save_record(actor=SYSTEM, object="asset", id=asset.pk, version=1, values={"name": "Saw"})
    with pytest.raises(StaleVersion) as refused:
        save_record(actor=SYSTEM, object="asset", id=asset.pk, version=1, values={"name": "Hammer"})
    assert refused.value.difference == {"name": {"yours": "Hammer", "theirs": "Saw"}}
    assert refused.value.version == 2
    assert Asset.objects.get(pk=asset.pk).name == "Saw"


def test_lines_are_added_changed_and_removed_with_their_parent() -> None:
    saved = save(name="Drill", lines=[{"name": "Bit", "quantity": "2", "price": "3"}, {"name": "Case", "price": "10"}])
    asset = saved.record
    assert asset.total == Decimal(16)
    bit, case = saved.lines["lines"]
    lines = [{"id": str(bit.pk), "quantity": "4"}, {"id": str(case.pk), "delete": True}, {"name": "Belt", "price": "1"}]
    again = save_record(actor=SYSTEM, object="asset", id=asset.pk, version=1, values={"lines": lines})
    assert again.version == 2
    found = list(AssetPart.objects.filter(parent=asset.pk).values_list("name", "quantity", "position"))
    assert found == [("Bit", Decimal(4), 1), ("Belt", Decimal(1), 3)]
    assert Asset.objects.get(pk=asset.pk).total == Decimal(13)
    removed = AssetPart.history.model.objects.get(id=case.pk, history_type="-")
    assert (removed.name, removed.root_id) == ("Case", asset.pk)


def test_a_line_of_another_record_is_refused() -> None:
    other = save(name="Saw", lines=[{"name": "Blade"}]).lines["lines"][0]
    asset = save(name="Drill").record
    with pytest.raises(BadInput) as refused:
        save_record(actor=SYSTEM, object="asset", id=asset.pk, values={"lines": [{"id": str(other.pk), "name": "X"}]})
    assert [(one.field, one.line) for one in refused.value.errors] == [("id", 1)]
    assert AssetPart.objects.get(pk=other.pk).name == "Blade"


def test_every_problem_is_named_with_its_field_and_line() -> None:
    with pytest.raises(BadInput) as refused:
        save(price="much", nonsense=1, lines=[{"name": "Bit"}, {"quantity": "NaN"}])
    found = {(one.field, one.line, one.code) for one in refused.value.errors}
    assert found == {
        ("price", None, "bad_input"),
        ("nonsense", None, "unknown_field"),
        ("name", None, "required"),
        ("name", 2, "required"),
        ("quantity", 2, "bad_input"),
    }
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    "field", ["status", "number", "total", "version", "id", "created_at", "trashed_at", "double_rank"]
)
def test_what_the_house_sets_cannot_be_sent(field: str) -> None:
    with pytest.raises(BadInput):
        save(name="Drill", **{field: "1"})
    assert not Asset.objects.exists()


def test_a_relation_to_nothing_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        save(name="Drill", maker=str(new_id()))
    assert refused.value.errors[0].code == "no_such_record"


def test_a_relation_can_be_named_by_a_unique_key() -> None:
    maker = builders.record("maker", name="Bosch")
    assert save(name="Drill", maker={"name": "Bosch"}).record.maker_id == maker.pk


def test_an_archived_record_cannot_be_chosen() -> None:
    maker = builders.record("maker", name="Bosch", active=False)
    with pytest.raises(BadInput) as refused:
        save(name="Drill", maker=str(maker.pk))
    assert refused.value.errors[0].code == "archived"


def test_a_preview_writes_nothing_and_collects_problems() -> None:
    saved = save_record(
        actor=SYSTEM,
        object="asset",
        values={"lines": [{"name": "Bit", "quantity": "2", "price": "5"}, {"price": "x"}]},
        commit=False,
    )
    assert saved.record.total == Decimal(10)
    assert {(one.field, one.line) for one in saved.problems} == {("name", None), ("name", 2), ("price", 2)}
    assert not Asset.objects.exists()
    assert not Event.objects.filter(object="asset").exists()


def test_a_rule_of_the_module_refuses_and_nothing_changes() -> None:
    with pytest.raises(TooDear):
        save(name="Drill", lines=[{"name": "Gold", "price": "1000001"}])
    assert not Asset.objects.exists()


def test_a_check_of_the_database_is_a_clean_conflict() -> None:
    with pytest.raises(Conflict):
        save(name="Drill", price="-1")


def test_a_value_taken_by_another_record_names_the_field() -> None:
    builders.record("maker", name="Bosch")
    with pytest.raises(Conflict) as refused:
        builders.record("maker", name="Bosch")
    assert [one.field for one in refused.value.errors] == ["name"]


def test_without_a_grant_nothing_is_created_or_seen() -> None:
    asset = save(name="Drill").record
    nobody = builders.actor()
    with pytest.raises(NotPermitted):
        save_record(actor=nobody, object="asset", values={"name": "Saw"})
    with pytest.raises(NotFound):
        save_record(actor=nobody, object="asset", id=asset.pk, values={"name": "Saw"})
    assert Asset.objects.get().name == "Drill"


def test_a_new_record_belongs_to_who_made_it() -> None:
    where = builders.team()
    keeper = builders.actor(builders.role(grants={"asset": builders.ALL_BASIC}), where=where)
    made = save_record(actor=keeper, object="asset", values={"name": "Drill"}).record
    assert (made.owner_id, made.team_id, made.created_by_id) == (keeper.person_id, where.pk, keeper.person_id)


def test_a_new_owner_brings_his_team() -> None:
    where = builders.team()
    other = builders.actor(builders.role(), where=where)
    made = save(name="Drill").record
    save_record(actor=SYSTEM, object="asset", id=made.pk, values={"owner": str(other.person_id)})
    assert Asset.objects.get(pk=made.pk).team_id == where.pk


def test_exact_numbers_survive_the_database() -> None:
    made = save(name="Drill", price="12345678901234.5678", amount="0.000001", rate="1.0000000001").record
    fresh = Asset.objects.get(pk=made.pk)
    assert (fresh.price, fresh.amount, fresh.rate) == (
        Decimal("12345678901234.5678"),
        Decimal("0.000001"),
        Decimal("1.0000000001"),
    )


def test_a_create_with_three_lines_takes_a_fixed_number_of_queries() -> None:
    builders.legal_entity()
    save(name="Warm up", lines=[{"name": "a"}])
    with CaptureQueriesContext(
        connection,
    ) as few:
        save(name="One", lines=[{"name": "a"}])
    with CaptureQueriesContext(connection) as many:
        save(name="Many", lines=[{"name": str(at)} for at in range(20)])
    assert len(few) == len(many) <= 10  # two of them the savepoint of the test itself


def test_a_form_sent_back_as_it_was_changes_nothing() -> None:
    saved = save(name="Drill", lines=[{"name": "Bit", "quantity": "2", "price": "3"}])
    line = saved.lines["lines"][0]
    values = {"name": "Drill", "lines": [{"id": str(line.pk), "name": "Bit", "quantity": "2", "price": "3.00"}]}
    again = save_record(actor=SYSTEM, object="asset", id=saved.record.pk, version=1, values=values)
    assert (again.changed, again.version) == (frozenset(), 1)


def test_validators_of_a_column_refuse_beside_the_field() -> None:
    who = builders.person()
    with pytest.raises(BadInput) as refused:
        save_record(actor=SYSTEM, object="person", id=who.pk, values={"zone": "Nonsense"})
    assert [one.field for one in refused.value.errors] == ["zone"]
    who.refresh_from_db()
    assert who.zone == "UTC"

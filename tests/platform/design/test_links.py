"""Links to many: made, written as a list, read by name, filtered, kept in history, trashed with their lines."""

from collections.abc import Callable
from typing import Any

import pytest

from kontor.core.actor import SYSTEM, Actor
from kontor.core.errors import BadInput
from kontor.records.queries import get_record, list_records
from kontor.records.services import save_record
from kontor.records.timeline import history
from kontor.schema.registry import current, object_of
from tests import builders
from tests.platform.design.conftest import ALL, again

pytestmark = [pytest.mark.designed]
FIELD = {
    "op": "add_field",
    "object": "asset",
    "key": "makers",
    "label": "Makers",
    "type": "relations",
    "target": "maker",
}


def labels(actor: Actor, asset: Any) -> list[str]:
    """The names of an asset's makers."""
    row = get_record(actor=actor, object="asset", id=asset.pk).row
    return [one.label for one in row["makers"]]


def found(actor: Actor, op: str, value: Any) -> list[str]:
    """The assets a filter finds."""
    wanted = {"field": "makers", "op": op, "value": value}
    rows = list_records(actor=actor, object="asset", fields=["name", "makers"], filter=wanted).rows
    return sorted(row["name"] for row in rows)


def test_a_list_of_links_is_kept_read_and_filtered(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, FIELD)
    actor = again(designer)
    abel, berta = (builders.record("maker", name=name) for name in ("Abel", "Berta"))
    crane = save_record(actor=actor, object="asset", values={"name": "Crane", "makers": [str(abel.pk), str(berta.pk)]})
    save_record(actor=actor, object="asset", values={"name": "Drill"})
    assert labels(actor, crane.record) == ["Abel", "Berta"]
    assert found(actor, "eq", str(abel.pk)) == ["Crane"]
    assert found(actor, "is_empty", True) == ["Drill"]
    changed = {"makers": [str(berta.pk)]}
    save_record(actor=actor, object="asset", values=changed, id=crane.record.pk, version=1)
    assert labels(actor, crane.record) == ["Berta"]
    assert found(actor, "in", [str(abel.pk)]) == []
    assert len(history(actor=actor, object="asset", id=crane.record.pk)) >= 2


def test_a_link_to_nothing_is_refused_and_changes_nothing(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, FIELD)
    for wrong in (["01900000-0000-7000-8000-000000000000"], "abel", [7]):
        with pytest.raises(BadInput):
            save_record(actor=again(designer), object="asset", values={"name": "Crane", "makers": wrong})
    assert not list_records(actor=SYSTEM, object="asset").rows


def test_names_out_of_reach_are_not_told(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, FIELD)
    mine = builders.record("maker", name="Secret maker")
    crane = save_record(actor=SYSTEM, object="asset", values={"name": "Crane", "makers": [str(mine.pk)]})
    stranger = builders.actor(builders.role("stranger", {"asset": ALL, "maker": {"read": "own"}}))
    assert labels(stranger, crane.record) == []
    assert found(stranger, "eq", str(mine.pk)) == []
    assert found(stranger, "is_empty", True) == ["Crane"]


def test_the_lines_go_and_come_with_the_field(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, FIELD)
    abel = builders.record("maker", name="Abel")
    crane = save_record(actor=SYSTEM, object="asset", values={"name": "Crane", "makers": [str(abel.pk)]})
    through = object_of("asset").fields["makers"].settings["through"]
    published(again(designer), {"op": "trash_field", "object": "asset", "field": "makers"})
    assert current().get(through) is None
    published(again(designer), {"op": "restore_field", "object": "asset", "field": "makers"})
    assert labels(again(designer), crane.record) == ["Abel"]

"""Numbers come from one counter per series, legal entity and year, in the transaction of their document."""

import pytest
from django.db import transaction

from kontor.core.actor import SYSTEM
from kontor.core.errors import Refusal
from kontor.core.ids import new_id
from kontor.records.actions import run_action
from kontor.records.numbering import take_numbers
from kontor.records.services import save_record
from tests import builders
from tests.sample.models import Asset

pytestmark = pytest.mark.django_db


def test_numbers_rise_within_series_entity_and_year() -> None:
    one, other = new_id(), new_id()
    with transaction.atomic():
        assert take_numbers([("A", one, 2026, 1)]) == {("A", one, 2026): 1}
        assert take_numbers([("A", one, 2026, 3), ("A", other, 2026, 1)]) == {
            ("A", one, 2026): 4,
            ("A", other, 2026): 1,
        }
        assert take_numbers([("A", one, 2027, 1)]) == {("A", one, 2027): 1}


def test_a_refused_document_leaves_no_hole() -> None:
    builders.legal_entity()
    first, refused, second = (builders.record("asset", name=name) for name in ("One", "Two", "Three"))
    run_action(actor=SYSTEM, object="asset", id=first.pk, action="use")
    with pytest.raises(Refusal):
        run_action(actor=SYSTEM, object="asset", id=refused.pk, action="use", version=9)
    run_action(actor=SYSTEM, object="asset", id=second.pk, action="use")
    numbers = sorted(Asset.objects.filter(number__isnull=False).values_list("number", flat=True))
    assert [number.rsplit("-", 1)[1] for number in numbers] == ["00001", "00002"]


def test_a_preview_shows_no_number() -> None:
    saved = save_record(actor=SYSTEM, object="asset", values={"name": "Drill"}, then=[("use", {})], commit=False)
    assert saved.record.number is None
    assert not Asset.objects.exists()

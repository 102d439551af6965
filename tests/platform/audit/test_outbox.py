"""Events reach whoever listens, after the transaction that wrote them."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from kontor.core.actor import SYSTEM
from kontor.core.errors import Refusal
from kontor.jobs import outbox
from kontor.jobs.models import Job
from kontor.jobs.worker import drain
from kontor.records.services import save_record
from tests.sample.services import TooDear

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What a consumer of asset events has heard."""
    verbs: list[str] = []

    def listen(events: Sequence[Any]) -> None:
        verbs.extend(event.verb for event in events)

    before = dict(outbox._consumers)
    outbox.outbox("asset.", name="test")(listen)
    yield verbs
    outbox._consumers.clear()
    outbox._consumers.update(before)


def test_a_consumer_hears_its_events_once_the_worker_runs(heard: list[str]) -> None:
    save_record(actor=SYSTEM, object="asset", values={"name": "Drill"})
    save_record(actor=SYSTEM, object="maker", values={"name": "Bosch"})
    assert heard == []
    drain()
    assert heard == ["asset.created"]


def test_what_was_refused_is_never_told(heard: list[str]) -> None:
    with pytest.raises(TooDear) as refused:
        save_record(actor=SYSTEM, object="asset", values={"name": "X", "lines": [{"name": "a", "price": "2000000"}]})
    assert isinstance(refused.value, Refusal)
    assert not Job.objects.filter(kind="jobs.deliver").exists()

"""Two who merge at once, and one who points at what is being merged: nothing is lost and nothing dangles."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from apps.crm.models import Contact, Customer
from kontor.core.actor import SYSTEM
from kontor.core.errors import NotFound, Refusal
from kontor.records.merging import Pair, merge_records
from kontor.records.models import Merged
from kontor.records.services import save_record

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")


def at_once(*work: Callable[[], Any]) -> list[Any]:
    """What each answered or refused, all begun together."""
    begin = threading.Barrier(len(work))
    answers: list[Any] = [None] * len(work)

    def run(place: int) -> None:
        begin.wait(10)
        try:
            answers[place] = work[place]()
        except Refusal as refusal:
            answers[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def customer(name: str) -> Any:
    return save_record(actor=SYSTEM, object="customer", values={"name": name}).record


def merge(keep: Any, other: Any) -> Any:
    return merge_records(actor=SYSTEM, pair=Pair("customer", keep.pk, other.pk))


@pytest.mark.parametrize("crossed", [False, True])
def test_two_merges_of_one_record_at_once_leave_one_winner(committed_db: None, crossed: bool):
    one, two, other = (customer(name) for name in ("One", "Two", "Other"))
    save_record(actor=SYSTEM, object="contact", values={"name": "Ann", "customer": other.pk})
    second = (lambda: merge(other, one)) if crossed else (lambda: merge(two, other))
    answers = at_once(lambda: merge(one, other), second)
    assert sum(isinstance(answer, NotFound) for answer in answers) == 1, answers
    assert Merged.objects.count() == 1
    (contact,) = Contact.objects.all()
    assert Customer.objects.get(pk=contact.customer_id).trashed_at is None


def test_who_points_at_a_record_while_it_is_merged_is_moved_or_refused(committed_db: None):
    for number in range(8):
        keep, other = customer(f"Keep {number}"), customer(f"Other {number}")
        values = {"name": f"Ann {number}", "customer": other.pk}
        at_once(
            lambda keep=keep, other=other: merge(keep, other),
            lambda values=values: save_record(actor=SYSTEM, object="contact", values=values),
        )
    gone = Customer.objects.filter(trashed_at__isnull=False).values("pk")
    assert not Contact.objects.filter(customer__in=gone).exists()

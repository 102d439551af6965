"""A request with a key is done once."""

from datetime import UTC, datetime, timedelta

import pytest

from kontor.core.clock import FixedClock
from kontor.core.errors import BadInput
from kontor.core.ids import new_id
from kontor.jobs.queue import enqueue
from kontor.jobs.worker import drain
from kontor.records.idempotency import Answer, KeyReused, forget_old_keys, once
from kontor.records.models import IdempotencyKey

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 1, tzinfo=UTC)
WHO = new_id()


class Counted:
    """Answers with how often it was asked."""

    def __init__(self, status: int = 201) -> None:
        self.calls = 0
        self.status = status

    def __call__(self) -> Answer:
        self.calls += 1
        return Answer(self.status, f"answer {self.calls}")


def ask(function: Counted, key: str = "key", body: bytes = b"{}", route: str = "POST /x") -> Answer:
    return once(actor_id=WHO, route=route, key=key, body=body, clock=FixedClock(NOW), function=function)


def test_the_same_request_is_answered_from_what_was_stored() -> None:
    function = Counted()
    first, again = ask(function), ask(function)
    assert (first.body, again.body, again.replayed, function.calls) == ("answer 1", "answer 1", True, 1)


def test_another_body_under_one_key_is_refused() -> None:
    function = Counted()
    ask(function)
    with pytest.raises(KeyReused):
        ask(function, body=b'{"a": 1}')
    assert function.calls == 1


def test_a_refused_request_frees_its_key() -> None:
    assert ask(Counted(status=409)).status == 409
    assert not IdempotencyKey.objects.exists()
    assert ask(Counted()).body == "answer 1"


def test_keys_belong_to_actor_and_route() -> None:
    function = Counted()
    ask(function)
    ask(function, route="POST /y")
    assert function.calls == 2


@pytest.mark.parametrize("key", ["ü", "x" * 201, "a\nb"])
def test_a_key_is_short_and_printable(key: str) -> None:
    with pytest.raises(BadInput):
        ask(Counted(), key=key)


def test_keys_are_kept_thirty_days() -> None:
    ask(Counted())
    assert forget_old_keys(FixedClock(NOW + timedelta(days=29))) == 0
    assert forget_old_keys(FixedClock(NOW + timedelta(days=31))) == 1


def test_old_keys_are_forgotten_by_a_job() -> None:
    ask(Counted())
    enqueue("records.forget_keys", {})
    drain()
    assert not IdempotencyKey.objects.exists()

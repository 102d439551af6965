"""A request with a key is done once; asked again, it is answered again from what was stored."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kontor.core.clock import Clock
from kontor.core.errors import BadInput, Conflict, RuleBroken
from kontor.core.transactions import atomic_retry
from kontor.records.models import IdempotencyKey

KEPT_DAYS = 30
MAX_KEY = 200
SUCCESS = range(200, 300)


class KeyReused(RuleBroken):
    """The key belongs to another request."""

    code = "idempotency_key_reused"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: its status and body; `replayed` when it was stored before."""

    status: int
    body: str
    replayed: bool = False


class _NotStored(Exception):
    """Carries an answer that is not worth keeping out of the transaction it must undo."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def once(*, actor_id: UUID, route: str, key: str, body: bytes, clock: Clock, function: Callable[[], Answer]) -> Answer:
    """Runs `function` in one transaction with its key row, or replays the stored answer.

    A second caller waits for the first one's transaction. Refusals free the key. KeyReused for another body.
    """
    if not key.isascii() or len(key) > MAX_KEY or not key.isprintable():
        raise BadInput(_("An idempotency key has up to %(limit)s printable characters.") % {"limit": MAX_KEY})
    digest = hashlib.sha256(body).hexdigest()

    def run() -> Answer:
        stored = _claim(actor_id, route, key, digest, clock)
        if stored.status:
            return Answer(stored.status, stored.answer, replayed=True)
        answer = function()
        if answer.status not in SUCCESS:
            raise _NotStored(answer)
        IdempotencyKey.objects.filter(pk=stored.pk).update(status=answer.status, answer=answer.body)
        return answer

    try:
        return atomic_retry(run)
    except _NotStored as refused:
        return refused.answer


def _claim(actor_id: UUID, route: str, key: str, digest: str, clock: Clock) -> IdempotencyKey:
    """The key's row, inserted first in the transaction; the stored one when it was there before."""
    row = IdempotencyKey(actor=actor_id, route=route[:200], key=key, body_digest=digest, created_at=clock.now())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        found = IdempotencyKey.objects.filter(actor=actor_id, route=route[:200], key=key).first()
        if found is None:
            raise Conflict(_("The first request with this key was refused just now; send it again.")) from None
        if found.body_digest != digest:
            raise KeyReused(_("This idempotency key was used for another request.")) from None
        return found
    return row


def forget_old_keys(clock: Clock) -> int:
    """Deletes keys older than 30 days; how many."""
    return IdempotencyKey.objects.filter(created_at__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()[0]

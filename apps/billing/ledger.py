"""Posting: every entry balances, is dated after the lock date, and is written once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.billing.models import Account, JournalEntry, JournalLine
from apps.catalog.queries import entities, once
from kontor.core.errors import RuleBroken
from kontor.identity.services import settled
from kontor.records.work import Work

ZERO = Decimal(0)
Role = Account.AccountRole


class BooksLocked(RuleBroken):
    """The day lies in a period that is closed."""


class AccountMissing(RuleBroken):
    """No account plays the role a posting needs."""


class Unbalanced(RuleBroken):
    """Debits and credits differ; the ledger tolerates nothing."""


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount for one account: positive is a debit, negative a credit."""

    role: str
    amount: Decimal
    customer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Books:
    """The account of each role, and the day until which the books are closed."""

    accounts: dict[str, UUID]
    lock_date: date | None


def _books(work: Work, legal_entity_id: UUID | None) -> _Books:
    """Read once per rights token, which changes with accounts and legal entities."""
    key = ("books", legal_entity_id)
    return once(work, key, lambda: settled(work.actor.rights_version, key, lambda: _read_books(legal_entity_id)))


def _read_books(legal_entity_id: UUID | None) -> _Books:
    closed = entities(legal_entity_id).values("lock_date")[:1]
    rows = list(
        Account.objects.filter(trashed_at__isnull=True)
        .annotate(closed=Subquery(closed))
        .values_list("role", "id", "closed")
    )
    return _Books({role: pk for role, pk, _closed in rows}, rows[0][2] if rows else None)


def check_open(work: Work, document: Any, on: date) -> None:
    """Refuses a posting on a day on or before the lock date of the document's legal entity."""
    lock_date = _books(work, document.legal_entity_id).lock_date
    if lock_date is not None and on <= lock_date:
        raise BooksLocked(
            _("The books are closed until %(date)s; choose a later day.") % {"date": date_format(lock_date)}
        )


def post(
    work: Work, origin: Any, on: date, postings: Iterable[Posting], *, memo: str, reverses: JournalEntry | None = None
) -> JournalEntry | None:
    """Writes a balanced entry for a document; amounts of zero leave no line, and nothing at all leaves no entry."""
    rows = [posting for posting in postings if posting.amount]
    if not rows:
        return None
    if sum((posting.amount for posting in rows), ZERO) != ZERO:
        raise Unbalanced(_("Debits and credits differ; nothing was posted."))
    check_open(work, origin, on)
    accounts = _books(work, origin.legal_entity_id).accounts
    entry = work.add(
        JournalEntry(
            status=JournalEntry.Status.POSTED,
            date=on,
            memo=memo[:200],
            origin_object=origin.declare.key,
            origin_id=origin.pk,
            reverses=reverses,
            posted_at=work.clock.now(),
            legal_entity_id=origin.legal_entity_id,
        )
    )
    for position, posting in enumerate(rows, start=1):
        if posting.role not in accounts:
            raise AccountMissing(_("No account is set for %(role)s.") % {"role": Role(posting.role).label})
        work.add(_line(entry, accounts[posting.role], posting, position))
    work.number(entry)
    return entry


def _line(entry: JournalEntry, account_id: UUID, posting: Posting, position: int) -> JournalLine:
    return JournalLine(
        parent=entry,
        account_id=account_id,
        customer_id=posting.customer_id,
        debit=max(posting.amount, ZERO),
        credit=max(-posting.amount, ZERO),
        position=position,
    )


def reverse(work: Work, origin: Any, on: date, *, memo: str) -> None:
    """Mirrors every entry of a document that is not reversed yet; both sets stay."""
    entries: Sequence[JournalEntry] = work.load(
        JournalEntry.objects.filter(origin_id=origin.pk, posted_at__isnull=False).order_by("id")
    )
    undone = {entry.reverses_id for entry in entries}
    roles = {pk: role for role, pk in _books(work, origin.legal_entity_id).accounts.items()}
    lines = work.lines_of([entry for entry in entries if entry.reverses_id is None])
    for entry in entries:
        if entry.reverses_id is not None or entry.pk in undone:
            continue
        mirrored = [
            Posting(roles[line.account_id], line.credit - line.debit, line.customer_id) for line in lines[entry.pk]
        ]
        post(work, origin, on, mirrored, memo=memo, reverses=entry)

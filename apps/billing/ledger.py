"""Posting: every entry balances, is dated after the lock date, and is written once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.billing.models import Account, JournalEntry, JournalLine
from kontor.core.errors import RuleBroken
from kontor.identity.models import LegalEntity
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


def check_open(work: Work, document: Any, on: date) -> None:
    """Refuses a posting on a day on or before the lock date of the document's legal entity."""
    if document.legal_entity_id is None:
        first = LegalEntity.objects.filter(trashed_at__isnull=True).order_by("id")[:1]
        document.legal_entity_id = next((one.pk for one in work.load(first)), None)
    if document.legal_entity_id is None:
        return
    entity = work.get(LegalEntity, document.legal_entity_id)
    if entity.lock_date is not None and on <= entity.lock_date:
        raise BooksLocked(
            _("The books are closed until %(date)s; choose a later day.") % {"date": date_format(entity.lock_date)}
        )


def accounts_in(work: Work) -> dict[str, Account]:
    """The account of each role, read once in a unit of work."""
    held = {one.record.role: one.record for (model, _key), one in work.tracked.items() if model is Account}
    if not held:
        held = {row.role: row for row in work.load(Account.objects.filter(trashed_at__isnull=True))}
    return held


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
    accounts = accounts_in(work)
    entry = work.add(
        JournalEntry(
            status=JournalEntry.Status.POSTED,
            date=on,
            memo=memo[:200],
            origin_object=origin.declare.key,
            origin_id=origin.pk,
            reverses=reverses,
            legal_entity_id=origin.legal_entity_id,
        )
    )
    for position, posting in enumerate(rows, start=1):
        if posting.role not in accounts:
            raise AccountMissing(_("No account is set for %(role)s.") % {"role": Role(posting.role).label})
        work.add(_line(entry, accounts[posting.role], posting, position))
    work.number(entry)
    work.after_insert(lambda: _seal(work, entry))
    return entry


def _line(entry: JournalEntry, account: Account, posting: Posting, position: int) -> JournalLine:
    return JournalLine(
        parent=entry,
        account=account,
        customer_id=posting.customer_id,
        debit=max(posting.amount, ZERO),
        credit=max(-posting.amount, ZERO),
        position=position,
    )


def _seal(work: Work, entry: JournalEntry) -> None:
    """The database checks the balance when `posted_at` is set, after the lines are in."""
    entry.posted_at = work.clock.now()


def reverse(work: Work, origin: Any, on: date, *, memo: str) -> None:
    """Mirrors every entry of a document that is not reversed yet; both sets stay."""
    entries: Sequence[JournalEntry] = work.load(
        JournalEntry.objects.filter(origin_id=origin.pk, posted_at__isnull=False).order_by("id")
    )
    undone = {entry.reverses_id for entry in entries}
    roles = {account.pk: account.role for account in accounts_in(work).values()}
    lines = work.lines_of([entry for entry in entries if entry.reverses_id is None])
    for entry in entries:
        if entry.reverses_id is not None or entry.pk in undone:
            continue
        mirrored = [
            Posting(roles[line.account_id], line.credit - line.debit, line.customer_id) for line in lines[entry.pk]
        ]
        post(work, origin, on, mirrored, memo=memo, reverses=entry)

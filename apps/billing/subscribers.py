"""Receivable figures of customers follow invoices and payments."""

from decimal import Decimal
from uuid import UUID

from apps.crm.changes import State, states_of
from apps.crm.services import add_to_figures
from kontor.core import registry
from kontor.identity.services import touch_rights
from kontor.records.change import Change
from kontor.records.work import Work

ZERO = Decimal(0)


@registry.subscriber
def keep_receivables(*, work: Work, changes: list[Change]) -> None:
    """What customers owe and have brought in, by the difference each change makes."""
    owed: dict[UUID, Decimal] = {}
    earned: dict[UUID, Decimal] = {}
    for change in changes:
        if change.object not in ("invoice", "payment"):
            continue
        for state, sign in zip(states_of(work, change), (-1, 1), strict=True):
            if state is None or state["customer"] is None:
                continue
            customer = state["customer"]
            owed[customer] = owed.get(customer, ZERO) + sign * _owed(change.object, state)
            if change.object == "invoice":
                earned[customer] = earned.get(customer, ZERO) + sign * _earned(state)
    for customer in sorted({*owed, *earned}):
        amount = owed.get(customer, ZERO)
        add_to_figures(
            work,
            customer,
            receivable_balance=amount,
            exposure=amount,
            lifetime_revenue=earned.get(customer, ZERO),
        )


@registry.subscriber
def follow_accounts(*, work: Work, changes: list[Change]) -> None:
    """The role of an account is a setting: every process reads it anew at its next request."""
    if not work.dry and any(change.object == "account" for change in changes):
        touch_rights()


def _owed(key: str, state: State) -> Decimal:
    """What a document adds to the customer's receivables."""
    if state["status"] != "posted":
        return ZERO
    if key == "invoice":
        amount: Decimal = state["open_amount"]
        return -amount if state["kind"] == "credit_note" else amount
    unused: Decimal = state["unallocated_amount"]
    return unused if state["direction"] == "out" else -unused


def _earned(state: State) -> Decimal:
    """The untaxed revenue of a document."""
    if state["status"] != "posted":
        return ZERO
    amount: Decimal = state["untaxed_total"]
    return -amount if state["kind"] == "credit_note" else amount

"""Writing in crm: the customer's derived figures, and what a new document takes from its customer."""

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from apps.crm.models import Contact, Customer, Lead, Opportunity, OpportunityLine
from apps.crm.rules import opportunity_amount
from kontor.core import registry
from kontor.core.errors import BadInput, WrongState
from kontor.core.locks import rank_lock
from kontor.core.models import Record
from kontor.records.work import Work

rank_lock("customer", 50)
LIMIT = Decimal(10) ** 13
R = TypeVar("R", bound=Record)


class OpportunityClosed(WrongState):
    """An opportunity that was won or lost is not edited."""


def add_to_figures(work: Work, customer_id: UUID, **by: Decimal) -> None:
    """Adds to derived figures of a customer, under the customer's lock."""
    if not any(by.values()):
        return
    customer = work.lock(Customer, [customer_id])[customer_id]
    for name, amount in by.items():
        setattr(customer, name, getattr(customer, name) + amount)


def note_order(work: Work, customer_id: UUID, day: date) -> None:
    """A confirmed order makes a prospect an active customer and is its latest one."""
    customer = work.lock(Customer, [customer_id])[customer_id]
    if customer.status == Customer.Status.PROSPECT:
        customer.status = Customer.Status.ACTIVE
    if customer.last_order_date is None or customer.last_order_date < day:
        customer.last_order_date = day


@registry.on_merge
def merge_customers(*, work: Work, winner: Any, loser: Any) -> None:
    """Who of two was active is active, who was blocked stays blocked, and the last order is the later one."""
    if not isinstance(winner, Customer):
        return
    order = (Customer.Status.PROSPECT, Customer.Status.ACTIVE, Customer.Status.BLOCKED)
    winner.status = max(winner.status, loser.status, key=order.index)
    winner.last_order_date = max(
        (day for day in (winner.last_order_date, loser.last_order_date) if day is not None), default=None
    )
    loser.last_order_date = None


@registry.on_save("opportunity")
def prepare_opportunity(
    *, work: Work, record: Opportunity, lines: dict[str, list[OpportunityLine]], changed: frozenset[str]
) -> None:
    """A closed opportunity stays as it is; lines with prices give the amount unless somebody typed one."""
    held = work.tracked[type(record), record.pk]
    if not held.is_new and record.status != Opportunity.Status.OPEN and changed - {"owner", "team", "description"}:
        raise OpportunityClosed(_("This opportunity is closed; it is not edited any more."), state=record.status)
    if "lines" in changed and "amount" not in changed:
        record.amount = opportunity_amount(
            (line.quantity, line.unit_price) for line in lines["lines"] if line.quantity is not None
        )
        if record.amount >= LIMIT:
            raise BadInput(_("The amount is out of range."), field="amount")


def customer_from_lead(work: Work, lead: Lead) -> Customer:
    """A new prospect with what is known of the lead, and its contact."""
    shared: dict[str, Any] = {
        "owner_id": lead.owner_id,
        "team_id": lead.team_id,
        "phone": lead.phone,
        "email": lead.email,
    }
    customer = make(
        work,
        Customer(name=lead.name, source=lead.source, industry=lead.industry, region=lead.region, **shared),
    )
    if lead.contact_name:
        make(
            work,
            Contact(customer=customer, name=lead.contact_name, job_title=lead.job_title, main=True, **shared),
        )
    return customer


def opportunity_from_lead(work: Work, lead: Lead, customer: Customer, name: str) -> Opportunity:
    """The chance that a lead turned out to be."""
    return make(
        work,
        Opportunity(
            name=name or lead.name,
            customer=customer,
            source=lead.source,
            amount=lead.expected_amount or 0,
            description=lead.description,
            owner_id=lead.owner_id,
            team_id=lead.team_id,
        ),
    )


def make(work: Work, record: R) -> R:
    """Takes in a new record that an action makes, with the event that says so."""
    work.add(record)
    work.event(f"{record.declare.key}.created", record)
    return record

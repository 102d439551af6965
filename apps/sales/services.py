"""Writing quotes: prices and totals on every save, submission and approval, revision, conversion to an order."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.catalog.models import Product
from apps.catalog.queries import house_rules
from apps.catalog.services import chosen
from apps.crm.models import Opportunity
from apps.inventory.rules import available_to_promise, promise_date
from apps.sales import pricing, queries
from apps.sales.models import Order, OrderLine, Quote, QuoteLine
from apps.sales.ordering import is_goods
from apps.sales.rules import reached_threshold
from kontor.core import registry
from kontor.core.errors import Conflict, NotPermitted, RuleBroken, WrongState
from kontor.records.work import Work

ALWAYS_EDITABLE = frozenset({"owner", "team", "note"})
OPEN = (Quote.Status.DRAFT, Quote.Status.IN_APPROVAL, Quote.Status.APPROVED)


class QuoteClosed(WrongState):
    """A quote the customer has seen is revised, not edited."""


class QuoteExpired(RuleBroken):
    """The day until which the quote is valid has passed."""


class QuoteIncomplete(RuleBroken):
    """Something is missing before the quote can go on."""


class AlreadyOrdered(Conflict):
    """The quote has become an order before."""

    code = "already_ordered"


class SelfApproval(NotPermitted):
    """Nobody approves what he submitted himself."""


@registry.on_save("quote")
def prepare_quote(*, work: Work, record: Quote, lines: dict[str, list[QuoteLine]], changed: frozenset[str]) -> None:
    """Prices, availability, margin and totals; an edit of anything that counts takes an approval back."""
    new = pricing.is_new(work, record)
    if not new and not changed - ALWAYS_EDITABLE:
        return
    if not new and record.status not in OPEN:
        raise QuoteClosed(_("This quote has gone out; revise it instead of editing it."), state=record.status)
    if not new and record.status != Quote.Status.DRAFT:
        record.status = Quote.Status.DRAFT
        record.submitted_by = None
    _set_dates(work, record)
    pricing.take_customer_terms(work, record, changed)
    products = pricing.price_lines(work, record, lines["lines"])
    _promise(work, lines["lines"], products)
    _judge(record, products)
    if new:
        work.number(record)


def _set_dates(work: Work, quote: Quote) -> None:
    today = work.clock.today()
    quote.quote_date = quote.quote_date or today
    if quote.valid_until is None:
        quote.valid_until = quote.quote_date + timedelta(
            days=house_rules(work, quote.legal_entity_id).quote_validity_days
        )
    if quote.valid_until < quote.quote_date:
        raise QuoteExpired(_("A quote is valid at least until the day it is written."), field="valid_until")


def _promise(work: Work, lines: Sequence[QuoteLine], products: dict[UUID, Product]) -> None:
    """What can be promised of each product, and from when; services and kits are always there."""
    today = work.clock.today()
    goods = [line for line in lines if line.product_id in products and is_goods(products[line.product_id])]
    supply = queries.planned_supply(line.product_id for line in goods) if goods else {}
    for line in goods:
        product = products[line.product_id]
        free, planned = product.available, supply.get(product.pk, [])
        line.available_to_promise = available_to_promise(free, planned, today)
        line.promise_date = promise_date(line.quantity or pricing.ZERO, free, planned, today, product.lead_time_days)


def _judge(quote: Quote, products: dict[UUID, Product]) -> None:
    """Whether the margin is so low that somebody has to agree, and in which role."""
    policies = queries.thresholds(chosen(quote, "customer"), (one.category_id for one in products.values()))
    reached = reached_threshold(quote.untaxed_total, quote.cost_total, policies) if products else None
    quote.approval_needed = reached is not None
    quote.approver_role = reached.approver if reached else ""


def check_lines(work: Work, quote: Quote) -> None:
    """QuoteIncomplete when there is nothing in the quote."""
    if not work.lines(quote):
        raise QuoteIncomplete(_("A quote without lines cannot go on."))


def check_complete(work: Work, quote: Quote) -> None:
    """A quote needs lines, and a day of validity that has not passed."""
    check_lines(work, quote)
    check_valid(work, quote)


def check_valid(work: Work, quote: Quote) -> None:
    """QuoteExpired when the day of validity has passed."""
    if quote.valid_until is not None and quote.valid_until < work.clock.today():
        raise QuoteExpired(_("This quote was valid until %(day)s; revise it.") % {"day": quote.valid_until})


def check_approver(work: Work, quote: Quote) -> None:
    """Nobody approves his own quote, and the policy's role is needed; SelfApproval or NotPermitted."""
    actor = work.actor
    if actor.is_system:
        return
    if actor.person_id in (quote.submitted_by_id, quote.created_by_id):
        raise SelfApproval(_("Somebody else has to decide on a quote you submitted."))
    if quote.approver_role and quote.approver_role not in actor.roles and "administrator" not in actor.roles:
        raise NotPermitted(_("This quote has to be decided on in another role."))


_TERMS = (
    "customer_id",
    "contact_id",
    "currency_id",
    "rate",
    "price_list_id",
    "payment_term_id",
    "shipping_address",
    "tax_rounding",
    "rounding_mode",
    "note",
    "owner_id",
    "team_id",
    "legal_entity_id",
    *("untaxed_total", "tax_total", "total", "cost_total", "margin", "margin_percent"),
)
_LINE = (
    "position",
    "product_id",
    "description",
    "quantity",
    "unit_id",
    "unit_price",
    "discount_percent",
    "taxes_id",
    "unit_cost",
    "line_total",
    "tax_amount",
    "margin",
    "margin_percent",
)


def revise_quote(work: Work, quote: Quote) -> Quote:
    """A new draft with the next revision; the old quote is superseded."""
    terms: dict[str, Any] = {name: getattr(quote, name) for name in _TERMS}
    fresh = Quote(
        **terms,
        opportunity_id=quote.opportunity_id,
        revision=quote.revision + 1,
        revises=quote,
        approval_needed=quote.approval_needed,
        approver_role=quote.approver_role,
    )
    work.add(fresh)
    for line in work.lines(quote):
        values: dict[str, Any] = {name: getattr(line, name) for name in _LINE}
        work.add(QuoteLine(parent=fresh, **values))
    _set_dates(work, fresh)
    work.number(fresh)
    quote.status = Quote.Status.SUPERSEDED
    return fresh


def order_from_quote(work: Work, quote: Quote) -> Order:
    """A draft order with everything the quote says; prices, taxes and costs are taken over, not computed again."""
    if quote.status == Quote.Status.ACCEPTED and _is_ordered(quote):
        raise AlreadyOrdered(_("There is an order of this quote already."))
    terms: dict[str, Any] = {name: getattr(quote, name) for name in _TERMS}
    order = Order(
        **terms,
        quote=quote,
        order_date=work.clock.today(),
        invoice_policy=house_rules(work, quote.legal_entity_id).invoice_policy,
    )
    work.add(order)
    for line in work.lines(quote):
        values: dict[str, Any] = {name: getattr(line, name) for name in _LINE}
        work.add(OrderLine(parent=order, quote_line=line, promise_date=line.promise_date, **values))
    work.number(order)
    quote.status = Quote.Status.ACCEPTED
    return order


def _is_ordered(quote: Quote) -> bool:
    live = Order.objects.filter(quote_id=quote.pk, trashed_at__isnull=True).exclude(status=Order.Status.CANCELLED)
    return live.exists()


def win_opportunity(work: Work, quote: Quote) -> None:
    """The opportunity of a quote that became an order is won."""
    opportunity: Opportunity | None = chosen(quote, "opportunity")
    if opportunity is not None and opportunity.status == Opportunity.Status.OPEN:
        work.run("opportunity.win", work.take(opportunity))

"""Orders follow what happens to their lines, shipments and invoices; customers follow their orders.

Figures are computed anew from the documents, never counted up, so that they are right whatever happened in between.
"""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from apps.billing.models import Invoice, InvoiceLine
from apps.crm.changes import states_of
from apps.crm.services import add_to_figures
from apps.sales.models import Order, OrderLine
from apps.sales.ordering import progress_of
from apps.sales.queries import orders_of_invoices
from apps.sales.rules import LineProgress, delivery_status, invoice_status, payment_status, value_of_rest
from apps.sales.shipping import ON_THE_WAY
from kontor.core import registry
from kontor.core.errors import WrongState
from kontor.records.change import Change
from kontor.records.work import Work

ZERO = Decimal(0)
LINE_FIELDS = frozenset({"shipped_quantity", "returned_quantity", "cancelled_quantity", "quantity"})
INVOICE_FIELDS = frozenset({"status", "open_amount", "total", "trashed_at"})
MOVING = (Order.Status.CONFIRMED, Order.Status.IN_FULFILMENT, Order.Status.DONE)


class OrderOnHold(WrongState):
    """Nothing of an order on hold is invoiced."""


@registry.subscriber
def follow_orders(*, work: Work, changes: list[Change]) -> None:
    """Brings the derived columns of every order touched up to date."""
    moved = {change.record.parent_id for change in changes if _moves_line(change)}
    moved |= {change.record.pk for change in changes if _moves_order(change)}
    moved |= _orders_of_shipments(work, changes)
    invoices = [change.record for change in changes if _moves_invoice(change)]
    billed = _orders_of_invoices(work, invoices)
    if billed:
        count_invoices(work, _orders(work, billed))
    for order in _orders(work, moved | billed):
        _derive(work, order, work.lines(order))


def _moves_line(change: Change) -> bool:
    return change.object == "order_line" and change.kind != "create" and bool(LINE_FIELDS & change.new.keys())


def _moves_order(change: Change) -> bool:
    if change.object != "order":
        return False
    return change.new.get("confirmed_at") is not None or change.new.get("status") == Order.Status.CANCELLED


def _moves_invoice(change: Change) -> bool:
    return change.object == "invoice" and bool(INVOICE_FIELDS & change.new.keys())


def _orders_of_shipments(work: Work, changes: Iterable[Change]) -> set[UUID]:
    """Adds to each order's freight what a shipment's change makes of it."""
    found: set[UUID] = set()
    for change in changes:
        if change.object != "shipment":
            continue
        before, after = (
            state["cost"] if state and state["status"] in ON_THE_WAY else ZERO for state in states_of(work, change)
        )
        if before != after:
            order = _orders(work, [change.record.order_id])[0]
            order.freight_cost += after - before
            found.add(order.pk)
    return found


def _orders_of_invoices(work: Work, invoices: list[Invoice]) -> set[UUID]:
    """The orders whose lines those invoices bill.

    Whoever changes a stored invoice has locked its orders, so they are among those this unit of work holds.
    """
    if not invoices:
        return set()
    fresh = [invoice for invoice in invoices if work.tracked[Invoice, invoice.pk].is_new]
    found = _orders_of_lines(work, {line.origin_id for invoice in fresh for line in work.lines(invoice)} - {None})
    if len(fresh) < len(invoices):
        held = {pk for (model, pk) in work.tracked if model is Order}
        found |= held or set(orders_of_invoices(invoice.pk for invoice in invoices).values_list("id", flat=True))
    return found


def _orders_of_lines(work: Work, ids: set[UUID]) -> set[UUID]:
    """The orders of those order lines; only what this unit of work does not hold is asked for."""
    lines = {pk: one.record.parent_id for (model, pk), one in work.tracked.items() if model is OrderLine and pk in ids}
    missing = ids - lines.keys()
    asked = OrderLine.objects.filter(pk__in=missing).values_list("parent_id", flat=True) if missing else ()
    return {*lines.values(), *asked}


@registry.subscriber
def follow_customers(*, work: Work, changes: list[Change]) -> None:
    """What an order adds to the figures of its customer goes with it to another one."""
    for change in changes:
        if change.object != "order" or change.kind != "update" or "customer" not in change.new:
            continue
        before, _after = states_of(work, change)
        for state, sign in ((before, -1), (change.new, 1)):
            if before is not None and state is not None:
                add_to_figures(
                    work,
                    state["customer"],
                    undelivered_value=sign * before["undelivered_value"],
                    exposure=sign * before["uninvoiced_value"],
                    uninvoiced_delivered=sign * before["uninvoiced_delivered"],
                )


@registry.subscriber
def refuse_invoices_of_held_orders(*, work: Work, changes: list[Change]) -> None:
    """Posting an invoice of an order on hold is refused, also when it was drafted before."""
    posted = [
        change.record
        for change in changes
        if change.object == "invoice" and change.new.get("status") == Invoice.Status.POSTED
    ]
    if not posted:
        return
    for order in _orders(work, _orders_of_invoices(work, posted)):
        if order.status == Order.Status.ON_HOLD:
            raise OrderOnHold(
                _("%(order)s is on hold; release it first.") % {"order": order.number}, state=order.status
            )


def _orders(work: Work, ids: Iterable[UUID]) -> list[Order]:
    """The orders, locked unless they are new."""
    wanted = sorted(set(ids))
    fresh = {pk for pk in wanted if (Order, pk) in work.tracked and work.tracked[Order, pk].is_new}
    work.lock(Order, [pk for pk in wanted if pk not in fresh])
    return [work.get(Order, pk) for pk in wanted]


def count_invoices(work: Work, orders: list[Order]) -> None:
    """What is invoiced of each line and paid of each order, out of the invoices that bill them."""
    lines = work.lines_of(orders)
    billed = _billed_lines(work, [line.pk for rows in lines.values() for line in rows])
    for order in orders:
        keys = {line.pk for line in lines[order.pk]}
        own = [line for line in billed if line.origin_id in keys]
        for line in lines[order.pk]:
            _count_invoiced(line, [(one, work.get(Invoice, one.parent_id)) for one in own if one.origin_id == line.pk])
        bills = [work.get(Invoice, invoice) for invoice in {one.parent_id for one in own}]
        posted = [invoice for invoice in bills if invoice.status == Invoice.Status.POSTED]
        order.payment_status = payment_status(
            sum((invoice.sign * invoice.total for invoice in posted), ZERO),
            sum((invoice.sign * invoice.open_amount for invoice in posted), ZERO),
        )


def _billed_lines(work: Work, line_ids: list[UUID]) -> list[InvoiceLine]:
    """The invoice lines of those order lines as this unit of work leaves them, their invoices loaded."""
    wanted = set(line_ids)
    stored = [line for line in work.by(InvoiceLine, "origin_id", wanted) if line.origin_object == "order_line"]
    fresh = [
        one.record
        for (model, _key), one in work.tracked.items()
        if model is InvoiceLine and one.is_new and one.record.origin_id in wanted
    ]
    removed = {pk for (model, pk), one in work.tracked.items() if model is InvoiceLine and one.removed}
    rows = [line for line in (*stored, *fresh) if line.pk not in removed]
    missing = {line.parent_id for line in rows if (Invoice, line.parent_id) not in work.tracked}
    work.by(Invoice, "id", missing)
    return rows


def _count_invoiced(line: OrderLine, billed: list[tuple[InvoiceLine, Invoice]]) -> None:
    """What is invoiced of a line: drafts count as quantity, only posted invoices as amount."""
    quantity = posted = amount = ZERO
    for one, invoice in billed:
        if invoice.trashed_at is not None or invoice.status == Invoice.Status.CANCELLED:
            continue
        quantity += invoice.sign * one.quantity
        if invoice.status == Invoice.Status.POSTED:
            posted += invoice.sign * one.quantity
            amount += invoice.sign * one.line_total
    line.invoiced_quantity, line.posted_quantity, line.invoiced_amount = quantity, posted, amount


def _derive(work: Work, order: Order, lines: list[OrderLine]) -> None:
    progress = [progress_of(line) for line in lines]
    order.delivery_status = delivery_status(progress)
    order.invoice_status = invoice_status(progress, order.invoice_policy)
    earned = sum((line.invoiced_amount for line in lines), ZERO)
    order.profit = earned - sum((line.shipped_cost for line in lines), ZERO) - order.freight_cost
    _set_values(work, order, lines)
    if order.status in MOVING:
        order.status = _status(order, progress)


def _set_values(work: Work, order: Order, lines: list[OrderLine]) -> None:
    """What is still to deliver and to invoice, with tax; the customer's figures change by the difference."""
    counts = order.confirmed_at is not None and order.status != Order.Status.CANCELLED
    to_deliver = to_invoice = delivered = ZERO
    for line in lines if counts else ():
        gross, one = line.line_total + line.tax_amount, progress_of(line)
        to_deliver += value_of_rest(gross, one.to_ship, line.quantity)
        to_invoice += value_of_rest(gross, one.wanted - one.returned - line.posted_quantity, line.quantity)
        delivered += value_of_rest(gross, one.delivered - line.posted_quantity, line.quantity)
    add_to_figures(
        work,
        order.customer_id,
        undelivered_value=to_deliver - order.undelivered_value,
        exposure=to_invoice - order.uninvoiced_value,
        uninvoiced_delivered=delivered - order.uninvoiced_delivered,
    )
    order.undelivered_value, order.uninvoiced_value, order.uninvoiced_delivered = to_deliver, to_invoice, delivered


def _status(order: Order, progress: list[LineProgress]) -> str:
    """confirmed, in_fulfilment or done: delivered, invoiced and paid."""
    complete = (
        order.delivery_status in ("full", "over")
        and order.invoice_status == "full"
        and (order.payment_status == "full" or not order.total)
    )
    if complete:
        return Order.Status.DONE
    started = any(one.shipped or one.invoiced for one in progress)
    return Order.Status.IN_FULFILMENT if started else Order.Status.CONFIRMED

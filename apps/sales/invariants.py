"""What must always hold of sales, and of what sales ties together: shipments and moves, stock and the ledger."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum

from apps.billing.models import Invoice, InvoiceLine, JournalLine
from apps.catalog.models import Product
from apps.catalog.proof import added, differences
from apps.crm.models import Customer
from apps.inventory.models import Location, Reservation, StockMove
from apps.sales.models import Order, OrderLine, Quote, QuoteLine, Shipment, ShipmentLine
from apps.sales.ordering import progress_of
from apps.sales.rules import delivery_status, invoice_status, payment_status
from apps.sales.shipping import ON_THE_WAY
from kontor.core.registry import invariant

ZERO = Decimal(0)


@invariant("stock_account", "The stock account is the value of the moves into and out of storage.")
def stock_account() -> list[str]:
    """Compares the ledger's stock account with the moves."""
    sums = JournalLine.objects.filter(account__role="stock").aggregate(debit=Sum("debit"), credit=Sum("credit"))
    ledger = (sums["debit"] or ZERO) - (sums["credit"] or ZERO)
    storage = Location.Kind.STORAGE
    came = StockMove.objects.filter(to_location__kind=storage).aggregate(v=Sum("value"))["v"] or ZERO
    left = StockMove.objects.filter(from_location__kind=storage).aggregate(v=Sum("value"))["v"] or ZERO
    return differences("account", {"stock": ledger}, {"stock": came - left})


def _totals(documents: Any, lines: Any) -> list[str]:
    sums = lines.values_list("parent_id").annotate(net=Sum("line_total"), tax=Sum("tax_amount"))
    found = {pk: (net, tax, net + tax) for pk, net, tax in sums}
    rows = documents.values_list("id", "untaxed_total", "tax_total", "total")
    return differences("document", {pk: tuple(rest) for pk, *rest in rows if pk in found or any(rest)}, found)


@invariant("quote_totals", "Net and tax make the total of every quote, and so do its lines.")
def quote_totals() -> list[str]:
    """Compares the stored totals with the lines."""
    return _totals(Quote.objects, QuoteLine.objects)


@invariant("order_totals", "Net and tax make the total of every order, and so do its lines.")
def order_totals() -> list[str]:
    """Compares the stored totals with the lines."""
    return _totals(Order.objects, OrderLine.objects)


@invariant("one_order_per_quote", "A quote becomes at most one live order.")
def one_order_per_quote() -> list[str]:
    """Looks for quotes with several orders that are not cancelled."""
    live = Order.objects.filter(quote__isnull=False, trashed_at__isnull=True).exclude(status=Order.Status.CANCELLED)
    twice = live.values_list("quote_id").annotate(count=Count("id")).filter(count__gt=1)
    return [f"quote {pk} has {count} orders" for pk, count in twice]


def _stock_units(column: str) -> dict[UUID, Decimal]:
    """A quantity of every order line, in stock units."""
    found = {}
    rows = OrderLine.objects.filter(product__kind=Product.Kind.GOODS)
    for pk, quantity, unit, stock_unit in rows.values_list("id", column, "unit__factor", "product__unit__factor"):
        found[pk] = quantity * (unit or stock_unit) / stock_unit
    return found


@invariant("lines_reserved", "What is reserved for an order line is what its active reservations say.")
def lines_reserved() -> list[str]:
    """Compares every line of goods with its reservations."""
    rows = Reservation.objects.filter(status=Reservation.Status.ACTIVE, origin_object="order_line")
    sums = dict(rows.values_list("origin_id").annotate(total=Sum("quantity")))
    return differences("order line", _stock_units("reserved_quantity"), sums)


@invariant("lines_shipped", "What is shipped of an order line is what its shipments say.")
def lines_shipped() -> list[str]:
    """Compares every line of goods with the shipments that have left."""
    rows = ShipmentLine.objects.filter(parent__status__in=ON_THE_WAY).values_list("order_line_id")
    goods = OrderLine.objects.filter(product__kind=Product.Kind.GOODS)
    sums = dict(rows.annotate(total=Sum("quantity")))
    return differences("order line", dict(goods.values_list("id", "shipped_quantity")), sums)


@invariant("shipments_moved", "Every shipment that has left has moved its goods.")
def shipments_moved() -> list[str]:
    """Compares every line of a shipment with its moves."""
    moves = StockMove.objects.filter(origin_object="shipment_line").values_list("origin_id")
    moved = dict(moves.annotate(total=Sum("quantity")))
    rows = ShipmentLine.objects.filter(parent__status__in=ON_THE_WAY).values_list(
        "id", "quantity", "order_line__unit__factor", "product__unit__factor"
    )
    shipped = {pk: quantity * (unit or stock_unit) / stock_unit for pk, quantity, unit, stock_unit in rows}
    return differences("shipment line", shipped, moved)


@invariant("lines_invoiced", "What is invoiced of an order line is what its invoices say.")
def lines_invoiced() -> list[str]:
    """Compares every line with the invoice lines that come from it."""
    rows = InvoiceLine.objects.filter(origin_object="order_line", parent__trashed_at__isnull=True).exclude(
        parent__status=Invoice.Status.CANCELLED
    )
    quantity: list[tuple[UUID, Decimal]] = []
    posted: list[tuple[UUID, Decimal]] = []
    amount: list[tuple[UUID, Decimal]] = []
    for line in rows.select_related("parent"):
        sign = line.parent.sign
        quantity.append((line.origin_id, sign * line.quantity))
        if line.parent.status == Invoice.Status.POSTED:
            posted.append((line.origin_id, sign * line.quantity))
            amount.append((line.origin_id, sign * line.line_total))
    columns = (("invoiced_quantity", quantity), ("posted_quantity", posted), ("invoiced_amount", amount))
    return [
        problem
        for column, pairs in columns
        for problem in differences(
            f"{column} of order line", dict(OrderLine.objects.values_list("id", column)), added(*pairs)
        )
    ]


def _confirmed() -> list[tuple[Order, list[OrderLine]]]:
    orders = Order.objects.filter(confirmed_at__isnull=False).prefetch_related("lines")
    return [(order, list(order.lines.all())) for order in orders]


@invariant("order_states", "Delivered and invoiced on an order are what its lines say.")
def order_states() -> list[str]:
    """Computes the derived states anew."""
    stored, found = {}, {}
    for order, lines in _confirmed():
        progress = [progress_of(line) for line in lines]
        stored[order.number] = (order.delivery_status, order.invoice_status)
        found[order.number] = (delivery_status(progress), invoice_status(progress, order.invoice_policy))
    return differences("order", stored, found)


@invariant("order_payments", "Paid on an order is what its invoices say.")
def order_payments() -> list[str]:
    """Computes the payment state of every confirmed order anew."""
    owners = dict(OrderLine.objects.values_list("id", "parent_id"))
    bills: dict[UUID, dict[UUID, Invoice]] = {}
    rows = InvoiceLine.objects.filter(origin_object="order_line", parent__status=Invoice.Status.POSTED)
    for line in rows.select_related("parent"):
        bills.setdefault(owners[line.origin_id], {})[line.parent_id] = line.parent
    stored, found = {}, {}
    for order in Order.objects.filter(confirmed_at__isnull=False):
        invoices = bills.get(order.pk, {}).values()
        stored[order.number] = order.payment_status
        found[order.number] = payment_status(
            sum((one.sign * one.total for one in invoices), ZERO),
            sum((one.sign * one.open_amount for one in invoices), ZERO),
        )
    return differences("order", stored, found)


@invariant("order_profit", "Profit so far is what was invoiced less what the goods and their freight cost.")
def order_profit() -> list[str]:
    """Compares every confirmed order with its lines, moves and shipments."""
    owners = dict(ShipmentLine.objects.values_list("id", "parent__order_id"))
    moves = StockMove.objects.filter(origin_object="shipment_line").values_list("origin_id", "value")
    cost = added(*((owners[origin], value) for origin, value in moves))
    freight = dict(Shipment.objects.filter(status__in=ON_THE_WAY).values_list("order_id").annotate(t=Sum("cost")))
    earned = dict(OrderLine.objects.values_list("parent_id").annotate(total=Sum("invoiced_amount")))
    rows = Order.objects.filter(confirmed_at__isnull=False).values_list("id", "profit")
    found = {pk: earned.get(pk, ZERO) - cost.get(pk, ZERO) - freight.get(pk, ZERO) for pk, _profit in rows}
    return differences("order", dict(rows), found)


@invariant("exposure", "A customer's exposure is what is owed and what is ordered and not invoiced, each once.")
def exposure() -> list[str]:
    """Compares the customers' figures with receivables and orders."""
    rows = Order.objects.filter(confirmed_at__isnull=False).exclude(status=Order.Status.CANCELLED)
    ordered = dict(rows.values_list("customer_id").annotate(total=Sum("uninvoiced_value")))
    stored, found = {}, {}
    for pk, owed, figure in Customer.objects.values_list("id", "receivable_balance", "exposure"):
        stored[pk], found[pk] = figure, owed + ordered.get(pk, ZERO)
    return differences("customer", stored, found)


@invariant("undelivered", "What a customer still waits for is what the orders say.")
def undelivered() -> list[str]:
    """Compares the customers' figures with their orders."""
    rows = Order.objects.filter(confirmed_at__isnull=False).exclude(status=Order.Status.CANCELLED)
    sums = rows.values_list("customer_id").annotate(a=Sum("undelivered_value"), b=Sum("uninvoiced_delivered"))
    found = {pk: (waiting, delivered) for pk, waiting, delivered in sums}
    stored = {
        pk: (waiting, delivered)
        for pk, waiting, delivered in Customer.objects.values_list("id", "undelivered_value", "uninvoiced_delivered")
        if pk in found or waiting or delivered
    }
    return differences("customer", stored, found)

"""Writing orders: prices on save, confirmation with credit check and reservation, hold, cancel, close, invoice."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.billing import services as billing
from apps.billing.models import Invoice, InvoiceLine
from apps.billing.rules import exceeds_limit
from apps.catalog.models import Product
from apps.catalog.queries import house_rules, products_in, stock_factors
from apps.crm.models import Customer
from apps.crm.services import note_order
from apps.inventory import services as stock
from apps.sales import pricing
from apps.sales.models import Order, OrderLine
from apps.sales.queries import orders_of_invoices, orders_of_shipments
from apps.sales.rules import LineProgress
from kontor.core import registry
from kontor.core.errors import Conflict, RuleBroken, WrongState
from kontor.core.locks import rank_lock
from kontor.records.work import Work

rank_lock("order", 10)
rank_lock("shipment", 20)
ZERO = Decimal(0)
EDITABLE_LATER = frozenset({"owner", "team", "note", "customer_po", "requested_date", "contact"})


@registry.root_of("invoice")
def roots_of_invoices(ids: Sequence[UUID]) -> list[Any]:
    """An invoice is locked after the orders it bills."""
    return [orders_of_invoices(ids)]


@registry.root_of("shipment")
def roots_of_shipments(ids: Sequence[UUID]) -> list[Any]:
    """A shipment is locked after its order."""
    return [orders_of_shipments(ids)]


class OrderFixed(WrongState):
    """A confirmed order is not edited."""


class OrderIncomplete(RuleBroken):
    """Something is missing before the order can be confirmed."""


class NothingToInvoice(Conflict):
    """All that may be invoiced is invoiced."""

    code = "nothing_to_invoice"


class AlreadyUnderWay(Conflict):
    """Goods have left or an invoice is out: the order can only be closed."""


@registry.on_save("order")
def prepare_order(*, work: Work, record: Order, lines: dict[str, list[OrderLine]], changed: frozenset[str]) -> None:
    """Prices and totals of a draft; a confirmed order keeps what was agreed."""
    new = pricing.is_new(work, record)
    if not new and record.status != Order.Status.DRAFT:
        if changed - EDITABLE_LATER:
            raise OrderFixed(_("A confirmed order is not edited; cancel or close it."), state=record.status)
        return
    if not new and not changed - EDITABLE_LATER:
        return
    record.order_date = record.order_date or work.clock.today()
    record.invoice_policy = record.invoice_policy or house_rules(work, record.legal_entity_id).invoice_policy
    pricing.take_customer_terms(work, record, changed)
    pricing.price_lines(work, record, lines["lines"])
    if new:
        work.number(record)


def is_goods(product: Product) -> bool:
    """Whether it lies in stock."""
    return product.kind == Product.Kind.GOODS


def goods_of(work: Work, lines: Iterable[OrderLine]) -> list[OrderLine]:
    """Those lines whose product lies in stock."""
    lines = list(lines)
    products = products_in(work, (line.product_id for line in lines))
    return [line for line in lines if is_goods(products[line.product_id])]


def progress_of(line: OrderLine) -> LineProgress:
    """How far a line is, as arithmetic needs it."""
    return LineProgress(
        line.quantity, line.shipped_quantity, line.returned_quantity, line.invoiced_quantity, line.cancelled_quantity
    )


def credit_refusal(work: Work, customer: Customer, amount: Decimal) -> str | None:
    """Why a customer gets no more on credit; None when nothing speaks against it, or the policy only warns."""
    settings = house_rules(work)
    if customer.status == Customer.Status.BLOCKED:
        return _("The customer is blocked.")
    if customer.credit_hold:
        return _("The customer is on credit hold.")
    if settings.credit_policy == "off":
        return None
    reason = None
    if exceeds_limit(customer.credit_limit, customer.exposure, amount):
        reason = _("The credit limit is exceeded.")
    elif settings.credit_overdue_days is not None and _long_overdue(work, customer, settings.credit_overdue_days):
        reason = _("Invoices have been overdue for more than %(days)s days.") % {"days": settings.credit_overdue_days}
    if reason and settings.credit_policy == "warn":
        work.warn(reason)
        return None
    return reason


def _long_overdue(work: Work, customer: Customer, days: int) -> bool:
    due = work.clock.today() - timedelta(days=days)
    return Invoice.objects.filter(
        customer_id=customer.pk, kind=Invoice.Kind.INVOICE, open_amount__gt=0, due_date__lt=due
    ).exists()


def confirm_order(work: Work, order: Order, *, backorder: bool) -> None:
    """Checks credit under the customer's lock, then reserves; an order the credit check stops goes on hold.

    NotEnoughStock unless `backorder` lets what is missing wait.
    """
    lines = work.lines(order)
    if not lines:
        raise OrderIncomplete(_("An order without lines cannot be confirmed."))
    customer = work.lock(Customer, [order.customer_id])[order.customer_id]
    reason = credit_refusal(work, customer, order.total)
    if reason is not None:
        order.status, order.hold_reason = Order.Status.ON_HOLD, reason
        work.warn(reason)
        return
    take_on(work, order, backorder=backorder)


def take_on(work: Work, order: Order, *, backorder: bool) -> None:
    """The order is ours to fulfil: its goods are reserved, and the customer's figures count it."""
    order.warehouse_id = stock.warehouse_for(work, order.warehouse_id)
    reserve_rest(work, order, partly=backorder)
    order.status, order.hold_reason = Order.Status.CONFIRMED, ""
    if order.confirmed_at is None:
        order.confirmed_at = work.clock.now()
        note_order(work, order.customer_id, order.order_date or work.clock.today())


def release_order(work: Work, order: Order) -> None:
    """Goes on with an order on hold, whatever stopped it."""
    work.lock(Customer, [order.customer_id])
    take_on(work, order, backorder=True)


def reserve_rest(work: Work, order: Order, *, partly: bool) -> None:
    """Reserves what of the order's goods is neither shipped nor reserved; services need none."""
    lines = work.lines(order)
    goods = goods_of(work, lines)
    factors = stock_factors(work, goods)
    missing = {line.pk: progress_of(line).to_ship - line.reserved_quantity for line in goods}
    demands = [
        stock.Demand(stock.Origin("order_line", line.pk), line.product_id, missing[line.pk] * factors[line.pk])
        for line in goods
        if missing[line.pk] > 0
    ]
    got = stock.reserve(work, demands, stock.warehouse_for(work, order.warehouse_id), partly=partly)
    for line in goods:
        line.reserved_quantity += got.get(line.pk, ZERO) / factors[line.pk]
    if any(got.get(line.pk, ZERO) < missing[line.pk] * factors[line.pk] for line in goods):
        work.warn(_("Not everything is in stock; what is missing is delivered later."))
    if not goods:
        complete_services(lines)


def complete_services(lines: Iterable[OrderLine]) -> None:
    """Lines that are no goods are delivered with the first shipment, or at once when there is nothing to ship."""
    for line in lines:
        line.shipped_quantity = line.quantity - line.cancelled_quantity


def free_goods(work: Work, order: Order) -> None:
    """Gives back everything reserved for the order."""
    lines = [line for line in work.lines(order) if line.reserved_quantity]
    stock.release(work, (line.pk for line in lines))
    for line in lines:
        line.reserved_quantity = ZERO


def close_order(work: Work, order: Order) -> None:
    """What has not gone out will not go out: it is cancelled on the lines and given back to stock."""
    work.lock(Customer, [order.customer_id])
    free_goods(work, order)
    for line in work.lines(order):
        line.cancelled_quantity = line.quantity - min(line.quantity, line.shipped_quantity)
    order.status = Order.Status.CLOSED


def cancel_order(work: Work, order: Order) -> None:
    """Gives the order up before anything left or was invoiced."""
    lines = work.lines(order)
    if any(line.invoiced_quantity for line in lines) or any(line.shipped_quantity for line in goods_of(work, lines)):
        raise AlreadyUnderWay(_("Something was shipped or invoiced already; close the order instead."))
    work.lock(Customer, [order.customer_id])
    free_goods(work, order)
    order.status = Order.Status.CANCELLED


_COPIED = (
    "customer_id",
    "currency_id",
    "rate",
    "tax_rounding",
    "rounding_mode",
    "payment_term_id",
    "owner_id",
    "team_id",
    "legal_entity_id",
)
_COPIED_LINE = ("product_id", "description", "unit_id", "unit_price", "discount_percent", "taxes_id")


def invoice_order(work: Work, order: Order) -> Invoice:
    """A draft invoice over what the order's policy allows and is not invoiced yet."""
    lines = work.lines(order)
    due = [(line, progress_of(line).to_invoice(order.invoice_policy)) for line in lines]
    billed = [(line, quantity) for line, quantity in due if quantity > 0]
    if not billed:
        raise NothingToInvoice(_("There is nothing to invoice on this order now."))
    invoice = work.add(Invoice(**{name: getattr(order, name) for name in _COPIED}))
    made: Sequence[InvoiceLine] = [
        work.add(_invoice_line(invoice, line, quantity, position))
        for position, (line, quantity) in enumerate(billed, start=1)
    ]
    billing.compute_invoice(work, invoice, made)
    return invoice


def _invoice_line(invoice: Invoice, line: OrderLine, quantity: Decimal, position: int) -> InvoiceLine:
    values: dict[str, Any] = {name: getattr(line, name) for name in _COPIED_LINE}
    return InvoiceLine(
        parent=invoice, quantity=quantity, position=position, origin_object="order_line", origin_id=line.pk, **values
    )

"""Writing purchase orders and receipts: enough to bring stock in at its cost."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.billing import ledger
from apps.billing.ledger import Posting
from apps.catalog import queries
from apps.catalog.models import Product
from apps.catalog.services import check_amount, check_currency, chosen
from apps.inventory import services as stock
from apps.purchasing.models import PurchaseOrder, PurchaseOrderLine, Receipt, ReceiptLine
from kontor.core import registry
from kontor.core.errors import Conflict, RuleBroken, WrongState
from kontor.core.locks import rank_lock
from kontor.core.money import round_money
from kontor.records.work import Work

rank_lock("purchase_order", 10)
ZERO = Decimal(0)
EDITABLE_LATER = frozenset({"owner", "team", "note", "reference", "expected_date"})


class PurchaseFixed(WrongState):
    """A confirmed purchase order is not edited."""


class PurchaseIncomplete(RuleBroken):
    """Something is missing before the purchase order can be confirmed."""


class NothingToReceive(Conflict):
    """Everything has come in."""

    code = "nothing_to_receive"


@registry.on_save("purchase_order")
def prepare_purchase_order(
    *, work: Work, record: PurchaseOrder, lines: dict[str, list[PurchaseOrderLine]], changed: frozenset[str]
) -> None:
    """Fills in units and costs of a draft and adds it up."""
    new = work.tracked[type(record), record.pk].is_new
    if not new and record.status != PurchaseOrder.Status.DRAFT:
        if changed - EDITABLE_LATER:
            raise PurchaseFixed(_("A confirmed purchase order is not edited."), state=record.status)
        return
    record.order_date = record.order_date or work.clock.today()
    if new or "currency" in changed:
        check_currency(work, record)
    rows = [line for line in lines["lines"] if chosen(line, "product") is not None]
    products = queries.products_in(work, (line.product_id for line in rows))
    for line in rows:
        line.unit_id = line.unit_id or products[line.product_id].unit_id
        if line.unit_price is None:
            line.unit_price = products[line.product_id].standard_cost
        line.line_total = round_money((line.quantity or ZERO) * line.unit_price)
        check_amount(line.line_total)
    record.total = sum((line.line_total for line in rows), ZERO)
    if new:
        work.number(record)


def confirm_purchase(work: Work, order: PurchaseOrder) -> None:
    """The order is out; its goods count as expected."""
    if not work.lines(order):
        raise PurchaseIncomplete(_("A purchase order without lines cannot be confirmed."))
    order.warehouse_id = stock.warehouse_for(work, order.warehouse_id)
    order.status = PurchaseOrder.Status.CONFIRMED


def receive_purchase(work: Work, order: PurchaseOrder) -> Receipt:
    """Everything outstanding comes in: receipt, moves and the entry over their value in one transaction."""
    rest = [line for line in work.lines(order) if line.received_quantity < line.quantity]
    if not rest:
        raise NothingToReceive(_("Everything on this purchase order has come in."))
    receipt = work.add(
        Receipt(
            purchase_order=order,
            warehouse_id=stock.warehouse_for(work, order.warehouse_id),
            received_date=work.clock.today(),
            legal_entity_id=order.legal_entity_id,
            owner_id=order.owner_id,
            team_id=order.team_id,
        )
    )
    made = [_receipt_line(work, receipt, line, position) for position, line in enumerate(rest, start=1)]
    for line in rest:
        line.received_quantity = line.quantity
    _book(work, receipt, made)
    work.number(receipt)
    order.status = PurchaseOrder.Status.RECEIVED
    return receipt


def _receipt_line(work: Work, receipt: Receipt, line: PurchaseOrderLine, position: int) -> ReceiptLine:
    return work.add(
        ReceiptLine(
            parent=receipt,
            purchase_line=line,
            product_id=line.product_id,
            quantity=line.quantity - line.received_quantity,
            unit_cost=line.unit_price or ZERO,
            position=position,
        )
    )


def _book(work: Work, receipt: Receipt, lines: Iterable[ReceiptLine]) -> None:
    """Goods into stock, and the entry over them; a standard cost that differs from the price goes to cost of goods."""
    lines = list(lines)
    products = queries.products_in(work, (line.product_id for line in lines))
    goods = [line for line in lines if products[line.product_id].kind == Product.Kind.GOODS]
    factors = queries.stock_factors(work, (line.purchase_line for line in goods))
    arrivals = [
        stock.Arrival(
            stock.Origin("receipt_line", line.pk),
            line.product_id,
            line.quantity * factors[line.purchase_line_id],
            line.unit_cost / factors[line.purchase_line_id],
        )
        for line in goods
    ]
    taken = stock.receive(work, arrivals, receipt.warehouse_id, receipt.received_date)
    paid = sum((round_money(line.quantity * line.unit_cost) for line in goods), ZERO)
    postings = [
        Posting(ledger.Role.STOCK, taken),
        Posting(ledger.Role.COST_OF_GOODS, paid - taken),
        Posting(ledger.Role.RECEIVED_NOT_BILLED, -paid),
    ]
    memo = _("Received on %(order)s") % {"order": receipt.purchase_order.number}
    ledger.post(work, receipt, receipt.received_date, postings, memo=memo)

"""What stock is worth: the rules of a product's cost method applied to a level and its layers."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from apps.catalog.models import Product
from apps.inventory.models import StockLayer, StockLevel, StockMove
from apps.inventory.rules import COST_DIGITS, VALUE_DIGITS, Layer, Stock, consume, issue, receive
from kontor.core.money import round_money
from kontor.records.work import Work

Method = Product.CostMethod


def unit_cost(value: Decimal, quantity: Decimal) -> Decimal:
    """The cost of one, to the digits costs are kept with."""
    return round_money(value / quantity, COST_DIGITS)


class Layers:
    """What is left of the receipts of those products that are valued first in, first out; read in one query."""

    def __init__(self, work: Work, products: Iterable[Product]) -> None:
        wanted = [product.pk for product in products if product.cost_method == Method.FIFO]
        rows = StockLayer.objects.filter(product_id__in=wanted, quantity__gt=0).order_by("received_date", "id")
        self.rows: list[StockLayer] = work.load(rows) if wanted else []

    def take(self, product_id: UUID, location_id: UUID, quantity: Decimal) -> Decimal:
        """Takes from the oldest layers; answers the value taken."""
        rows = {
            row.pk: row
            for row in self.rows
            if row.product_id == product_id and row.location_id == location_id and row.quantity
        }
        taken = consume([Layer(key, row.quantity, row.value) for key, row in rows.items()], quantity)
        for layer in taken.touched:
            rows[layer.key].quantity, rows[layer.key].value = layer.quantity, layer.value
        return taken.value


def take_out(level: StockLevel, product: Product, quantity: Decimal, layers: Layers) -> Decimal:
    """Takes goods off a level; answers the value that leaves with them."""
    stock = Stock(level.on_hand, level.value, _cost_now(level, product))
    out = issue(stock, quantity)
    value = -out.value
    if product.cost_method == Method.FIFO:
        value = layers.take(product.pk, level.location_id, quantity)
    level.on_hand -= quantity
    level.value -= value
    if product.cost_method == Method.FIFO and level.on_hand:
        level.unit_cost = unit_cost(level.value, level.on_hand)
    return value


def _cost_now(level: StockLevel, product: Product) -> Decimal:
    cost: Decimal = product.standard_cost if product.cost_method == Method.STANDARD else level.unit_cost
    return cost


def take_in(level: StockLevel, product: Product, quantity: Decimal, cost: Decimal) -> Decimal:
    """Puts goods on a level; answers the value they are taken in at: their cost, or the standard cost."""
    if product.cost_method == Method.STANDARD:
        cost = product.standard_cost
    valued = receive(Stock(level.on_hand, level.value, level.unit_cost), quantity, cost)
    level.on_hand, level.value = valued.stock.quantity, valued.stock.value
    level.unit_cost = cost if product.cost_method == Method.STANDARD else valued.stock.unit_cost
    return valued.value


def add_layer(work: Work, product: Product, move: StockMove) -> None:
    """Keeps a receipt as a layer where the product is valued first in, first out."""
    if product.cost_method != Method.FIFO:
        return
    work.add(
        StockLayer(
            product=product,
            location_id=move.to_location_id,
            move=move,
            received_date=move.effective_date,
            quantity=move.quantity,
            value=round_money(move.value, VALUE_DIGITS),
        )
    )

"""The Northwind files as typed rows, all dates moved by one constant so that the last order lies on a given day."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from django.conf import settings

FOLDER = Path(settings.ROOT) / "fixtures" / "northwind"
LAST_ORDER = date(1998, 5, 6)
SATURDAY = 5
Row = dict[str, str]


def last_working_day(today: date) -> date:
    """The latest Monday to Friday before today."""
    day = today - timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an order."""

    product: str
    unit_price: Decimal
    quantity: int
    discount_percent: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """One order with its lines; `shipped` is None while it is open."""

    id: int
    customer: str
    employee: int
    ordered: date
    required: date
    shipped: date | None
    carrier: str
    freight: Decimal
    address: dict[str, str]
    items: tuple[Item, ...]


class Northwind:
    """The whole sample, read once."""

    def __init__(self, last_day: date) -> None:
        self.last_day = last_day
        self.shift = last_day - LAST_ORDER

    @staticmethod
    def rows(name: str) -> list[Row]:
        """The rows of one file as they are."""
        with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def orders(self) -> list[Order]:
        """All orders in the order of their dates and numbers."""
        items = self._items()
        carriers = {row["shipper_id"]: row["company_name"] for row in self.rows("shippers")}
        return [self._order(row, carriers, tuple(items[row["order_id"]])) for row in self.rows("orders")]

    def _items(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for row in self.rows("order_details"):
            item = Item(
                row["product_id"],
                Decimal(row["unit_price"]),
                int(row["quantity"]),
                Decimal(row["discount"]) * 100,
            )
            found.setdefault(row["order_id"], []).append(item)
        return found

    def _order(self, row: Row, carriers: dict[str, str], items: tuple[Item, ...]) -> Order:
        return Order(
            id=int(row["order_id"]),
            customer=row["customer_id"],
            employee=int(row["employee_id"]),
            ordered=self.moved(row["order_date"]),
            required=self.moved(row["required_date"]),
            shipped=self.moved(row["shipped_date"]) if row["shipped_date"] else None,
            carrier=carriers[row["ship_via"]],
            freight=Decimal(row["freight"]),
            address=address(row, "ship_"),
            items=items,
        )

    def moved(self, text: str) -> date:
        """A date of the sample, moved."""
        return date.fromisoformat(text) + self.shift

    @cached_property
    def first_day(self) -> date:
        """The day of the first order."""
        return min(order.ordered for order in self.orders)

    def sellers(self) -> dict[str, int]:
        """The employee who took most orders of each customer, by customer."""
        counts: dict[str, dict[int, int]] = {}
        for order in self.orders:
            mine = counts.setdefault(order.customer, {})
            mine[order.employee] = mine.get(order.employee, 0) + 1
        return {key: max(mine, key=lambda who: (mine[who], -who)) for key, mine in counts.items()}

    def needed(self, start: date, end: date) -> dict[str, int]:
        """How many of each product the shipped orders of a period took."""
        found: dict[str, int] = {}
        for order in self.orders:
            if order.shipped is not None and start <= order.ordered < end:
                for item in order.items:
                    found[item.product] = found.get(item.product, 0) + item.quantity
        return found

    def periods(self, count: int) -> Iterator[tuple[date, date]]:
        """The time from the first order on, in `count` equal parts."""
        length = (self.last_day - self.first_day).days // count + 1
        for number in range(count):
            start = self.first_day + timedelta(days=number * length)
            yield start, start + timedelta(days=length)


def address(row: Row, prefix: str = "") -> dict[str, str]:
    """The address in a row, without empty parts."""
    parts = {
        "street": row[f"{prefix}address"],
        "city": row[f"{prefix}city"],
        "region": row[f"{prefix}region"],
        "postal_code": row[f"{prefix}postal_code"],
        "country": row[f"{prefix}country"],
    }
    return {name: value for name, value in parts.items() if value}

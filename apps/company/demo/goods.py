"""What the demo company buys and sells, from whom and to whom."""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.company.demo.cast import Cast
from apps.company.demo.northwind import Northwind, Row, address
from apps.company.services import Founded, change, save
from kontor.core.clock import Clock
from kontor.core.money import round_money

# what a category costs to buy, as a part of its list price, and how its stock is valued
COST_PART = {"1": "0.58", "2": "0.60", "3": "0.62", "4": "0.66", "5": "0.61", "6": "0.70", "7": "0.63", "8": "0.64"}
METHODS = {"5": "standard", "8": "fifo"}
WITHOUT_ORDERS = 4


@dataclass(slots=True)
class Goods:
    """The master records by their keys in the sample."""

    products: dict[str, Any] = field(default_factory=dict)
    customers: dict[str, Any] = field(default_factory=dict)
    suppliers: dict[str, Any] = field(default_factory=dict)
    contacts: dict[str, Any] = field(default_factory=dict)
    freight: Any = None


def stock_up(sample: Northwind, founded: Founded, cast: Cast, clock: Clock) -> Goods:
    """Saves suppliers, categories, products and customers with contacts and addresses."""
    goods = Goods()
    for row in sample.rows("suppliers"):
        goods.suppliers[row["supplier_id"]] = _supplier(row, clock)
    categories = {
        row["category_id"]: save("product_category", clock, name=row["category_name"], description=row["description"])
        for row in sample.rows("categories")
    }
    for row in sample.rows("products"):
        goods.products[row["product_id"]] = _product(row, categories, founded, clock)
    goods.freight = save(
        "product", clock, sku="FREIGHT", name="Freight", kind="service", unit=founded.service_unit.pk, list_price="0"
    )
    sellers = sample.sellers()
    for row in sample.rows("customers"):
        owner = cast.sellers[sellers.get(row["customer_id"], WITHOUT_ORDERS)]
        _customer(row, goods, owner, founded, clock)
    return goods


def _supplier(row: Row, clock: Clock) -> Any:
    return save(
        "supplier",
        clock,
        code=f"S{int(row['supplier_id']):03}",
        name=row["company_name"],
        contact_name=row["contact_name"],
        phone=row["phone"],
        address=address(row),
        lead_time_days=7,
    )


def cost(row: Row) -> Decimal:
    """What a product costs to buy: the sample names no costs, so a fixed part of the list price by category."""
    return round_money(Decimal(row["unit_price"]) * Decimal(COST_PART[row["category_id"]]))


def _product(row: Row, categories: dict[str, Any], founded: Founded, clock: Clock) -> Any:
    return save(
        "product",
        clock,
        sku=f"NW-{int(row['product_id']):03}",
        name=row["product_name"],
        specification=row["quantity_per_unit"],
        category=categories[row["category_id"]].pk,
        unit=founded.unit.pk,
        list_price=row["unit_price"],
        standard_cost=str(cost(row)),
        cost_method=METHODS.get(row["category_id"], "average"),
        lead_time_days=14,
    )


def archive_discontinued(sample: Northwind, goods: Goods, clock: Clock) -> None:
    """What the sample calls discontinued is not sold any more, after the last order of it."""
    for row in sample.rows("products"):
        if row["discontinued"] == "1":
            change(goods.products[row["product_id"]], clock, active=False)


def mail_of(name: str, code: str) -> str:
    """A mail address in a domain that nobody can have."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{'.'.join(re.findall('[a-z]+', plain))}@{code.lower()}.example"


def _customer(row: Row, goods: Goods, owner: Any, founded: Founded, clock: Clock) -> None:
    customer = save(
        "customer",
        clock,
        code=row["customer_id"],
        name=row["company_name"],
        region=row["country"],
        phone=row["phone"],
        payment_term=founded.payment_term.pk,
        owner=owner.pk,
    )
    goods.customers[row["customer_id"]] = customer
    goods.contacts[row["customer_id"]] = save(
        "contact",
        clock,
        customer=customer.pk,
        name=row["contact_name"],
        job_title=row["contact_title"],
        email=mail_of(row["contact_name"], row["customer_id"]),
        phone=row["phone"],
        main=True,
        owner=owner.pk,
    )
    save(
        "address",
        clock,
        customer=customer.pk,
        name=row["company_name"],
        kind="billing",
        address=address(row),
        owner=owner.pk,
    )

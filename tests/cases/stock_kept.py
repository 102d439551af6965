"""Stock, played in the company."""

import pytest

from apps.inventory.models import Reservation
from kontor.core.errors import Refusal
from tests.apps.house import House, again, broken, level, line
from tests.apps.inventory.test_stock import move_in
from tests.cases.book import runs


@runs("STK-10", company=True)
def reserving_is_all_or_nothing(case, company: House):
    first, second = (case.given["warehouses"][name] for name in ("W1", "W2"))
    results = []
    for held, wanted in ((0, 10), (3, 6)):
        product = company.stocked(first)
        upstairs = company.save("location", name=f"W2 {wanted}", kind="storage", warehouse=company.founded.warehouse.pk)
        move_in(company, product, upstairs, second)
        if held:
            company.confirmed(line(product, held))
        before = Reservation.objects.count()
        with pytest.raises(Refusal):
            company.run(company.order(line(product, wanted)), "confirm")
        assert Reservation.objects.count() == before
        results.append("error and no allocation row at all")
    assert results == case.expect["results"]


@runs("STK-16", company=True)
def one_piece_is_not_sold_twice(case, company: House):
    product = company.stocked(case.given["on_hand"])
    orders = [company.order(line(product, 1)) for _ in range(2)]
    company.run(orders[0], "confirm")
    with pytest.raises(Refusal):
        company.run(orders[1], "confirm")
    confirmed = sum(again(order).status == "confirmed" for order in orders)
    assert confirmed == case.expect["confirmed_with_reservation"]
    assert len(orders) - confirmed == case.expect["refused_or_backordered"]
    assert level(product).reserved == case.expect["reserved"]
    assert again(product).available == case.expect["available"]


@runs("VAL-18", company=True)
def stock_and_books_never_drift_apart(case, company: House):
    products = [company.product(cost_method=method) for method in ("average", "fifo", "standard")]
    for step in range(1, 5):
        for product in products:
            company.stock(product, 5 * step, cost=f"{3 + step}.{step}7")
            company.invoiced(line(product, 3 * step))
        company.pass_days(1)
    _order, invoice = company.invoiced(line(products[0], 2))
    company.run(invoice, "credit", reason="Damaged")
    assert broken() == {}

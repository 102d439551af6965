"""Numbers no trade knows are refused before the database has to."""

import pytest

from apps.billing.models import Invoice, Payment
from apps.crm.models import Opportunity
from apps.purchasing.models import PurchaseOrder
from apps.sales.models import Order, Quote
from kontor.core.errors import BadInput
from tests.apps.house import House, line

QUANTITIES = ["-1", "0", "1e18", "NaN", "Infinity", "0.0000001", "1000000001"]


@pytest.mark.parametrize("key", ["quote", "order", "invoice"])
@pytest.mark.parametrize("quantity", QUANTITIES)
def test_quantity(house: House, key: str, quantity: str):
    with pytest.raises(BadInput) as refused:
        house.save(key, customer=house.customer().pk, lines=[line(house.product(), quantity)])
    assert refused.value.errors[0].line == 1
    assert not any(model.objects.exists() for model in (Quote, Order, Invoice))


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_purchased_quantity(house: House, quantity: str):
    with pytest.raises(BadInput):
        house.save("purchase_order", supplier=house.supplier().pk, lines=[line(house.product(), quantity)])
    assert not PurchaseOrder.objects.exists()


@pytest.mark.parametrize("values", [{"unit_price": "-1"}, {"discount_percent": "101"}, {"discount_percent": "-1"}])
def test_price_and_discount(house: House, values: dict[str, str]):
    with pytest.raises(BadInput):
        house.quote(line(house.product(), 1, **values))
    assert not Quote.objects.exists()


@pytest.mark.parametrize("key", ["quote", "order", "invoice"])
def test_product_of_two_possible_numbers(house: House, key: str):
    with pytest.raises(BadInput, match="out of range"):
        house.save(
            key,
            customer=house.customer().pk,
            lines=[line(house.product(), 999_999_999, unit_price="999999999")],
        )
    assert not any(model.objects.exists() for model in (Quote, Order, Invoice))


def test_sum_of_possible_lines(house: House):
    product = house.product()
    with pytest.raises(BadInput, match="out of range"):
        house.quote(*[line(product, 9_000_000, unit_price="900000")] * 3)
    assert not Quote.objects.exists()


def test_price_in_a_large_unit(house: House):
    ton = house.save("unit", code="lot", name="Lot", dimension="piece", factor="1000000")
    with pytest.raises(BadInput, match="out of range"):
        house.quote(line(house.product(list_price="900000"), 1, unit=ton.pk))


def test_purchase_and_opportunity(house: House):
    rows = [line(house.product(), 999_999_999, unit_price="999999999")]
    with pytest.raises(BadInput, match="out of range"):
        house.save("purchase_order", supplier=house.supplier().pk, lines=rows)
    with pytest.raises(BadInput, match="out of range"):
        house.save("opportunity", name="Deal", customer=house.customer().pk, lines=rows)
    assert not PurchaseOrder.objects.exists()
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize("amount", ["-1", "0", "1e18", "NaN", "0.001"])
def test_payment_amount(house: House, amount: str):
    with pytest.raises(BadInput):
        house.save("payment", customer=house.customer().pk, amount=amount)
    assert not Payment.objects.exists()

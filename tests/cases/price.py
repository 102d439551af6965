"""Price lists."""

from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

from apps.catalog.rules import PriceRule, price_of
from tests.cases.book import runs

KILOGRAM_IN_TONNES = D("0.001")


@runs("PRC-03")
def tier_in_tonnes_asked_in_kilograms(case):
    list_price = D(case.given["list_price_per_tonne"])
    rule = case.given["rule"]
    rules = [PriceRule(min_quantity=D(rule["min_qty_tonnes"]), surcharge=D(rule["surcharge_per_tonne"]))]
    for asked, price in case.expect.items():
        unit, quantity = asked.split("_")
        factor = KILOGRAM_IN_TONNES if unit == "kg" else D(1)
        assert price_of(list_price, D(quantity), factor, rules).unit_price == price


@runs("PRC-04")
def quantity_break_is_compared_in_stock_units(case):
    given, rule = case.given, case.given["rule"]
    box = D(given["box_in_stock_units"])
    rules = [
        PriceRule(
            min_quantity=D(rule["min_stock_qty"]),
            max_quantity=D(rule["max_stock_qty"]),
            discount_percent=rule["discount_percent"],
        )
    ]
    for boxes, name in ((1, "one_box"), (2, "two_boxes")):
        price = price_of(D(given["price"]) / box, D(boxes), box, rules)
        rate = price.unit_price * (100 - price.discount_percent) / 100
        assert {"discount_percent": price.discount_percent, "rate": rate} == case.expect[name]

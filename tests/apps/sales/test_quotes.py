"""Quotes: pricing, approval, the customer's answer, revision, conversion."""

from datetime import timedelta
from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest

from apps.sales.models import Order, Quote
from kontor.core.actor import SYSTEM
from kontor.core.errors import BadInput, Conflict, NotPermitted, RuleBroken, WrongState
from kontor.identity.models import Role
from kontor.records.services import save_record
from tests import builders
from tests.apps.house import House, again, counted, line


def test_new_quote_takes_price_unit_tax_terms_and_cost_from_master_data(house: House):
    tax = house.save("tax", name="VAT 19", rate="19")
    product = house.stocked(10, cost=6, list_price="10", taxes=tax.pk)
    quote = house.quote(line(product, 3))
    (row,) = quote.lines.all()
    assert (row.unit_price, row.discount_percent, row.unit_cost) == (D(10), D(0), D(6))
    assert (row.unit_id, row.taxes_id, row.description) == (product.unit_id, tax.pk, product.name)
    assert (quote.untaxed_total, quote.tax_total, quote.total) == (D(30), D("5.70"), D("35.70"))
    assert (quote.cost_total, quote.margin, quote.margin_percent) == (D(18), D(12), D(40))
    assert quote.payment_term_id == house.founded.payment_term.pk
    assert quote.valid_until == house.today + timedelta(days=30)
    assert quote.number == "QU-2026-000001"


def test_price_list_of_the_customer_gives_price_and_discount(house: House):
    product = house.product(list_price="10")
    prices = house.save(
        "price_list", name="Partners", lines=[{"product": product.pk, "min_quantity": "10", "discount_percent": "15"}]
    )
    customer = house.customer(price_list=prices.pk)
    few, many = (house.quote(line(product, quantity), customer=customer).lines.get() for quantity in (9, 10))
    assert (few.discount_percent, many.discount_percent) == (D(0), D(15))
    assert many.line_total == D(85)


def test_line_says_what_can_be_promised_and_from_when(house: House):
    product = house.stocked(5)
    purchase = house.save(
        "purchase_order",
        supplier=house.supplier().pk,
        expected_date=house.today + timedelta(days=8),
        lines=[line(product, 20)],
    )
    house.run(purchase, "confirm")
    enough, later = (house.quote(line(product, quantity)).lines.get() for quantity in (5, 12))
    assert (enough.available_to_promise, enough.promise_date) == (D(5), house.today)
    assert later.promise_date == house.today + timedelta(days=8)


def test_preview_computes_the_same_and_writes_nothing(house: House):
    product = house.stocked(10)
    values = {"customer": house.customer().pk, "lines": [line(product, 4)]}
    seen = save_record(actor=SYSTEM, object="quote", values=values, commit=False, clock=house.clock)
    assert (seen.record.total, seen.lines["lines"][0].available_to_promise) == (D(40), D(10))
    assert not Quote.objects.exists()


def test_preview_of_half_typed_lines_says_what_is_missing(house: House):
    values = {"customer": None, "lines": [{"quantity": "2"}, {"product": house.product().pk, "quantity": None}]}
    seen = save_record(actor=SYSTEM, object="quote", values=values, commit=False, clock=house.clock)
    assert {problem.field for problem in seen.problems} >= {"customer", "product"}


def test_changing_the_product_of_a_line_prices_it_anew(house: House):
    old, new = house.product(list_price="10"), house.product(list_price="25")
    quote = house.quote(line(old, 2))
    house.change(quote, lines=[{"id": quote.lines.get().pk, "product": new.pk}])
    row = quote.lines.get()
    assert (row.unit_price, row.description, row.line_total) == (D(25), new.name, D(50))


def test_quote_valid_until_before_its_date_is_refused(house: House):
    with pytest.raises(RuleBroken):
        house.quote(line(house.product()), valid_until=house.today - timedelta(days=1))
    assert not Quote.objects.exists()


def test_discount_beyond_a_hundred_percent_is_refused(house: House):
    with pytest.raises(BadInput):
        house.quote(line(house.product(), 1, discount_percent="101"))
    assert not Quote.objects.exists()


def policy(house: House, below: str, role_key: str = "sales_manager") -> None:
    house.save("margin_policy", below_percent=below, approver=Role.objects.get(key=role_key).pk)


def seller(house: House, role: str, team=None):
    return builders.actor(Role.objects.get(key=role), where=team or house.founded.team)


def test_submitted_quote_with_a_good_margin_is_approved(house: House):
    policy(house, "15")
    quote = house.quote(line(house.product()))
    house.run(quote, "submit")
    assert again(quote).status == "approved"


def test_submitted_quote_under_the_threshold_waits_for_the_role_of_the_policy(house: House):
    policy(house, "50")
    quote = house.quote(line(house.product()))
    assert (quote.approval_needed, quote.approver_role) == (True, "sales_manager")
    house.run(quote, "submit")
    assert again(quote).status == "in_approval"


def test_nobody_approves_what_he_submitted(house: House):
    policy(house, "50")
    manager = seller(house, "sales_manager")
    quote = house.quote(line(house.product()), actor=manager)
    house.run(quote, "submit", actor=manager)
    with pytest.raises(NotPermitted):
        house.run(quote, "approve", actor=manager)
    assert again(quote).status == "in_approval"


def test_manager_approves_what_a_rep_submitted(house: House):
    policy(house, "50")
    quote = house.quote(line(house.product()), actor=seller(house, "sales_rep"))
    house.run(quote, "submit")
    house.run(quote, "approve", actor=seller(house, "sales_manager"), reason="Good customer")
    assert (again(quote).status, again(quote).decision_reason) == ("approved", "Good customer")


def test_rep_may_not_approve(house: House):
    policy(house, "50")
    quote = house.quote(line(house.product()), actor=seller(house, "sales_rep"))
    house.run(quote, "submit")
    with pytest.raises(NotPermitted):
        house.run(quote, "approve", actor=seller(house, "sales_rep"))
    assert again(quote).status == "in_approval"


def test_edit_takes_an_approval_back(house: House):
    quote = house.quote(line(house.product()))
    house.run(quote, "submit")
    house.change(quote, lines=[{"id": quote.lines.get().pk, "unit_price": "1"}])
    assert again(quote).status == "draft"


def test_note_does_not_take_an_approval_back(house: House):
    quote = house.quote(line(house.product()))
    house.run(quote, "submit")
    house.change(quote, note="Call first")
    assert again(quote).status == "approved"


def test_sent_quote_is_not_edited(house: House):
    quote = house.quote(line(house.product()))
    for step in ("submit", "send"):
        house.run(quote, step)
    with pytest.raises(WrongState):
        house.change(quote, lines=[{"id": quote.lines.get().pk, "quantity": "9"}])
    assert quote.lines.get().quantity == 1


def test_revised_quote_is_superseded_by_a_draft_with_the_same_lines(house: House):
    quote = house.quote(line(house.product(), 4))
    for step in ("submit", "send"):
        house.run(quote, step)
    made = house.made(house.run(quote, "revise"), "quote")
    assert again(quote).status == "superseded"
    assert (made.status, made.revision, made.revises_id, made.total) == ("draft", 2, quote.pk, quote.total)
    assert [row.quantity for row in made.lines.all()] == [D(4)]


def test_expired_quote_is_not_converted(house: House):
    quote = house.quote(line(house.stocked()))
    house.pass_days(31)
    with pytest.raises(RuleBroken):
        house.run(quote, "convert")
    assert not Order.objects.exists()


def test_quote_needing_approval_is_not_converted_from_draft(house: House):
    policy(house, "50")
    quote = house.quote(line(house.stocked()))
    with pytest.raises(WrongState):
        house.run(quote, "convert")
    assert not Order.objects.exists()


def test_converted_quote_hands_over_prices_costs_and_terms(house: House):
    product = house.stocked(20, cost=7)
    quote = house.quote(line(product, 5, unit_price="9.90", discount_percent="5"), note="Rush")
    house.stock(product, 20, cost=9)
    order = house.made(house.run(quote, "convert", customer_po="4711"), "order")
    row = order.lines.get()
    assert (order.status, order.customer_po, order.note, order.total) == ("draft", "4711", "Rush", quote.total)
    assert (row.unit_price, row.discount_percent, row.unit_cost) == (D("9.90"), D(5), D(7))
    assert again(quote).status == "accepted"


def test_quote_is_converted_once(house: House):
    quote = house.quote(line(house.stocked()))
    house.run(quote, "convert")
    with pytest.raises(Conflict):
        house.run(quote, "convert")
    assert Order.objects.count() == 1


def test_conversion_wins_the_opportunity(house: House):
    customer = house.customer()
    chance = house.save("opportunity", name="Big deal", customer=customer.pk)
    house.run(house.quote(line(house.stocked()), customer=customer, opportunity=chance.pk), "convert")
    assert (again(chance).status, again(chance).probability) == ("won", 100)


@pytest.mark.parametrize("size", [1, 12])
def test_saving_a_quote_takes_the_same_statements_for_any_number_of_lines(house: House, size: int):
    products = [house.stocked(50) for _ in range(size)]
    customer = house.customer()
    with counted() as queries:
        house.quote(*(line(product, 2) for product in products), customer=customer)
    assert len(queries) <= 16

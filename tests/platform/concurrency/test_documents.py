"""Many people at the same documents: nothing is sold, made or numbered twice."""

from apps.billing.models import Invoice, Payment
from apps.inventory.models import Reservation
from apps.sales.models import Order
from tests.apps.house import again, level, line
from tests.platform.concurrency.conftest import Company
from tests.platform.concurrency.crowd import Call, at_once, overlapping, statuses


def test_f01_the_last_units_are_reserved_once(company: Company) -> None:
    house, (stock, clients, tries) = company.house, (30, 16, 4)
    product = house.stocked(stock)
    customers = [house.customer() for _at in range(4)]
    orders = [house.order(line(product, 1), customer=customers[at % 4]) for at in range(clients * tries)]
    calls = [Call("POST", f"records/order/{order.pk}/actions/confirm", {}) for order in orders]
    attempts = company.crowd.run(*(calls[at::clients] for at in range(clients)))
    assert statuses(attempts) == {200: stock, 409: clients * tries - stock}
    assert {one.data["code"] for one in attempts if one.status == 409} == {"not_enough_stock"}
    assert (level(product).on_hand, level(product).reserved) == (stock, stock)
    assert Reservation.objects.filter(stock_level__product=product).count() == stock
    assert Order.objects.filter(pk__in=[order.pk for order in orders], status="draft").count() == 34
    assert overlapping(attempts) >= 60
    assert at_once(attempts) >= 8


def test_f04_a_quote_becomes_one_order(company: Company) -> None:
    house = company.house
    quote = house.quote(line(house.stocked(50), 2))
    calls = [Call("POST", f"records/quote/{quote.pk}/actions/convert", {"confirm": True}) for _at in range(10)]
    attempts = company.crowd.run(*([call] for call in calls))
    assert statuses(attempts) == {200: 1, 409: 9}
    assert all(one.data["detail"] for one in attempts if one.status == 409)
    assert Order.objects.filter(quote=quote).count() == 1
    assert again(quote).status == "accepted"
    assert overlapping(attempts) >= 10
    assert at_once(attempts) >= 8


def test_f05_one_key_is_one_payment(company: Company) -> None:
    customer = company.house.customer()
    body = {"customer": str(customer.pk), "amount": "250.00", "post": True}
    attempts = company.crowd.run(*([Call("POST", "records/payment", body, key="pay-once")] for _at in range(20)))
    assert statuses(attempts) == {201: 20}
    assert len({one.data["id"] for one in attempts}) == 1
    assert all(one.data == attempts[0].data for one in attempts)
    assert sum(one.replayed for one in attempts) == 19
    payment = Payment.objects.get(customer=customer)
    assert (str(payment.pk), payment.status) == (attempts[0].data["id"], "posted")
    (other,) = company.crowd.run([Call("POST", "records/payment", {**body, "amount": "1.00"}, key="pay-once")])
    assert (other.status, other.data["code"]) == (422, "idempotency_key_reused")
    assert Payment.objects.filter(customer=customer).count() == 1
    assert overlapping(attempts) >= 20
    assert at_once(attempts) >= 8


def test_f09_numbers_have_no_holes_although_some_postings_are_refused(company: Company) -> None:
    house, (clients, each) = company.house, (8, 6)
    before = set(Invoice.objects.filter(number__isnull=False).values_list("number", flat=True))
    customer, plans, empty = house.customer(), [], 0
    for _client in range(clients):
        plan = []
        for at in range(each):
            lines = [] if at % 3 == 1 else [{"description": "Work", "quantity": "1", "unit_price": "40"}]
            empty += not lines
            invoice = house.save("invoice", customer=customer.pk, lines=lines)
            plan.append(Call("POST", f"records/invoice/{invoice.pk}/actions/post", {}))
        plans.append(plan)
    attempts = company.crowd.run(*plans)
    assert statuses(attempts) == {200: clients * each - empty, 422: empty}
    numbers = set(Invoice.objects.filter(number__isnull=False).values_list("number", flat=True)) - before
    assert len(numbers) == clients * each - empty
    counted = sorted(int(number.rsplit("-", 1)[1]) for number in numbers)
    assert counted == list(range(counted[0], counted[0] + len(counted)))
    assert counted[0] == len(before) + 1
    assert overlapping(attempts) >= 40
    assert at_once(attempts) >= 6


def test_f11_the_second_of_two_editors_is_told_and_nothing_is_lost(company: Company) -> None:
    customers = [company.house.customer(region="North") for _at in range(12)]
    plans: list[list[Call]] = [[], []]
    for at, customer in enumerate(customers):
        for side, plan in enumerate(plans):
            # every other pair edits different fields
            field = "region" if at % 2 or not side else "industry"
            plan.append(Call("PATCH", f"records/customer/{customer.pk}", {"version": 1, field: f"Side {side}"}))
    attempts = company.crowd.run(*plans)
    assert statuses(attempts) == {200: 12, 409: 12}
    for customer in customers:
        done, late = sorted((one for one in attempts if str(customer.pk) in one.call.path), key=lambda one: one.status)
        (field,) = set(late.call.body) - {"version"}
        kept = getattr(again(customer), field)
        assert (late.data["code"], late.data["version"]) == ("stale_version", 2)
        assert late.data["difference"] == {field: {"yours": late.call.body[field], "theirs": kept}}
        assert again(customer).version == 2
        (winner,) = set(done.call.body) - {"version"}
        assert getattr(again(customer), winner) == done.call.body[winner]
    assert overlapping(attempts) >= 12

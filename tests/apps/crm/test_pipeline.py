"""Leads, opportunities, activities, and blocking a customer."""

from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest

from apps.crm.models import Contact, Customer, Opportunity
from kontor.audit.models import Event
from kontor.core.errors import BadInput, NotPermitted, WrongState
from kontor.identity.models import Role
from tests import builders
from tests.apps.house import House, again, line


def lead(house: House, **values):
    given = {"name": "Café Lumière", "contact_name": "Claire", "email": "claire@example.com", "expected_amount": "900"}
    return house.save("lead", **{**given, **values})


def test_converted_lead_becomes_customer_contact_and_opportunity(house: House):
    record = lead(house, source="fair", region="France")
    house.run(record, "qualify")
    done = house.run(record, "convert", opportunity_name="First order")
    customer, contact, chance = (house.made(done, key) for key in ("customer", "contact", "opportunity"))
    assert (customer.name, customer.status, customer.source, customer.region) == (
        "Café Lumière",
        "prospect",
        "fair",
        "France",
    )
    assert (contact.name, contact.customer_id, contact.main) == ("Claire", customer.pk, True)
    assert (chance.name, chance.customer_id, chance.amount) == ("First order", customer.pk, 900)
    seen = again(record)
    assert (seen.status, seen.customer_id, seen.opportunity_id) == ("converted", customer.pk, chance.pk)
    verbs = set(Event.objects.filter(change_id__isnull=False).values_list("verb", flat=True))
    assert {"lead.convert", "customer.created", "contact.created", "opportunity.created"} <= verbs


def test_lead_of_a_known_customer_makes_no_second_one(house: House):
    customer = house.customer()
    done = house.run(lead(house), "convert", customer=customer.pk)
    assert [made.object for made in done.created] == ["opportunity"]
    assert Customer.objects.count() == 1


def test_lead_is_converted_once(house: House):
    record = lead(house)
    house.run(record, "convert")
    with pytest.raises(WrongState):
        house.run(record, "convert")
    assert Customer.objects.count() == 1


def test_losing_a_lead_needs_a_reason(house: House):
    record = lead(house)
    with pytest.raises(BadInput):
        house.run(record, "lose")
    house.run(record, "lose", reason="No budget")
    assert (again(record).status, again(record).lost_reason) == ("lost", "No budget")


def test_rep_converts_only_leads_of_his_own(house: House):
    rep = builders.actor(Role.objects.get(key="sales_rep"), where=house.founded.team)
    record = lead(house, team=house.founded.team.pk)
    with pytest.raises(NotPermitted):
        house.run(record, "convert", actor=rep)
    assert not Customer.objects.exists()
    assert not Contact.objects.exists()


def test_lines_of_an_opportunity_give_its_amount_until_somebody_types_one(house: House):
    product = house.product()
    values = {"name": "Deal", "customer": house.customer().pk}
    counted = house.save("opportunity", **values, lines=[line(product, 3, unit_price="12.50")])
    typed = house.save("opportunity", **values, amount="1000", lines=[line(product, 3, unit_price="12.50")])
    assert (counted.amount, typed.amount) == (D("37.50"), D(1000))


def test_closed_opportunity_is_not_edited(house: House):
    chance = house.save("opportunity", name="Deal", customer=house.customer().pk)
    house.run(chance, "lose", reason="Price")
    with pytest.raises(WrongState):
        house.change(chance, name="Other")
    assert (again(chance).name, again(chance).probability) == ("Deal", 0)


def test_blocked_customer_can_be_unblocked(house: House):
    customer = house.customer()
    house.run(customer, "block", reason="Fraud")
    assert again(customer).status == "blocked"
    house.run(customer, "unblock")
    assert again(customer).status == "active"


def test_activity_is_done_once(house: House):
    activity = house.save("activity", subject="Call", customer=house.customer().pk)
    house.run(activity, "complete", result="Agreed")
    assert (again(activity).done_at, again(activity).result) == (house.now, "Agreed")
    with pytest.raises(WrongState):
        house.run(activity, "complete")


def test_contact_of_another_customer_does_not_fit(house: House):
    stranger = house.save("contact", customer=house.customer().pk, name="Eve")
    with pytest.raises(Exception, match=r"fit|customer"):
        house.save("opportunity", name="Deal", customer=house.customer().pk, contact=stranger.pk)
    assert not Opportunity.objects.exists()

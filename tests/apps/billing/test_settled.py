"""What a process keeps in mind is forgotten as soon as it changes."""

import pytest

from apps.billing.models import Account
from kontor.core.errors import RuleBroken
from kontor.identity.models import LegalEntity, Role
from kontor.identity.services import actor_of
from kontor.records.services import trash_record
from tests import builders
from tests.apps.house import SYSTEM, House, again


def invoice(house: House):
    lines = [{"description": "X", "quantity": "1", "unit_price": "5"}]
    return house.save("invoice", customer=house.customer().pk, lines=lines)


def clerk(house: House):
    who = builders.person()
    builders.post(who, Role.objects.get(key="finance"), house.founded.team)
    return who


def test_a_lock_date_counts_for_the_next_posting(house: House):
    who = clerk(house)
    house.run(invoice(house), "post", actor=actor_of(who))
    house.change(LegalEntity.objects.get(), lock_date=house.today)
    draft = invoice(house)
    with pytest.raises(RuleBroken, match="closed"):
        house.run(draft, "post", actor=actor_of(who))
    assert again(draft).status == "draft"


def test_another_account_counts_for_the_next_posting(house: House):
    who = clerk(house)
    house.run(invoice(house), "post", actor=actor_of(who))
    trash_record(actor=SYSTEM, object="account", id=Account.objects.get(role="rounding").pk)
    house.change(Account.objects.get(role="revenue"), role="rounding")
    fresh = house.save("account", code="4100", name="Revenue from services", role="revenue")
    house.run(invoice(house), "post", actor=actor_of(who))
    assert fresh.lines.count() == 1

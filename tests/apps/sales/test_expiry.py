"""Quotes end by themselves."""

from datetime import timedelta

from apps.sales.flows import expire_quotes
from kontor.audit.models import Event
from kontor.jobs.kinds import kinds
from tests.apps.house import House, again, line


def test_quotes_past_their_day_expire_and_others_stay(house: House):
    old, fresh, draft = (house.quote(line(house.product())) for _ in range(3))
    for quote in (old, fresh):
        house.run(quote, "submit")
    house.change(draft, note="Still being written")
    house.pass_days(31)
    later = house.quote(line(house.product()))
    house.run(later, "submit")
    assert expire_quotes(house.clock) == 2
    assert [again(quote).status for quote in (old, fresh, draft, later)] == ["expired", "expired", "draft", "approved"]
    assert Event.objects.filter(verb="quote.expire", actor_name="System").count() == 2
    assert expire_quotes(house.clock) == 0


def test_expiry_is_looked_for_several_times_a_day(db: None):
    assert kinds()["sales.expire_quotes"].every == timedelta(hours=6)

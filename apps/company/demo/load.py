"""Loads the demo company: founding, people, goods, the replay, and what is still being talked about."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from apps.company.demo import talks
from apps.company.demo.cast import Cast, clock_at, engage
from apps.company.demo.goods import Goods, archive_discontinued, stock_up
from apps.company.demo.northwind import Northwind, last_working_day
from apps.company.demo.replay import Replay
from apps.company.services import Plan, change, found_company, mark_demo
from kontor.identity.services import business_clock

PLAN = Plan("Northwind Traders", currency="USD", zone="UTC", term_days=30, warehouse="Seattle warehouse")
ADDRESS = {"street": "1200 Harbor Avenue", "city": "Seattle", "region": "WA", "postal_code": "98134", "country": "USA"}
BANK = "Puget Sound Bank\nRouting 125000024 · Account 0042 1177 803"
Tell = Callable[[str, int, int], None]


def load_demo(tell: Tell, today: date | None = None) -> None:
    """Builds the whole demo company in one transaction; NotEmpty when the database has a company.

    `tell` hears (what, done, of how many) as it goes.
    """
    sample = Northwind(last_working_day(today or business_clock().today()))
    begin = sample.first_day - timedelta(days=30)
    with transaction.atomic():
        founded = found_company(PLAN, clock_at(begin, 8))
        change(founded.entity, clock_at(begin, 8), address=ADDRESS, tax_id="US-91-1144442", bank_accounts=BANK)
        cast = engage(sample, founded.team, clock_at(begin, 9))
        tell("people", 1, 1)
        goods = stock_up(sample, founded, cast, clock_at(begin, 10))
        tell("customers, suppliers and products", 1, 1)
        replay = Replay(sample, goods, cast)
        replay.plan()
        replay.run(lambda done, total: tell("orders", done, total))
        _finish(sample, goods, cast)
        tell("talks", 1, 1)
        mark_demo(clock_at(sample.last_day, 19))


def _finish(sample: Northwind, goods: Goods, cast: Cast) -> None:
    """Policies and limits come into force at the end, then what is open is written."""
    clock = clock_at(sample.last_day, 18)
    archive_discontinued(sample, goods, clock)
    talks.set_policies(clock)
    talks.set_limits(goods, clock)
    talks.write(sample, goods, cast)

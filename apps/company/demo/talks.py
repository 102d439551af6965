"""What the demo company is still talking about: leads, opportunities, activities, open quotes; policies and limits."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from apps.company.demo.cast import Cast, clock_at
from apps.company.demo.goods import Goods
from apps.company.demo.northwind import Northwind
from apps.company.demo.replay import act, write_as
from apps.company.services import change, save
from apps.crm.models import Customer
from kontor.collab.comments import add_comment
from kontor.core.clock import Clock, FixedClock
from kontor.identity.models import Role
from kontor.identity.services import actors_of

# name, contact, source, country, expected amount, seller, how far it has come
LEADS = (
    ("Café Lumière", "Claire Moreau", "fair", "France", 4200, 9, "new"),
    ("Harbour Deli Group", "Tom Whitfield", "website", "UK", 12500, 7, "new"),
    ("Pampas Gourmet", "Lucía Ferreyra", "referral", "Argentina", 6800, 4, "new"),
    ("Nordlys Catering", "Ingrid Solberg", "call", "Norway", 9100, 6, "new"),
    ("Prairie Pantry", "Dale Hutchins", "website", "Canada", 3900, 3, "work"),
    ("Bodega del Sol", "Inés Robledo", "fair", "Spain", 7600, 9, "work"),
    ("Alpenblick Hotels", "Matthias Egger", "referral", "Austria", 21000, 7, "qualify"),
    ("Cascadia Markets", "Renee Ostrander", "website", "USA", 15400, 1, "qualify"),
    ("Rio Verde Foods", "Paulo Antunes", "call", "Brazil", 8300, 8, "convert"),
    ("Old Mill Bakery", "Susan Pryce", "other", "UK", 1500, 6, "lose"),
)

# customer, what it is about, stage, amount, probability, days until it closes, seller, products
OPPORTUNITIES = (
    ("ERNSH", "Spring assortment", "proposal", 28000, 60, 20, 6, ("60", "71", "38")),
    ("QUICK", "Seafood for twelve hotels", "negotiation", 34500, 75, 9, 7, ("10", "30", "36")),
    ("SAVEA", "Private label sauces", "needs", 18000, 35, 45, 1, ("65", "66", "44")),
    ("HUNGO", "Cheese counter", "qualification", 9500, 20, 60, 9, ("11", "12", "59")),
    ("RATTC", "Beverages for the festival", "proposal", 6200, 50, 14, 8, ("35", "34", "70")),
    ("FISSA", "First order", "needs", 3000, 30, 30, 9, ("1", "2")),
    ("MEREP", "Confections for the holidays", "negotiation", 12400, 70, 12, 3, ("16", "20", "27")),
    ("BERGS", "Condiments", "qualification", 5100, 20, 75, 6, ("3", "4", "8")),
)
LOST = ("KOENE", "Frozen goods", "proposal", 14000, 50, 5, 4, ("36", "46"))

# customer, seller, discount, lines (product, quantity), how far it has come
QUOTES = (
    ("ERNSH", 6, "5", (("60", 40), ("71", 30)), ()),
    ("SAVEA", 1, "0", (("65", 24), ("44", 20), ("63", 10)), ()),
    ("WHITC", 3, "10", (("55", 35), ("25", 40)), ()),
    ("MEREP", 3, "0", (("16", 18), ("20", 12)), ("submit",)),
    ("BONAP", 4, "0", (("39", 15), ("18", 20)), ("submit",)),
    ("QUICK", 7, "5", (("36", 60), ("40", 50)), ("submit", "send")),
    ("RATTC", 8, "0", (("34", 48), ("67", 36)), ("submit", "send")),
    ("HUNGO", 9, "5", (("12", 20), ("59", 24)), ("submit", "send")),
    ("LEHMS", 6, "30", (("62", 14), ("61", 30)), ("submit",)),
    ("BLONP", 9, "35", (("51", 12), ("56", 15)), ("submit",)),
    ("TORTU", 4, "0", (("69", 10), ("72", 12)), ("submit", "send", "decline")),
    ("SUPRD", 4, "10", (("46", 60),), ("submit", "send", "revise")),
)
INPUTS: dict[str, dict[str, Any]] = {
    "decline": {"reason": "Bought elsewhere"},
    "lose": {"reason": "No budget this year"},
    "convert": {"opportunity_name": "Listing in all stores"},
}

# customer, seller, kind, subject, days from the last day, done
ACTIVITIES = (
    ("ERNSH", 6, "call", "Ask about the spring assortment", 1, False),
    ("QUICK", 7, "meeting", "Tasting at the Cunewalde store", 4, False),
    ("SAVEA", 1, "email", "Send sample prices", 0, False),
    ("HUNGO", 9, "call", "Agree the delivery window", 2, False),
    ("RATTC", 8, "task", "Check stock for the festival", 1, False),
    ("MEREP", 3, "meeting", "Negotiate the holiday terms", 6, False),
    ("FISSA", 9, "call", "Introduce ourselves", -2, False),
    ("BERGS", 6, "email", "Follow up on condiments", 3, False),
    ("ERNSH", 6, "meeting", "Visit in Graz", -12, True),
    ("QUICK", 7, "call", "Complaint about a late delivery", -9, True),
    ("SAVEA", 1, "call", "Confirmed the last order", -6, True),
    ("HUNGO", 9, "email", "Sent the new price list", -15, True),
    ("KOENE", 4, "meeting", "Presentation of the new range", -20, True),
    ("RATTC", 8, "note", "Prefers deliveries before noon", -30, True),
)
MANAGER = 2
# about which opportunity, who, hours ago, what; names of people are mentions
COMMENTS = (
    ("Seafood for twelve hotels", 7, 30, "They want 5 % off and delivery before eight. @{manager}, may I go that far?"),
    ("Seafood for twelve hotels", MANAGER, 27, "@{seller} yes, if they sign for the whole season."),
    ("Seafood for twelve hotels", 7, 5, "Sent the new terms: https://example.com/terms"),
    ("Private label sauces", 1, 8, "@{manager} the samples have arrived, they like the label."),
    ("Private label sauces", MANAGER, 3, "@{seller} good. Ask for the yearly volume next."),
    ("Spring assortment", 6, 20, "Graz opens a second store in April."),
)
THRESHOLDS = (("15", "sales_manager"), ("0", "finance"))
LIMIT_EVERY = 4
ROUND = Decimal(1000)


def set_policies(clock: Clock) -> None:
    """Under 15 % the sales manager has to agree, below zero the finance department."""
    for below, role in THRESHOLDS:
        approver = Role.objects.get(key=role, trashed_at__isnull=True)
        save("margin_policy", clock, scope="company", below_percent=below, approver=approver.pk)


def set_limits(goods: Goods, clock: Clock) -> None:
    """Every fourth customer gets a credit limit a fifth above what it owes today, in whole thousands."""
    for number, customer in enumerate(goods.customers.values()):
        if number % LIMIT_EVERY == 0:
            owed = Customer.objects.get(pk=customer.pk).exposure
            limit = (owed * Decimal("1.2") // ROUND + 2) * ROUND
            change(customer, clock, credit_limit=str(limit))


def write(sample: Northwind, goods: Goods, cast: Cast) -> None:
    """Leads, opportunities, quotes and activities of the last days, by those who lead the talks."""
    day = sample.last_day
    for number, lead in enumerate(LEADS):
        _write_lead(lead, cast, clock_at(day - timedelta(days=number % 6), 10, number))
    chances = {}
    for number, chance in enumerate((*OPPORTUNITIES, LOST)):
        clock = clock_at(day - timedelta(days=5 + number), 11, number)
        made = chances[chance[1]] = _write_opportunity(chance, goods, cast, day, clock)
        if chance is LOST:
            act(cast.seller(chance[6]), "opportunity", made.pk, "lose", clock_at(day, 12), reason="Price")
    for number, quote in enumerate(QUOTES):
        _write_quote(quote, goods, cast, clock_at(day - timedelta(days=number % 4), 13, number))
    for activity in ACTIVITIES:
        _write_activity(activity, goods, cast, day)
    for comment in COMMENTS:
        _write_comment(comment, chances, cast, clock_at(day, 17))


def _write_comment(comment: tuple[Any, ...], chances: dict[str, Any], cast: Cast, end: Clock) -> None:
    about, seller, hours, words = comment
    record, actor, manager = chances[about], cast.seller(seller), cast.seller(MANAGER)
    owner = actors_of([record.owner_id])[record.owner_id][1]
    text = words.format(manager=manager.name, seller=owner.name)
    add_comment(
        actor=actor,
        object="opportunity",
        id=record.pk,
        text=text,
        mentions=[one.person_id for one in (manager, owner) if one.person_id and f"@{one.name}" in text],
        clock=FixedClock(end.now() - timedelta(hours=hours), end.zone),
        cause="web",
    )


def _write_lead(lead: tuple[Any, ...], cast: Cast, clock: Clock) -> None:
    name, contact, source, region, amount, seller, step = lead
    actor = cast.seller(seller)
    values = {
        "name": name,
        "contact_name": contact,
        "source": source,
        "region": region,
        "expected_amount": str(amount),
        "phone": f"+1 206 555 {1000 + amount % 9000}",
    }
    record = write_as(actor, "lead", values, clock)
    if step != "new":
        act(actor, "lead", record.pk, step, clock, **INPUTS.get(step, {}))


def _write_opportunity(chance: tuple[Any, ...], goods: Goods, cast: Cast, day: date, clock: Clock) -> Any:
    customer, name, stage, amount, probability, days, seller, products = chance
    values = {
        "name": name,
        "customer": goods.customers[customer].pk,
        "contact": goods.contacts[customer].pk,
        "stage": stage,
        "amount": str(amount),
        "probability": probability,
        "close_date": day + timedelta(days=days),
        "lines": [{"product": goods.products[product].pk, "quantity": "20"} for product in products],
    }
    return write_as(cast.seller(seller), "opportunity", values, clock)


def _write_quote(quote: tuple[Any, ...], goods: Goods, cast: Cast, clock: Clock) -> None:
    customer, seller, discount, items, steps = quote
    actor = cast.seller(seller)
    lines = [
        {"product": goods.products[product].pk, "quantity": str(quantity), "discount_percent": discount}
        for product, quantity in items
    ]
    values = {
        "customer": goods.customers[customer].pk,
        "contact": goods.contacts[customer].pk,
        "lines": lines,
    }
    record = write_as(actor, "quote", values, clock)
    for step in steps:
        act(actor, "quote", record.pk, step, clock, **INPUTS.get(step, {}))


def _write_activity(activity: tuple[Any, ...], goods: Goods, cast: Cast, day: date) -> None:
    customer, seller, kind, subject, days, done = activity
    due = datetime.combine(day + timedelta(days=days), time(15), tzinfo=UTC)
    actor = cast.seller(seller)
    values = {
        "subject": subject,
        "kind": kind,
        "customer": goods.customers[customer].pk,
        "contact": goods.contacts[customer].pk,
        "due": due.isoformat(),
    }
    written = day + timedelta(days=min(0, days))
    record = write_as(actor, "activity", values, clock_at(written, 9))
    if done:
        act(actor, "activity", record.pk, "complete", clock_at(written, 16), result="Done")

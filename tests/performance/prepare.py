"""Fills the database under measurement; prints as JSON what the measurements need to know."""

import json
import sys
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 (after the set-up)
from django.db import connection  # noqa: E402

from apps.company.services import Newcomer, Plan, add_person, found_company  # noqa: E402
from kontor.access.models import FieldRight, Grant  # noqa: E402
from kontor.api.auth import make_token  # noqa: E402
from kontor.core.actor import SYSTEM  # noqa: E402
from kontor.identity.services import business_clock, touch_rights  # noqa: E402
from kontor.identity.sessions import SessionStore  # noqa: E402
from kontor.records.actions import run_action  # noqa: E402
from kontor.records.services import save_record  # noqa: E402

OWNERS = 20
DEALS = """
INSERT INTO crm_opportunity (id, owner_id, team_id, created_at, created_by_id, updated_at, updated_by_id, version,
    trashed_at, name, customer_id, contact_id, status, stage, amount, probability, close_date, source, next_step,
    description, lost_reason)
SELECT md5('deal' || g)::uuid, (%(owners)s::uuid[])[1 + (g * 13 / 10) %% 20], %(team)s, now(), NULL, now(), NULL, 1,
    NULL,
    'Deal ' || md5(g::text), %(customer)s, NULL, 'open',
    (array['qualification', 'needs', 'proposal', 'negotiation', 'needs'])[1 + (g * 7919::bigint) %% 5],
    (g * 7919::bigint) %% 100003, (g * 31) %% 10, date '2024-01-01' + (g %% 900), '', '', '', ''
FROM generate_series(%(first)s, %(last)s) g
"""
INDEX = "CREATE INDEX IF NOT EXISTS bench_deals ON crm_opportunity (owner_id, stage, amount DESC, id DESC)"


def save(key: str, /, **values: Any) -> Any:
    """A record saved by the system."""
    return save_record(actor=SYSTEM, object=key, values=values, cause="bench").record


def role() -> None:
    """A role that sees its own opportunities only, and not all of their fields."""
    made = save("role", key="bench_rep", name="Bench")
    rows = [("opportunity", operation, "own") for operation in ("read", "create", "update", "delete")]
    rows += [("customer", "read", "all")]
    Grant.objects.bulk_create(Grant(role=made, object=key, operation=name, scope=scope) for key, name, scope in rows)
    hide = ("description", "lost_reason", "next_step", "source")
    FieldRight.objects.bulk_create(
        FieldRight(role=made, object="opportunity", field=name, right="hidden") for name in hide
    )
    touch_rights()


def stock(products: list[Any], supplier: Any) -> None:
    """A great deal of every product, bought and received."""
    lines = [{"product": str(one.pk), "quantity": "100000000", "unit_price": "6"} for one in products]
    order = save("purchase_order", supplier=str(supplier.pk), lines=lines)
    for name in ("confirm", "receive"):
        run_action(actor=SYSTEM, object="purchase_order", id=order.pk, action=name)


def fill() -> dict[str, Any]:
    """Company, people, customers, products, stock and tokens."""
    role()
    founded = found_company(Plan("Bench"))
    people = [
        add_person(Newcomer(f"Rep {at}", f"rep{at}@example.com", "bench_rep", "kontor-bench"), founded.team)
        for at in range(OWNERS)
    ]
    boss = add_person(Newcomer("Boss", "boss@example.com", "administrator", "kontor-bench"), founded.team)
    customer = save("customer", name="Bench customer")
    supplier = save("supplier", name="Bench supplier")
    products = [
        save(
            "product",
            sku=f"P{at}",
            name=f"Product {at}",
            unit=str(founded.unit.pk),
            list_price=str(10 + at),
            standard_cost="6",
        )
        for at in range(10)
    ]
    stock(products, supplier)
    clock = business_clock()
    return {
        "owners": [str(one.pk) for one in people],
        "team": str(founded.team.pk),
        "customer": str(customer.pk),
        "products": [str(one.pk) for one in products],
        "rep_token": make_token(people[0], name="bench", clock=clock),
        "boss_token": make_token(boss, name="bench", clock=clock),
        "rep_session": session(people[0]),
        "boss_session": session(boss),
    }


def session(person: Any) -> str:
    """The key of a browser session of that person."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "kontor.identity.backends.PersonBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def deals(known: dict[str, Any], first: int, last: int) -> None:
    """Opportunities by the set."""
    values = {
        "owners": known["owners"],
        "team": known["team"],
        "customer": known["customer"],
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(DEALS, values)
        cursor.execute(INDEX)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE crm_opportunity")


if __name__ == "__main__":
    if sys.argv[1:]:
        deals(json.loads(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.stdout.write("\n" + json.dumps(fill()) + "\n")

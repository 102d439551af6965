"""The demo company is the Northwind sample, to the cent, and made by the services."""

import os
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest
from django.db.models import Count, Max, Min, Sum

from apps.billing.models import Invoice, InvoiceLine, Payment
from apps.catalog.models import Product
from apps.company.demo.cache import demo_hash, sources
from apps.company.demo.load import load_demo
from apps.company.demo.northwind import Northwind, last_working_day
from apps.company.services import NotEmpty
from apps.crm.models import Activity, Customer, Lead, Opportunity
from apps.purchasing.models import PurchaseOrder, Supplier
from apps.sales.models import Order, OrderLine, Quote, Shipment
from kontor.audit.models import Event
from kontor.core.models import Record
from kontor.schema.registry import object_models
from tests.apps.house import House, footprint
from tests.databases import ROOT

GOODS = {"product__kind": "goods"}


def test_counts_are_those_of_the_sample(demo: str):
    counts = {model: model.objects.using(demo).count() for model in (Order, Customer, Supplier, Invoice, Shipment)}
    assert counts == {Order: 830, Customer: 92, Supplier: 29, Invoice: 809, Shipment: 809 + open_shipments(demo)}
    assert Product.objects.using(demo).filter(kind="goods").count() == 77
    assert OrderLine.objects.using(demo).filter(**GOODS).count() == 2155


def open_shipments(demo: str) -> int:
    return Shipment.objects.using(demo).filter(status="waiting").count()


def test_lines_come_to_the_sums_of_the_sample(demo: str):
    lines = OrderLine.objects.using(demo).filter(**GOODS).values_list("quantity", "unit_price", "discount_percent")
    assert sum(quantity * price * (100 - discount) / 100 for quantity, price, discount in lines) == D("1265793.0395")
    stored = OrderLine.objects.using(demo)
    assert stored.filter(**GOODS).aggregate(total=Sum("line_total"))["total"] == D("1265793.29")
    assert stored.filter(product__sku="FREIGHT").aggregate(total=Sum("line_total"))["total"] == D("64942.69")
    assert stored.aggregate(tax=Sum("tax_amount"))["tax"] == 0


def test_best_customers_are_those_of_the_sample(demo: str):
    sums: dict[str, D] = {}
    rows = OrderLine.objects.using(demo).filter(**GOODS).select_related("parent__customer")
    for row in rows:
        amount = row.quantity * row.unit_price * (100 - row.discount_percent) / 100
        sums[row.parent.customer.code] = sums.get(row.parent.customer.code, D(0)) + amount
    best = sorted(sums.items(), key=lambda pair: -pair[1])[:3]
    assert best == [("QUICK", D("110277.3050")), ("ERNSH", D("104874.9785")), ("SAVEA", D("104361.9500"))]


def test_stock_at_the_end_is_that_of_the_sample(demo: str):
    wanted = {
        f"NW-{int(row['product_id']):03}": D(row["units_in_stock"])
        for row in Northwind(date(2026, 1, 1)).rows("products")
    }
    found = dict(Product.objects.using(demo).filter(kind="goods").values_list("sku", "on_hand"))
    assert found == wanted


def test_orders_that_the_sample_never_shipped_are_open(demo: str):
    sample = {f"PO {order.id}" for order in Northwind(date(2026, 1, 1)).orders if order.shipped is None}
    orders = Order.objects.using(demo).filter(delivery_status="none")
    assert set(orders.values_list("customer_po", flat=True)) == sample
    assert len(sample) == 21
    assert set(orders.values_list("status", flat=True)) == {"confirmed"}


def last_day(demo: str) -> date:
    day: date = Order.objects.using(demo).aggregate(day=Max("order_date"))["day"]
    return day


def test_dates_are_moved_by_one_constant_and_carried_by_the_documents(demo: str):
    last = last_day(demo)
    first = Order.objects.using(demo).aggregate(day=Min("order_date"))["day"]
    assert last - first == date(1998, 5, 6) - date(1996, 7, 4)
    assert last.weekday() < 5
    for order in Order.objects.using(demo).order_by("?")[:20]:
        assert order.created_at.date() == order.order_date
        assert order.number.startswith(f"SO-{order.order_date.year}-")
    for invoice in Invoice.objects.using(demo).order_by("?")[:20]:
        assert invoice.due_date - invoice.invoice_date == timedelta(days=30)
        assert invoice.number.startswith(f"INV-{invoice.invoice_date.year}-")


def test_payments_leave_invoices_open_and_fifteen_of_them_overdue(demo: str):
    unpaid = Invoice.objects.using(demo).filter(open_amount__gt=0)
    assert unpaid.count() >= 40
    assert unpaid.filter(due_date__lt=last_day(demo) + timedelta(days=1)).count() == 15
    assert unpaid.filter(payment_status="partly_paid").exists()
    assert Payment.objects.using(demo).filter(status="posted").count() > 700


def test_every_list_has_something_in_it(demo: str):
    statuses = set(Quote.objects.using(demo).values_list("status", flat=True))
    assert statuses >= {"draft", "in_approval", "approved", "sent", "accepted", "rejected", "superseded"}
    for model in (Lead, Opportunity, Activity, PurchaseOrder):
        assert model.objects.using(demo).exists()
    assert PurchaseOrder.objects.using(demo).filter(status="confirmed").exists()
    assert Product.objects.using(demo).filter(active=False).count() == 8


def test_every_row_was_made_by_somebody_and_has_a_history(demo: str):
    for model in object_models():
        if not issubclass(model, Record) or model.declare.append_only:
            continue
        rows = model._base_manager.using(demo)
        kept = model.history.model.objects.using(demo)
        assert kept.values("id").distinct().count() == rows.count(), model
        assert not kept.filter(actor_name="").exists(), model


def test_every_order_has_as_many_events_as_things_were_done_with_it(demo: str):
    events = Event.objects.using(demo)
    done = dict(events.filter(object="order").values_list("record_id").annotate(count=Count("id")))
    for order in Order.objects.using(demo):
        least = 2 if order.delivery_status == "full" else 1
        assert done.get(order.pk, 0) >= least, order.number
    for verb, least in (("quote.convert", 830), ("shipment.ship", 809), ("order.create_invoice", 809)):
        assert events.filter(verb=verb).count() == least


def test_lines_of_invoices_come_from_lines_of_orders(demo: str):
    origins = set(InvoiceLine.objects.using(demo).values_list("origin_object", flat=True))
    assert origins == {"order_line"}


def test_prove_is_clean_on_the_demo_company(demo_url: str):
    env = {**os.environ, "DATABASE_URL": demo_url, "DJANGO_SETTINGS_MODULE": "kontor.config.settings_test"}
    done = subprocess.run(
        [sys.executable, "manage.py", "prove"], cwd=ROOT, env=env, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "BROKEN" not in done.stdout


def test_demo_is_not_loaded_beside_a_company(house: House):
    before, told = footprint(), []
    with pytest.raises(NotEmpty):
        load_demo(lambda *what: told.append(what))
    assert (footprint(), told) == (before, [])


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 24), date(2026, 11, 23)),
        (date(2026, 11, 23), date(2026, 11, 20)),
        (date(2026, 11, 22), date(2026, 11, 20)),
        (date(2026, 11, 21), date(2026, 11, 20)),
    ],
)
def test_last_working_day_lies_before_today(today: date, day: date):
    assert last_working_day(today) == day


def test_hash_of_the_demo_company_changes_with_its_last_day_only():
    assert demo_hash(date(2026, 11, 21)) == demo_hash(date(2026, 11, 22))
    assert demo_hash(date(2026, 11, 24)) != demo_hash(date(2026, 11, 25))


def test_every_migration_makes_another_demo_company() -> None:
    kept = set(sources())
    made = {path for folder in ("platform", "apps") for path in (ROOT / folder).rglob("migrations/*.py")}
    assert made <= kept

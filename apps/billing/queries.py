"""Reads of billing, and the figures it adds to customers."""

from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from apps.billing.models import Invoice
from kontor.core.clock import Clock
from kontor.core.fields import MoneyField


def overdue_amount(clock: Clock) -> Any:
    """What is open of a customer's invoices past their due date."""
    late = Invoice.objects.filter(
        customer=OuterRef("pk"), kind=Invoice.Kind.INVOICE, open_amount__gt=0, due_date__lt=clock.today()
    )
    total = late.order_by().values("customer").annotate(total=Sum("open_amount")).values("total")
    return Coalesce(Subquery(total), 0, output_field=MoneyField())

"""What happens by itself: quotes end when their day of validity has passed."""

from datetime import timedelta

from apps.sales.models import Quote
from kontor.core.actor import SYSTEM
from kontor.core.clock import Clock
from kontor.identity.services import business_clock
from kontor.jobs.kinds import job
from kontor.jobs.run import Run
from kontor.records.actions import run_action

RUNNING = (Quote.Status.APPROVED, Quote.Status.SENT)


def expire_quotes(clock: Clock) -> int:
    """Expires every quote that was valid until before today, each in a transaction of its own; how many."""
    late = Quote.objects.filter(status__in=RUNNING, valid_until__lt=clock.today(), trashed_at__isnull=True)
    ids = list(late.order_by("id").values_list("id", flat=True))
    for quote in ids:
        run_action(actor=SYSTEM, object="quote", id=quote, action="expire", clock=clock, cause="sales.expire_quotes")
    return len(ids)


@job("sales.expire_quotes", every=timedelta(hours=6))
def expire_by_day(run: Run) -> dict[str, int]:
    """Looks for expired quotes several times a day, so that none outlives its last day by long."""
    return {"expired": expire_quotes(business_clock())}

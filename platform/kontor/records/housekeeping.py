"""What the records room tidies up by itself."""

from datetime import timedelta

from kontor.identity.services import business_clock
from kontor.jobs.kinds import job
from kontor.jobs.run import Run
from kontor.records.idempotency import forget_old_keys


@job("records.forget_keys", every=timedelta(hours=6))
def forget_keys(run: Run) -> dict[str, int]:
    """Deletes idempotency keys older than 30 days."""
    return {"forgotten": forget_old_keys(business_clock())}

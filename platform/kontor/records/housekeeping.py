"""What the records room tidies up by itself."""

from datetime import timedelta

from kontor.identity.services import business_clock
from kontor.jobs.kinds import job
from kontor.jobs.run import Run
from kontor.records.idempotency import forget_old_keys
from kontor.records.models import SearchEntry
from kontor.records.search import entry_text
from kontor.schema.registry import current

BATCH = 2000


@job("records.forget_keys", every=timedelta(hours=6))
def forget_keys(run: Run) -> dict[str, int]:
    """Deletes idempotency keys older than 30 days."""
    return {"forgotten": forget_old_keys(business_clock())}


@job("records.reindex")
def reindex(run: Run, *, object: str, field: str) -> dict[str, int]:
    """Makes the search entries of one field anew, or takes them away when it is searched no longer."""
    SearchEntry.objects.filter(object=object, field=field).delete()
    found = current().get(object)
    if found is None or field not in found.searchable:
        return {"indexed": 0}
    rows = found.model._base_manager.order_by("pk").values_list("pk", field)
    done, part = 0, list(rows[:BATCH])
    while part:
        texts = [(pk, entry_text(found, field, value)) for pk, value in part]
        entries = [SearchEntry(object=object, record=pk, field=field, text=text) for pk, text in texts if text]
        SearchEntry.objects.bulk_create(entries, ignore_conflicts=True)
        done += len(part)
        run.check()
        part = list(rows.filter(pk__gt=part[-1][0])[:BATCH])
    return {"indexed": done}

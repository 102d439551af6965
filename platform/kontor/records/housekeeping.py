"""What the records room tidies up by itself."""

from datetime import timedelta

from kontor.identity.services import business_clock
from kontor.jobs.kinds import job
from kontor.jobs.run import Run
from kontor.records.idempotency import forget_old_keys
from kontor.records.matching import compared, rows_of
from kontor.records.models import MatchKey, SearchEntry
from kontor.records.search import entry_text
from kontor.schema.registry import current

BATCH = 2000


@job("records.forget_keys", every=timedelta(hours=6))
def forget_keys(run: Run) -> dict[str, int]:
    """Deletes idempotency keys older than 30 days."""
    return {"forgotten": forget_old_keys(business_clock())}


@job("records.reindex")
def reindex(run: Run, *, object: str, field: str) -> dict[str, int]:
    """Makes the search entries and match keys of one field anew, or takes them away when it has none any longer."""
    SearchEntry.objects.filter(object=object, field=field).delete()
    MatchKey.objects.filter(object=object, field=field).delete()
    found = current().get(object)
    searched = found is not None and field in found.searchable
    if found is None or not (searched or field in compared(found)):
        return {"indexed": 0}
    rows = found.model._base_manager.order_by("pk").values_list("pk", field)
    done, part = 0, list(rows[:BATCH])
    while part:
        texts = [(pk, entry_text(found, field, value)) for pk, value in part] if searched else []
        entries = [SearchEntry(object=object, record=pk, field=field, text=text) for pk, text in texts if text]
        SearchEntry.objects.bulk_create(entries, ignore_conflicts=True)
        keys = [row for pk, value in part for row in rows_of(found, pk, field, value)]
        MatchKey.objects.bulk_create(keys, ignore_conflicts=True)
        done += len(part)
        run.check()
        part = list(rows.filter(pk__gt=part[-1][0])[:BATCH])
    return {"indexed": done}


@job("records.reindex_all")
def reindex_all(run: Run) -> dict[str, int]:
    """Makes what every record is found and compared by anew: after a release that does it differently."""
    done = 0
    for found in list(current().objects.values()):
        for field in dict.fromkeys((*found.searchable, *compared(found))):
            done += reindex(run, object=found.key, field=field)["indexed"]
    return {"indexed": done}

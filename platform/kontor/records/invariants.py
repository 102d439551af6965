"""What must always hold of the two paths themselves."""

from collections.abc import Iterable

from django.db.models import Max

from kontor.core.registry import invariant
from kontor.records.change import plan_of
from kontor.records.matching import compared, keys_of
from kontor.records.models import Counter, MatchKey, SearchEntry
from kontor.records.numbering import series_of
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

SHOWN = 5


def _records() -> Iterable[ObjectDescriptor]:
    return (found for found in current().objects.values() if not found.is_line)


@invariant("gap_free_numbers", "Numbers of gap-free series are unique and without holes.")
def gap_free_numbers() -> list[str]:
    """Compares, per series, entity and year, how many numbers were given with the counter."""
    given: dict[tuple[str, str, int], int] = {}
    for found in _records():
        if not found.declare.gap_free:
            continue
        for document in found.model._base_manager.filter(number__isnull=False).iterator():
            digits = "".join(letter for letter in document.number.rsplit("-", 2)[-2] if letter.isdigit())
            key = (series_of(document), str(document.legal_entity_id), int(digits or 0))
            given[key] = given.get(key, 0) + 1
    series = {key[0] for key in given}
    broken = []
    for counter in Counter.objects.filter(series__in=series):
        count = given.get((counter.series, str(counter.legal_entity), counter.year), 0)
        if count != counter.value:
            broken.append(f"{counter.series} {counter.year}: {count} numbers given, the counter says {counter.value}")
    return broken


@invariant("versions", "The version of every record is that of its last history row.")
def versions() -> list[str]:
    """Compares each record's version with the highest in its history."""
    broken: list[str] = []
    for found in _records():
        if not plan_of(found.model).versioned:
            continue
        model = found.model.history.model
        last = dict(model.objects.values("id").annotate(at=Max("version")).values_list("id", "at"))
        for record, version in found.model._base_manager.values_list("id", "version").iterator():
            if last.get(record) != version:
                broken.append(f"{found.key} {record}: version {version}, history says {last.get(record)}")
    return broken[:SHOWN]


@invariant("search_entries", "Every searchable text of every record can be found.")
def search_entries() -> list[str]:
    """Counts the entries of each object against its filled searchable columns."""
    broken = []
    for found in _records():
        for name in found.searchable:
            column = found.fields[name].attname
            filled = found.model._base_manager.exclude(**{column: ""}).exclude(**{f"{column}__isnull": True}).count()
            entries = SearchEntry.objects.filter(object=found.key, field=name).count()
            if filled < entries or (filled and not entries):
                broken.append(f"{found.key}.{name}: {filled} texts, {entries} search entries")
    return broken


@invariant("match_keys", "Every record is compared by what it says now.")
def match_keys() -> list[str]:
    """Works the keys of every record out anew and compares them with those that are kept."""
    broken: list[str] = []
    for found in _records():
        names = compared(found)
        rows = found.model._base_manager.values_list("id", *(found.fields[name].attname for name in names))
        wanted = {
            (row[0], name, kind, key)
            for row in (rows.iterator() if names else ())
            for name, value in zip(names, row[1:], strict=True)
            for kind, key in keys_of(found, name, value)
        }
        kept = set(MatchKey.objects.filter(object=found.key).values_list("record", "field", "kind", "key"))
        if wanted != kept:
            broken.append(f"{found.key}: {len(wanted - kept)} keys are missing, {len(kept - wanted)} are stale")
    return broken

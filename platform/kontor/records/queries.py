"""THE read path: lists, single records, pickers, search and counts, with rights checked wherever a field may stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.access.grants import DELETE, READ, UPDATE
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput, NotFound
from kontor.identity.services import business_clock
from kontor.records import search as fulltext
from kontor.records.read.filters import compile_filter
from kontor.records.read.paging import SortKey, after, decode_cursor, encode_cursor, ordering, sort_keys
from kontor.records.read.positions import Position, Reading
from kontor.records.read.rows import Columns, Ref, Row, ref_label
from kontor.records.read.words import search_condition
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current, object_of

__all__ = ["Detail", "Page", "Picked", "Ref", "Row", "get_record", "list_records", "pick_records", "search_all"]
PAGE_SIZE = 50
MAX_PAGE_SIZE = 500
MAX_FIELDS = 100
ESTIMATE_LIMIT = 10_000
Count = Literal["none", "exact", "estimated"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `columns` are the selected paths with their fields, in order."""

    rows: list[Row]
    columns: dict[str, FieldDescriptor]
    next_cursor: str | None
    previous_cursor: str | None
    count: int | None
    found: ObjectDescriptor


@dataclass(frozen=True, slots=True)
class Detail:
    """One record: the fields the actor may read, its lines, and what he may do with it."""

    object: str
    id: UUID
    row: Row
    lines: dict[str, list[Row]]
    version: int
    record: Any
    can_update: bool
    can_delete: bool
    writable: frozenset[str]
    writable_lines: dict[str, frozenset[str]]
    trashed: bool = False


@dataclass(frozen=True, slots=True)
class Picked:
    """A record in a picker: its name and a second line of context."""

    id: UUID
    object: str
    label: str
    context: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def readable_objects(actor: Actor) -> list[ObjectDescriptor]:
    """The objects (not lines) the actor may read some records of, in declared order."""
    return [found for found in current().objects.values() if not found.is_line and access_to(actor, found).reach(READ)]


def readable_object(actor: Actor, key: str) -> ObjectDescriptor:
    """The object; NotFound when there is none or the actor may read nothing of it."""
    found = object_of(key)
    if not access_to(actor, found).reach(READ):
        raise NotFound(_("There is no such object."))
    return found


def readable_fields(actor: Actor, found: ObjectDescriptor) -> list[FieldDescriptor]:
    """The fields the actor may read on at least some records."""
    access = access_to(actor, found)
    return [one for one in found.fields.values() if access.field(one.key).read]


def list_records(
    *,
    actor: Actor,
    object: str,
    fields: Sequence[str] | None = None,
    filter: Any = None,
    sort: Sequence[str] = (),
    search: str = "",
    page_size: int = PAGE_SIZE,
    cursor: str | None = None,
    count: Count = "none",
    trashed: bool = False,
    clock: Clock | None = None,
) -> Page:
    """One page of the records within the actor's reach; one query, one more when counted.

    BadInput for what is unknown or forbidden, with the same body; the order always ends in the id.
    """
    if not 1 <= page_size <= MAX_PAGE_SIZE:
        raise BadInput(_("A page has between 1 and %(limit)s rows.") % {"limit": MAX_PAGE_SIZE}, field="page_size")
    reading = Reading(actor, readable_object(actor, object), clock or business_clock(), trashed)
    columns = _columns(reading, fields)
    keys = sort_keys(reading, sort)
    condition = _conditions(reading, filter, search)
    rows = reading.rows()
    if reading.annotations:
        rows = rows.alias(**reading.annotations)
    rows = rows.filter(condition)
    counted = _count(rows, count)
    shown = {path: reading.position(path).field for path in _paths(reading, fields)}
    return _page(_Listing(columns, keys, rows, shown, page_size), cursor, counted)


@dataclass(frozen=True, slots=True)
class _Listing:
    columns: Columns
    keys: Sequence[SortKey]
    rows: Any
    shown: dict[str, FieldDescriptor]
    page_size: int


def _page(listing: _Listing, cursor: str | None, counted: int | None) -> Page:
    """The page at a cursor: one row more is read than shown, to know whether there is another page."""
    columns, keys, rows, page_size = listing.columns, listing.keys, listing.rows, listing.page_size
    places = [columns.place(key.lookup) for key in keys]
    values, backwards = decode_cursor(cursor, keys) if cursor else ([], False)
    if cursor:
        rows = rows.filter(after(keys, values, backwards=backwards))
    selected = _select(rows, columns, keys, backwards=backwards)
    found = list(selected[: page_size + 1])
    more = len(found) > page_size
    found = found[:page_size]
    if backwards:
        found.reverse()
    first, last = _ends(found, places, keys)
    has_next, has_previous = (True, more) if backwards else (more, cursor is not None)
    return Page(
        rows=columns.rows(found),
        columns=listing.shown,
        next_cursor=last if has_next else None,
        previous_cursor=first if has_previous else None,
        count=counted,
        found=columns.reading.found,
    )


def _select(rows: Any, columns: Columns, keys: Sequence[SortKey], *, backwards: bool) -> Any:
    """The tuples of the selected columns, in order; annotations that are selected become real ones."""
    aliases = {name: one for name, one in columns.reading.annotations.items() if name in columns.lookups}
    if aliases:
        rows = rows.annotate(**aliases)
    return rows.order_by(*ordering(keys, backwards=backwards)).values_list(*columns.lookups)


def _ends(found: Sequence[Any], places: Sequence[int], keys: Sequence[SortKey]) -> tuple[str | None, str | None]:
    """The cursors before the first and after the last row."""
    if not found:
        return None, None
    first, last = ([row[place] for place in places] for row in (found[0], found[-1]))
    return encode_cursor(keys, first, backwards=True), encode_cursor(keys, last, backwards=False)


def _paths(reading: Reading, fields: Sequence[str] | None) -> list[str]:
    if fields is None:
        return [one.key for one in readable_fields(reading.actor, reading.found) if reading.readable(one.key)]
    return [path for path in dict.fromkeys(fields) if path not in ("id", "version")]


def _columns(reading: Reading, fields: Sequence[str] | None) -> Columns:
    if fields is not None and len(fields) > MAX_FIELDS:
        raise BadInput(_("At most %(limit)s fields can be asked for.") % {"limit": MAX_FIELDS}, field="fields")
    columns = Columns(reading)
    columns.plain.append(("id", columns.place("id")))
    if not reading.found.is_line and (fields is None or "version" in fields):
        columns.plain.append(("version", columns.place("version")))
    for path in _paths(reading, fields):
        columns.add(path)
    return columns


def _conditions(reading: Reading, wanted: Any, search: str) -> Q:
    condition = compile_filter(reading, wanted) or Q()
    if search.strip():
        condition &= search_condition(reading, search)
    return condition


def _count(rows: Any, count: Count) -> int | None:
    if count == "exact":
        return int(rows.count())
    if count == "estimated":
        return int(rows.values("pk")[: ESTIMATE_LIMIT + 1].count())
    if count != "none":
        raise BadInput(_("count is exact, estimated or none."), field="count")
    return None


def get_record(
    *,
    actor: Actor,
    object: str,
    id: UUID,
    fields: Sequence[str] | None = None,
    lines: bool = True,
    trashed: bool = False,
    clock: Clock | None = None,
) -> Detail:
    """One record with its lines: one query and one per kind of line. NotFound when it is not the actor's to see."""
    reading = Reading(actor, readable_object(actor, object), clock or business_clock(), trashed)
    record, row = _one_row(reading, id, fields)
    access = reading.access
    found = reading.found
    return Detail(
        object=found.key,
        id=id,
        row=row,
        lines={name: _lines(actor, one, id, reading.clock) for name, one in found.lines.items()} if lines else {},
        version=record.version,
        record=record,
        can_update=not trashed and access.reach(UPDATE).covers(actor, record),
        can_delete=access.reach(DELETE).covers(actor, record),
        writable=_writable(actor, found, record),
        writable_lines={name: _writable(actor, one, record) for name, one in found.lines.items()},
        trashed=trashed,
    )


def _one_row(reading: Reading, record_id: UUID, fields: Sequence[str] | None) -> tuple[Any, Row]:
    """The record as an instance, for rights and guards, and as a row; NotFound when it is out of reach."""
    columns = _columns(reading, fields)
    model = reading.found.model
    attnames = [column.attname for column in model._meta.concrete_fields]
    places = [columns.place(attname) for attname in attnames]
    rows = reading.rows().filter(pk=record_id)
    if reading.annotations:
        rows = rows.annotate(**reading.annotations)
    found = list(rows.values_list(*columns.lookups)[:1])
    if not found:
        raise NotFound(_("This record does not exist."))
    record = model.from_db(None, attnames, [found[0][place] for place in places])
    row = columns.rows(found)[0]
    for path in [path for path in row if path not in ("id", "version") and not _visible(reading, path, row)]:
        del row[path]
    return record, row


def _visible(reading: Reading, path: str, row: Row) -> bool:
    """A guarded field without a value on this record is left out: whether there is one is not told."""
    position = reading.position(path)
    return row[path] is not None or not position.lookup.startswith("at_") or position.field.computed is not None


def _lines(actor: Actor, found: ObjectDescriptor, parent_id: UUID, clock: Clock) -> list[Row]:
    reading = Reading(actor, found, clock)
    columns = _columns(reading, None)
    rows = found.model._base_manager.filter(Q((f"{found.parent}_id", parent_id)))
    if reading.annotations:
        rows = rows.annotate(**reading.annotations)
    return columns.rows(rows.order_by("position", "id").values_list(*columns.lookups))


def _writable(actor: Actor, found: ObjectDescriptor, record: Any) -> frozenset[str]:
    access = access_to(actor, found)
    return frozenset(name for name, rights in access.fields.items() if rights.update.covers(actor, record))


def creatable_fields(actor: Actor, found: ObjectDescriptor) -> frozenset[str]:
    """The fields the actor may set on a new record."""
    access = access_to(actor, found)
    return frozenset(name for name, rights in access.fields.items() if rights.create)


def pick_records(
    *,
    actor: Actor,
    object: str,
    search: str = "",
    limit: int = 20,
    filter: Any = None,
    clock: Clock | None = None,
) -> list[Picked]:
    """Records to choose from: those that match the words, else the newest; archived ones are left out."""
    found = readable_object(actor, object)
    reading = Reading(actor, found, clock or business_clock())
    paths = [path for path in (found.label_field, *found.context) if path and reading.readable(path)]
    wanted = [part for part in (filter, _live_only(found, reading)) if part]
    sort = [str(found.label_field)] if found.name_field and reading.readable(found.name_field) else []
    page = list_records(
        actor=actor,
        object=object,
        fields=paths,
        filter={"and": wanted} if wanted else None,
        search=search,
        sort=sort,
        page_size=max(1, min(limit, MAX_PAGE_SIZE)),
        clock=clock,
    )
    return [_picked(actor, found, row, page.columns) for row in page.rows]


def _live_only(found: ObjectDescriptor, reading: Reading) -> dict[str, Any] | None:
    if found.declare.archivable and reading.readable("active"):
        return {"field": "active", "op": "eq", "value": True}
    return None


def _picked(actor: Actor, found: ObjectDescriptor, row: Row, columns: Mapping[str, FieldDescriptor]) -> Picked:
    texts = [
        columns[path].type.to_text(row[path], actor.language, actor.zone, columns[path])
        for path in found.context
        if path in columns
    ]
    label = ref_label(found, row.get(str(found.label_field)), known=str(found.label_field) in columns)
    if not label:
        label = next((text for text in texts if text), str(found.label))
    return Picked(row["id"], found.key, label, " · ".join(text for text in texts if text and text != label), row)


def search_all(*, actor: Actor, search: str, limit: int = 20) -> list[Picked]:
    """Records of any searchable object that hold all words; one search and one query per object found."""
    allowed = [
        (
            found.key,
            [
                name
                for name in found.searchable
                if access_to(actor, found).field(name).read == access_to(actor, found).reach(READ)
            ],
        )
        for found in readable_objects(actor)
        if found.searchable
    ]
    hits = fulltext.find_anywhere([pair for pair in allowed if pair[1]], search, limit * 5)
    by_object: dict[str, list[UUID]] = {}
    for key, record in hits:
        by_object.setdefault(key, []).append(record)
    picked: list[Picked] = []
    for key, ids in by_object.items():
        picked.extend(named_records(actor=actor, object=key, ids=ids[:limit]))
    return picked[:limit]


def named_records(*, actor: Actor, object: str, ids: Sequence[UUID]) -> list[Picked]:
    """Those of the records that are within the actor's reach, with their names; one query."""
    found = readable_object(actor, object)
    reading = Reading(actor, found, business_clock())
    paths = [path for path in (found.label_field, *found.context) if path and reading.readable(path)]
    columns = _columns(reading, paths)
    rows = reading.rows().filter(pk__in=ids)
    if reading.annotations:
        rows = rows.annotate(**reading.annotations)
    fields = {path: reading.position(path).field for path in paths}
    return [_picked(actor, found, row, fields) for row in columns.rows(rows.values_list(*columns.lookups))]


def position_of(actor: Actor, key: str, path: str) -> Position:
    """The field at the end of a path, for those who show it; BadInput when unknown or forbidden."""
    return Reading(actor, readable_object(actor, key), business_clock()).position(path)

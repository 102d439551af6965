"""What a document is written from: one record, read with the rights of who prints it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import NotFound
from kontor.core.money import currency_digits
from kontor.documents import amounts
from kontor.identity.models import LegalEntity
from kontor.records.queries import MAX_PAGE_SIZE, Detail, get_record, list_records, readable_fields, readable_object
from kontor.records.read.rows import Row
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import object_of

CURRENCY = "currency"  # house: allow engine-names-object (a field of documents, no object)


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    start: date
    end: date


@dataclass
class Reader:
    """One record and what it points at, as far as the actor may read it; texts in the language of the document."""

    actor: Actor
    detail: Detail
    clock: Clock
    language: str
    period: Period | None = None
    _related: dict[UUID, Row] = field(default_factory=dict)

    @property
    def found(self) -> ObjectDescriptor:
        """The object of the record."""
        return object_of(self.detail.object)

    def value(self, key: str) -> Any:
        """A field of the record; None where it is empty or not the actor's to read."""
        return self.detail.row.get(key)

    def shows(self, *keys: str) -> bool:
        """Whether all of these fields may be read."""
        return all(key in self.detail.row for key in keys)

    def lines(self, name: str = "lines") -> list[Row]:
        """The lines of the record."""
        return self.detail.lines.get(name, [])

    def label(self, key: str) -> str:
        """The name of what a relation points at."""
        return label_of(self.value(key))

    def related(self, value: Any) -> Row:
        """The record a relation points at; nothing where it is empty or out of reach."""
        if value is None or not hasattr(value, "object"):
            return {}
        if value.id not in self._related:
            try:
                detail = get_record(actor=self.actor, object=value.object, id=value.id, lines=False, clock=self.clock)
                self._related[value.id] = detail.row
            except NotFound:
                self._related[value.id] = {}
        return self._related[value.id]

    def rows(self, key: str, fields: Sequence[str], filter: Any, sort: Sequence[str] = ()) -> list[Row]:
        """All records of another object that match, with those of the fields the actor may read; none out of reach."""
        try:
            found = readable_object(self.actor, key)
        except NotFound:
            return []
        readable = {one.key for one in readable_fields(self.actor, found)}
        wanted = [name for name in fields if name in readable]
        rows: list[Row] = []
        cursor: str | None = None
        while True:
            page = list_records(
                actor=self.actor, object=key, fields=wanted, filter=filter, sort=sort, cursor=cursor,
                page_size=MAX_PAGE_SIZE, clock=self.clock,
            )  # fmt: skip
            rows += page.rows
            cursor = page.next_cursor
            if cursor is None:
                return rows

    def lines_of(self, key: str, record_id: UUID, name: str) -> list[Row]:
        """The lines of another record; none out of reach."""
        try:
            return get_record(actor=self.actor, object=key, id=record_id, fields=(), clock=self.clock).lines[name]
        except NotFound:
            return []

    @cached_property
    def entity(self) -> LegalEntity | None:
        """The company of ours whose document it is: the record's, else the first."""
        live = LegalEntity.objects.filter(trashed_at__isnull=True)
        own = getattr(self.detail.record, "legal_entity_id", None)
        return (live.filter(pk=own).first() if own else None) or live.order_by("id").first()

    @cached_property
    def currency(self) -> str:
        """The code of the document's currency, else that of the company."""
        return self.label(CURRENCY) or (self.entity.base_currency if self.entity else "")

    @cached_property
    def digits(self) -> int:
        """Decimal places of the document's currency."""
        return int(self.related(self.value(CURRENCY)).get("digits", currency_digits(self.currency)))

    # texts in the language of the document

    def money(self, value: Decimal | None) -> str:
        """An amount in the document's currency, without its name."""
        return amounts.money(value, self.digits, self.language)

    def price(self, value: Decimal | None) -> str:
        """A price per unit."""
        return amounts.price(value, self.digits, self.language)

    def quantity(self, value: Decimal | None) -> str:
        """A quantity."""
        return amounts.quantity(value, self.language)

    def percent(self, value: Decimal | None) -> str:
        """A percentage."""
        return amounts.percent(value, self.language)

    def day(self, value: date | None) -> str:
        """A date."""
        return amounts.day(value, self.language)

    def words(self, value: Decimal | None) -> str:
        """An amount in words."""
        return "" if value is None else amounts.in_words(value, self.currency, self.digits, self.language)


def label_of(value: Any) -> str:
    """The name of what a relation of any row points at."""
    return str(getattr(value, "label", "") or "")

"""Reading the records of a view: always through the read path, with the view's filter, search and colours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.records.aggregates import aggregate
from kontor.records.queries import Page, Ref, Row, list_records
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.links import record_url, with_query
from kontor.web.lists.chosen import Chosen, whole_filter
from kontor.web.lists.state import ListState
from kontor.web.render.cells import text_of, writer
from kontor.web.sight import label_of_path, seen

Filter = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looks at an object through a view, as an address says."""

    visit: Any
    found: ObjectDescriptor
    chosen: Chosen
    state: ListState

    @property
    def body(self) -> Mapping[str, Any]:
        """The body of the view."""
        return self.chosen.body

    @property
    def columns(self) -> list[str]:
        """The fields shown, as far as the reader may see them."""
        wanted = self.state.columns or self.chosen.layout.columns
        return [path for path in wanted if self.field(path) is not None]

    def field(self, path: str) -> FieldDescriptor | None:
        """The field at a path, when the reader may see it."""
        return seen(self.visit.actor, self.found, path) if path else None

    def named(self, name: str) -> str:
        """The path the view keeps under that name, when the reader may see it; else nothing."""
        path = str(self.body.get(name) or "")
        return path if self.field(path.partition(":")[0]) is not None else ""

    def filter(self, *more: Filter) -> Filter | None:
        """The filter of the view and of the address, and further conditions."""
        parts = [dict(one) for one in (whole_filter(self.chosen, self.state), *more) if one]
        return {"and": parts} if len(parts) > 1 else (parts[0] if parts else None)

    @property
    def sort(self) -> tuple[str, ...]:
        """The order of the address, else of the view."""
        return self.state.sort or self.chosen.layout.sort

    def read(
        self, fields: Iterable[str], *more: Filter, sort: Sequence[str] | None = None, size: int = 50, cursor: str = ""
    ) -> Page:
        """A page of its records, those fields among them once each."""
        return list_records(
            actor=self.visit.actor,
            object=self.found.key,
            fields=list(dict.fromkeys(filter(None, [*fields, str(self.found.label_field or "")]))),
            filter=self.filter(*more),
            sort=self.sort if sort is None else sort,
            search=self.state.search,
            page_size=size,
            cursor=cursor or None,
            clock=self.visit.clock,
        )

    def figures(self, group: Sequence[str], figures: Sequence[str], *more: Filter, limit: int = 1000) -> list[Row]:
        """Counts and sums of its records, by group."""
        return aggregate(
            actor=self.visit.actor,
            object=self.found.key,
            filter=self.filter(*more),
            search=self.state.search,
            group_by=group,
            aggregates=figures,
            limit=limit,
            clock=self.visit.clock,
        )

    def tones(self, rows: Sequence[Row]) -> dict[UUID, str]:
        """The tones of rows by the view's conditions, the first that holds; a query per condition."""
        found: dict[UUID, str] = {}
        left = [row["id"] for row in rows]
        for one in self.body.get("colours", ()):
            if not left:
                break
            ids = [str(each) for each in left]
            try:
                held = self._ids_with(one["filter"], ids)
            except BadInput:
                # a condition on what the reader may not see colours nothing for him
                continue
            found.update(dict.fromkeys(held, one["tone"]))
            left = [each for each in left if each not in found]
        return found

    def _ids_with(self, condition: Filter, ids: list[str]) -> list[UUID]:
        page = list_records(
            actor=self.visit.actor,
            object=self.found.key,
            fields=["id"],
            filter={"and": [condition, {"field": "id", "op": "in", "value": ids}]},
            page_size=max(1, len(ids)),
            clock=self.visit.clock,
        )
        return [row["id"] for row in page.rows]

    def title(self, row: Row) -> str:
        """The name of a record, as its reader may see it."""
        value = row.get(str(self.found.label_field))
        one = self.field(str(self.found.label_field or ""))
        if value in (None, "") or one is None:
            return _("Draft") if self.found.is_document else str(self.found.label)
        return text_of(one, value, self.visit.language, self.visit.zone)

    def url(self, row: Row) -> str:
        """The page of a record."""
        return record_url(self.found.key, row["id"])

    def facts(self, row: Row, paths: Iterable[str]) -> list[tuple[str, SafeString]]:
        """What a card says of a record: labels and values, empty ones left out."""
        said = []
        for path in paths:
            one = self.field(path)
            value = row.get(path)
            if one is None or value in (None, "", []) or path == self.found.label_field:
                continue
            text = writer(one, self.visit.language, self.visit.zone)(value)
            said.append((label_of_path(self.found, path), mark_safe(text)))  # noqa: S308 (the writer escapes)
        return said

    def text(self, one: FieldDescriptor, value: Any) -> str:
        """A value as plain text."""
        if isinstance(value, Ref):
            return value.label
        return text_of(one, value, self.visit.language, self.visit.zone) if value is not None else ""

    def here(self, name: str, **more: Any) -> str:
        """A part of this view, with the state of its address."""
        query = self.state.query(view=self.chosen.view.name if self.chosen.view else "")
        return with_query(f"/o/{self.found.key}/{name}", **{**query, **more})

"""A tree: records under the record they name; branches are read when they are opened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from kontor.records.queries import Row
from kontor.web.kinds.reading import Look
from kontor.web.lists.columns import columns_of, title_column
from kontor.web.render.cells import writer
from kontor.web.render.table import Column

SIZE = 200
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Node:
    """One row of a tree: how deep it stands, and the address of what is under it."""

    id: UUID
    title: SafeString
    url: str
    cells: list[tuple[str, SafeString]]
    level: int
    branch_url: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """The records that stand under none."""

    columns: list[Column]
    nodes: list[Node]
    more: bool
    empty: bool
    template: str = field(default="kinds/tree.html", init=False)


def tree_of(look: Look) -> Tree:
    """The roots; while something is searched or filtered, whatever matches, each by itself."""
    parent = look.named("parent")
    narrowed = bool(look.state.search or look.state.filter)
    nodes, more = _nodes(look, {} if narrowed else {"field": parent, "op": "is_empty", "value": True}, 1)
    return Tree(columns=_columns(look), nodes=nodes, more=more, empty=not nodes)


def branch_of(look: Look, under: str, level: int) -> list[Node]:
    """What stands directly under a record."""
    nodes, _more = _nodes(look, {"field": look.named("parent"), "op": "eq", "value": under}, min(level, DEEPEST))
    return nodes


def _columns(look: Look) -> list[Column]:
    label = str(look.found.label_field or "")
    paths = [path for path in look.columns if path != label]
    first = [label] if label and look.field(label) else []
    return columns_of(look.visit.actor, look.found, [*first, *paths])


def _nodes(look: Look, condition: dict[str, Any], level: int) -> tuple[list[Node], bool]:
    """Two queries, and one per colour: the rows, and which of them have something under them."""
    columns = _columns(look)
    page = look.read([one.path for one in columns], condition, size=SIZE)
    counts = _below(look, page.rows)
    tones = look.tones(page.rows)
    title = title_column(look.found, [one.path for one in columns])
    writers = [(one, writer(one.field, look.visit.language, look.visit.zone, quiet=True)) for one in columns]
    nodes = []
    for row in page.rows:
        cells = [(one.css, mark_safe(write(row.get(one.path)))) for one, write in writers if one.path != title]  # noqa: S308
        url = look.here("branch", under=row["id"], level=level + 1) if counts.get(row["id"]) else ""
        nodes.append(Node(row["id"], look.title(row), look.url(row), cells, level, url, tones.get(row["id"], "")))  # type: ignore[arg-type]
    return nodes, page.next_cursor is not None


def _below(look: Look, rows: Sequence[Row]) -> dict[UUID, int]:
    parent = look.named("parent")
    if not rows:
        return {}
    ids = [str(row["id"]) for row in rows]
    found = look.figures([parent], ["count"], {"field": parent, "op": "in", "value": ids})
    return {row[parent].id: int(row["count"]) for row in found if row[parent] is not None}

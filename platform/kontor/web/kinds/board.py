"""A board: one column per value of a field, cards in them, moved from one to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kontor.access.grants import UPDATE
from kontor.access.rights import access_to
from kontor.records.queries import Ref, Row
from kontor.schema.descriptor import FieldDescriptor
from kontor.web.kinds.reading import Look
from kontor.web.kinds.table import group_name
from kontor.web.links import new_url

CARDS = 50
COLUMNS = 24
FACTS = 5
NONE = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One record on a board."""

    id: UUID
    version: int
    title: str
    url: str
    facts: list[tuple[str, SafeString]]
    tone: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """The cards with one value, how many there are in all, and their sum."""

    key: str
    name: str
    head: SafeString
    count: int
    sum: str
    cards: list[Card]
    more_url: str = ""
    new_url: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The columns of a board, and whether its reader may move cards at all."""

    columns: list[BoardColumn]
    label: str
    moves: bool
    move_query: str
    empty: bool = False
    template: str = field(default="kinds/board.html", init=False)


def group_of(look: Look) -> FieldDescriptor:
    """The field whose values are the columns; a view without it is none of this reader's."""
    found = look.field(str(look.body["group"]))
    assert found is not None  # noqa: S101 (views without what they need are not opened)
    return found


def board_of(look: Look) -> Board:
    """The board: a query for counts and sums, one for the cards, and one for each column that holds many."""
    one = group_of(look)
    total = look.named("sum")
    rows = look.figures([one.key], ["count", *([f"sum:{total}"] if total else [])])
    held = {_key(row[one.key]): row for row in rows}
    order = _order(look, one, [row[one.key] for row in rows])
    cards = _cards(look, one, {key: int(held[key]["count"]) for key in order if key in held})
    return Board(
        columns=[_column(look, one, value, held.get(key, {}), cards.get(key, [])) for key, value in order.items()],
        label=str(one.label),
        moves=bool(access_to(look.visit.actor, look.found).reach(UPDATE)) or not one.writable,
        move_query=look.here("move"),
    )


def _key(value: Any) -> str:
    if isinstance(value, Ref):
        return str(value.id)
    return "" if value is None else str(value)


def _order(look: Look, one: FieldDescriptor, values: Sequence[Any]) -> dict[str, Any]:
    """The columns in order: those of a choice as it lists them, others by name; cards without a value come first."""
    held = {_key(value): value for value in values}
    order: dict[str, Any] = {NONE: None} if NONE in held else {}
    if one.type.key == "choice":
        order |= {choice.key: choice.key for choice in one.choices if choice.active or choice.key in held}
    named = sorted((value for value in held.values() if isinstance(value, Ref)), key=lambda ref: ref.label)
    order |= {_key(value): value for value in named[:COLUMNS]}
    return order


def shown_on_card(look: Look, one: FieldDescriptor) -> list[str]:
    """The fields of a card: those of the view but the name and what the column already says."""
    return [path for path in look.columns if path not in (look.found.label_field, one.key)][:FACTS]


def _cards(look: Look, one: FieldDescriptor, counts: Mapping[str, int]) -> dict[str, list[Card]]:
    """The first cards of every column; columns with few are read together."""
    few = [key for key, count in counts.items() if 0 < count <= CARDS]
    fields = [*shown_on_card(look, one), one.key, "version"]
    rows: list[Row] = []
    if few:
        keys = [key for key in few if key != NONE]
        parts: list[dict[str, Any]] = [{"field": one.key, "op": "in", "value": keys}] if keys else []
        if NONE in few:
            parts.append({"field": one.key, "op": "is_empty", "value": True})
        wanted = parts[0] if len(parts) == 1 else {"or": parts}
        rows = look.read(fields, wanted, size=500).rows
    for key, count in counts.items():
        if count > CARDS:
            rows += look.read(fields, condition(one, key), size=CARDS).rows
    tones = look.tones(rows)
    cards: dict[str, list[Card]] = {}
    for row in rows:
        cards.setdefault(_key(row[one.key]), []).append(card_of(look, row, shown_on_card(look, one), tones))
    return cards


def condition(one: FieldDescriptor, key: str) -> dict[str, Any]:
    """The records of one column."""
    if key == NONE:
        return {"field": one.key, "op": "is_empty", "value": True}
    return {"field": one.key, "op": "eq", "value": key}


def card_of(look: Look, row: Row, paths: Sequence[str], tones: Mapping[UUID, str]) -> Card:
    """One record as a card."""
    return Card(
        row["id"],
        row.get("version", 0),
        look.title(row),
        look.url(row),
        look.facts(row, paths),
        tones.get(row["id"], ""),
    )


def _column(look: Look, one: FieldDescriptor, value: Any, figures: Row, cards: list[Card]) -> BoardColumn:
    key = _key(value)
    total = look.named("sum")
    count = int(figures.get("count", 0))
    amount = figures.get(f"sum:{total}") if total else None
    summed = look.field(total) if total else None
    name = look.text(one, value) if value is not None else _("None")
    head = group_name(look, one, value) or name
    return BoardColumn(
        key=key,
        name=name,
        head=mark_safe(head),  # noqa: S308 (group_name escapes)
        count=count,
        sum=look.text(summed, amount) if summed and amount is not None else "",
        cards=cards,
        more_url=look.here("cards", column=key, skip=len(cards)) if count > len(cards) else "",
        new_url=new_url(look.found.key, **{one.key: key}) if one.writable and key else "",
    )


def more_cards(look: Look, key: str, cursor: str) -> tuple[list[Card], str]:
    """The next cards of a column, and the address of those after them."""
    one = group_of(look)
    paths = shown_on_card(look, one)
    first = cursor or (look.read([*paths, "version"], condition(one, key), size=CARDS).next_cursor or "")
    if not first:
        return [], ""
    page = look.read([*paths, "version"], condition(one, key), size=CARDS, cursor=first)
    tones = look.tones(page.rows)
    cards = [card_of(look, row, paths, tones) for row in page.rows]
    return cards, look.here("cards", column=key, after=page.next_cursor) if page.next_cursor else ""

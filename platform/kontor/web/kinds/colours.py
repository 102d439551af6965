"""Colours by condition as inputs: a tone, and one row of the filter builder."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from kontor.core.labels import L
from kontor.layouts.parts import TONES
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.lists.builder import FilterRow, Option, builder_of, filter_from, fresh_row

PREFIX = "tone-"
TONE_WORDS = {
    "neutral": L("Grey", "灰色"),
    "active": L("Blue", "蓝色"),
    "waiting": L("Amber", "橙色"),
    "good": L("Green", "绿色"),
    "bad": L("Red", "红色"),
}


@dataclass(frozen=True, slots=True)
class Colour:
    """One colour: its group of inputs, the tones to choose from, and its condition."""

    key: str
    tones: list[Option]
    row: FilterRow


def fresh_colour(visit: Any, found: ObjectDescriptor) -> Colour:
    """A colour to fill in."""
    key = f"{PREFIX}{secrets.token_hex(4)}"
    return Colour(key, _tones("bad"), fresh_row(visit, found, key))


def colours_of(visit: Any, found: ObjectDescriptor, colours: Iterable[Mapping[str, Any]]) -> list[Colour]:
    """The colours of a view, as far as their condition is one row."""
    made = []
    for one in colours:
        key = f"{PREFIX}{secrets.token_hex(4)}"
        builder = builder_of(visit, found, one["filter"])
        if builder.rows:
            row = builder.rows[0]
            made.append(Colour(key, _tones(one["tone"]), _in_group(row, key)))
    return made


def _in_group(row: FilterRow, key: str) -> FilterRow:
    return replace(row, group=key)


def _tones(chosen: str) -> list[Option]:
    return [Option(tone, str(TONE_WORDS[tone]), tone == chosen) for tone in TONES]


def _rows(form: QueryDict) -> dict[str, str]:
    """The group of each row of inputs."""
    return {name.removesuffix(".group"): str(form[name]) for name in form if name.endswith(".group")}


def without_colours(form: QueryDict) -> QueryDict:
    """The inputs of the filter alone."""
    return _part(form, lambda group: not group.startswith(PREFIX))


def _part(form: QueryDict, fits: Any) -> QueryDict:
    rows = _rows(form)
    kept = QueryDict(mutable=True)
    for name in form:
        row = name.partition(".")[0]
        if row not in rows or fits(rows[row]):
            kept.setlist(name, form.getlist(name))
    return kept


def colours_from(visit: Any, found: ObjectDescriptor, form: QueryDict) -> list[dict[str, Any]]:
    """The colours that the inputs describe; those without a condition are left out."""
    made = []
    for key in dict.fromkeys(group for group in _rows(form).values() if group.startswith(PREFIX)):
        part = _part(form, lambda group, key=key: group == key)
        part["joint"] = "and"
        wanted = filter_from(visit, found, part)
        tone = form.get(f"{key}.tone", "")
        if wanted and tone in TONES:
            (condition,) = wanted["and"]
            made.append({"tone": tone, "filter": condition})
    return made

"""Colours by condition as inputs: a tone, and rows of the filter builder; what is more is kept as it is."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.layouts.parts import TONES
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.lists.builder import FilterRow, Option, builder_of, filter_from, fresh_row
from kontor.web.sight import seen

PREFIX = "tone-"
MAX_DEPTH = 5
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
    rows: list[FilterRow]
    joint: str = "and"
    kept: str = ""


def fresh_colour(visit: Any, found: ObjectDescriptor) -> Colour:
    """A colour to fill in."""
    key = f"{PREFIX}{secrets.token_hex(4)}"
    return Colour(key, _tones("bad"), [fresh_row(visit, found, key)])


def colours_of(visit: Any, found: ObjectDescriptor, colours: Iterable[Mapping[str, Any]]) -> list[Colour]:
    """The colours of a view in their order; of one whose condition is more than rows only the tone is an input."""
    made = []
    for one in colours:
        key = f"{PREFIX}{secrets.token_hex(4)}"
        builder = builder_of(visit, found, one["filter"])
        rows = [replace(row, group=key) for row in builder.rows]
        if not all(seen(visit.actor, found, path) is not None for path in _paths(one["filter"])):
            # an input would say another condition, and this one is not the reader's to know
            continue
        kept = json.dumps(one["filter"]) if builder.groups else ""
        made.append(Colour(key, _tones(one["tone"]), [] if kept else rows, builder.joint, kept))
    return made


def _paths(condition: Mapping[str, Any]) -> Iterator[str]:
    """Every field a condition names."""
    for joint in ("and", "or"):
        for part in condition.get(joint, ()):
            yield from _paths(part)
    if "field" in condition:
        yield str(condition["field"])


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
    """The colours that the inputs describe, in their order; those without a condition are left out."""
    made = []
    for key in [name.removesuffix(".tone") for name in form if name.startswith(PREFIX) and name.endswith(".tone")]:
        tone = form.get(f"{key}.tone", "")
        condition = _kept(form.get(f"{key}.kept", "")) or _condition(visit, found, form, key)
        if condition and tone in TONES:
            made.append({"tone": tone, "filter": condition})
    return made


def _condition(visit: Any, found: ObjectDescriptor, form: QueryDict, key: str) -> Any:
    part = _part(form, lambda group: group == key)
    part["joint"] = "and"
    part[f"{key}.joint"] = "or" if form.get(f"{key}.joint") == "or" else "and"
    wanted = filter_from(visit, found, part)
    return wanted["and"][0] if wanted else None


def _kept(text: str) -> Any:
    """The condition a colour keeps as it is; BadInput when it is none."""
    try:
        held = json.loads(text) if text else None
    except (ValueError, RecursionError):
        held = text
    if held is not None and not _is_condition(held):
        raise BadInput(_("This filter could not be understood."), field="colours")
    return held


def _is_condition(held: Any, depth: int = 0) -> bool:
    if not isinstance(held, dict) or depth > MAX_DEPTH:
        return False
    joint = next((held[name] for name in ("and", "or") if name in held), None)
    if joint is None:
        return isinstance(held.get("field"), str)
    return isinstance(joint, list) and all(_is_condition(part, depth + 1) for part in joint)

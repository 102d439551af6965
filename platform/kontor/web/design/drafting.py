"""The draft behind a page: the changes prepared on it, and what they would do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kontor.core.actor import Actor
from kontor.core.errors import Refusal
from kontor.design.changes.base import kind_of, planned_now
from kontor.design.drafts import Designer, draft_of, here, save_draft
from kontor.design.impact import Impact, impact_of

Change = dict[str, Any]
# of two changes that say the same of the same field only the later one counts
_SAME = ("op", "object", "field", "role", "property", "kind", "name")
_MERGED = frozenset({"change_field", "change_object"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """One prepared change in words."""

    place: int
    sentences: list[str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The draft of a subject, as pages show it."""

    subject: str
    revision: int
    changes: list[Change]
    prepared: list[Prepared]
    author: str
    others: list[Designer]


def drafted(actor: Actor, subject: str) -> Drafted:
    """The draft with a sentence per change, and who else has it open."""
    found = draft_of(actor, subject)
    changes: list[Change] = list(found.changes) if found else []
    return Drafted(
        subject=subject,
        revision=found.revision if found else 0,
        changes=changes,
        prepared=prepared_of(actor, changes),
        author=found.author_name if found else "",
        others=here(actor, subject),
    )


def prepared_of(actor: Actor, changes: Iterable[Mapping[str, Any]]) -> list[Prepared]:
    """Each change in words, or why it cannot be made."""
    planned = planned_now(actor)
    found = []
    for place, raw in enumerate(changes):
        try:
            kind = kind_of(raw, place)
            values = kind.read(raw, planned)
            kind.plan(values, planned)
            found.append(Prepared(place, kind.describe(values, planned)))
        except Refusal as refusal:
            found.append(Prepared(place, [str(raw.get("op", ""))], refusal.message))
    return found


def prepare(actor: Actor, subject: str, changes: Iterable[Mapping[str, Any]]) -> Impact:
    """Adds changes to the draft when they can be made after those that are in it; the impact of all of them.

    BadInput with the sentence of the first that cannot.
    """
    found = draft_of(actor, subject)
    merged = merge(list(found.changes) if found else [], changes)
    looked = impact_of(actor, merged)
    if looked.problems:
        return looked
    save_draft(actor, subject, looked.changes, revision=found.revision if found else 0)
    return looked


def merge(before: list[Change], more: Iterable[Mapping[str, Any]]) -> list[Change]:
    """The changes, with later words of the same field joined into earlier ones; a field made here is changed there."""
    merged = [dict(one) for one in before]
    for one in more:
        change = dict(one)
        if not _into_new(merged, change) and not _into_same(merged, change):
            merged.append(change)
    return merged


def _into_new(merged: list[Change], change: Change) -> bool:
    """Whether the change is of a field the draft itself makes, which it then makes differently."""
    ops = {"change_field": (), "set_unique": ("unique",), "set_indexed": ("indexed",), "set_field_rights": ("rights",)}
    for place, one in enumerate(merged):
        made = one.get("op") == "add_field" and one.get("key") == change.get("field")
        if not made or one.get("object") != change.get("object"):
            continue
        if change["op"] == "trash_field":
            del merged[place]
            return True
        if change["op"] in ops:
            one.update({name: value for name, value in change.items() if name not in ("op", "object", "field")})
            return True
    return False


def _into_same(merged: list[Change], change: Change) -> bool:
    named = [change.get(name) for name in _SAME]
    for one in merged:
        if [one.get(name) for name in _SAME] == named and change["op"] != "add_field":
            if change["op"] not in _MERGED:
                one.clear()
            one.update(change)
            return True
    return False


def without(actor: Actor, subject: str, place: int) -> None:
    """Takes one change out of the draft."""
    found = draft_of(actor, subject)
    if found is None or not 0 <= place < len(found.changes):
        return
    left = [one for at, one in enumerate(found.changes) if at != place]
    save_draft(actor, subject, left, revision=found.revision)

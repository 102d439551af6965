"""What changes would do: in sentences, with everything that uses what they touch and the rows that would not fit."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.errors import BadInput, Conflict, Refusal
from kontor.core.registry import Usage
from kontor.design.changes.base import Misfits, Planned, Touch, Values, kind_of, planned_now
from kontor.design.rights import check_designer
from kontor.design.usages import find_usages

MAX_CHANGES = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a change cannot be made; `place` counts from 0."""

    place: int
    message: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """A usage of something touched, and whether it would break."""

    what: str
    usage: Usage
    breaks: bool


@dataclass(slots=True)
class Impact:
    """Everything to be seen before publishing; `digest` names exactly this."""

    changes: list[Values] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    usages: list[Used] = field(default_factory=list)
    misfits: list[Misfits] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        """Whether it cannot be published as it is."""
        return bool(self.problems) or any(one.blocks for one in self.misfits)

    @property
    def harmless(self) -> bool:
        """Whether nothing breaks and every row fits."""
        return not self.misfits and not any(one.breaks for one in self.usages)

    @property
    def digest(self) -> str:
        """The fingerprint of what was shown: another one when anything in it has become different."""
        told = [
            self.changes,
            self.differences,
            sorted((one.what, str(one.usage.kind), one.usage.label, one.breaks) for one in self.usages),
            [(one.label, one.count) for one in self.misfits],
        ]
        text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def impact_of(actor: Actor, changes: Sequence[Mapping[str, Any]]) -> Impact:
    """What those changes would do, in their order; nothing is changed.

    NotPermitted for who may not design; what is wrong with a change is among the problems.
    """
    check_designer(actor)
    if len(changes) > MAX_CHANGES:
        raise BadInput(_("At most %(limit)s changes at once.") % {"limit": MAX_CHANGES}, field="changes")
    planned = planned_now(actor)
    found = Impact()
    touches: list[tuple[str, Touch]] = []
    for place, raw in enumerate(changes):
        try:
            touches.extend(_look_at(found, raw, place, planned))
        except Refusal as error:
            named = error.errors[0].field if error.errors else ""
            found.problems.append(Problem(place, error.message, named))
    labels = {(touch.object, touch.field): label for label, touch in touches}
    for touch, usage in find_usages(touch for _label, touch in touches):
        found.usages.append(Used(labels[touch.object, touch.field], usage, breaks=touch.breaks and usage.breaks))
    return found


def _look_at(found: Impact, raw: Mapping[str, Any], place: int, planned: Planned) -> list[tuple[str, Touch]]:
    kind = kind_of(raw, place)
    values = kind.read(raw, planned)
    touches = [(_label_of(planned, touch), touch) for touch in kind.touches(values)]
    misfits = kind.misfits(values, planned)
    kind.plan(values, planned)
    found.changes.append(values)
    found.differences.extend(kind.describe(values, planned))
    if misfits is not None:
        found.misfits.append(misfits)
    return touches


def _label_of(planned: Planned, touch: Touch) -> str:
    holder = planned.object(touch.object)
    if touch.field is None:
        return holder.label
    one = holder.fields.get(touch.field)
    return f"{holder.label} › {one.label if one else touch.field}"


def check_impact(found: Impact, seen: str) -> None:
    """Refuses what cannot be published, and what has an effect nobody has seen."""
    for problem in found.problems:
        place = f"changes.{problem.place}" + (f".{problem.field}" if problem.field else "")
        raise BadInput(problem.message, field=place, code="cannot_be_made")
    for misfit in found.misfits:
        if misfit.blocks:
            raise Conflict(f"{misfit.label}: {misfit.count}", code="rows_do_not_fit")
    if seen != found.digest and not (found.harmless and not seen):
        raise Conflict(
            _("Look at what this changes first: it is not what you have seen, or you have not seen it yet."),
            code="impact_not_seen",
        )

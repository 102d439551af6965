"""What a kind of change can do, and the schema as it will be after the changes before it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.errors import BadInput
from kontor.core.labels import stored_label
from kontor.core.registry import stores
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current

Values = dict[str, Any]


@dataclass(slots=True)
class PlannedField:
    """A field as it will be: its label, type and target."""

    key: str
    label: str
    type: str
    target: str = ""
    made: bool = True
    writable: bool = True
    spec: Any = None


@dataclass(slots=True)
class PlannedObject:
    """An object as it will be, with its fields by key."""

    key: str
    label: str
    plural: str
    kind: str
    made: bool = True
    parent: str = ""
    fields: dict[str, PlannedField] = field(default_factory=dict)
    found: ObjectDescriptor | None = None


@dataclass(slots=True)
class Planned:
    """The schema as it will be after the changes read so far."""

    actor: Actor
    objects: dict[str, PlannedObject]
    taken: dict[str, set[str]] = field(default_factory=dict)
    put_away: dict[tuple[str, str], Any] = field(default_factory=dict)

    def object(self, key: Any) -> PlannedObject:
        """The object named `key`; BadInput when there will be none."""
        found = self.objects.get(key) if isinstance(key, str) else None
        if found is None:
            raise BadInput(_("There is no object %(key)s.") % {"key": str(key)[:80]}, field="object")
        return found

    def field(self, key: Any, name: Any) -> PlannedField:
        """The field of an object; BadInput when there will be none."""
        found = self.object(key).fields.get(name) if isinstance(name, str) else None
        if found is None:
            raise BadInput(_("There is no field %(key)s.") % {"key": str(name)[:80]}, field="field")
        return found


@dataclass(frozen=True, slots=True)
class Touch:
    """An object or field that a change touches, and whether what uses it would break."""

    object: str
    field: str | None = None
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Misfits:
    """Rows that would not fit: how many of how many, some of them, and whether that forbids the change."""

    label: str
    total: int
    count: int
    examples: tuple[tuple[str, str, str], ...] = ()
    object: str = ""
    blocks: bool = False


class ChangeKind:
    """One kind of change. The defaults suit a change that touches nothing and breaks nothing.

    `structural`: it may make or change tables, which not every process may.
    """

    structural = True

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """The change with every name checked and every default filled in; BadInput with a sentence otherwise."""
        raise NotImplementedError

    def plan(self, values: Values, planned: Planned) -> None:
        """Makes the planned schema what it will be after this change."""

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What the change does, in sentences for the list of differences."""
        raise NotImplementedError

    def touches(self, values: Values) -> Iterable[Touch]:
        """What it touches, so that usages can be looked up."""
        return ()

    def misfits(self, values: Values, planned: Planned) -> Misfits | None:
        """Rows that would not fit."""
        return None

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Carries it out inside the running schema change; the changes that take it back, in order."""
        raise NotImplementedError


def kind_of(values: Any, place: int) -> ChangeKind:
    """The kind a change names; BadInput for anything else."""
    op = values.get("op") if isinstance(values, Mapping) else None
    kind = stores.changes.get(op) if isinstance(op, str) else None
    if kind is None:
        raise BadInput(
            _("Change %(place)s: there is no kind of change %(op)s.") % {"place": place + 1, "op": str(op)[:40]},
            field=f"changes.{place}.op",
        )
    found: ChangeKind = kind
    return found


def planned_now(actor: Actor) -> Planned:
    """The schema in force, as the start of a plan."""
    return Planned(actor, {key: _planned_object(found) for key, found in current().objects.items()})


def _planned_object(found: ObjectDescriptor) -> PlannedObject:
    return PlannedObject(
        key=found.key,
        label=str(found.label),
        plural=str(found.plural),
        kind="line" if found.is_line else ("document" if found.is_document else "record"),
        made=found.made,
        parent=found.parent_key or "",
        fields={key: planned_field(one) for key, one in found.fields.items()},
        found=found,
    )


def planned_field(one: FieldDescriptor) -> PlannedField:
    """A field in force, as part of a plan."""
    kind = one.kind or one.type.key
    return PlannedField(one.key, str(one.label), kind, one.target or "", one.made, one.writable)


def label_text(labels: Any) -> str:
    """A stored label in the reader's language."""
    return stored_label(labels) if isinstance(labels, dict) else str(labels or "")

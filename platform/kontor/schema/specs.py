"""What is asked for (specs) and what is stored (definitions), as immutable values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kontor.core.labels import stored_label
from kontor.schema.models import FieldDef, ObjectDef, State

Label = Mapping[str, str]
# kinds of fields whose value follows from others; what they hold is said by settings["result"]
DERIVED = frozenset({"formula", "rollup", "snapshot", "lookup"})
WITHOUT_COLUMN = frozenset({"lookup", "relations"})
LINKS = frozenset({"relation", "user", "team", "file", "image", "signature"})


@dataclass(frozen=True, slots=True)
class ObjectSpec:
    """An object to be made; without a key it gets one out of its label."""

    label: Label
    plural: Label = field(default_factory=dict)
    key: str = ""
    kind: str = "record"
    icon: str = "box"
    name_field: str = ""
    number: str = ""
    parent: str = ""
    context: tuple[str, ...] = ()
    searchable: tuple[str, ...] = ()
    archivable: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field to be made; without a key it gets one out of its label, without a position the last place."""

    label: Label
    type: str = "text"
    key: str = ""
    help: Label = field(default_factory=dict)
    position: int | None = None
    required: bool = False
    unique: bool = False
    indexed: bool = False
    default: Any = None
    target: str = ""
    on_delete: str = "protect"
    reverse_label: Label = field(default_factory=dict)
    choices: tuple[Mapping[str, Any], ...] = ()
    max_length: int | None = None
    minimum: Any = None
    maximum: Any = None
    searchable: bool = False
    sensitive: bool = False
    personal: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MadeField:
    """A stored field with what its column needs: the model it points to (`to`) and the name back (`reverse`)."""

    id: UUID
    object: str
    key: str
    type: str
    column: str
    label: Label
    help: Label
    position: int
    required: bool
    unique: bool
    indexed: bool
    default: Any
    target: str
    on_delete: str
    reverse_label: Label
    choices: tuple[Mapping[str, Any], ...]
    max_length: int | None
    minimum: str
    maximum: str
    searchable: bool
    sensitive: bool
    personal: bool
    settings: Mapping[str, Any]
    state: str
    to: str = ""

    @property
    def kind(self) -> str:
        """How the value comes about: formula, rollup, snapshot, lookup, relations, or "" when people enter it."""
        said = str(self.settings.get("kind") or (self.type if self.type in DERIVED else ""))
        return said or ("relations" if self.type == "relations" else "")

    @property
    def result(self) -> str:
        """The key of the type of its values."""
        return str(self.settings.get("result") or self.type) if self.kind in DERIVED else self.type

    @property
    def stored(self) -> bool:
        """Whether a column holds it."""
        return self.kind not in WITHOUT_COLUMN

    @property
    def derived(self) -> bool:
        """Whether only the house writes it."""
        return self.kind in DERIVED

    @property
    def is_link(self) -> bool:
        """Whether its column points to another table."""
        return self.stored and self.result in LINKS

    @property
    def reverse(self) -> str:
        """The name under which the target's records know those that link to them."""
        if self.result != "relation" or self.derived:
            return "+"
        return str(self.settings.get("reverse") or f"{self.object}_{self.key}_set")

    @property
    def shape(self) -> tuple[Any, ...]:
        """What the Django field is made from: when it changes, the field is made anew."""
        return (self.column, self.result, self.to, self.on_delete, self.reverse, self.key, self.max_length)


@dataclass(frozen=True, slots=True)
class MadeObject:
    """A stored object."""

    id: UUID
    key: str
    table: str
    kind: str
    label: Label
    plural: Label
    icon: str
    name_field: str
    number: str
    parent: str
    context: tuple[str, ...]
    searchable: tuple[str, ...]
    archivable: bool
    state: str
    settings: Mapping[str, Any]

    @property
    def history_table(self) -> str:
        """The table of its versions."""
        return history_table(self.table)

    @property
    def model_name(self) -> str:
        """The name of its class: out of the table, since keys and labels are words of people."""
        return model_name(self.table)

    @property
    def lines(self) -> str:
        """The name of these lines on their parent."""
        return lines_name(self.key, self.settings)


def history_table(table: str) -> str:
    """The table of versions of a made object's table."""
    return f"{table}_history"


def model_name(table: str) -> str:
    """The class name of a made object's table."""
    return "Object" + table.removeprefix("o_").upper()


def lines_name(key: str, settings: Mapping[str, Any]) -> str:
    """The name of a line object's rows on their parent."""
    said = settings.get("lines")
    if said:
        return str(said)
    return f"{key}s" if key.endswith("line") else f"{key}_lines"


@dataclass(frozen=True, slots=True)
class Definitions:
    """All that is stored, at one token."""

    token: UUID | None = None
    objects: Mapping[str, MadeObject] = field(default_factory=dict)
    fields: Mapping[str, tuple[MadeField, ...]] = field(default_factory=dict)
    overrides: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)

    def live_fields(self, key: str) -> tuple[MadeField, ...]:
        """The live fields of an object in their order."""
        return tuple(one for one in self.fields.get(key, ()) if one.state == State.LIVE)

    def live_objects(self) -> list[MadeObject]:
        """The live objects in the order they were made."""
        return [one for one in self.objects.values() if one.state == State.LIVE]


OBJECT_COLUMNS = tuple(MadeObject.__dataclass_fields__)
FIELD_COLUMNS = tuple(name for name in MadeField.__dataclass_fields__ if name != "to")


def made_object(row: ObjectDef) -> MadeObject:
    """The immutable form of a stored object."""
    values = {name: getattr(row, name) for name in OBJECT_COLUMNS}
    return MadeObject(**{**values, "context": tuple(row.context), "searchable": tuple(row.searchable)})


def made_field(row: FieldDef, to: str = "") -> MadeField:
    """The immutable form of a stored field."""
    values = {name: getattr(row, name) for name in FIELD_COLUMNS}
    return MadeField(**{**values, "choices": tuple(row.choices)}, to=to)


def label_of(labels: Label) -> str:
    """The text of a stored label in the active language."""
    return stored_label(dict(labels))

"""Descriptors: what forms, lists, filters, API, export, history and rights are derived from. Immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kontor.core.declare import Computed, Declare

if TYPE_CHECKING:
    from uuid import UUID

    from kontor.schema.field_types.base import FieldType


@dataclass(frozen=True, slots=True)
class Choice:
    """One key a choice field may hold, with its label."""

    key: str
    label: Any
    tone: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class FieldDescriptor:
    """One field of one object, whoever made it."""

    key: str
    object: str
    type: "FieldType"
    label: Any
    help: Any = ""
    required: bool = False
    read_only: bool = False
    derived: bool = False
    sensitive: bool = False
    searchable: bool = False
    unique: bool = False
    target: str | None = None
    choices: tuple[Choice, ...] = ()
    max_length: int | None = None
    digits: int = 0
    places: int = 0
    nullable: bool = False
    default: Any = None
    attname: str = ""
    computed: Computed | None = None
    relation_filter: Mapping[str, str] = field(default_factory=dict)
    minimum: Any = None
    maximum: Any = None
    validators: tuple[Any, ...] = ()
    made: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    position: int = 0
    reverse_label: Any = ""
    on_delete: str = ""

    @property
    def kind(self) -> str:
        """How a derived value comes about: formula, rollup, snapshot, lookup, relations; "" for what is entered."""
        return str(self.settings.get("kind", ""))

    @property
    def stored(self) -> bool:
        """Whether a column holds it."""
        return self.computed is None and self.kind not in ("lookup", "relations")

    @property
    def queryable(self) -> bool:
        """Whether it can stand in a filter, sort, group or aggregate."""
        return self.computed is None or self.computed.expression is not None

    @property
    def writable(self) -> bool:
        """Whether a save may ever set it, rights aside."""
        return not (self.read_only or self.derived or self.computed)


@dataclass(frozen=True, slots=True)
class ObjectDescriptor:
    """One object with its fields and lines."""

    key: str
    model: Any
    declare: Declare
    label: Any
    plural: Any
    icon: str
    app: str
    name_field: str | None
    fields: Mapping[str, FieldDescriptor]
    is_line: bool
    is_document: bool
    parent: str | None = None
    parent_key: str | None = None
    lines: "Mapping[str, ObjectDescriptor]" = field(default_factory=dict)
    made: bool = False
    kind: str = "record"
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label_field(self) -> str | None:
        """The column that names a record: its name field, or its number for a document."""
        if self.name_field:
            return self.name_field
        return "number" if "number" in self.fields else None

    @property
    def states(self) -> tuple[Choice, ...]:
        """The statuses that actions move a document through, in declared order; a status people set is none of them."""
        status = self.fields.get("status")
        return status.choices if status and not status.writable else ()

    @property
    def searchable(self) -> tuple[str, ...]:
        """Keys of the fields that full-text search reads."""
        return self.declare.searchable

    @property
    def context(self) -> tuple[str, ...]:
        """Keys of the fields shown under a record's name in pickers."""
        return self.declare.context


@dataclass(frozen=True, slots=True)
class Schema:
    """All objects at one moment; `token` names this build in this process, `stored` the state of the database."""

    token: "UUID"
    objects: Mapping[str, ObjectDescriptor]
    stored: "UUID | None" = None

    def get(self, key: str) -> ObjectDescriptor | None:
        """The object named `key`, or None."""
        return self.objects.get(key)

    def of(self, model: type) -> ObjectDescriptor:
        """The object of a model class; KeyError when it has none."""
        return self.objects[model.declare.key]  # type: ignore[attr-defined]

"""Where a field may stand: every path is checked against the actor's rights before it reaches the database.

A value the actor may see on some rows only is replaced by NULL on the others, whatever it is used for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Case, F, Q, When
from django.utils.translation import gettext as _

from kontor.access.grants import DELETE, READ
from kontor.access.reach import Reach
from kontor.access.rights import ObjectAccess, access_to
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput, FieldProblem
from kontor.records.derive.volatile import computed_now
from kontor.records.read.links import linked_now
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.field_types import TYPES
from kontor.schema.registry import current

MAX_HOPS = 3
ID_FIELD = FieldDescriptor(key="id", object="", type=TYPES["id"], label="ID", read_only=True, attname="id")


def no_such_field(path: str) -> BadInput:
    """The one answer for names that do not exist and names the actor may not know."""
    name = str(path)[:120]
    return BadInput(
        _("There is no such field: %(field)s.") % {"field": name},
        errors=[FieldProblem(name, _("There is no such field."), "unknown_field")],
        code="unknown_field",
    )


@dataclass(frozen=True, slots=True)
class Position:
    """A field at the end of a path, ready to be selected, filtered, sorted or grouped by."""

    path: str
    field: FieldDescriptor
    lookup: str
    target: ObjectDescriptor | None = None


@dataclass(slots=True)
class Reading:
    """One read of one object by one actor: hands out positions and keeps the annotations they need."""

    actor: Actor
    found: ObjectDescriptor
    clock: Clock
    trashed: bool = False
    annotations: dict[str, Any] = field(default_factory=dict)
    known: dict[str, Position] = field(default_factory=dict)

    @property
    def access(self) -> ObjectAccess:
        """The actor's rights to the object."""
        return access_to(self.actor, self.found)

    @property
    def prefix(self) -> str:
        """The relation path from a row to the record that owns it."""
        return f"{self.found.parent}__" if self.found.parent else ""

    @property
    def reach(self) -> Reach:
        """How far the rows reach; the trash shows what could be restored."""
        return self.access.reach(DELETE if self.trashed else READ)

    def rows(self) -> Any:
        """The rows within reach, unordered."""
        rows = self.found.model._base_manager.all()
        reach = self.reach
        if not reach:
            return rows.none()
        condition = reach.condition(self.actor, self.prefix)
        if condition is not None:
            rows = rows.filter(condition)
        if self.found.is_line or not self.trashed:
            return rows.filter(Q((f"{self.prefix}trashed_at__isnull", True)))
        return rows.filter(trashed_at__isnull=False)

    def position(self, path: str) -> Position:
        """The position of a path such as "customer.team"; the same BadInput for unknown and forbidden."""
        found = self.known.get(path)
        if found is None:
            found = self.known[path] = self._resolve(path)
        return found

    def readable(self, path: str) -> bool:
        """Whether the actor may use that path at all."""
        try:
            self.position(path)
        except BadInput:
            return False
        return True

    def _resolve(self, path: str) -> Position:
        if path == "id":
            return Position(path, ID_FIELD, "id")
        parts = str(path).split(".")
        if not 1 <= len(parts) <= MAX_HOPS + 1:
            raise no_such_field(path)
        guards: list[Q] = []
        holder: ObjectDescriptor | None = self.found
        prefix, at = "", self.prefix
        for hop, name in enumerate(parts):
            one = holder.fields.get(name) if holder else None
            if one is None or holder is None:
                raise no_such_field(path)
            guards.extend(self._guards(holder, one, at, root=hop == 0, path=path))
            if one.kind == "lookup":
                return self._looked_up(path, one, prefix, parts[hop + 1 :], guards)
            holder = current().get(one.target) if one.target else None
            if hop < len(parts) - 1:
                prefix += f"{name}__"
                at = prefix
        assert one is not None  # noqa: S101 (there is at least one part)
        return self._placed(path, one, prefix, guards, holder)

    def _looked_up(
        self, path: str, one: FieldDescriptor, prefix: str, rest: Sequence[str], guards: Sequence[Q]
    ) -> Position:
        """A look-up is the field it leads to, with the guards of the way there; name and label are its own."""
        way = ".".join([*prefix.split("__")[:-1], str(one.settings.get("path", ""))])
        if rest or not self.readable(way):
            raise no_such_field(path)
        end = self.position(way)
        lookup = self._annotate(F(end.lookup), guards) if guards else end.lookup
        shown = replace(end.field, key=one.key, object=one.object, label=one.label, help=one.help, made=True)
        return Position(path, shown, lookup, end.target)

    def _guards(self, holder: ObjectDescriptor, one: FieldDescriptor, at: str, *, root: bool, path: str) -> list[Q]:
        """The conditions under which one hop may be seen; empty when it always may."""
        reach = access_to(self.actor, holder).field(one.key).read
        if not reach:
            raise no_such_field(path)
        if root and reach == self.access.reach(READ):
            return []
        condition = reach.condition(self.actor, at)
        return [] if condition is None else [condition]

    def _placed(
        self, path: str, one: FieldDescriptor, prefix: str, guards: Sequence[Q], target: ObjectDescriptor | None
    ) -> Position:
        if one.kind == "relations" and not prefix:
            one = linked_now(self.actor, self.found, one)
        if one.settings.get("volatile"):
            one = computed_now(self.actor, self.clock, self.found, one)
        if one.computed is not None:
            if prefix or (guards and one.computed.expression is None):
                raise no_such_field(path)
            if one.computed.expression is None:
                return Position(path, one, "", target)
            lookup = self._annotate(one.computed.expression(self.clock), guards)
            return Position(path, one, lookup, target)
        lookup = (
            f"{prefix}{one.attname}" if one.attname.endswith("_id") and one.attname != one.key else f"{prefix}{one.key}"
        )
        if guards:
            lookup = self._annotate(F(lookup), guards)
        return Position(path, one, lookup, target)

    def _annotate(self, expression: Any, guards: Sequence[Q]) -> str:
        alias = f"at_{len(self.annotations)}"
        if guards:
            allowed = guards[0]
            for more in guards[1:]:
                allowed &= more
            expression = Case(When(allowed, then=expression), default=None)
        self.annotations[alias] = expression
        return alias

    def label_of(self, position: Position) -> Position | None:
        """The position of a related record's name; None when the actor may not read it or it has none."""
        if position.target is None or position.target.label_field is None:
            return None
        path = f"{position.path}.{position.target.label_field}"
        return self.position(path) if self.readable(path) else None

    def queryable(self, path: str) -> Position:
        """A position that may stand in a filter, sort, group or aggregate."""
        position = self.position(path)
        if not position.lookup:
            raise no_such_field(path)
        return position

"""Which fields follow from which: compiled once per schema, in the order they must be worked out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput, Refusal
from kontor.core.registry import on_schema_change
from kontor.formulas import Program, compile
from kontor.formulas.program import condition
from kontor.records.conditions import text_of
from kontor.records.formulas import ObjectNames
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current

Node = tuple[str, str]
FIGURES = ("count", "sum", "min", "max", "avg")
KINDS = ("formula", "rollup", "snapshot")


@dataclass(frozen=True, slots=True)
class Children:
    """The rows a roll-up goes over: a line object, or one whose relation points at the record."""

    found: ObjectDescriptor
    attname: str
    lines: str = ""


@dataclass(frozen=True, slots=True)
class Rollup:
    """A figure over children."""

    children: Children
    figure: str
    source: FieldDescriptor | None
    filter: Program | None


@dataclass(frozen=True, slots=True)
class Derived:
    """A field whose value follows from others."""

    found: ObjectDescriptor
    field: FieldDescriptor
    program: Program | None = None
    rollup: Rollup | None = None
    path: str = ""
    reads: frozenset[tuple[str, Node]] = frozenset()

    @property
    def node(self) -> Node:
        """Object and key."""
        return self.found.key, self.field.key


@dataclass(frozen=True, slots=True)
class Plan:
    """All derived fields: per object in order; and who reads a field of another object over which relations."""

    own: Mapping[str, tuple[Derived, ...]] = field(default_factory=dict)
    readers: Mapping[Node, tuple[tuple[Derived, str], ...]] = field(default_factory=dict)
    parents: Mapping[str, tuple[Derived, ...]] = field(default_factory=dict)
    broken: Mapping[Node, str] = field(default_factory=dict)


_plans: dict[Any, Plan] = {}
on_schema_change(_plans.clear)


def plan() -> Plan:
    """The plan of the schema in force."""
    token = current().token
    found = _plans.get(token)
    if found is None:
        _plans.clear()
        found = _plans[token] = _make()
    return found


def children_of(found: ObjectDescriptor, over: str) -> Children:
    """The rows named by a roll-up: lines ("lines"), a relation back ("orders"), or "object.field"; BadInput."""
    lines = found.lines.get(over)
    if lines is not None and lines.parent:
        return Children(lines, f"{lines.parent}_id", over)
    other, dot, name = over.partition(".")
    target = current().get(other) if dot else None
    relation = target.fields.get(name) if target else None
    if target is not None and relation is not None and relation.target == found.key and relation.stored:
        return Children(target, relation.attname)
    try:
        back = found.model._meta.get_field(over)
        return Children(current().of(back.related_model), back.field.attname)
    except (FieldDoesNotExist, AttributeError, KeyError):
        raise BadInput(_("There are no records “%(name)s” here.") % {"name": over[:80]}, field="over") from None


def hops(found: ObjectDescriptor, path: str) -> list[tuple[str, Node]]:
    """Every field a path touches, each with the relations before it ("" for an own field)."""
    touched = []
    holder: ObjectDescriptor | None = found
    before: list[str] = []
    for name in path.split("."):
        if holder is None:
            break
        touched.append((".".join(before), (holder.key, name)))
        before.append(name)
        if name == "parent" and holder.parent_key:
            holder = current().get(holder.parent_key)
        else:
            one = holder.fields.get(name)
            holder = current().get(one.target) if one and one.target else None
    return touched


def derived_of(found: ObjectDescriptor, one: FieldDescriptor) -> Derived:
    """The compiled form of a derived field; BadInput or FormulaError when it cannot be."""
    if one.kind == "formula":
        program = compile(str(one.settings.get("formula", "")), ObjectNames(found))
        reads = frozenset(touch for path in program.inputs for touch in hops(found, path))
        return Derived(found, one, program=program, reads=reads)
    if one.kind == "rollup":
        return _rollup(found, one)
    path = str(one.settings.get("path", ""))
    return Derived(found, one, path=path, reads=frozenset(hops(found, path)))


def _rollup(found: ObjectDescriptor, one: FieldDescriptor) -> Derived:
    settings = one.settings
    children = children_of(found, str(settings.get("over", "")))
    figure = str(settings.get("figure", ""))
    if figure not in FIGURES:
        raise BadInput(_("Choose what is worked out: %(figures)s.") % {"figures": ", ".join(FIGURES)}, field="figure")
    source = children.found.fields.get(str(settings.get("field") or ""))
    if figure != "count" and (source is None or not source.stored or source.computed):
        raise BadInput(_("Choose the field it is worked out from."), field="field")
    if figure in ("sum", "avg") and source is not None and not source.type.numeric:
        raise BadInput(_("Only numbers can be added up."), field="field")
    if source is not None and figure not in source.type.aggregates:
        raise BadInput(_("This figure is not possible for this field."), field="figure")
    wanted = filter_program(children.found, settings.get("filter"))
    touched = {("*", (children.found.key, source.key))} if source else set()
    for path in wanted.inputs if wanted else ():
        touched |= {("*", node) for before, node in hops(children.found, path) if not before}
    return Derived(found, one, rollup=Rollup(children, figure, source, wanted), reads=frozenset(touched))


def filter_program(found: ObjectDescriptor, wanted: Any) -> Program | None:
    """The condition on children: a formula, or one put together by hand; only of their own fields, of no moment."""
    names = ObjectNames(found)
    text = wanted if isinstance(wanted, str) else text_of(names, wanted)
    if not text.strip():
        return None
    program = condition(text, names)
    if program.volatile or any("." in path for path in program.inputs):
        raise BadInput(_("This filter may only use the records' own fields, and not the day."), field="filter")
    return program


def edges(derived: Sequence[Derived]) -> dict[Node, frozenset[Node]]:
    """What each derived field reads."""
    return {one.node: frozenset(node for _before, node in one.reads) for one in derived}


def cycle(graph: Mapping[Node, frozenset[Node]]) -> list[Node]:
    """A circle of fields that read each other; empty when there is none."""
    done: set[Node] = set()
    for start in graph:
        trail: list[Node] = []
        found = _visit(start, graph, trail, done)
        if found:
            return found
    return []


def _visit(node: Node, graph: Mapping[Node, frozenset[Node]], trail: list[Node], done: set[Node]) -> list[Node]:
    if node in trail:
        return [*trail[trail.index(node) :], node]
    if node in done or node not in graph:
        return []
    trail.append(node)
    for other in sorted(graph[node]):
        found = _visit(other, graph, trail, done)
        if found:
            return found
    trail.pop()
    done.add(node)
    return []


def in_order(derived: Sequence[Derived]) -> list[Derived]:
    """What is read comes first."""
    by_node = {one.node: one for one in derived}
    graph = edges(derived)
    ordered: dict[Node, Derived] = {}

    def take(node: Node) -> None:
        if node in by_node and node not in ordered:
            for other in sorted(graph[node]):
                if other != node:
                    take(other)
            ordered.setdefault(node, by_node[node])

    for node in by_node:
        take(node)
    return list(ordered.values())


def _make() -> Plan:
    found: list[Derived] = []
    broken: dict[Node, str] = {}
    for holder in current().objects.values():
        for one in holder.fields.values():
            if one.kind not in KINDS:
                continue
            try:
                found.append(derived_of(holder, one))
            except Refusal as error:
                broken[holder.key, one.key] = error.message
    while circle := cycle(edges(found)):
        for node in circle:
            broken[node] = " → ".join(".".join(one) for one in circle)
        found = [one for one in found if one.node not in broken]
    return _sorted(in_order(found), broken)


def _sorted(found: list[Derived], broken: Mapping[Node, str]) -> Plan:
    own: dict[str, list[Derived]] = {}
    readers: dict[Node, list[tuple[Derived, str]]] = {}
    parents: dict[str, list[Derived]] = {}
    for one in found:
        own.setdefault(one.found.key, []).append(one)
        if one.rollup is not None:
            parents.setdefault(one.rollup.children.found.key, []).append(one)
        elif one.program is not None:
            for before, node in one.reads:
                if before:
                    readers.setdefault(node, []).append((one, before))
    return Plan(
        {key: tuple(some) for key, some in own.items()},
        {node: tuple(some) for node, some in readers.items()},
        {key: tuple(some) for key, some in parents.items()},
        broken,
    )

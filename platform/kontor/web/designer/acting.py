"""Rules as they would act on a record if the draft were published; nothing is saved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from kontor.access.inputs import fields_on
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.errors import Refusal
from kontor.core.ids import new_id
from kontor.core.labels import stored_label
from kontor.layouts.rule_effects import set_by
from kontor.layouts.rules import Compiled, asking_of, compiled, rules_for, rules_of
from kontor.records.queries import Detail, Ref
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current, planned
from kontor.web.forms.source import Row, Source, from_detail
from kontor.web.labels import labels_of
from kontor.web.render.cells import RELATED
from kontor.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Acting:
    """The rules that act; the names of those that do not: as they read what is hidden, or cannot be understood."""

    rules: tuple[Compiled, ...] = ()
    blind: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def acting_rules(actor: Actor, drawn: ObjectDescriptor, document: Mapping[str, Any], record: Any) -> Acting:
    """The draft's rules, or those in force, compiled for the object as it will be.

    A rule that reads what the actor may not read does not act: it would tell him the value.
    """
    given = document["rules"] if document["rules"] is not None else rules_of(drawn.key)
    objects = MappingProxyType({**current().objects, drawn.key: drawn})
    with_drawn = replace(current(), token=new_id(), objects=objects)
    acting, blind, unclear = [], [], []
    for place, one in enumerate(given, start=1):
        name = (stored_label(dict(one.get("label") or {})) if isinstance(one, Mapping) else "") or str(place)
        try:
            with planned(with_drawn):
                rule = compiled(drawn, one, "en")
        except (Refusal, AttributeError, TypeError, ValueError):
            unclear.append(name)
            continue
        if not one.get("active", True):
            continue
        if _is_blind(actor, drawn, rule, record):
            blind.append(name)
        else:
            acting.append(rule)
    return Acting(tuple(acting), blind, unclear)


def _is_blind(actor: Actor, drawn: ObjectDescriptor, rule: Compiled, record: Any) -> bool:
    holder = drawn.lines[rule.scope] if rule.scope else drawn
    programs = (rule.condition, *(effect.program for effect in rule.effects))
    paths = {path for program in programs if program for path in program.inputs}
    near = {drawn.key, *(one.key for one in drawn.lines.values())}
    nodes = {(each.key, name) for path in paths for each, name in fields_on(holder, path)}
    return any(not _reads(actor, drawn, node, record if node[0] in near else None) for node in nodes)


def _reads(actor: Actor, drawn: ObjectDescriptor, node: tuple[str, str], record: Any) -> bool:
    """Whether the actor reads that field: on the record, or where it is another one on every record."""
    key, name = node
    found = current().get(key)
    if found is None or (key == drawn.key and name not in found.fields):
        return found is not None
    reach = access_to(actor, found).field(name).read
    return reach.everything if record is None else reach.covers(actor, record)


def acted_out(visit: Visit, drawn: ObjectDescriptor, acting: Acting, detail: Detail) -> Source:
    """The form of the record with everything rules set, and what they would say when it is saved."""
    record = detail.record
    lines = {name: list(getattr(record, name).order_by("position", "id")) for name in drawn.lines}
    set_by(asking_of(visit.actor, record, visit.clock), drawn, acting.rules, record, lines)
    source = from_detail(detail)
    source.rules = rules_for(visit.actor, drawn, record, lines, visit.clock)
    _fill(visit, drawn, source.row, record, _set_keys(acting, ""))
    for name, rows in source.lines.items():
        for row, line in zip(rows, lines[name], strict=True):
            _fill(visit, drawn.lines[name], row, line, _set_keys(acting, name))
    _say(source)
    return source


def _set_keys(acting: Acting, scope: str) -> Iterator[str]:
    return (
        effect.field for one in acting.rules if one.scope == scope for effect in one.effects if effect.kind == "set"
    )


def _fill(visit: Visit, holder: ObjectDescriptor, row: Row, held: Any, keys: Iterator[str]) -> None:
    """What was set, as the form shows it; where it may be seen."""
    values = dict(row.values)
    for key in keys:
        if key in values:
            values[key] = _shown(visit, holder.fields[key], getattr(held, holder.fields[key].attname))
    row.values = values


def _shown(visit: Visit, one: FieldDescriptor, value: Any) -> Any:
    if one.type.key not in RELATED or value is None:
        return value
    target = str(one.target or "")
    return Ref(value, target, labels_of(visit.actor, target, [value]).get(value, ""))


def _say(source: Source) -> None:
    """Warnings above the form, refusals beside their fields."""
    source.said = [message for _field, message in source.rules.warnings]
    for key, message in source.rules.refusals:
        if key:
            source.row.problems[key] = message
        else:
            source.general.append(message)
    for name, states in source.rules.lines.items():
        rows: Sequence[Row] = source.lines.get(name, ())
        for row, state in zip(rows, states, strict=False):
            row.said = [message for _field, message in state.warnings]
            row.problems.update(state.refusals)

"""Rules in the write path: what they set before the modules' own rules, what they judge when everything is computed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import FieldProblem, RuleBroken
from kontor.core.registry import before_save, judge
from kontor.formulas import FormulaError
from kontor.layouts.rules import Asking, Compiled, Effect, RuleState, compiled_rules, whole_state
from kontor.records.derive.follow import Held, derive_in_save
from kontor.records.derive.plan import hops, plan
from kontor.records.derive.values import fitted
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.field_types.base import EMPTY
from kontor.schema.registry import current


def _asking(work: Any) -> Asking:
    source = Held(work)
    return Asking(source.context, source.fetch)


@before_save
def set_values(*, work: Any, record: Any, lines: dict[str, list[Any]], changed: frozenset[str]) -> None:
    """Sets what rules set, in their order, so that later rules see it, and what follows from it."""
    found = current().of(type(record))
    rules = compiled_rules(found)
    if any(effect.kind == "set" for one in rules for effect in one.effects):
        set_by(_asking(work), found, rules, record, lines, lambda: derive_in_save(work, record, lines))


def set_by(
    asking: Asking,
    found: ObjectDescriptor,
    rules: Sequence[Compiled],
    record: Any,
    lines: Mapping[str, Sequence[Any]],
    derive: Callable[[], None] | None = None,
) -> None:
    """Sets on a record and its lines what rules set, in order; `derive` works out what a rule will read."""
    fresh = derive is None
    for one in rules:
        if not any(effect.kind == "set" for effect in one.effects):
            continue
        holder = found.lines[one.scope] if one.scope else found
        if derive is not None and not fresh and _reads_derived(found, holder, one):
            derive()
            fresh = True
        for row in lines.get(one.scope, ()) if one.scope else (record,):
            if asking.holds(one, holder, row):
                fresh = not _set_all(asking, holder, one, row) and fresh


def _reads_derived(found: ObjectDescriptor, holder: ObjectDescriptor, one: Compiled) -> bool:
    """Whether a rule reads what follows from other fields of the record that is saved, or of its lines."""
    own = plan().own
    within = {found.key, *(line.key for line in found.lines.values())}
    derived = {each.node for key in within for each in own.get(key, ())}
    programs = [one.condition, *(effect.program for effect in one.effects)]
    paths = {path for program in programs if program is not None for path in program.inputs}
    return bool(derived) and any(node in derived for path in paths for _before, node in hops(holder, path))


def _set_all(asking: Asking, holder: ObjectDescriptor, one: Compiled, row: Any) -> bool:
    """Sets what one rule sets; whether anything became other."""
    done = [_set(asking, holder, effect, row) for effect in one.effects if effect.kind == "set"]
    return any(done)


def _set(asking: Asking, holder: ObjectDescriptor, effect: Effect, row: Any) -> bool:
    field = holder.fields[effect.field]
    value = effect.value
    if effect.program is not None:
        try:
            value = fitted(field, effect.program.evaluate(asking.reader(holder, row), asking.context))
        except FormulaError:
            value = None
    if value is None and not field.nullable:
        value = field.type.blank if field.type.blank is not None else getattr(row, field.attname)
    if getattr(row, field.attname) == value:
        return False
    setattr(row, field.attname, value)
    return True


@judge
def judge_record(*, work: Any, record: Any, lines: dict[str, list[Any]], changed: frozenset[str]) -> None:
    """Refuses what rules refuse: RuleBroken names every field; warnings are told."""
    found = current().of(type(record))
    if not compiled_rules(found):
        return
    asking = _asking(work)
    state = whole_state(asking, found, record, lines)
    problems = list(_problems(work, found, record, state))
    for name, states in state.lines.items():
        for number, (row, own) in enumerate(zip(lines[name], states, strict=True), start=1):
            problems += [
                FieldProblem(one.field, one.message, one.code, number, name)
                for one in _problems(work, found.lines[name], row, own, number)
            ]
    if problems:
        raise RuleBroken(problems[0].message, errors=problems)


def _problems(
    work: Any, holder: ObjectDescriptor, row: Any, state: RuleState, number: int | None = None
) -> Sequence[FieldProblem]:
    for key, message in state.warnings:
        work.warn(message, key or None, number)
    problems = [FieldProblem(key, message, "rule") for key, message in state.refusals]
    problems += _untouchable(work.given.get((type(row), row.pk), {}), holder, row, state)
    for key in sorted(state.required):
        if getattr(row, holder.fields[key].attname) in EMPTY:
            problems.append(FieldProblem(key, _("This field is required."), "required"))
    for key, allowed in sorted(state.choices.items()):
        value = getattr(row, holder.fields[key].attname)
        held = value if isinstance(value, tuple) else (value,)
        if any(one not in allowed for one in held if one not in EMPTY):
            problems.append(FieldProblem(key, _("This choice is not possible here."), "choice"))
    return problems


def _untouchable(
    given: Mapping[str, tuple[Any, Any]], holder: ObjectDescriptor, row: Any, state: RuleState
) -> list[FieldProblem]:
    """Hidden and locked fields that were sent with another value than they had; the same value is no offence."""
    problems = []
    for key in sorted((state.hidden | state.locked) & set(given)):
        before, sent = given[key]
        if before == sent or (before in EMPTY and sent in EMPTY):
            continue
        if key in state.values and getattr(row, holder.fields[key].attname) == sent:
            continue
        problems.append(FieldProblem(key, _("This field cannot be set here."), "read_only"))
    return problems

"""Rules of forms: compiled once, asked by every save and by every drawing of a form. One implementation.

A rule says what holds while its condition is true: fields are shown, hidden, required or locked, choices restricted,
values set, a warning is given, or the save is refused. Its effects name fields of the record ("discount"), or all of
one kind of line ("lines.discount"); then the condition is asked of each line, which knows its record as [parent.…].
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput, Refusal
from kontor.core.labels import L, stored_label
from kontor.core.registry import Usage, invariant, on_schema_change, usages
from kontor.formulas import Context, Program, compile
from kontor.formulas.program import condition as compile_condition
from kontor.identity.services import business_clock
from kontor.layouts import stored
from kontor.layouts.models import Rule
from kontor.records.conditions import text_of
from kontor.records.derive.plan import hops
from kontor.records.derive.values import Stored
from kontor.records.formulas import ObjectNames, moment, type_for, value_at
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

EFFECTS = ("show", "hide", "require", "lock", "set", "restrict", "warn", "refuse")
FIELDLESS = frozenset({"warn", "refuse"})
MAX_RULES = 200
MAX_EFFECTS = 50


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing a rule does."""

    kind: str
    field: str
    value: Any = None
    program: Program | None = None
    message: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def said(self, fallback: str) -> str:
        """Its message in the active language."""
        return stored_label(dict(self.message)) if self.message else fallback


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule that was understood; `scope` is the name of the lines it speaks of, or ""."""

    label: Mapping[str, str]
    scope: str
    condition: Program | None
    effects: tuple[Effect, ...]


@dataclass(slots=True)
class RuleState:
    """What rules make of one record or line as it is now; `lines` has one such state for each line, in order."""

    hidden: set[str] = dataclasses.field(default_factory=set)
    required: set[str] = dataclasses.field(default_factory=set)
    locked: set[str] = dataclasses.field(default_factory=set)
    choices: dict[str, frozenset[str]] = dataclasses.field(default_factory=dict)
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    warnings: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    refusals: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    lines: dict[str, list["RuleState"]] = dataclasses.field(default_factory=dict)


_rules: dict[Any, dict[str, tuple[Compiled, ...]]] = {}
on_schema_change(_rules.clear)


def rules_of(object: str) -> list[dict[str, Any]]:
    """The rules of an object as the designer works with them."""
    names = ("label", "active", "when", "condition", "effects")
    return [
        {"id": str(row.pk), **{name: getattr(row, name) for name in names}}
        for row in Rule.objects.filter(object=object).order_by("position", "id")
    ]


def save_rules(object: str, rules: Sequence[Mapping[str, Any]], *, ahead: bool = False) -> list[dict[str, Any]]:
    """Replaces the rules of an object; the ones before. To be called inside a schema change, so that all follow.

    `ahead` keeps rules that name what the same schema change only makes; they count as soon as it is there.
    """
    found = current().get(object)
    problems = check_rules(found, rules) if found is not None and not ahead else []
    if problems:
        raise BadInput(problems[0]["message"], field=f"rules.{problems[0]['rule']}.{problems[0]['part']}")
    before = rules_of(object)
    kept = {one["id"] for one in before}
    Rule.objects.filter(object=object).delete()
    for place, one in enumerate(rules):
        made = Rule(object=object, position=place, **_stored(found, one))
        if str(one.get("id", "")) in kept:
            made.pk = UUID(str(one["id"]))
        made.save(force_insert=True)
    _rules.clear()
    return before


def _stored(found: ObjectDescriptor | None, one: Mapping[str, Any]) -> dict[str, Any]:
    """A rule with its texts by keys, where they can be understood already."""
    effects = []
    for effect in one.get("effects", ()):
        kept = {name: effect[name] for name in ("effect", "field", "value", "formula", "message") if name in effect}
        if kept.get("formula"):
            kept["formula"] = _by_keys(found, one, str(kept["formula"]))
        effects.append(kept)
    return {
        "label": dict(one.get("label") or {}),
        "active": bool(one.get("active", True)),
        "when": _by_keys(found, one, str(one.get("when") or "").strip()),
        "condition": one.get("condition") or {},
        "effects": effects,
    }


def _by_keys(found: ObjectDescriptor | None, one: Mapping[str, Any], text: str) -> str:
    if found is None or not text:
        return text
    try:
        return compile(text, ObjectNames(_holder(found, scope_of(one))), language=get_language() or "en").text
    except Refusal:
        return text


def scope_of(one: Mapping[str, Any]) -> str:
    """The lines a rule speaks of, or "" for the record; BadInput when its effects disagree."""
    scopes = {
        str(effect.get("field") or "").rpartition(".")[0] for effect in one.get("effects", ()) if effect.get("field")
    }
    if len(scopes) > 1:
        raise BadInput(_("A rule speaks either of the record or of one kind of line."), field="effects")
    return next(iter(scopes), "")


def _holder(found: ObjectDescriptor, scope: str) -> ObjectDescriptor:
    if scope and scope not in found.lines:
        raise BadInput(_("There are no lines %(name)s.") % {"name": scope[:80]}, field="effects")
    return found.lines[scope] if scope else found


def check_rules(found: ObjectDescriptor, rules: Any) -> list[dict[str, Any]]:
    """What is wrong with rules: for each problem the place of the rule, the part of it, and a sentence."""
    if not isinstance(rules, list | tuple) or len(rules) > MAX_RULES:
        return [{"rule": 0, "part": "", "message": _("At most %(limit)s rules are allowed.") % {"limit": MAX_RULES}}]
    problems = []
    for place, one in enumerate(rules):
        try:
            compiled(found, one, get_language() or "en")
        except Refusal as error:
            part = error.errors[0].field if error.errors else "when"
            problems.append({"rule": place, "part": part, "message": error.message})
    return problems


def compiled(found: ObjectDescriptor, one: Any, language: str = "en") -> Compiled:
    """A rule, understood; BadInput or FormulaError otherwise."""
    effects = one.get("effects") if isinstance(one, Mapping) else None
    if not isinstance(effects, list) or not 1 <= len(effects) <= MAX_EFFECTS:
        raise BadInput(_("A rule has between 1 and %(limit)s effects.") % {"limit": MAX_EFFECTS}, field="effects")
    if not all(isinstance(effect, Mapping) for effect in effects):
        raise BadInput(_("A rule has between 1 and %(limit)s effects.") % {"limit": MAX_EFFECTS}, field="effects")
    scope = scope_of(one)
    holder = _holder(found, scope)
    names = ObjectNames(holder)
    texts = [text for text in (str(one.get("when") or "").strip(), text_of(names, one.get("condition"))) if text]
    program = None
    if texts:
        joined = texts[0] if len(texts) == 1 else " and ".join(f"({text})" for text in texts)
        program = compile_condition(joined, names, language=language)
    made = tuple(_effect(holder, names, effect, place, language) for place, effect in enumerate(effects))
    return Compiled(dict(one.get("label") or {}), scope, program, made)


def _effect(
    holder: ObjectDescriptor, names: ObjectNames, effect: Mapping[str, Any], place: int, language: str
) -> Effect:
    kind, at = str(effect.get("effect", "")), f"effects.{place}"
    if kind not in EFFECTS:
        raise BadInput(_("There is no such effect."), field=at)
    key = str(effect.get("field") or "").rpartition(".")[2]
    one = holder.fields.get(key)
    if one is None and (key or kind not in FIELDLESS):
        raise BadInput(_("There is no field %(key)s.") % {"key": key[:80]}, field=at)
    message = effect.get("message") or {}
    if not isinstance(message, Mapping) or (kind in FIELDLESS and not any(message.values())):
        raise BadInput(_("Say what people are told."), field=at)
    if one is not None and kind in ("require", "set") and not one.writable:
        raise BadInput(_("%(field)s cannot be written.") % {"field": one.label}, field=at)
    read = _VALUES.get(kind)
    made = read(one, names, effect, at, language) if read else {}
    return Effect(kind, key, message=dict(message), **made)


def _choices(one: Any, names: ObjectNames, effect: Mapping[str, Any], at: str, language: str) -> dict[str, Any]:
    value = effect.get("value")
    known = {choice.key for choice in one.choices}
    if not known or not isinstance(value, list) or not set(map(str, value)) <= known:
        raise BadInput(_("Choose which of the choices are left."), field=at)
    return {"value": frozenset(map(str, value))}


def _set(one: Any, names: ObjectNames, effect: Mapping[str, Any], at: str, language: str) -> dict[str, Any]:
    text = str(effect.get("formula") or "").strip()
    if text:
        wanted = type_for(one)
        if wanted is None:
            raise BadInput(_("%(field)s cannot be set by a formula.") % {"field": one.label}, field=at)
        if wanted.kind == "choice":
            program = compile(text, names, language=language)
            if program.type.kind in ("text", "choice", "blank"):
                return {"program": program}
        return {"program": compile(text, names, language=language, wanted=wanted)}
    if effect.get("value") in ("today", "now", "me") and one.type.key in ("date", "datetime", "user"):
        return {"program": compile({"today": "TODAY()", "now": "NOW()", "me": "ME()"}[effect["value"]], names)}
    try:
        value = one.type.clean(one, effect.get("value"))
    except BadInput as error:
        raise BadInput(error.message, field=at) from None
    if isinstance(value, tuple) and one.target:
        raise BadInput(_("The id of a record is expected here."), field=at)
    return {"value": value}


_VALUES: dict[str, Callable[[Any, ObjectNames, Mapping[str, Any], str, str], dict[str, Any]]] = {
    "restrict": _choices,
    "set": _set,
}


def compiled_rules(found: ObjectDescriptor) -> tuple[Compiled, ...]:
    """The active rules of an object, in order; those that cannot be understood any more are left out."""
    tried: tuple[Compiled, ...] | None = stored.tried(found.key, "rules")
    if tried is not None:
        return tried
    token = current().token
    if token not in _rules:
        _rules.clear()
        _rules[token] = _read_all()
    return _rules[token].get(found.key, ())


def _as_sent(row: Rule) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("label", "when", "condition", "effects")}


@invariant("rules", "Every rule of a form is understood.")
def rules_not_understood() -> list[str]:
    """Rules that name what is not there any more, with the sentence that says so."""
    broken = []
    for row in Rule.objects.filter(active=True).order_by("object", "position"):
        found = current().get(row.object)
        problems = check_rules(found, [_as_sent(row)]) if found else []
        broken += [f"{row.object}, rule {row.position + 1}: {problem['message']}" for problem in problems]
    return broken


def _read_all() -> dict[str, tuple[Compiled, ...]]:
    kept: dict[str, list[Compiled]] = {}
    for row in Rule.objects.filter(active=True).order_by("object", "position", "id"):
        found = current().get(row.object)
        if found is None:
            continue
        try:
            one = compiled(
                found, {"label": row.label, "when": row.when, "condition": row.condition, "effects": row.effects}
            )
        except Refusal:
            continue
        kept.setdefault(row.object, []).append(one)
    return {key: tuple(some) for key, some in kept.items()}


@dataclass(frozen=True, slots=True)
class Asking:
    """What rules are asked with: the moment, and how related rows are read."""

    context: Context
    fetch: Callable[[Any, Any], Any]

    def holds(self, one: Compiled, holder: ObjectDescriptor, row: Any) -> bool:
        """Whether a rule's condition is true of a row."""
        return one.condition is None or one.condition.holds(self.reader(holder, row), self.context)

    def reader(self, holder: ObjectDescriptor, row: Any) -> Callable[[str], Any]:
        """Answers the values of a row by path."""
        return lambda path: value_at(row, holder, path, self.fetch)


def state_of(asking: Asking, holder: ObjectDescriptor, rules: Iterable[Compiled], row: Any) -> RuleState:
    """What those rules make of one row."""
    state = RuleState()
    shown: dict[str, bool] = {}
    for one in rules:
        holds = asking.holds(one, holder, row)
        for effect in one.effects:
            if effect.kind == "show":
                shown[effect.field] = shown.get(effect.field, False) or holds
            elif holds:
                _take(state, effect, one)
    state.hidden |= {key for key, visible in shown.items() if not visible}
    state.required -= state.hidden
    return state


def _take(state: RuleState, effect: Effect, one: Compiled) -> None:
    sets = {"hide": state.hidden, "require": state.required, "lock": state.locked}
    if effect.kind in sets:
        sets[effect.kind].add(effect.field)
    elif effect.kind == "restrict":
        state.choices[effect.field] = state.choices.get(effect.field, effect.value) & effect.value
    elif effect.kind == "set":
        state.values[effect.field] = effect
    elif effect.kind == "warn":
        state.warnings.append((effect.field, effect.said("")))
    else:
        state.refusals.append((effect.field, effect.said(stored_label(dict(one.label)))))


def whole_state(asking: Asking, found: ObjectDescriptor, record: Any, lines: Mapping[str, Sequence[Any]]) -> RuleState:
    """What the rules of an object make of a record and of each of its lines."""
    rules = compiled_rules(found)
    state = state_of(asking, found, [one for one in rules if not one.scope], record)
    for scope in sorted({one.scope for one in rules} - {""}):
        own = [one for one in rules if one.scope == scope]
        state.lines[scope] = [state_of(asking, found.lines[scope], own, row) for row in lines.get(scope, ())]
    return state


def rules_for(
    actor: Actor,
    found: ObjectDescriptor,
    record: Any,
    lines: Mapping[str, Sequence[Any]] | None = None,
    clock: Clock | None = None,
) -> RuleState:
    """What rules make of a record as it is, stored or not: for drawing its form. Lines not given are read.

    It is the same answer a save of that record is judged by.
    """
    if not compiled_rules(found):
        return RuleState()
    if lines is None:
        lines = {
            name: list(getattr(record, name).order_by("position", "id")) if record.pk else [] for name in found.lines
        }
    return whole_state(asking_of(actor, record, clock), found, record, lines)


def asking_of(actor: Actor, record: Any, clock: Clock | None = None) -> Asking:
    """What the rules of a record are asked with outside of a save: everything but the record itself as it is stored."""
    source = Stored(moment(clock or business_clock(), actor.rights_version, actor.person_id))
    source.kept[type(record), record.pk] = record
    return Asking(source.context, source.fetch)


@usages
def rules_that_use(object: str, field: str | None) -> list[Usage]:
    """The rules that read or write a field."""
    if field is None:
        return []
    found = []
    for row in Rule.objects.order_by("object", "position"):
        holder = current().get(row.object)
        if holder is not None and (object, field) in _touched(holder, row):
            name = stored_label(row.label) if row.label else str(row.position + 1)
            found.append(Usage(L("Rule", "规则"), f"{holder.plural} › {name}", breaks=True))
    return found


def _touched(holder: ObjectDescriptor, row: Rule) -> set[tuple[str, str]]:
    try:
        one = compiled(holder, _as_sent(row))
    except Refusal:
        return set()
    target = holder.lines[one.scope] if one.scope else holder
    programs = [one.condition, *(effect.program for effect in one.effects)]
    paths = {path for program in programs if program for path in program.inputs}
    touched = {(target.key, effect.field) for effect in one.effects}
    return touched | {node for path in paths for _before, node in hops(target, path)}

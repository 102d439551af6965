"""What a designer may derive: checked before a derived field is made or changed."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kontor.access.grants import READ
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.errors import BadInput
from kontor.formulas import compile
from kontor.formulas.types import Type
from kontor.records.derive.plan import Derived, cycle, derived_of, edges, filter_program, hops, plan
from kontor.records.formulas import ObjectNames
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.field_types import TYPES
from kontor.schema.registry import current, object_of

# what a formula of a type may be kept as
RESULTS: dict[str, tuple[str, ...]] = {
    "number": ("decimal", "integer", "money", "unit_price", "quantity", "percent"),
    "text": ("text", "long_text"),
    "choice": ("text",),
    "date": ("date",),
    "datetime": ("datetime",),
    "boolean": ("boolean",),
}


def check_derived(actor: Actor, object: str, spec: Any) -> dict[str, Any]:
    """The settings of a derived field (a FieldSpec) as they are stored: paths by keys, inputs, result, volatile.

    BadInput or FormulaError for what is not understood, of the wrong type, a circle (its path is named), or more than
    the author may read himself.
    """
    found = object_of(object)
    settings = {**spec.settings}
    settings.setdefault("kind", spec.type)
    made = _CHECKS[settings["kind"]](found, settings)
    field = _descriptor(found, spec.key, made)
    if made["kind"] != "lookup":
        derived = derived_of(found, field)
        _check_circle(derived)
        reads = derived.reads
    else:
        reads = frozenset(hops(found, made["path"]))
    for before, (holder, key) in reads:
        _check_right(actor, found, before, holder, key)
    return made


def _formula(found: ObjectDescriptor, settings: Mapping[str, Any]) -> dict[str, Any]:
    program = compile(str(settings.get("formula", "")), ObjectNames(found), language=get_language() or "en")
    made = {
        **settings,
        "formula": program.text,
        "inputs": sorted(program.inputs),
        "result": _result(settings, program.type),
    }
    made.pop("volatile", None)
    return {**made, "volatile": True} if program.volatile else made


def _result(settings: Mapping[str, Any], type: Type) -> str:
    allowed = RESULTS.get(type.kind, ())
    wanted = str(settings.get("result") or (allowed[0] if allowed else ""))
    if wanted not in allowed:
        raise BadInput(_("The formula does not give values of this type."), field="result")
    return wanted


def _rollup(found: ObjectDescriptor, settings: Mapping[str, Any]) -> dict[str, Any]:
    field = _descriptor(found, "", {**settings, "result": "decimal"})
    rollup = derived_of(found, field).rollup
    if rollup is None:
        raise BadInput(_("Choose what is worked out."), field="figure")
    program = filter_program(rollup.children.found, settings.get("filter"))
    natural = {"count": "integer", "avg": "decimal"}.get(rollup.figure) or (
        rollup.source.type.key if rollup.source else "integer"
    )
    natural = natural if TYPES[natural].designable else "text"
    allowed = (natural, *RESULTS["number"]) if natural in RESULTS["number"] else (natural,)
    result = str(settings.get("result") or natural)
    if result not in allowed:
        raise BadInput(_("The figure does not give values of this type."), field="result")
    read = {rollup.source.key if rollup.source else "", *(program.inputs if program else ())}
    inputs = [f"{settings['over']}.{name}" for name in read]
    made = {**settings, "result": result, "inputs": sorted(one.rstrip(".") for one in inputs)}
    made.pop("filter", None)
    return {**made, "filter": program.text} if program else made


def _path(found: ObjectDescriptor, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Snapshots and look-ups: a field of a related record."""
    program = compile(f"[{settings.get('path', '')}]", ObjectNames(found), language=get_language() or "en")
    (path,) = program.inputs
    last = end_of(found, path)
    if "." not in path or last is None or (last.derived and last.kind == "lookup"):
        raise BadInput(_("Choose a field of a related record."), field="path")
    result = last.type.key
    if settings["kind"] == "snapshot" and (not TYPES[result].designable or result in ("relation", "user", "team")):
        raise BadInput(_("Fields of this type cannot be copied."), field="path")
    return {**settings, "path": path, "inputs": [path], "result": result}


def end_of(found: ObjectDescriptor, path: str) -> FieldDescriptor | None:
    """The field at the end of a path."""
    nodes = hops(found, path)
    holder, key = nodes[-1][1]
    target = current().get(holder)
    return target.fields.get(key) if target and len(nodes) == len(path.split(".")) else None


_CHECKS = {"formula": _formula, "rollup": _rollup, "snapshot": _path, "lookup": _path}


def _descriptor(found: ObjectDescriptor, key: str, settings: Mapping[str, Any]) -> FieldDescriptor:
    type = TYPES[str(settings.get("result") or "text")]
    return FieldDescriptor(key=key, object=found.key, type=type, label=key, derived=True, settings=settings)


def _check_circle(derived: Derived) -> None:
    known = [one for some in plan().own.values() for one in some if one.node != derived.node]
    circle = cycle(edges([*known, derived])) if derived.field.key else []
    if not circle and derived.node in {node for _before, node in derived.reads}:
        circle = [derived.node, derived.node]
    if circle:
        path = " → ".join(".".join(node) for node in circle)
        message = _("This field would follow from itself: %(path)s.") % {"path": path}
        raise BadInput(message, field="formula", code="cycle")


def _check_right(actor: Actor, found: ObjectDescriptor, before: str, holder: str, key: str) -> None:
    """Who makes a formula can read all it reads: of his own records' object wherever he reads it, of others all."""
    target = current().get(holder)
    # what is only about to be made is its designer's
    if target is None or key not in target.fields or target.model is None:
        return
    access = access_to(actor, target)
    reach = access.field(key).read
    own = not before or target.parent_key == found.key or found.parent_key == target.key
    if reach.everything or (own and reach and reach == access.reach(READ)):
        return
    message = _("There is no field “%(field)s” that you may read.") % {"field": key}
    raise BadInput(message, field="formula", code="unknown_field")

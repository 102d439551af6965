"""What an action asks for before it runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.access.grants import READ
from kontor.access.rights import access_to
from kontor.core.actor import SYSTEM
from kontor.core.errors import BadInput, FieldProblem
from kontor.records.work import Work
from kontor.schema.descriptor import Choice, FieldDescriptor
from kontor.schema.field_types import TYPES
from kontor.schema.field_types.base import EMPTY
from kontor.schema.registry import object_of


@dataclass(frozen=True, slots=True)
class Input:
    """One input of an action; `type` is a field type's key, `target` the object of a relation."""

    name: str
    type: str
    label: Any
    required: bool = False
    target: str | None = None
    choices: tuple[tuple[str, Any], ...] = ()
    default: Any = None
    help: Any = ""
    secret: bool = False
    max_length: int = 2000
    minimum: Any = None
    maximum: Any = None

    @property
    def field(self) -> FieldDescriptor:
        """The input as a field, for cleaning and for forms."""
        return FieldDescriptor(
            key=self.name,
            object="",
            type=TYPES[self.type],
            label=self.label,
            help=self.help,
            required=self.required,
            target=self.target,
            choices=tuple(Choice(key, label) for key, label in self.choices),
            max_length=self.max_length if self.type in ("text", "long_text") else None,
            digits=18,
            places=6,
            nullable=self.type not in ("text", "long_text", "boolean", "choice"),
            default=self.default,
            minimum=self.minimum,
            maximum=self.maximum,
        )


def clean_inputs(
    work: Work, declared: tuple[Input, ...], sent: Mapping[str, Any], *, trusted: bool = False
) -> dict[str, Any]:
    """The inputs as Python values, relations as tracked rows the actor may read; BadInput naming each that is wrong."""
    problems = [
        FieldProblem(str(name)[:80], _("There is no such input."), "unknown_field")
        for name in sent
        if name not in {one.name for one in declared}
    ]
    values: dict[str, Any] = {}
    for one in declared:
        try:
            values[one.name] = _clean_one(work, one, sent.get(one.name), trusted=trusted)
        except BadInput as error:
            problems.append(FieldProblem(one.name, error.message, error.reason))
    if problems:
        first = problems[0]
        raise BadInput(f"{first.field}: {first.message}", errors=problems)
    return values


def _clean_one(work: Work, one: Input, raw: Any, *, trusted: bool) -> Any:
    field = one.field
    if raw is None and one.default is not None:
        raw = one.default(work) if callable(one.default) else one.default
    if trusted and one.target and hasattr(raw, "pk"):
        return work.take(raw)
    value = field.type.clean(field, raw)
    if one.required and value in EMPTY:
        raise BadInput(_("This field is required."), code="required")
    if one.target and value is not None:
        return _row(work, one, value, trusted=trusted)
    return value


def _row(work: Work, one: Input, value: Any, *, trusted: bool) -> Any:
    target = object_of(str(one.target))
    condition = Q((value[0], value[1])) if isinstance(value, tuple) else Q(pk=value)
    if isinstance(value, tuple) and value[0] not in target.fields:
        raise BadInput(_("There is no such record."))
    rows = target.model._base_manager.filter(condition, trashed_at__isnull=True)
    reach = access_to(SYSTEM if trusted else work.actor, target).reach(READ).condition(work.actor)
    found = list((rows.filter(reach) if reach is not None else rows)[:2])
    if len(found) != 1:
        raise BadInput(_("There is no such record."), code="no_such_record")
    return work.take(found[0])

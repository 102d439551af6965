"""What can be said of a field before it is made, also on an object that is only about to be made."""

from collections.abc import Container, Iterable

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.schema import names
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.merge import made_field_descriptor
from kontor.schema.models import FieldDef
from kontor.schema.services_fields import ALWAYS_TARGET, bound, check_row, made, named_field
from kontor.schema.services_objects import is_object
from kontor.schema.specs import DERIVED, FieldSpec


def check_field(spec: FieldSpec, object_key: str, *, taken: Container[str] = (), targets: Container[str] = ()) -> None:
    """BadInput for everything `add_field` would refuse without looking at rows.

    `taken` are keys that are given away on the object, `targets` objects that links may go to although they are only
    about to be made.
    """
    names.check_label(dict(spec.label))
    names.check_label(dict(spec.help), "help", needed=False)
    names.check_label(dict(spec.reverse_label), "reverse_label", needed=False)
    if is_object(object_key):
        names.check_field_key(object_key, spec.key, spec.type)
    else:
        names.check_key(spec.key)
        if spec.key in names.RESERVED_FIELDS or spec.key in taken:
            raise BadInput(_("%(key)s has a meaning of its own; choose another key.") % {"key": spec.key}, field="key")
    check_row(_row(object_key, spec), targets)


def described_field(spec: FieldSpec, object_key: str, live: Iterable[str]) -> FieldDescriptor:
    """The descriptor the field will have; `live` are the objects there will be."""
    one = made(_row(object_key, spec))
    return made_field_descriptor(one, named_field(one) if one.stored else None, live)


def _row(object_key: str, spec: FieldSpec) -> FieldDef:
    settings = dict(spec.settings)
    if spec.type in DERIVED:
        settings.setdefault("kind", spec.type)
    return FieldDef(
        object=object_key,
        key=spec.key,
        type=spec.type,
        column="x_planned",
        label=dict(spec.label),
        required=bool(spec.required),
        unique=bool(spec.unique),
        default=spec.default,
        target=ALWAYS_TARGET.get(spec.type, spec.target),
        on_delete=spec.on_delete,
        choices=[dict(one) for one in spec.choices],
        max_length=spec.max_length,
        minimum=bound(spec.minimum),
        maximum=bound(spec.maximum),
        searchable=bool(spec.searchable),
        settings=settings,
    )

"""What the company says differently of shipped objects and fields; inside `changing()`."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput, NotFound
from kontor.schema import names
from kontor.schema.changing import running
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.models import Override
from kontor.schema.registry import current, object_of

OF_OBJECTS = ("label", "plural", "icon")
OF_FIELDS = ("label", "help", "required", "position", "default")


def override(object_key: str, field_key: str, property: str, value: Any) -> Override:
    """Says a property of a shipped object (`field_key` empty) or field differently; a rule is only ever tightened."""
    found = object_of(object_key)
    if found.made:
        raise BadInput(_("Objects of your own are changed directly."), field="object")
    if property not in (OF_FIELDS if field_key else OF_OBJECTS):
        raise BadInput(_("%(what)s cannot be said differently.") % {"what": property}, field="property")
    cleaned = _cleaned(found, field_key, property, value)
    row, _made = Override.objects.update_or_create(
        object=object_key, field=field_key, property=property, defaults={"value": cleaned}
    )
    running().touched.add(object_key)
    return row


def _cleaned(found: ObjectDescriptor, field_key: str, property: str, value: Any) -> Any:
    field = _field(found, field_key) if field_key else None
    if property in ("label", "plural", "help"):
        return names.check_label(value, property, needed=property != "help")
    if property == "required":
        if value is not True or field is None or not field.writable:
            raise BadInput(_("A field can only be made required, never the other way round."), field="required")
        return True
    if property == "position":
        return int(value)
    if property == "default":
        return _default(field, value)
    return str(value)[:40]


def _field(found: ObjectDescriptor, field_key: str) -> FieldDescriptor:
    field = found.fields.get(field_key)
    if field is None:
        raise NotFound(_("There is no such field."))
    if field.made:
        raise BadInput(_("Fields of your own are changed directly."), field="field")
    return field


def _default(field: FieldDescriptor | None, value: Any) -> Any:
    if field is None or not field.writable or field.target:
        raise BadInput(_("Fields of this type have no default."), field="default")
    if value not in ("today", "now"):
        try:
            field.type.clean(field, value)
        except BadInput as error:
            raise BadInput(error.message, field="default") from None
    return value


def reset(object_key: str, field_key: str, property: str) -> list[dict[str, Any]]:
    """Takes back what was said differently; the design changes that say it again, none when it never was."""
    if current().get(object_key) is None:
        raise NotFound(_("There is no such object."))
    row = Override.objects.filter(object=object_key, field=field_key, property=property).first()
    if row is None:
        return []
    value = row.value
    row.delete()
    running().touched.add(object_key)
    return [_said(object_key, field_key, property, value)]


def override_all(object_key: str, field_key: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Says several properties differently; the design changes that take it back, in order."""
    inverse: list[dict[str, Any]] = []
    for property, value in values.items():
        row = Override.objects.filter(object=object_key, field=field_key, property=property).first()
        if row is None:
            inverse.append({"op": "reset", "object": object_key, "field": field_key, "property": property})
        else:
            inverse.append(_said(object_key, field_key, property, row.value))
        if property == "required" and value is False:
            reset(object_key, field_key, property)
        else:
            override(object_key, field_key, property, value)
    return inverse


def _said(object_key: str, field_key: str, property: str, value: Any) -> dict[str, Any]:
    if field_key:
        return {"op": "change_field", "object": object_key, "field": field_key, property: value}
    return {"op": "change_object", "object": object_key, property: value}


def is_overridden(object_key: str, field_key: str, property: str) -> bool:
    """Whether the company says that property differently."""
    return Override.objects.filter(object=object_key, field=field_key, property=property).exists()

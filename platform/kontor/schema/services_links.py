"""Links to many: a field that is kept as lines, each with one link; inside `changing()`."""

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.schema import names
from kontor.schema.models import FieldDef
from kontor.schema.services_fields import add_field, change_field
from kontor.schema.services_objects import add_object, is_line, is_object
from kontor.schema.specs import FieldSpec, ObjectSpec

LINKED = "linked"


def add_links(object_key: str, spec: FieldSpec) -> FieldDef:
    """Makes the field, the lines that hold its links, and the link of each line. BadInput names what is wrong."""
    if is_line(object_key):
        raise BadInput(_("Lines cannot have lines of their own."), field="type")
    if not is_object(spec.target) or is_line(spec.target):
        raise BadInput(_("Choose the object the link goes to."), field="target")
    made = add_field(object_key, spec)
    key = names.key_for({"en": f"{object_key} {made.key}"}, names.object_keys(), "links")
    label = dict(spec.label)
    add_object(ObjectSpec(label, label, key=key, kind="line", icon="network", parent=object_key))
    link = FieldSpec(
        label,
        "relation",
        key=LINKED,
        target=spec.target,
        required=True,
        on_delete=spec.on_delete,
        reverse_label=spec.reverse_label,
    )
    add_field(key, link)
    return change_field(object_key, made.key, settings={**made.settings, "kind": "relations", "through": key})

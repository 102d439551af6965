"""Where objects and fields are used, as far as this room and the rooms below it can tell."""

from collections.abc import Iterable

from kontor.access.models import FieldRight, Grant
from kontor.core.labels import L
from kontor.core.registry import Usage, stores, usages
from kontor.design.changes.base import Touch
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current


def find_usages(touches: Iterable[Touch]) -> list[tuple[Touch, Usage]]:
    """Every usage of what is touched, each once."""
    found: dict[tuple[str, str | None, str, str], tuple[Touch, Usage]] = {}
    for touch in touches:
        for finder in stores.usages:
            for usage in finder(touch.object, touch.field):
                found[touch.object, touch.field, str(usage.kind), usage.label] = (touch, usage)
    return list(found.values())


@usages
def rights_that_name(object: str, field: str | None) -> list[Usage]:
    """Roles with a right of their own to the field, or to the object."""
    grants = Grant.objects.filter(object=object, role__trashed_at__isnull=True)
    rights = FieldRight.objects.filter(object=object, field=field or "", role__trashed_at__isnull=True)
    if field is None:
        names = set(grants.values_list("role__name", flat=True))
    else:
        names = set(rights.values_list("role__name", flat=True))
    return [Usage(L("Right of a role", "角色权限"), str(name)) for name in sorted(names)]


@usages
def fields_that_read(object: str, field: str | None) -> list[Usage]:
    """Fields that link to the object, or whose value follows from the field."""
    found = []
    for holder in current().objects.values():
        for one in holder.fields.values():
            if field is None:
                used = one.target == object and one.made
            else:
                used = any(_reaches(holder, path, object, field) for path in one.inputs)
            if used:
                found.append(Usage(L("Field", "字段"), f"{holder.label} › {one.label}", breaks=True))
    return found


def _reaches(holder: ObjectDescriptor, path: str, object: str, field: str) -> bool:
    """Whether a path that starts at `holder` reads that field on its way."""
    at: ObjectDescriptor | None = holder
    for name in path.split("."):
        if at is None:
            return False
        if at.key == object and name == field:
            return True
        one = at.fields.get(name)
        lines = at.lines.get(name)
        at = lines or (current().get(one.target) if one is not None and one.target else None)
    return False

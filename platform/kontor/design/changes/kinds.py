"""The types a field can be made with: those that hold what people enter, and those whose value follows from others."""

from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.field_types import TYPES

FOLLOWING: dict[str, Any] = {
    "formula": L("Formula", "公式"),
    "rollup": L("Roll-up", "汇总"),
    "lookup": L("Look-up", "引用"),
    "snapshot": L("Snapshot", "快照"),
}
# what only the house makes
INTERNAL = frozenset({"id", "number"})


def known_type(key: str) -> str:
    """The key; BadInput when no field can be made with it."""
    if (key not in TYPES and key not in FOLLOWING) or key in INTERNAL:
        raise BadInput(_("There is no type %(type)s.") % {"type": key[:40]}, field="type")
    return key


def type_label(key: str) -> str:
    """The name of a type."""
    return str(FOLLOWING[key] if key in FOLLOWING else TYPES[key].label)

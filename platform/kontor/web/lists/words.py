"""Filters in words."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.core.errors import Refusal
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.labels import labels_of
from kontor.web.render.cells import RELATED, text_of
from kontor.web.sight import label_of_path, seen


def op_words() -> dict[str, str]:
    """The operators in words."""
    return {
        "eq": _("is"),
        "ne": _("is not"),
        "lt": _("is less than"),
        "lte": _("is at most"),
        "gt": _("is more than"),
        "gte": _("is at least"),
        "in": _("is one of"),
        "not_in": _("is none of"),
        "between": _("is between"),
        "contains": _("contains"),
        "starts_with": _("starts with"),
        "is_empty": _("is empty"),
        "within": _("is within"),
    }


def date_op_words() -> dict[str, str]:
    """The operators in words, for dates."""
    words = {"lt": _("is before"), "lte": _("is on or before"), "gt": _("is after"), "gte": _("is on or after")}
    return {**op_words(), **words}


def words_of_ops(field: FieldDescriptor) -> list[tuple[str, str]]:
    """The operators a field can be filtered by, with their words."""
    words = date_op_words() if field.type.key in ("date", "datetime") else op_words()
    return [(op, words[op]) for op in field.type.ops if op in words]


def period_words() -> list[tuple[str, str]]:
    """The named periods in words."""
    return [
        ("today", _("today")),
        ("yesterday", _("yesterday")),
        ("tomorrow", _("tomorrow")),
        ("this_week", _("this week")),
        ("last_week", _("last week")),
        ("next_week", _("next week")),
        ("this_month", _("this month")),
        ("last_month", _("last month")),
        ("next_month", _("next month")),
        ("this_quarter", _("this quarter")),
        ("last_quarter", _("last quarter")),
        ("this_year", _("this year")),
        ("last_year", _("last year")),
        ("last_7_days", _("the last 7 days")),
        ("last_30_days", _("the last 30 days")),
        ("last_90_days", _("the last 90 days")),
        ("next_7_days", _("the next 7 days")),
        ("next_30_days", _("the next 30 days")),
        ("past", _("the past")),
        ("future", _("the future")),
    ]


def words_of(visit: Any, found: ObjectDescriptor, node: Mapping[str, Any]) -> tuple[str, str, str]:
    """A condition as field, operator and value; a group as its conditions joined."""
    for joint, word in (("or", _("or")), ("and", _("and"))):
        if isinstance(node.get(joint), list):
            inner = [
                " ".join(words_of(visit, found, part)).strip() for part in node[joint] if isinstance(part, Mapping)
            ]
            return "", "", f" {word} ".join(inner)
    path, op = str(node.get("field", "")), str(node.get("op", "eq"))
    field = seen(visit.actor, found, path)
    if field is None:
        return path, op, ""
    if op == "is_empty":
        empty = node.get("value", True) in (True, "true")
        return label_of_path(found, path), _("is empty") if empty else _("is not empty"), ""
    word = dict(words_of_ops(field)).get(op, op)
    return label_of_path(found, path), word, _value_words(visit, field, op, node.get("value"))


def _value_words(visit: Any, field: FieldDescriptor, op: str, value: Any) -> str:
    if op == "within":
        return dict(period_words()).get(str(value), str(value))
    values = value if isinstance(value, list) else [value]
    if field.type.key in RELATED:
        names = _names(visit, field, values)
        return ", ".join(names.get(str(one), _("me") if one == "me" else str(one)) for one in values)
    joint = _(" and ") if op == "between" else ", "
    return joint.join(_one_value(visit, field, one) for one in values)


def _names(visit: Any, field: FieldDescriptor, values: list[Any]) -> dict[str, str]:
    ids = {UUID(str(one)) for one in values if len(str(one)) == 36}
    try:
        return {str(key): label for key, label in labels_of(visit.actor, str(field.target), ids).items()}
    except Refusal:
        return {}


def _one_value(visit: Any, field: FieldDescriptor, value: Any) -> str:
    try:
        return text_of(field, field.type.clean(field, value), visit.language, visit.zone)
    except Refusal:
        return str(value)

"""The query string of a list: filter, sort, fields, search, page; plain parameters become conditions."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.strict_json import parse_json
from kontor.records.read.positions import no_such_field
from kontor.schema.descriptor import ObjectDescriptor

RESERVED = frozenset({"filter", "sort", "fields", "search", "page_size", "cursor", "count", "trashed", "format"})
OPS = frozenset(
    {"eq", "ne", "lt", "lte", "gt", "gte", "in", "not_in", "between", "contains", "starts_with", "is_empty", "within"}
)
LISTS = frozenset({"in", "not_in", "between"})


def list_options(found: ObjectDescriptor, query: QueryDict) -> dict[str, Any]:
    """The keyword arguments of list_records for a query string; BadInput names what is wrong."""
    options: dict[str, Any] = {
        "filter": _filter(found, query),
        "sort": _words(text_of(query, "sort")),
        "search": text_of(query, "search"),
    }
    if query.get("fields"):
        options["fields"] = _words(text_of(query, "fields"))
    if query.get("cursor"):
        options["cursor"] = query["cursor"]
    if query.get("count"):
        options["count"] = query["count"]
    if query.get("page_size"):
        options["page_size"] = whole_number(text_of(query, "page_size"), "page_size")
    if query.get("trashed") in ("1", "true"):
        options["trashed"] = True
    return options


def text_of(query: QueryDict, name: str) -> str:
    """The last value of a parameter; empty when it is missing."""
    return str(query.get(name, ""))


def whole_number(raw: str, name: str) -> int:
    """A number of a query string; BadInput when it is none."""
    if not raw.isascii() or not raw.isdecimal() or len(raw) > 18:
        raise BadInput(_("%(name)s is a whole number.") % {"name": name}, field=name)
    return int(raw)


def _words(raw: str) -> list[str]:
    return [part.strip() for part in raw.split(",") if part.strip()]


def _filter(found: ObjectDescriptor, query: QueryDict) -> Any:
    conditions: list[Any] = []
    if query.get("filter"):
        conditions.append(parse_json(text_of(query, "filter").encode("utf-8", "surrogatepass")))
    for name in query:
        if name in RESERVED:
            continue
        conditions.extend(_plain(found, name, value) for value in query.getlist(name))
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else {"and": conditions}


def _plain(found: ObjectDescriptor, name: str, value: str) -> Mapping[str, Any]:
    """?total__gte=100 as {"field": "total", "op": "gte", "value": "100"}; relations by dots or __."""
    parts = name.replace(".", "__").split("__")
    op = parts.pop() if len(parts) > 1 and parts[-1] in OPS else "eq"
    if parts[0] not in found.fields:
        raise no_such_field(name)
    return {"field": ".".join(parts), "op": op, "value": value.split(",") if op in LISTS else value}

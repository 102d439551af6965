"""Hostile values in every field of every object: refused or kept, never a failure of the server."""

from typing import Any

import pytest

from kontor.schema.registry import object_of
from tests.specimens import MADE, makable, make, savable, values_of
from tests.surfaces import Visitor, form_of

HOSTILE: tuple[Any, ...] = (
    -1, 40_000, 2**31 - 1, 2**31, 2**63, "9" * 17, "9" * 400, "1e29", "NaN", "-1e12",
    "x" * 300, "x\x00", "'; DROP TABLE x; --", "{{ 7*7 }}", "../../etc/passwd", "0001-01-01",
    "9999-12-31T23:59:59Z", "\ud800", True, [], {}, [1], {"id": 1}, ["x"], 1.5,
)  # fmt: skip
TYPED = tuple(str(value) for value in HOSTILE[:17])
REFUSED = (400, 409, 422)


def writable(fields: Any) -> list[str]:
    return [one.key for one in fields.values() if one.writable]


def accepted(answer: Any, names: list[str], prefix: str = "") -> list[str]:
    """The names an answer does not complain about."""
    assert answer.status_code in (200, 201, *REFUSED), answer.data
    told = {str(one["field"]).removeprefix(prefix) for one in (answer.data or {}).get("errors", [])}
    return [name for name in names if name not in told]


def changed(visitor: Visitor, path: str, values: dict[str, Any]) -> Any:
    """The answer to a change of the record as it is now."""
    version = visitor("GET", path).data["version"]
    return visitor("PATCH", path, {"version": version, **values})


@pytest.mark.parametrize("key", savable())
def test_no_value_of_any_field_breaks_the_api(administrator: Any, key: str) -> None:
    path, names = f"records/{key}/{make(key).pk}", writable(object_of(key).fields)
    for value in HOSTILE:
        for name in accepted(changed(administrator, path, dict.fromkeys(names, value)), names):
            answer = changed(administrator, path, {name: value})
            assert answer.status_code in (200, *REFUSED), (name, value)
            assert answer.status_code == 200 or answer.data["detail"]


@pytest.mark.parametrize("key", savable())
def test_no_value_of_any_input_breaks_the_form(administrator: Any, key: str) -> None:
    names = writable(object_of(key).fields)
    for value in TYPED:
        for path in (f"{key}/preview", f"{key}/new"):
            assert administrator.send(path, dict.fromkeys(names, value)).status_code in (200, 302, *REFUSED), value


@pytest.mark.parametrize("key", [*MADE, *(key for key in makable() if object_of(key).lines)])
def test_no_value_of_any_line_breaks_the_api_or_the_form(administrator: Any, key: str) -> None:
    found, values = object_of(key), values_of(key)
    for name, line in found.lines.items():
        names = writable(line.fields)
        for value in HOSTILE:
            sent = {**values, name: [dict.fromkeys(names, value)]}
            for one in accepted(administrator("POST", f"records/{key}", sent), names, f"{name}."):
                for tail in ("/preview", ""):
                    answer = administrator("POST", f"records/{key}{tail}", {**values, name: [{one: value}]})
                    assert answer.status_code in (200, 201, *REFUSED), (one, value)
        for value in TYPED:
            form = form_of(found, {**values, name: [dict.fromkeys(names, value)]})
            assert administrator.send(f"{key}/new", form).status_code in (302, *REFUSED), value

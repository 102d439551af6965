"""Statements and times counted inside one process: BEGIN, COMMIT and SAVEPOINT count as well."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 (after the set-up)
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tests.performance.cycle import quote_to_cash  # noqa: E402

LINES = 20
OK = 200


class Inside:
    """Speaks to the application in this process."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {known['boss_token']}"})

    def __call__(self, method: str, path: str, body: Any = None, expect: int = 200) -> Any:
        """The decoded answer."""
        data = b"" if body is None else json.dumps(body).encode()
        response = self.client.generic(method, path, data, content_type="application/json")
        assert response.status_code == expect, (path, response.status_code, response.content[:500])
        return json.loads(response.content)


def result(name: str, value: float, unit: str, budget: float, detail: str = "") -> dict[str, Any]:
    """One line of the table."""
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "budget": budget,
        "holds": value <= budget,
        "detail": detail,
    }


def count(known: dict[str, Any]) -> list[dict[str, Any]]:
    """Statements of a cycle, of a record page, of a line edit, of a list."""
    call = Inside(known)
    quote_to_cash(call, known, 0)
    cycle = statements(lambda: quote_to_cash(call, known, 1))
    lines = [{"product": known["products"][at % 10], "quantity": "1"} for at in range(LINES)]
    quote = call("POST", "/api/v1/records/quote", {"customer": known["customer"], "lines": lines}, expect=201)
    edit = {"lines": [{"id": quote["lines"][0]["id"], "quantity": "7"}]}
    path = f"/api/v1/records/quote/{quote['id']}/preview"
    call("POST", path, edit)
    preview = statements(lambda: call("POST", path, edit))
    p95 = _p95(lambda: call("POST", path, edit))
    pages = Client(SERVER_NAME="127.0.0.1")
    pages.cookies["sessionid"] = known["boss_session"]
    address = f"/o/quote/{quote['id']}/"
    assert pages.get(address).status_code == OK
    page = statements(lambda: pages.get(address))
    listed = statements(lambda: call("GET", "/api/v1/records/opportunity?page_size=50"))
    return [
        result("quote-to-cash, statements", cycle, "statements", 120),
        result("record page with 20 lines", page, "queries", 15),
        result("quote line edit", preview, "queries", 12),
        result("quote line edit, p95", p95, "ms", 100, "in process"),
        result("list by API", listed, "queries", 6),
    ]


def statements(operation: Callable[[], Any]) -> int:
    """How many statements an operation sends; each of several sent together counts."""
    with CaptureQueriesContext(connection) as captured:
        operation()
    # read at once: the next request forgets them
    return sum(_times(one["sql"] or "") for one in captured)


def _times(sql: str) -> int:
    """How often a captured statement was sent; a prepared one has no text of its own."""
    head, several, _rest = sql.partition(" times: ")
    return int(head) if several and head.isdigit() else 1


def _p95(operation: Any) -> float:
    times = []
    for _at in range(40):
        start = time.perf_counter()
        operation()
        times.append(1000 * (time.perf_counter() - start))
    return sorted(times)[37]


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(count(json.loads(sys.argv[1]))) + "\n")

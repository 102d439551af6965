"""`make bench`: measures against the baseline and the floor in one run; prints a table, writes build/bench.json.

Ratios of CPU per operation are compared, not milliseconds: they hold on a loaded machine too.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from tests.performance import designed, house
from tests.performance.cycle import quote_to_cash
from tests.performance.floor import Floor
from tests.performance.load import Cost, Http, measure
from tests.performance.results import Result, at_most, grow, module, prepare, told, with_server

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
ROWS = (10_000, 100_000, 1_000_000)
FIELDS = "name,stage,probability,amount,owner,close_date"
QUERY = "stage=proposal&probability__lte=5"
CONDITIONS = [
    {"field": "stage", "op": "eq", "value": "proposal"},
    {"field": "probability", "op": "lte", "value": "5"},
]
PAGE = {"filter": json.dumps({"and": CONDITIONS}), "sort": "-amount", "columns": FIELDS}
LIST = f"/api/v1/records/opportunity?{QUERY}&sort=-amount&fields={FIELDS}"


def baseline_token(owner: str) -> str:
    """Sets the baseline's own tables up; the key of its token."""
    with house.connect() as database:
        database.execute("DROP SCHEMA IF EXISTS baseline CASCADE")
        database.execute("CREATE SCHEMA baseline")
    return module("tests.performance.baseline_setup", owner, BENCH_DATABASE=house.DATABASE).strip().splitlines()[-1]


def lists(known: dict[str, Any]) -> list[Result]:
    """List by API against the baseline, its growth, and the same list as a page."""
    key = baseline_token(known["owners"][0])
    bearer = {"Authorization": f"Bearer {known['rep_token']}"}
    theirs_path = f"/api/deals/?{QUERY}&owner={known['owners'][0]}&ordering=-amount"
    costs: dict[int, Cost] = {}
    results: list[Result] = []
    before = 0
    for rows in ROWS:
        grow(known, before + 1, rows)
        before = rows
        with house.server("kontor.config.wsgi:application", {"KONTOR_PROCESS": "web"}) as (port, pid):
            call = Http(port, bearer)
            costs[rows] = measure(lambda _at, call=call: call("GET", LIST), with_server(pid), seconds=SECONDS)
            if rows == ROWS[1]:
                results.append(_page(known, port, pid, costs[rows]))
        if rows == ROWS[0]:
            continue
        with house.server("tests.performance.baseline:application", {"BENCH_DATABASE": house.DATABASE}) as (port, pid):
            call = Http(port, {"Authorization": f"Token {key}"})
            theirs = measure(lambda _at, call=call: call("GET", theirs_path), with_server(pid), seconds=SECONDS)
        detail = f"{costs[rows].cpu_ms:.2f} ms CPU against {theirs.cpu_ms:.2f} ms; p50 {costs[rows].p50_ms:.1f} ms"
        results.append(
            at_most(f"list by API, 50 of {rows:,} rows, / DRF", costs[rows].cpu_ms / theirs.cpu_ms, "×", 1.0, detail)
        )
    growth = costs[ROWS[2]].cpu_ms / costs[ROWS[0]].cpu_ms
    detail = " → ".join(f"{costs[rows].cpu_ms:.2f}" for rows in ROWS) + " ms CPU"
    results.append(at_most("list, growth 10k → 1M rows", growth, "×", 1.5, detail))
    return results


def _page(known: dict[str, Any], port: int, pid: int, api: Cost) -> Result:
    call = Http(port, {"Cookie": f"sessionid={known['rep_session']}"})
    path = f"/o/opportunity/?{urlencode(PAGE)}"
    content = call("GET", path)
    assert content.count(b"Deal ") >= 50, "the page does not show the rows"
    cost = measure(lambda _at: call("GET", path), with_server(pid), seconds=SECONDS)
    detail = f"{cost.cpu_ms:.2f} ms CPU against {api.cpu_ms:.2f} ms; {len(content):,} bytes"
    return at_most("the same list as a page / API", cost.cpu_ms / api.cpu_ms, "×", 2.5, detail)


def create(known: dict[str, Any]) -> Result:
    """One record created by API against a hand-written create of one row."""
    key = baseline_token(known["owners"][0])
    body = {"name": "n", "stage": "proposal", "probability": 5, "amount": "10.00", "close_date": "2026-01-01"}
    body["customer"] = known["customer"]
    with house.server("kontor.config.wsgi:application", {"KONTOR_PROCESS": "web"}) as (port, pid):
        call = Http(port, {"Authorization": f"Bearer {known['rep_token']}"})
        ours = measure(
            lambda _at: call("POST", "/api/v1/records/opportunity", body, expect=201), with_server(pid), seconds=SECONDS
        )
    theirs_body = {**body, "owner": known["owners"][0]}
    with house.server("tests.performance.baseline:application", {"BENCH_DATABASE": house.DATABASE}) as (port, pid):
        call = Http(port, {"Authorization": f"Token {key}"})
        theirs = measure(
            lambda _at: call("POST", "/api/notes/", theirs_body, expect=201), with_server(pid), seconds=SECONDS
        )
    detail = f"{ours.cpu_ms:.2f} ms CPU against {theirs.cpu_ms:.2f} ms"
    return at_most("record created by API / DRF", ours.cpu_ms / theirs.cpu_ms, "×", 2.5, detail)


def cycles(known: dict[str, Any]) -> list[Result]:
    """Quote-to-cash by API against the bare SQL writes."""
    with house.connect() as database:
        floor = measure(Floor(database).cycle, house.backends, seconds=SECONDS, own=True)
    with house.server("kontor.config.wsgi:application", {"KONTOR_PROCESS": "web"}) as (port, pid):
        call = Http(port, {"Authorization": f"Bearer {known['boss_token']}"})
        ours = measure(lambda at: quote_to_cash(call, known, at), with_server(pid), seconds=2 * SECONDS)
    detail = f"{ours.cpu_ms:.1f} ms CPU against {floor.cpu_ms:.1f} ms; {1000 / ours.p50_ms:.1f} cycles/s, one client"
    return [at_most("quote-to-cash / bare SQL writes", ours.cpu_ms / floor.cpu_ms, "×", 10, detail)]


def counts(known: dict[str, Any]) -> list[Result]:
    """What is counted inside one process."""
    return [Result(**one) for one in told("tests.performance.counts", json.dumps(known))]


def imports() -> list[Result]:
    """Files brought in, by the clock."""
    return [Result(**one) for one in told("tests.performance.imports")]


def main() -> int:
    """Runs everything; 1 when a budget is missed."""
    known = prepare()
    results: list[Result] = []
    parts: list[Callable[[], Any]] = [
        lambda: results.extend(lists(known)),
        lambda: results.append(create(known)),
        lambda: results.extend(cycles(known)),
        lambda: results.extend(counts(known)),
        lambda: results.extend(imports()),
        lambda: results.extend(designed.measured(SECONDS)),
    ]
    for part in parts:
        part()
    _write(results)
    return 0 if all(one.holds for one in results) else 1


def _write(results: list[Result]) -> None:
    target = house.ROOT / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([asdict(one) for one in results], indent=1) + "\n", encoding="utf-8")
    width = max(len(one.name) for one in results)
    for one in results:
        mark = "holds " if one.holds else "MISSED"
        line = f"{mark} {one.name:<{width}} {one.value:>8} {one.unit:<10} budget {one.budget:<6} {one.detail}"
        sys.stdout.write(line.rstrip() + "\n")


if __name__ == "__main__":
    sys.exit(main())

"""What is made at run time, measured: lists by made fields against core fields, new fields, formulas, a large schema.

Also on its own: python -m tests.performance.designed
"""

import dataclasses
import json
import os
import statistics
import sys
import time
from typing import Any

from tests.performance import house
from tests.performance.load import Cost, Http, measure
from tests.performance.results import Result, at_least, at_most, grow, prepare, told, with_server

FEW, MANY = 200_000, 1_000_000
ADDED = 20
INSIDE = "tests.performance.designed_inside"
CORE = "/api/v1/records/opportunity?stage=proposal&probability__lte=5&sort=-amount" + (
    "&fields=name,stage,probability,amount,owner,close_date"
)
MADE = "/api/v1/records/opportunity?made_stage=proposal&made_probability__lte=5&sort=-made_amount" + (
    "&fields=name,made_stage,made_probability,made_amount,owner,made_close"
)
# by the index a designer gives with one tick, without a filter to help
INDEXED = "/api/v1/records/opportunity?sort=-made_amount&fields=name,made_stage,made_amount"


def measured(seconds: float) -> list[Result]:
    """All of it, in a fresh database."""
    known = prepare()
    grow(known, 1, FEW)
    told(INSIDE, "fields")
    results = _lists(known, FEW, seconds)
    results.append(_added(known))
    results.append(_recomputed())
    grow(known, FEW + 1, MANY)
    results += _lists(known, MANY, seconds)
    return [*results, *_registry()]


def _lists(known: dict[str, Any], rows: int, seconds: float) -> list[Result]:
    """The same page of the same rows, by fields of the code and by fields made at run time with the same index."""
    told(INSIDE, "fill")
    bearer = {"Authorization": f"Bearer {known['rep_token']}"}
    with house.server("kontor.config.wsgi:application", {"KONTOR_PROCESS": "web"}) as (port, pid):
        call = Http(port, bearer)
        core, made = call("GET", CORE), call("GET", MADE)
        assert [row["id"] for row in core["results"]] == [row["id"] for row in made["results"]]
        assert len(core["results"]) == len(call("GET", INDEXED)["results"]) == 50

        def cost(path: str) -> Cost:
            return measure(lambda _at: call("GET", path), with_server(pid), seconds=seconds)

        # turn about, so that what else the machine does falls on both
        turns = [(cost(CORE), cost(MADE)) for _turn in range(3)]
        indexed = cost(INDEXED)
    ratio = statistics.median(made.cpu_ms / core.cpu_ms for core, made in turns)
    told_turns = "; ".join(f"{made.cpu_ms:.2f} against {core.cpu_ms:.2f} ms" for core, made in turns)
    name = f"list by API on made fields, 50 of {rows:,} rows, / core fields"
    detail = f"{indexed.cpu_ms:.2f} ms CPU, p95 {indexed.p95_ms:.1f} ms"
    return [
        at_most(name, ratio, "×", 1.1, told_turns),
        at_most(f"list sorted by an indexed made field, {rows:,} rows, p50", indexed.p50_ms, "ms", 50, detail),
    ]


def _added(known: dict[str, Any]) -> Result:
    """A field added by API to the table in use, as a designer does: impact, publication, answer."""
    times = []
    with house.server("kontor.config.wsgi:application", {"KONTOR_PROCESS": "web"}) as (port, _pid):
        call = Http(port, {"Authorization": f"Bearer {known['boss_token']}"})
        call("GET", CORE)
        for at in range(ADDED):
            kind = ("text", "integer", "date", "money")[at % 4]
            body = {"key": f"late_{at}", "label": f"Late {at}", "type": kind}
            begun = time.perf_counter()
            call("POST", "/api/v1/objects/opportunity/fields", body, expect=201)
            times.append(1000 * (time.perf_counter() - begun))
            call("GET", CORE)
    times.sort()
    detail = f"p95 {times[int(ADDED * 0.95)]:.0f} ms; NocoBase 491 ms, Directus 88 ms"
    return at_most(f"a field added at run time, {FEW:,} rows, p50", times[ADDED // 2], "ms", 491, detail)


def _recomputed() -> Result:
    """A formula worked out for all rows that are there."""
    found = told(INSIDE, "recompute")
    detail = f"{found['rows']:,} rows in {found['seconds']:.1f} s, {found['cpu']:.1f} s of it CPU of the worker"
    return at_least("a formula worked out anew", found["rows"] / found["seconds"], "rows/s", 2000, detail)


def _registry() -> list[Result]:
    """A process that starts with a hundred objects of thirty fields."""
    told(INSIDE, "objects")
    cold = [told(INSIDE, "cold") for _turn in range(3)]
    seconds = statistics.median(one["seconds"] for one in cold)
    detail = f"CPU {statistics.median(one['cpu'] for one in cold):.2f} s; checked again in {cold[0]['warm_us']:.0f} µs"
    memory = at_most("memory of a process with them", cold[0]["megabytes"], "MB", 250, "")
    return [at_most("cold registry, 100 objects × 30 fields", seconds, "s", 1.0, detail), memory]


if __name__ == "__main__":
    for one in measured(float(os.environ.get("BENCH_SECONDS", "4"))):
        sys.stdout.write(json.dumps(dataclasses.asdict(one), ensure_ascii=False) + "\n")

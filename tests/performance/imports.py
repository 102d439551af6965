"""How many records a second an import brings in, with history; run inside the database under measurement."""

import io
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import django

django.setup()

from kontor.core.actor import Actor  # noqa: E402 (after the set-up)
from kontor.identity.models import Person, Role  # noqa: E402
from kontor.identity.services import actor_of, touch_rights  # noqa: E402
from kontor.jobs.worker import drain  # noqa: E402
from kontor.records.importing import services  # noqa: E402
from kontor.records.importing.models import ImportRun  # noqa: E402
from tests.performance.prepare import save  # noqa: E402

ROWS = 20_000
BUDGET = 2_000
FILES = 3


def importer() -> Actor:
    """Somebody who may do everything."""
    role = save("role", key=f"bench_import_{time.time_ns()}", name="Import")
    Role._base_manager.filter(pk=role.pk).update(all_rights=True)
    person = save("person", name="Importer", email=f"import{time.time_ns()}@example.com")
    save("post", person=str(person.pk), role=str(role.pk))
    touch_rights()
    return actor_of(Person._base_manager.get(pk=person.pk))


def table(rows: int) -> io.BytesIO:
    """Customers with a dozen columns."""
    mark = time.time_ns()
    head = "code,name,status,tax id,industry,region,key account,phone,email,website,credit limit,note"
    lines = [
        f"C{mark % 10**9}-{at},Customer {at},Active,DE{at:09},Retail,North,{'yes' if at % 2 else 'no'},"
        f"+49 30 {at:07},c{at}@example.com,https://example.com/{at},{at * 10}.50,Imported"
        for at in range(rows)
    ]
    return io.BytesIO("\n".join([head, *lines]).encode())


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took by the clock, and how long it kept this process busy."""

    clock: float
    cpu: float


def took(step: Callable[[], object]) -> Took:
    """Measures a step with the job it leaves behind."""
    clock, cpu = time.perf_counter(), time.process_time()
    step()
    drain(600)
    return Took(time.perf_counter() - clock, time.process_time() - cpu)


def one_file(actor: Actor, rows: int) -> dict[str, Took]:
    """Brings one file in; how long each step took."""
    runs: list[ImportRun] = []
    upload = table(rows)

    def read() -> None:
        runs.append(services.start_import(actor=actor, object="customer", upload=upload, name="customers.csv"))

    found = {"read": took(read)}
    run = runs[0]
    run.refresh_from_db()
    services.map_import(actor=actor, run=run, mapping=services.suggested(actor, run).said())
    found["rehearse"] = took(lambda: services.rehearse_import(actor=actor, run=run))
    run.refresh_from_db()
    found["run"] = took(lambda: services.run_import(actor=actor, run=run))
    run.refresh_from_db()
    assert run.counts == {"created": rows}, (run.status, run.error, run.counts)
    return found


def main() -> None:
    """Prints the records a second by the clock: of several files the best, since others use the machine too."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    actor = importer()
    files = [one_file(actor, rows) for _file in range(FILES)]
    results = []
    for step in ("read", "rehearse", "run"):
        best = min((one[step] for one in files), key=lambda one: one.clock)
        value = round(rows / best.clock)
        results.append(
            {
                "name": f"import by the clock, {step}, {rows:,} customers with 12 columns",
                "value": value,
                "unit": "records/s",
                "budget": BUDGET,
                "holds": value >= BUDGET,
                "detail": f"best of {FILES}; {rows / best.cpu:,.0f} for each second of this process"
                + ("; validated, keys compared, with history" if step == "run" else ""),
            }
        )
    sys.stdout.write(json.dumps(results) + "\n")


if __name__ == "__main__":
    main()

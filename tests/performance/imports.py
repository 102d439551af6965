"""How many records a second an import brings in, with history; run inside the database under measurement."""

import io
import json
import sys
import time

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


def seconds(actor: Actor, run: ImportRun, step: str) -> float:
    """How long a step keeps this process busy: on a machine that others use too the clock says little."""
    started = time.process_time()
    if step == "rehearse":
        services.rehearse_import(actor=actor, run=run)
    else:
        services.run_import(actor=actor, run=run)
    drain(600)
    run.refresh_from_db()
    return time.process_time() - started


def main() -> None:
    """Prints the records a second of reading, rehearsing and running."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    actor = importer()
    started = time.perf_counter()
    run = services.start_import(actor=actor, object="customer", upload=table(rows), name="customers.csv")
    drain(600)
    run.refresh_from_db()
    read = time.perf_counter() - started
    services.map_import(actor=actor, run=run, mapping=services.suggested(actor, run).said())
    rehearsed = seconds(actor, run, "rehearse")
    ran = seconds(actor, run, "run")
    assert run.counts == {"created": rows}, (run.status, run.error, run.counts)
    per_second = {"read": rows / read, "rehearse": rows / rehearsed, "run": rows / ran}
    figures = {name: round(value) for name, value in per_second.items()}
    results = [
        {
            "name": f"import, {name}, {rows:,} customers with 12 columns",
            "value": value,
            "unit": "records per second of CPU",
            "budget": BUDGET,
            "holds": value >= BUDGET,
            "detail": "validated, with history, ten thousand keys compared" if name == "run" else "",
        }
        for name, value in figures.items()
    ]
    sys.stdout.write(json.dumps(results) + "\n")


if __name__ == "__main__":
    main()

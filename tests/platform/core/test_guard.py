"""Guards refuse on both databases, are noticed when missing, and are lifted for one transaction only."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from kontor.core import guard
from kontor.core.errors import DeclarationError

pytestmark = pytest.mark.django_db


def run(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def refused(sql: str, message: str) -> None:
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        run(sql)


@pytest.fixture(autouse=True)
def probe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A document table with lines, and an empty list of declarations."""
    monkeypatch.setattr(guard, "declared", {})
    run("CREATE TABLE probe (id integer PRIMARY KEY, status varchar(10), total integer, note varchar(10))")
    run("CREATE TABLE probe_line (id integer PRIMARY KEY, parent_id integer, amount integer, tag varchar(10))")
    run("INSERT INTO probe VALUES (1, 'draft', 10, ''), (2, 'posted', 20, NULL)")
    run("INSERT INTO probe_line VALUES (1, 1, 10, ''), (2, 2, 20, '')")
    yield
    if connection.vendor == "postgresql":
        run("DROP TABLE probe CASCADE")


def test_append_only_refuses_update_and_delete() -> None:
    guard.append_only("probe", message="Entries stay.")
    guard.install()
    refused("UPDATE probe SET total = 1 WHERE id = 1", "Entries stay")
    refused("DELETE FROM probe WHERE id = 1", "Entries stay")
    run("INSERT INTO probe VALUES (3, 'draft', 1, '')")


def test_a_table_may_not_be_truncated() -> None:
    guard.append_only("probe")
    guard.install()
    if connection.vendor == "postgresql":
        refused("TRUNCATE probe", "must not be truncated")
    else:
        refused("DELETE FROM probe", "append-only")


def test_frozen_columns_stay_once_the_state_is_reached() -> None:
    guard.frozen_when("probe", "status", ["posted"], columns=["total", "note"], message="It is posted.")
    guard.install()
    run("UPDATE probe SET total = 11 WHERE id = 1")
    refused("UPDATE probe SET total = 11 WHERE id = 2", "It is posted")
    refused("UPDATE probe SET note = 'x' WHERE id = 2", "It is posted")
    refused("DELETE FROM probe WHERE id = 2", "It is posted")
    run("UPDATE probe SET total = 20, status = 'cancelled' WHERE id = 2")
    run("DELETE FROM probe WHERE id = 2")


def test_lines_are_closed_with_their_parent() -> None:
    guard.frozen_with(
        "probe_line",
        parent="probe",
        through="parent_id",
        column="status",
        values=["posted"],
        columns=["amount"],
        message="The document is posted.",
    )
    guard.install()
    run("UPDATE probe_line SET amount = 3 WHERE id = 1")
    run("UPDATE probe_line SET tag = 'seen' WHERE id = 2")
    refused("UPDATE probe_line SET amount = 3 WHERE id = 2", "document is posted")
    refused("UPDATE probe_line SET parent_id = 2 WHERE id = 1", "document is posted")
    refused("INSERT INTO probe_line VALUES (3, 2, 5, '')", "document is posted")
    refused("DELETE FROM probe_line WHERE id = 2", "document is posted")
    run("DELETE FROM probe_line WHERE id = 1")


def test_a_condition_may_ask_other_tables() -> None:
    guard.declare(
        "probe_balanced",
        "probe",
        event="UPDATE OF status",
        condition="NEW.status = 'posted' AND NEW.total <> "
        "(SELECT sum(amount) FROM probe_line WHERE parent_id = NEW.id)",
        message="Lines and total differ by 100%.",
    )
    guard.install()
    run("UPDATE probe SET total = 9 WHERE id = 1")
    refused("UPDATE probe SET status = 'posted' WHERE id = 1", "differ by 100%")
    run("UPDATE probe SET total = 10 WHERE id = 1")
    run("UPDATE probe SET status = 'posted' WHERE id = 1")


def test_lifted_lets_through_and_the_guard_is_back_afterwards() -> None:
    guard.append_only("probe")
    guard.install()
    with guard.lifted("a test"):
        run("UPDATE probe SET total = 1 WHERE id = 1")
        run("DELETE FROM probe WHERE id = 2")
    refused("UPDATE probe SET total = 2 WHERE id = 1", "append-only")


def test_an_error_inside_lifted_brings_the_guard_back() -> None:
    guard.append_only("probe")
    guard.install()

    def fail_inside() -> None:
        with guard.lifted("a test"):
            run("UPDATE probe SET total = 1 WHERE id = 1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_inside()
    assert run("SELECT total FROM probe WHERE id = 1") == [(10,)]
    refused("UPDATE probe SET total = 2 WHERE id = 1", "append-only")


def test_missing_names_what_is_gone_or_altered() -> None:
    guard.append_only("probe")
    guard.declare("probe_odd", "probe", event="INSERT", condition="NEW.total < 0", message="No.")
    assert len(guard.missing()) == len(guard._of_vendor(connection))
    guard.install()
    assert guard.missing() == []
    table = " ON probe" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER guard_probe_no_update{table}")
    assert guard.missing() == ["probe_no_update"]
    del guard.declared["probe_odd"]
    guard.declare("probe_odd", "probe", event="INSERT", condition="NEW.total < -5", message="No.")
    assert guard.missing() == ["probe_no_update", "probe_odd"]


def test_install_drops_what_is_no_longer_declared() -> None:
    guard.append_only("probe")
    guard.install()
    guard.declared.clear()
    guard.install()
    run("UPDATE probe SET total = 1 WHERE id = 1")


def test_migrate_installs_guards(capsys: pytest.CaptureFixture[str]) -> None:
    guard.append_only("probe")
    call_command("migrate", verbosity=0)
    refused("UPDATE probe SET total = 1 WHERE id = 1", "append-only")


def test_a_guard_of_an_absent_table_is_missing_but_does_not_stop_the_others() -> None:
    guard.append_only("nowhere")
    guard.append_only("probe")
    guard.install()
    assert "nowhere_no_update" in guard.missing()
    refused("UPDATE probe SET total = 1 WHERE id = 1", "append-only")


def test_a_name_is_declared_once() -> None:
    guard.append_only("probe")
    with pytest.raises(DeclarationError):
        guard.append_only("probe")
    with pytest.raises(DeclarationError):
        guard.declare("odd", "probe", event="AFTER LUNCH", condition="1 = 1", message="No.")

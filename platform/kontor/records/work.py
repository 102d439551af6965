"""The unit of work: holds rows, lets services change them by plain assignment, and writes what changed at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kontor.audit import services as audit
from kontor.audit.models import Event
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import DeclarationError
from kontor.core.ids import new_id
from kontor.core.models import Document, Record
from kontor.core.registry import stores
from kontor.files.models import StoredFile
from kontor.records.change import Change, Tracked, plan_of, root_of_row, snapshot
from kontor.records.holding import Holding

ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Warning:
    """Something the person should know; it refuses nothing."""

    message: str
    field: str | None = None
    line: int | None = None


class Work(Holding):
    """Collects what one action or save changes. Rows come in by get, load, lines, lock and add, and leave by flush."""

    def __init__(self, *, actor: Actor, clock: Clock, cause: str = "", request_id: str = "", dry: bool = False) -> None:
        self.clock = clock
        self.change_id = new_id()
        super().__init__(actor, audit.Cause(actor, clock.now(), cause, self.change_id, request_id), dry=dry)
        self.warnings: list[Warning] = []
        self.events: list[Event] = []
        self.to_number: list[Document] = []
        self.files: list[tuple[StoredFile, Any]] = []
        self.changes: list[Change] = []

    def trash(self, record: Record) -> None:
        """Marks a record as trashed; it is restorable."""
        record.trashed_at = self.cause.at

    def number(self, document: Document) -> None:
        """Asks for the document's number; it is given at flush, when everything else is locked."""
        if document.number is None and document not in self.to_number:
            self.to_number.append(document)

    def event(self, verb: str, record: Any, **data: Any) -> None:
        """Records that something happened, for the timeline and for whoever listens to the outbox."""
        self.events.append(
            audit.event(
                self.cause,
                verb=verb,
                key=record.declare.key,
                record_id=record.pk,
                root_id=root_of_row(record),
                data=data,
            )
        )

    def warn(self, message: str, field: str | None = None, line: int | None = None) -> None:
        """Tells the person something without refusing."""
        self.warnings.append(Warning(message, field, line))

    def run(self, verb: str, record: Any, **inputs: Any) -> Any:
        """Runs another declared action inside this unit of work; the permission of the outer one suffices."""
        return stores.write["run"](self, verb, record, **inputs)

    def save(self, key: str, values: Mapping[str, Any], record: Any = None) -> Any:
        """The full save pipeline inside this unit of work; answers the record."""
        return stores.write["save"](self, key, values, record)

    def created_rows(self, but: Any = None) -> list[Any]:
        """The documents and records (not lines, not what only keeps the books) this unit of work has made, in order."""
        return [
            one.record
            for one in self.tracked.values()
            if (one.is_new or one.just_written)
            and isinstance(one.record, Record)
            and one.record is not but
            and not (one.record.declare.append_only or one.record.declare.internal)
        ]

    # telling subscribers

    def settle(self) -> None:
        """Lets change subscribers react, in rounds, until nothing changes any more."""
        for _round in range(ROUNDS):
            fresh = self._fresh_changes()
            if not fresh:
                return
            self.changes.extend(fresh)
            for listener in stores.subscribers:
                listener(work=self, changes=fresh)
        msg = "Change subscribers keep changing each other's records."
        raise DeclarationError(msg)

    def note(self) -> None:
        """Takes note of what changed since, without telling anybody (numbers given last)."""
        self.changes.extend(self._fresh_changes())

    def _fresh_changes(self) -> list[Change]:
        fresh = []
        for tracked in list(self.tracked.values()):
            change = self._change(tracked)
            if change is not None:
                fresh.append(change)
        return fresh

    def _change(self, tracked: Tracked) -> Change | None:
        record = tracked.record
        if tracked.removed:
            if tracked.remove_reported:
                return None
            tracked.remove_reported = True
            return Change(record.declare.key, record, "remove", named(record, tracked.original), {})
        now = snapshot(record)
        if tracked.reported is None:
            tracked.reported = now
            return Change(record.declare.key, record, "create", {}, named(record, now))
        before = tracked.reported
        different = [attname for attname, value in now.items() if before[attname] != value]
        if not different:
            return None
        tracked.reported = now
        plan = plan_of(type(record))
        return Change(
            record.declare.key,
            record,
            _kind(different, now),
            {plan.names[attname]: before[attname] for attname in different},
            {plan.names[attname]: now[attname] for attname in different},
            derived=plan.derived.issuperset(different),
        )


def named(record: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Column values by field name."""
    names = plan_of(type(record)).names
    return {names[attname]: value for attname, value in values.items()}


def _kind(different: list[str], now: dict[str, Any]) -> str:
    if "trashed_at" not in different:
        return "update"
    return "trash" if now["trashed_at"] else "restore"

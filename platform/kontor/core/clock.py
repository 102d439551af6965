"""Business time: instants in UTC, business dates in the company's time zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time to services; passed in, so that a test or a replay can set it."""

    read: Callable[[], datetime]
    zone: str = DEFAULT_ZONE

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self.read().astimezone(UTC)

    def today(self) -> date:
        """The present business date: the calendar day in the company's time zone."""
        return self.read().astimezone(ZoneInfo(self.zone)).date()


def _system_now() -> datetime:
    return datetime.now(UTC)


def system_clock(zone: str = DEFAULT_ZONE) -> Clock:
    """The machine's clock, with business dates in `zone` (an IANA name)."""
    return Clock(_system_now, zone)


def FixedClock(at: datetime, zone: str = DEFAULT_ZONE) -> Clock:  # noqa: N802 (reads as a kind of Clock)
    """A clock that stands still at the aware instant `at`."""
    if at.tzinfo is None:
        msg = "A clock needs an aware datetime."
        raise ValueError(msg)
    return Clock(lambda: at, zone)

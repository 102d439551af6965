"""What a formula knows of the world: the day, the time, the zone, who asks, and when the company works."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

_MONDAY_TO_FRIDAY = frozenset({0, 1, 2, 3, 4})


@dataclass(frozen=True)
class Workdays:
    """The company's calendar: weekdays worked (0 is Monday), holidays, and days worked all the same (调休)."""

    weekdays: frozenset[int] = _MONDAY_TO_FRIDAY
    holidays: frozenset[date] = frozenset()
    extra: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether the company works on that day."""
        return day in self.extra or (day.weekday() in self.weekdays and day not in self.holidays)

    @cached_property
    def _off(self) -> list[date]:
        return sorted(day for day in self.holidays - self.extra if day.weekday() in self.weekdays)

    @cached_property
    def _on(self) -> list[date]:
        return sorted(day for day in self.extra if day.weekday() not in self.weekdays)

    def before(self, day: date) -> int:
        """How many days were worked before that day, counted from the beginning of the calendar."""
        weeks, rest = divmod(day.toordinal() - 1, 7)
        worked = weeks * len(self.weekdays) + sum(1 for weekday in range(rest) if weekday in self.weekdays)
        return worked - bisect_left(self._off, day) + bisect_left(self._on, day)

    def between(self, first: date, last: date) -> int:
        """Days worked after `first` up to and with `last`; negative when `last` lies before."""
        day = timedelta(days=1)
        return self.before(last + day) - self.before(first + day)

    def after(self, day: date, count: int) -> date | None:
        """The day `count` worked days later (or earlier); None when nobody ever works or it is out of range."""
        if count == 0:
            return day
        if not self.weekdays:
            return self._counted_extra(day, count)
        low, high = sorted((day, self._far(day, count)))
        while low < high:
            middle = low + (high - low) // 2 if count > 0 else high - (high - low) // 2
            enough = self.between(day, middle) >= count if count > 0 else -self._until(middle, day) <= count
            if count > 0:
                low, high = (low, middle) if enough else (middle + timedelta(days=1), high)
            else:
                low, high = (middle, high) if enough else (low, middle - timedelta(days=1))
        return low

    def _until(self, first: date, last: date) -> int:
        """Days worked from `first` on, before `last`."""
        return self.before(last) - self.before(first)

    def _far(self, day: date, count: int) -> date:
        days = (abs(count) // len(self.weekdays) + 2) * 7 + 7 * len(self.holidays)
        return day + timedelta(days=days if count > 0 else -days)

    def _counted_extra(self, day: date, count: int) -> date | None:
        place = bisect_right(self._on, day) - 1 + count if count > 0 else bisect_left(self._on, day) + count
        return self._on[place] if 0 <= place < len(self._on) else None


@dataclass(frozen=True, slots=True)
class Context:
    """The world at one moment; `me` is the person who asks, where there is one."""

    today: date
    now: datetime
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    workdays: Workdays = field(default_factory=Workdays)
    me: Any = None

    def day_of(self, at: datetime) -> date:
        """The business day of an instant."""
        return at.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """The instant a business day begins."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)

"""Relative dates: what "this month" or "last 30 days" means today."""

import calendar
import re
from datetime import date, timedelta

_COUNTED = re.compile(r"(last|next)_(\d{1,4})_(days|weeks|months)")
NAMED = (
    "today",
    "yesterday",
    "tomorrow",
    "this_week",
    "last_week",
    "next_week",
    "this_month",
    "last_month",
    "next_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "past",
    "future",
)
FAR = timedelta(days=365 * 150)


def period(name: str, today: date) -> tuple[date, date] | None:
    """First and last day of a named period around `today`; None when the name is unknown."""
    counted = _COUNTED.fullmatch(name)
    if counted:
        return _counted(counted[1], int(counted[2]), counted[3], today)
    if name not in NAMED:
        return None
    if name in ("past", "future"):
        day = timedelta(days=1)
        return (today - FAR, today - day) if name == "past" else (today + day, today + FAR)
    if name in ("today", "yesterday", "tomorrow"):
        at = today + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[name])
        return at, at
    which, _dash, unit = name.partition("_")
    return _unit(unit, {"last": -1, "this": 0, "next": 1}[which], today)


def _counted(direction: str, count: int, unit: str, today: date) -> tuple[date, date]:
    if unit == "months":
        other = add_months(today, -count if direction == "last" else count)
    else:
        days = count * (7 if unit == "weeks" else 1)
        other = today + timedelta(days=-days if direction == "last" else days)
    return (other, today) if direction == "last" else (today, other)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def _unit(unit: str, shift: int, today: date) -> tuple[date, date]:
    if unit == "week":
        start = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
        return start, start + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = today.replace(day=1, month=(today.month - 1) // months * months + 1)
    start = add_months(first, shift * months)
    return start, add_months(start, months) - timedelta(days=1)

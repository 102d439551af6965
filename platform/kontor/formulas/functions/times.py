"""Instants and durations."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from kontor.formulas.errors import FormulaError
from kontor.formulas.functions.registry import family, function
from kontor.formulas.limits import MAX_DAYS
from kontor.formulas.run import EXACT, Run, rounded

TIMES = family("times", "Times", "时间")
MICRO = Decimal(1_000_000)


def seconds(value: Decimal) -> timedelta:
    """A duration of so many seconds, exact to the microsecond."""
    if abs(value) > MAX_DAYS * 86_400:
        raise FormulaError("date_range")
    return timedelta(microseconds=int((value * MICRO).to_integral_value(context=EXACT)))


def in_seconds(value: timedelta) -> Decimal:
    """How many seconds a duration has, exactly."""
    return Decimal(value.days * 86_400 + value.seconds) + Decimal(value.microseconds) / MICRO


@function(
    "NOW",
    "现在",
    family=TIMES,
    gives="datetime",
    volatile=True,
    says=("The present instant.", "当前时刻。"),
    examples=(("HOURS_OF(NOW() - NOW())", "0"),),
)
def now(run: Run) -> datetime:
    """In UTC, shown in the reader's zone."""
    return run.context.now


@function(
    "DATE_OF",
    "取日期",
    family=TIMES,
    takes=("datetime",),
    gives="date",
    says=("The business day of an instant.", "时刻所在的业务日期。"),
    examples=(("DATE_OF(NOW()) = TODAY()", "true"),),
)
def date_of(run: Run, value: datetime) -> date:
    """In the company's time zone."""
    return run.context.day_of(value)


@function(
    "HOUR",
    "小时",
    family=TIMES,
    takes=("datetime",),
    gives="number",
    says=("The hour of the day, 0 to 23.", "小时，0 到 23。"),
    examples=(("HOUR(NOW()) >= 0", "true"),),
)
def hour(run: Run, value: datetime) -> Decimal:
    """In the company's time zone."""
    return Decimal(value.astimezone(run.context.zone).hour)


@function(
    "START_OF_DAY",
    "当天零点",
    family=TIMES,
    takes=("date",),
    gives="datetime",
    says=("The instant a business day begins.", "业务日开始的时刻。"),
    examples=(("DATE_OF(START_OF_DAY(DATE(2026, 1, 31)))", "2026-01-31"),),
)
def start_of_day(run: Run, value: date) -> datetime:
    """In the company's time zone."""
    return run.context.start_of(value)


@function(
    "DAYS",
    "天数",
    family=TIMES,
    takes=("number",),
    gives="duration",
    says=("A duration of so many days of 24 hours.", "若干天（每天 24 小时）的时长。"),
    examples=(("HOURS_OF(DAYS(2))", "48"),),
)
def days(run: Run, value: Decimal) -> timedelta:
    """Also of parts of days."""
    return seconds(value * 86_400)


@function(
    "HOURS",
    "小时数",
    family=TIMES,
    takes=("number",),
    gives="duration",
    says=("A duration of so many hours.", "若干小时的时长。"),
    examples=(("MINUTES_OF(HOURS(1.5))", "90"),),
)
def hours(run: Run, value: Decimal) -> timedelta:
    """Also of parts of hours."""
    return seconds(value * 3_600)


@function(
    "MINUTES",
    "分钟数",
    family=TIMES,
    takes=("number",),
    gives="duration",
    says=("A duration of so many minutes.", "若干分钟的时长。"),
    examples=(("HOURS_OF(MINUTES(90))", "1.5"),),
)
def minutes(run: Run, value: Decimal) -> timedelta:
    """Also of parts of minutes."""
    return seconds(value * 60)


@function(
    "DAYS_OF",
    "折合天数",
    family=TIMES,
    takes=("duration",),
    gives="number",
    says=("How many days a duration has.", "时长折合的天数。"),
    examples=(("DAYS_OF(HOURS(36))", "1.5"),),
)
def days_of(run: Run, value: timedelta) -> Decimal:
    """With 6 places."""
    return rounded(EXACT.divide(in_seconds(value), Decimal(86_400)))


@function(
    "HOURS_OF",
    "折合小时",
    family=TIMES,
    takes=("duration",),
    gives="number",
    says=("How many hours a duration has.", "时长折合的小时数。"),
    examples=(("HOURS_OF(MINUTES(30))", "0.5"),),
)
def hours_of(run: Run, value: timedelta) -> Decimal:
    """With 6 places."""
    return rounded(EXACT.divide(in_seconds(value), Decimal(3_600)))


@function(
    "MINUTES_OF",
    "折合分钟",
    family=TIMES,
    takes=("duration",),
    gives="number",
    says=("How many minutes a duration has.", "时长折合的分钟数。"),
    examples=(("MINUTES_OF(HOURS(2))", "120"),),
)
def minutes_of(run: Run, value: timedelta) -> Decimal:
    """With 6 places."""
    return rounded(EXACT.divide(in_seconds(value), Decimal(60)))

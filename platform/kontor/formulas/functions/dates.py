"""Days, also those the company works."""

import calendar
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kontor.formulas.errors import FormulaError
from kontor.formulas.functions.registry import family, function
from kontor.formulas.limits import MAX_DAYS
from kontor.formulas.run import Run, day_in, whole

DATES = family("dates", "Dates", "日期")
FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)


def in_range(day: date | None) -> date:
    """The day, if business can mean it; FormulaError otherwise."""
    if day is None or not FIRST <= day <= LAST:
        raise FormulaError("date_range")
    return day


def add_days(day: date, days: Decimal) -> date:
    """So many whole days later."""
    if abs(days) > MAX_DAYS:
        raise FormulaError("date_range")
    return in_range(day + timedelta(days=whole(days)))


@function(
    "TODAY",
    "今天",
    family=DATES,
    gives="date",
    volatile=True,
    says=("The present business day.", "当前业务日期。"),
    examples=(("TODAY() - TODAY()", "0"),),
)
def today(run: Run) -> date:
    """In the company's time zone."""
    return run.context.today


@function(
    "DATE",
    "日期",
    family=DATES,
    takes=("number", "number", "number"),
    gives="date",
    says=("The day of a year, month and day; blank when there is none.", "由年、月、日组成的日期；不存在时为空。"),
    examples=(("DATE(2026, 1, 31)", "2026-01-31"), ("ISBLANK(DATE(2026, 2, 30))", "true")),
)
def make_date(run: Run, year: Decimal, month: Decimal, day: Decimal) -> date | None:
    """Blank for the 30th of February and for years out of range."""
    if not (1900 <= year <= 2200 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    if whole(day) > calendar.monthrange(whole(year), whole(month))[1]:
        return None
    return date(whole(year), whole(month), whole(day))


@function(
    "YEAR",
    "年",
    family=DATES,
    takes=("date|datetime",),
    gives="number",
    says=("The year.", "年份。"),
    examples=(("YEAR(DATE(2026, 1, 31))", "2026"),),
)
def year(run: Run, value: Any) -> Decimal:
    """Of the business day."""
    return Decimal(day_in(value, run.context).year)


@function(
    "MONTH",
    "月",
    family=DATES,
    takes=("date|datetime",),
    gives="number",
    says=("The month, 1 to 12.", "月份，1 到 12。"),
    examples=(("MONTH(DATE(2026, 1, 31))", "1"),),
)
def month(run: Run, value: Any) -> Decimal:
    """Of the business day."""
    return Decimal(day_in(value, run.context).month)


@function(
    "QUARTER",
    "季度",
    family=DATES,
    takes=("date|datetime",),
    gives="number",
    says=("The quarter, 1 to 4.", "季度，1 到 4。"),
    examples=(("QUARTER(DATE(2026, 5, 1))", "2"),),
)
def quarter(run: Run, value: Any) -> Decimal:
    """Of the business day."""
    return Decimal((day_in(value, run.context).month + 2) // 3)


@function(
    "DAY",
    "日",
    family=DATES,
    takes=("date|datetime",),
    gives="number",
    says=("The day of the month.", "一个月中的第几天。"),
    examples=(("DAY(DATE(2026, 1, 31))", "31"),),
)
def day(run: Run, value: Any) -> Decimal:
    """Of the business day."""
    return Decimal(day_in(value, run.context).day)


@function(
    "WEEKDAY",
    "星期",
    family=DATES,
    takes=("date|datetime",),
    gives="number",
    says=("The day of the week: 1 is Monday, 7 is Sunday.", "星期几：1 为星期一，7 为星期日。"),
    examples=(("WEEKDAY(DATE(2026, 1, 31))", "6"),),
)
def weekday(run: Run, value: Any) -> Decimal:
    """By ISO."""
    return Decimal(day_in(value, run.context).isoweekday())


@function(
    "ADD_MONTHS",
    "加月",
    family=DATES,
    takes=("date", "number"),
    gives="date",
    says=(
        "The same day so many months later, or the last of that month when it is shorter.",
        "若干个月后的同一天；当月天数不足时取月末。",
    ),
    examples=(("ADD_MONTHS(DATE(2026, 1, 31), 1)", "2026-02-28"),),
)
def add_months(run: Run, value: date, months: Decimal) -> date:
    """Earlier for a negative count."""
    if abs(months) > 12 * 400:
        raise FormulaError("date_range")
    index = value.year * 12 + value.month - 1 + whole(months)
    to_year, to_month = divmod(index, 12)
    if not FIRST.year <= to_year <= LAST.year:
        raise FormulaError("date_range")
    return value.replace(
        year=to_year, month=to_month + 1, day=min(value.day, calendar.monthrange(to_year, to_month + 1)[1])
    )


@function(
    "END_OF_MONTH",
    "月末",
    family=DATES,
    takes=("date",),
    gives="date",
    says=("The last day of its month.", "当月最后一天。"),
    examples=(("END_OF_MONTH(DATE(2024, 2, 5))", "2024-02-29"),),
)
def end_of_month(run: Run, value: date) -> date:
    """In leap years too."""
    return value.replace(day=calendar.monthrange(value.year, value.month)[1])


@function(
    "MONTHS_BETWEEN",
    "相隔月数",
    family=DATES,
    takes=("date", "date"),
    gives="number",
    says=("Whole months from the first day to the second.", "从第一个日期到第二个日期的整月数。"),
    examples=(("MONTHS_BETWEEN(DATE(2026, 1, 31), DATE(2026, 3, 30))", "1"),),
)
def months_between(run: Run, first: date, second: date) -> Decimal:
    """Negative when the second lies before."""
    sign, low, high = (1, first, second) if first <= second else (-1, second, first)
    months = (high.year - low.year) * 12 + high.month - low.month
    return Decimal(sign * (months - (high.day < low.day)))


@function(
    "ADD_WORKDAYS",
    "加工作日",
    family=DATES,
    takes=("date", "number"),
    gives="date",
    says=(
        "The day so many of the company's working days later (or earlier).",
        "若干个公司工作日之后（或之前）的日期，计入节假日和调休。",
    ),
    examples=(
        ("ADD_WORKDAYS(DATE(2026, 1, 30), 1)", "2026-02-02"),
        ("ADD_WORKDAYS(DATE(2026, 2, 2), -1)", "2026-01-30"),
    ),
)
def add_workdays(run: Run, value: date, count: Decimal) -> date:
    """Holidays and make-up days count as the company settings say."""
    if abs(count) > MAX_DAYS // 4:
        raise FormulaError("date_range")
    return in_range(run.context.workdays.after(value, whole(count)))


@function(
    "WORKDAYS",
    "工作日数",
    family=DATES,
    takes=("date", "date"),
    gives="number",
    says=(
        "The company's working days after the first day, up to and with the second.",
        "第一个日期之后到第二个日期（含）的公司工作日数。",
    ),
    examples=(("WORKDAYS(DATE(2026, 1, 30), DATE(2026, 2, 4))", "3"),),
)
def workdays(run: Run, first: date, second: date) -> Decimal:
    """Negative when the second lies before."""
    return Decimal(run.context.workdays.between(first, second))


@function(
    "IS_WORKDAY",
    "是工作日",
    family=DATES,
    takes=("date",),
    gives="boolean",
    says=("Whether the company works on that day.", "该日是否为公司工作日。"),
    examples=(("IS_WORKDAY(DATE(2026, 1, 31))", "false"),),
)
def is_workday(run: Run, value: date) -> bool:
    """By the company settings."""
    return run.context.workdays.works(value)

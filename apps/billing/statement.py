"""The statement of account: balance, movements of a period, and open items, per currency."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import NotPermitted
from kontor.core.labels import L
from kontor.core.money import currency_digits
from kontor.documents import amounts
from kontor.documents.reader import Period, Reader, label_of
from kontor.documents.sheet import Cell, Column, Line, Party, Sheet, Table, Total
from kontor.records.read.rows import Row

ZERO = Decimal(0)
INVOICE = ("number", "kind", "invoice_date", "due_date", "total", "currency")
PAYMENT = ("number", "direction", "payment_date", "amount", "currency", "reference")


@dataclass(frozen=True, slots=True)
class Movement:
    """Something that changed what a customer owes: positive for more."""

    day: date
    text: str
    number: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Account:
    """One currency of a customer."""

    currency: str
    movements: list[Movement]
    open_items: list[tuple[Row, Decimal]]

    def balance(self, until: date) -> Decimal:
        """What is owed at the end of that day."""
        return sum((one.amount for one in self.movements if one.day <= until), ZERO)


@dataclass(frozen=True, slots=True)
class _Ledger:
    invoices: list[Row]
    payments: list[Row]
    allocations: list[tuple[Row, Row]]
    credits: list[tuple[Row, Row]]


def period_of(reader: Reader) -> Period:
    """The period asked for, else the last three months until today."""
    today = reader.clock.today()
    return reader.period or Period((today - timedelta(days=90)).replace(day=1), today)


def _read(reader: Reader, until: date) -> _Ledger:
    mine = {"field": "customer", "op": "eq", "value": str(reader.detail.id)}
    posted = {"field": "status", "op": "eq", "value": "posted"}
    cut = {"op": "lte", "value": until.isoformat()}
    invoices = reader.rows("invoice", INVOICE, {"and": [mine, posted, {"field": "invoice_date", **cut}]})
    payments = reader.rows("payment", PAYMENT, {"and": [mine, posted, {"field": "payment_date", **cut}]})
    if any("total" not in one for one in invoices) or any("amount" not in one for one in payments):
        raise NotPermitted(_("You may not read what this statement shows."))
    notes = [one for one in invoices if one["kind"] == "credit_note"]
    return _Ledger(
        invoices,
        payments,
        _lines_of(reader, "payment", payments, "allocations", until),
        _lines_of(reader, "invoice", notes, "credit_allocations", until),
    )


def _lines_of(reader: Reader, key: str, parents: list[Row], name: str, until: date) -> list[tuple[Row, Row]]:
    """The lines of some documents until a day, each with its document."""
    return [
        (parent, line)
        for parent in parents
        for line in reader.lines_of(key, parent["id"], name)
        if line.get("allocated_date") is None or line["allocated_date"] <= until
    ]


def _written_off(row: Row) -> Decimal:
    return (row.get("discount") or ZERO) + (row.get("write_off") or ZERO)


def _movements(reader: Reader, ledger: _Ledger) -> list[tuple[str, Movement]]:
    """Every movement with its currency."""
    base = reader.entity.base_currency if reader.entity else ""
    found = []
    currencies: dict[Any, str] = {}
    for row in ledger.invoices:
        credit = row["kind"] == "credit_note"
        currencies[row["id"]] = label_of(row.get("currency")) or base
        text = str(L("Credit note", "贷项通知单") if credit else L("Invoice", "发票"))
        amount = -row["total"] if credit else row["total"]
        found.append((currencies[row["id"]], Movement(row["invoice_date"], text, row["number"] or "", amount)))
    for row in ledger.payments:
        back = row["direction"] == "out"
        text = str(L("Paid back", "退款") if back else L("Payment", "收款"))
        number = " · ".join(part for part in (row["number"], row.get("reference")) if part)
        amount = row["amount"] if back else -row["amount"]
        currency = label_of(row.get("currency")) or base
        found.append((currency, Movement(row["payment_date"], text, number, amount)))
    for payment, row in ledger.allocations:
        off, invoice = _written_off(row), row["invoice"]
        if off and invoice.id in currencies:
            when = row.get("allocated_date") or payment["payment_date"]
            text = str(L("Discount or write-off", "折扣或核销"))
            signed = off if payment["direction"] == "out" else -off
            found.append((currencies[invoice.id], Movement(when, text, label_of(invoice), signed)))
    return found


def _open_items(ledger: _Ledger) -> list[tuple[Row, Decimal]]:
    """What is open of each document: what it came to, less what settled it until then."""
    left = {row["id"]: row["total"] for row in ledger.invoices}
    for _payment, row in ledger.allocations:
        if row["invoice"].id in left:
            left[row["invoice"].id] -= row["amount"] + _written_off(row)
    for note, row in ledger.credits:
        for side in (row["invoice"].id, note["id"]):
            if side in left:
                left[side] -= row["amount"]
    return [(row, left[row["id"]]) for row in ledger.invoices if left[row["id"]]]


def _by_day(one: Movement) -> tuple[date, bool, str]:
    """In the order of days, within a day what is owed before what settles it."""
    return one.day, one.amount < 0, one.number


def accounts_of(reader: Reader, until: date) -> list[Account]:
    """The customer's accounts until a day; one in the company's currency where nothing happened."""
    ledger = _read(reader, until)
    base = reader.entity.base_currency if reader.entity else ""
    moved = _movements(reader, ledger)
    opened = _open_items(ledger)
    codes = sorted({code for code, _one in moved}) or [base]
    return [
        Account(
            code,
            sorted(
                (one for currency, one in moved if currency == code),
                key=lambda one: (one.day, one.amount < 0, one.number),
            ),
            [(row, amount) for row, amount in opened if (label_of(row.get("currency")) or base) == code],
        )
        for code in codes
    ]


def statement_sheet(reader: Reader, to: Party) -> Sheet:
    """The statement over the period asked for."""
    period = period_of(reader)
    accounts = accounts_of(reader, period.end)
    tables: list[Table] = []
    totals = []
    for one in accounts:
        tables += _tables(reader, one, period)
        label = f"{L('Balance on', '余额，截至')} {reader.day(period.end)} {one.currency}"
        totals.append(Total(label, _money(reader, one, one.balance(period.end)), strong=True))
    code = reader.value("code")
    facts = [
        (str(L("Date", "日期")), reader.day(reader.clock.today())),
        (str(L("From", "期间自")), reader.day(period.start)),
        (str(L("Until", "期间至")), reader.day(period.end)),
    ]
    if code:
        facts.append((str(L("Customer number", "客户代码")), code))
    return Sheet(
        title=str(L("Statement of account", "对账单")),
        number=reader.day(period.end),
        to=to,
        facts=tuple(facts),
        tables=tuple(tables),
        totals=tuple(totals),
    )


def _money(reader: Reader, account: Account, value: Decimal) -> str:
    return amounts.money(value, currency_digits(account.currency), reader.language)


def _tables(reader: Reader, account: Account, period: Period) -> list[Table]:
    return [_moved(reader, account, period), _opened(reader, account, period)]


def _moved(reader: Reader, account: Account, period: Period) -> Table:
    columns = (
        Column(str(L("Date", "日期"))),
        Column(str(L("Document", "单据")), "wide"),
        Column(str(L("Debit", "借方")), "num"),
        Column(str(L("Credit", "贷方")), "num"),
        Column(f"{L('Balance', '余额')} {account.currency}", "num"),
    )
    balance = account.balance(period.start - timedelta(days=1))
    opening = Cell(str(L("Opening balance", "期初余额")))
    lines = [
        Line((Cell(reader.day(period.start)), opening, Cell(""), Cell(""), Cell(_money(reader, account, balance))))
    ]
    for one in account.movements:
        if one.day < period.start:
            continue
        balance += one.amount
        amount = _money(reader, account, abs(one.amount))
        sides = (Cell(amount), Cell("")) if one.amount >= 0 else (Cell(""), Cell(amount))
        what = Cell(f"{one.text} {one.number}".strip())
        lines.append(Line((Cell(reader.day(one.day)), what, *sides, Cell(_money(reader, account, balance)))))
    return Table(columns, tuple(lines), label=f"{L('Movements', '往来明细')} ({account.currency})")


def _opened(reader: Reader, account: Account, period: Period) -> Table:
    columns = (
        Column(str(L("Document", "单据")), "wide"),
        Column(str(L("Date", "日期"))),
        Column(str(L("Due", "到期日"))),
        Column(str(L("Days overdue", "逾期天数")), "num"),
        Column(f"{L('Open', '未结金额')} {account.currency}", "num"),
    )
    lines = []
    for row, amount in account.open_items:
        credit = row["kind"] == "credit_note"
        due = None if credit else row.get("due_date")
        late = max(0, (period.end - due).days) if due else 0
        what = str(L("Credit note", "贷项通知单") if credit else L("Invoice", "发票"))
        signed = -amount if credit else amount
        cells = (f"{what} {row['number']}", reader.day(row["invoice_date"]), reader.day(due), str(late or ""),
                 _money(reader, account, signed))  # fmt: skip
        lines.append(Line(tuple(Cell(text) for text in cells)))
    return Table(
        columns, tuple(lines), label=f"{L('Open items', '未结项目')} ({account.currency})",
        empty=str(L("Nothing is open.", "无未结项目。")),
    )  # fmt: skip

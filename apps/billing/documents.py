"""What billing prints: invoices, credit notes, statements of account."""

from dataclasses import replace
from typing import Any

from apps.billing.statement import statement_sheet
from apps.catalog.documents import priced_table, taxes_of_lines, terms_of, totals_of
from apps.crm.documents import addressee_of, customer_party, own_addressee
from kontor.core.labels import L
from kontor.documents.printables import Addressee, printable
from kontor.documents.reader import Reader, label_of
from kontor.documents.sheet import Cell, Column, Line, Note, Sheet, Table
from kontor.records.read.refs import Ref

PRICES = ("untaxed_total", "tax_total", "total", "lines.unit_price", "lines.discount_percent", "lines.line_total")


def _taxes(reader: Reader) -> list[tuple[str, Any, Any]]:
    """As they were worked out when the invoice was posted; of a draft, as its lines say."""
    kept = [
        (label_of(row.get("tax")), row["base"], row["amount"])
        for row in reader.lines("tax_lines")
        if "base" in row and "amount" in row
    ]
    return kept or taxes_of_lines(reader.lines())


def _instalments(reader: Reader) -> tuple[Table, ...]:
    rows = reader.lines("instalments")
    if len(rows) < 2 or "amount" not in rows[0]:
        return ()
    columns = (Column(str(L("Due", "到期日"))), Column(str(L("Amount", "金额")), "num"))
    lines = tuple(Line((Cell(reader.day(row["due_date"])), Cell(reader.money(row["amount"])))) for row in rows)
    return (Table(columns, lines, label=str(L("Instalments", "分期付款"))),)


def _sheet(reader: Reader, title: str, *facts: tuple[Any, str]) -> Sheet:
    rows = reader.lines()
    return Sheet(
        title=title,
        number=reader.value("number") or "",
        to=customer_party(reader, reader.value("customer"), invoice=True),
        facts=tuple(
            (str(label), text)
            for label, text in (
                (L("Date", "日期"), reader.day(reader.value("invoice_date") or reader.clock.today())),
                *facts,
                (L("Your contact", "联系人"), reader.label("owner")),
                (L("Currency", "币种"), reader.currency),
            )
            if text
        ),
        tables=(priced_table(reader, rows), *_instalments(reader)),
        totals=totals_of(reader, _taxes(reader)),
        words=reader.words(reader.value("total")),
        notes=terms_of(reader),
    )


@printable(
    "invoice.invoice",
    label=L("Invoice", "发票"),
    addressee=own_addressee,
    sentence=L("please find our invoice attached.", "随信附上发票，敬请查收。"),
    states=("draft", "posted"),
    drafts=("draft",),
    shows=PRICES,
    when=lambda record: record.kind == "invoice",
)
def invoice_sheet(reader: Reader) -> Sheet:
    """What the customer has to pay, and until when."""
    due = reader.day(reader.value("due_date"))
    sheet = _sheet(reader, str(L("Invoice", "发票")), (L("Due", "到期日"), due))
    if not due or not sheet.number:
        return sheet
    said = L(f"Please pay by {due} and quote {sheet.number}.", f"请于 {due} 前付款，并注明发票号 {sheet.number}。")
    if reader.entity is not None and reader.entity.bank_accounts:
        said = L(
            f"Please pay by {due} to the account named below and quote {sheet.number}.",
            f"请于 {due} 前汇款至下列账户，并注明发票号 {sheet.number}。",
        )
    return replace(sheet, notes=(Note(str(L("Please pay", "付款说明")), str(said)), *sheet.notes))


@printable(
    "invoice.credit_note",
    label=L("Credit note", "贷项通知单"),
    addressee=own_addressee,
    sentence=L("please find our credit note attached.", "随信附上贷项通知单，敬请查收。"),
    states=("draft", "posted"),
    drafts=("draft",),
    shows=PRICES,
    when=lambda record: record.kind == "credit_note",
)
def credit_note_sheet(reader: Reader) -> Sheet:
    """What the customer is credited, and for which invoice."""
    return _sheet(
        reader, str(L("Credit note", "贷项通知单")), (L("Credits invoice", "冲销发票"), reader.label("reverses"))
    )


def _the_customer(reader: Reader) -> Ref:
    return Ref(reader.detail.id, reader.detail.object, str(reader.value("name") or ""))


def _own(reader: Reader) -> Addressee:
    return addressee_of(reader, _the_customer(reader))


@printable(
    "customer.statement",
    label=L("Statement of account", "对账单"),
    addressee=_own,
    sentence=L(
        "please find your statement of account attached. Please let us know if it differs from your books.",
        "随信附上对账单，敬请核对。如与贵方账目不符，请及时与我们联系。",
    ),
    shows=("receivable_balance",),
    sums_up=("invoice", "payment"),
    period=True,
)
def customer_statement(reader: Reader) -> Sheet:
    """What was invoiced and paid in a period, the balance, and what is open."""
    return statement_sheet(reader, customer_party(reader, _the_customer(reader)))

"""How priced lines, taxes and terms of payment stand on documents."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from kontor.core.labels import L
from kontor.documents.reader import Reader, label_of
from kontor.documents.sheet import Cell, Column, Line, Note, Table, Total, carrying
from kontor.records.read.rows import Row

ZERO = Decimal(0)


def skus_of(reader: Reader, rows: Sequence[Row]) -> dict[Any, str]:
    """The article numbers of the products of some lines, by id."""
    ids = list({str(row["product"].id) for row in rows if row.get("product")})
    found: dict[Any, str] = {}
    for start in range(0, len(ids), 100):
        condition = {"field": "id", "op": "in", "value": ids[start : start + 100]}
        found.update({one["id"]: one.get("sku") or "" for one in reader.rows("product", ["sku"], condition)})
    return found


def product_cell(row: Row, skus: dict[Any, str]) -> Cell:
    """What a line is about: the product with its number and what is said of it, or the free words."""
    product, words = row.get("product"), str(row.get("description") or "")
    if product is None:
        return Cell(words)
    below = [skus.get(product.id, ""), words if words != product.label else ""]
    return Cell(product.label, " · ".join(part for part in below if part))


def priced_table(reader: Reader, rows: Sequence[Row]) -> Table:
    """The lines with their prices; columns that nobody filled or the reader may not see are left out."""
    shown = rows[0].keys() if rows else ()
    discount = any(row.get("discount_percent") for row in rows)
    columns: list[tuple[Column, Any]] = [
        (Column(str(L("Quantity", "数量")), "num"), lambda row: reader.quantity(row.get("quantity"))),
        (Column(str(L("Unit", "单位"))), lambda row: label_of(row.get("unit"))),
    ]
    if "unit_price" in shown:
        columns.append((Column(str(L("Unit price", "单价")), "num"), lambda row: reader.price(row.get("unit_price"))))
    if discount:
        columns.append((Column(str(L("Discount", "折扣")), "num"), lambda row: reader.percent(row["discount_percent"])))
    if any(row.get("taxes") for row in rows):
        columns.append((Column(str(L("Tax", "税"))), lambda row: label_of(row.get("taxes"))))
    if "line_total" in shown:
        columns.append((Column(str(L("Amount", "金额")), "num"), lambda row: reader.money(row.get("line_total"))))
    skus = skus_of(reader, rows)
    head = (Column("#", "place"), Column(str(L("Description", "品名")), "wide"), *(column for column, _text in columns))
    lines = tuple(
        Line((Cell(str(place)), product_cell(row, skus), *(Cell(text(row)) for _column, text in columns)))
        for place, row in enumerate(rows, start=1)
    )
    table = Table(head, lines)
    if "line_total" not in shown:
        return table
    sums = [row.get("line_total") or ZERO for row in rows]
    return carrying(table, sums, lambda value: f"{reader.currency} {reader.money(value)}")


def totals_of(reader: Reader, taxes: Sequence[tuple[str, Decimal, Decimal]]) -> tuple[Total, ...]:
    """The stored totals with their taxes (name, base, amount); nothing the reader may not see."""
    found = []
    if reader.shows("untaxed_total"):
        found.append(Total(str(L("Net total", "不含税合计")), reader.money(reader.value("untaxed_total"))))
    if reader.shows("tax_total"):
        for name, base, amount in taxes:
            on = str(L("on", "计税金额"))
            found.append(Total(f"{name} {on} {reader.money(base)}", reader.money(amount)))
        if not taxes:
            found.append(Total(str(L("Tax", "税额")), reader.money(reader.value("tax_total"))))
    if reader.shows("total"):
        label = f"{L('Total', '价税合计')} {reader.currency}"
        found.append(Total(label, reader.money(reader.value("total")), strong=True))
    return tuple(found)


def taxes_of_lines(rows: Sequence[Row]) -> list[tuple[str, Decimal, Decimal]]:
    """The taxes of lines, added up per tax in the order they first appear; nothing where amounts are hidden."""
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for row in rows:
        if row.get("taxes") is None or "tax_amount" not in row or "line_total" not in row:
            continue
        name = label_of(row["taxes"])
        base, amount = found.get(name, (ZERO, ZERO))
        found[name] = (base + row["line_total"], amount + row["tax_amount"])
    return [(name, base, amount) for name, (base, amount) in found.items()]


def terms_of(reader: Reader) -> tuple[Note, ...]:
    """The term of payment with its discount, and the note of the document."""
    notes = []
    term = reader.label("payment_term")
    if term:
        row = reader.related(reader.value("payment_term"))
        percent, days = row.get("discount_percent"), row.get("discount_days")
        if percent and days:
            said = reader.percent(percent)
            term += str(L(f"; {said} discount within {days} days", f"；{days} 天内付款享 {said} 折扣"))
        notes.append(Note(str(L("Payment", "付款条件")), term))
    if reader.value("note"):
        notes.append(Note(str(L("Note", "备注")), reader.value("note")))
    return tuple(notes)

"""What sales prints: quotes, order confirmations, delivery notes."""

from typing import Any

from apps.catalog.documents import priced_table, product_cell, skus_of, taxes_of_lines, terms_of, totals_of
from apps.crm.documents import address_of, addressee_of, customer_party, own_addressee
from kontor.core.labels import L
from kontor.documents import amounts
from kontor.documents.printables import Addressee, printable
from kontor.documents.reader import Reader, label_of
from kontor.documents.sheet import Cell, Column, Line, Party, Sheet, Table

PRICES = ("untaxed_total", "tax_total", "total", "lines.unit_price", "lines.discount_percent", "lines.line_total")
Facts = tuple[tuple[Any, str], ...]


def facts_of(*pairs: tuple[Any, str]) -> tuple[tuple[str, str], ...]:
    """Those facts that say something."""
    return tuple((str(label), text) for label, text in pairs if text)


def ship_to_of(reader: Reader, customer: Any) -> Party | None:
    """Where the goods go, when the document says so."""
    lines = amounts.postal(reader.value("shipping_address"))
    return Party(label_of(customer), lines) if lines else None


@printable(
    "quote.quote",
    label=L("Quote", "报价单"),
    addressee=own_addressee,
    sentence=L(
        "please find attached our quote. We look forward to your order and are glad to answer any question.",
        "随信附上我方报价单，敬请查收。期待您的订单，如有任何疑问，欢迎随时联系。",
    ),
    drafts=("draft", "in_approval"),
    shows=PRICES,
    send="send",
)
def quote_sheet(reader: Reader) -> Sheet:
    """The offer with its prices and the day it is valid until."""
    rows = reader.lines()
    revision = reader.value("revision") or 1
    return Sheet(
        title=str(L("Quote", "报价单")),
        number=reader.value("number") or "",
        to=customer_party(reader, reader.value("customer"), reader.value("contact")),
        ship_to=ship_to_of(reader, reader.value("customer")),
        facts=facts_of(
            (L("Date", "日期"), reader.day(reader.value("quote_date") or reader.clock.today())),
            (L("Valid until", "有效期至"), reader.day(reader.value("valid_until"))),
            (L("Revision", "版次"), str(revision) if revision > 1 else ""),
            (L("Your contact", "联系人"), reader.label("owner")),
            (L("Currency", "币种"), reader.currency),
        ),
        tables=(priced_table(reader, rows),),
        totals=totals_of(reader, taxes_of_lines(rows)),
        notes=terms_of(reader),
    )


@printable(
    "order.confirmation",
    label=L("Order confirmation", "订单确认书"),
    addressee=own_addressee,
    sentence=L(
        "thank you for your order. Please find our confirmation attached.",
        "感谢您的订购，随信附上订单确认书，敬请查收。",
    ),
    states=("draft", "confirmed", "on_hold", "in_fulfilment", "done", "closed"),
    drafts=("draft",),
    shows=PRICES,
)
def confirmation_sheet(reader: Reader) -> Sheet:
    """What was ordered, at which prices, and when it is to come."""
    rows = reader.lines()
    return Sheet(
        title=str(L("Order confirmation", "订单确认书")),
        number=reader.value("number") or "",
        to=customer_party(reader, reader.value("customer"), reader.value("contact")),
        ship_to=ship_to_of(reader, reader.value("customer")),
        facts=facts_of(
            (L("Date", "日期"), reader.day(reader.value("order_date") or reader.clock.today())),
            (L("Your order number", "贵方订单号"), reader.value("customer_po") or ""),
            (L("Our quote", "我方报价"), reader.label("quote")),
            (L("Requested for", "要求日期"), reader.day(reader.value("requested_date"))),
            (L("Your contact", "联系人"), reader.label("owner")),
            (L("Currency", "币种"), reader.currency),
        ),
        tables=(priced_table(reader, rows),),
        totals=totals_of(reader, taxes_of_lines(rows)),
        notes=terms_of(reader),
    )


def _addressee_of_shipment(reader: Reader) -> Addressee:
    order = reader.related(reader.value("order"))
    return addressee_of(reader, order.get("customer"), order.get("contact"))


@printable(
    "shipment.delivery_note",
    label=L("Delivery note", "送货单"),
    addressee=_addressee_of_shipment,
    sentence=L(
        "your goods are on their way. Please find the delivery note attached.",
        "货物已发出，随信附上送货单，敬请查收。",
    ),
    states=("waiting", "assigned", "picked", "packed", "shipped", "delivered", "signed"),
    drafts=("waiting", "assigned", "picked"),
)
def delivery_sheet(reader: Reader) -> Sheet:
    """The goods of a shipment, without prices, to be signed for."""
    rows = reader.lines()
    order = reader.related(reader.value("order"))
    customer = order.get("customer")
    shipped = reader.value("shipped_at")
    lines = amounts.postal(reader.value("shipping_address") or order.get("shipping_address"))
    lines = lines or (address_of(reader, customer, "shipping") if customer else ())
    received = L("Received in good order: date, signature", "收货人签字及日期")
    return Sheet(
        title=str(L("Delivery note", "送货单")),
        number=reader.value("number") or "",
        to=Party(label_of(customer), lines),
        facts=facts_of(
            (L("Date", "日期"), reader.day(shipped.date() if shipped else reader.clock.today())),
            (L("Our order", "我方订单"), reader.label("order")),
            (L("Your order number", "贵方订单号"), order.get("customer_po") or ""),
            (L("Warehouse", "仓库"), reader.label("warehouse")),
            (L("Carrier", "承运商"), reader.value("carrier") or ""),
            (L("Tracking number", "运单号"), reader.value("tracking_number") or ""),
        ),
        tables=(_goods(reader, rows),),
        signatures=(
            str(L("Delivered by", "送货人")),
            str(received),
        ),
    )


def _goods(reader: Reader, rows: list[dict[str, Any]]) -> Table:
    skus = skus_of(reader, rows)
    units = _units(reader, rows)
    columns = (
        Column("#", "place"),
        Column(str(L("Description", "品名")), "wide"),
        Column(str(L("Quantity", "数量")), "num"),
        Column(str(L("Unit", "单位"))),
    )
    lines = tuple(
        Line(
            (
                Cell(str(place)),
                product_cell(row, skus),
                Cell(reader.quantity(row.get("quantity"))),
                Cell(units.get(getattr(row.get("order_line"), "id", None), "")),
            )
        )
        for place, row in enumerate(rows, start=1)
    )
    return Table(columns, lines)


def _units(reader: Reader, rows: list[dict[str, Any]]) -> dict[Any, str]:
    """The units of the order lines behind a shipment."""
    ids = [str(row["order_line"].id) for row in rows if row.get("order_line")]
    found: dict[Any, str] = {}
    for start in range(0, len(ids), 100):
        condition = {"field": "id", "op": "in", "value": ids[start : start + 100]}
        found.update({one["id"]: label_of(one.get("unit")) for one in reader.rows("order_line", ["unit"], condition)})
    return found

"""What every document says, in both languages, read back from its PDF."""

from decimal import Decimal as D  # noqa: N817
from typing import Any

import pytest

from apps.billing.models import Invoice
from kontor.core.errors import NotFound, NotPermitted, WrongState
from kontor.documents import amounts
from kontor.documents.reader import Period
from tests import builders
from tests.apps.house import again
from tests.platform.documents.conftest import Office
from tests.platform.documents.papers import pages, printed, text_of


def test_a_quote_says_who_what_and_how_much(office: Office) -> None:
    quote = office.offer()
    text = text_of(office, quote, "quote")
    wanted = (
        f"Quote {quote.number}", "Test & Sons GmbH", "DE123456789", "IBAN DE02", "Bólido Comidas 上海",
        "Attn. Martín Sommer", "C/ Araquil, 67", "28023 Madrid", "Consulting 咨询服务", "200.00",
        "VAT 19 % on 200.00", "38.00", "Total EUR 238.00", "Net 30 days", "2 Mar 2026", "1 / 1",
    )  # fmt: skip
    assert [one for one in wanted if one not in text] == []
    assert "Draft" not in text
    chinese = text_of(office, quote, "quote", "zh-hans")
    said = (f"报价单 {quote.number}", "价税合计 EUR 238.00", "不含税合计", "2026年3月2日", "Martín Sommer 收", "品名")
    assert [one for one in said if one not in chinese] == []


def test_a_long_quote_carries_its_sums_over_every_page(office: Office) -> None:
    product = office.service(name="Hours", list_price="10")
    quote = office.offer(*(office.line(product=product, quantity=str(place)) for place in range(1, 61)))
    told = pages(printed(office, quote, "quote").content)
    assert len(told) > 2
    carried = [text.rpartition("Carried forward EUR ")[2].split()[0] for text in told[:-1]]
    brought = [text.rpartition("Brought forward EUR ")[2].split()[0] for text in told[1:]]
    assert carried == brought
    rows = [text.count("Hours") for text in told]
    expected, place = [], 0
    for count in rows[:-1]:
        place += count
        expected.append(f"{D(10) * place * (place + 1) / 2:,.2f}")
    assert carried == expected
    assert sum(rows) == 60
    assert "Brought forward" not in told[0]
    assert "Carried forward" not in told[-1]
    assert "18,300.00" in told[-1]
    assert all(f"{place} / {len(told)}" in text for place, text in enumerate(told, start=1))
    assert all("Description" in text for text in told), "the head of the table is repeated"
    chinese = pages(printed(office, quote, "quote", "zh-hans").content)
    assert "过次页" in chinese[0]
    assert "承前页" in chinese[1]


def test_a_draft_says_so_across_the_page(office: Office) -> None:
    draft = office.quote(office.line(), customer=office.buyer)
    assert "Draft" in text_of(office, draft, "quote")
    assert "草稿" in text_of(office, draft, "quote", "zh-hans")


@pytest.fixture
def sold(office: Office) -> tuple[Any, Any]:
    """An order over 3 × 1,234.50 and 19 %, delivered and invoiced: 4,407.17."""
    goods = office.stocked(name="Chai tea 柴茶", sku="CHAI-1")
    line = office.line(product=goods, quantity="3", unit_price="1234.5")
    return office.invoiced(line, customer=office.buyer, customer_po="PO-77")


def test_an_order_confirmation_and_a_delivery_note(office: Office, sold: tuple[Any, Any]) -> None:
    order, _invoice = sold
    text = text_of(office, order, "confirmation")
    wanted = (f"Order confirmation {order.number}", "PO-77", "3,703.50", "703.67", "Total EUR 4,407.17", "CHAI-1")
    assert [one for one in wanted if one not in text] == []
    assert f"订单确认书 {order.number}" in text_of(office, order, "confirmation", "zh-hans")
    shipment = order.shipments.get()
    note = text_of(office, shipment, "delivery_note")
    wanted = (
        f"Delivery note {shipment.number}",
        order.number,
        "PO-77",
        "Chai tea 柴茶",
        "3 pc",
        "Received in good order",
    )
    assert [one for one in wanted if one not in note] == []
    assert "703" not in note, "a delivery note names no prices"
    assert "送货单" in text_of(office, shipment, "delivery_note", "zh-hans")


def test_an_invoice_says_its_amount_in_words(office: Office, sold: tuple[Any, Any]) -> None:
    _order, invoice = sold
    text = text_of(office, invoice, "invoice")
    wanted = (
        f"Invoice {invoice.number}", "Tax ID: ES99", "Total EUR 4,407.17", "VAT 19 % on 3,703.50",
        "EUR four thousand four hundred and seven and 17/100", "Due 1 Apr 2026", f"quote {invoice.number}",
    )  # fmt: skip
    assert [one for one in wanted if one not in text] == []
    chinese = text_of(office, invoice, "invoice", "zh-hans")
    said = ("金额大写 欧元 肆仟肆佰零柒元壹角柒分", "税号: ES99", "到期日 2026年4月1日", "价税合计 EUR 4,407.17")
    assert [one for one in said if one not in chinese] == []


def test_a_credit_note_names_the_invoice_it_credits(office: Office, sold: tuple[Any, Any]) -> None:
    _order, invoice = sold
    made = office.run(invoice, "credit").created[0]
    note = Invoice._base_manager.get(pk=made.id)
    text = text_of(office, note, "credit_note")
    assert f"Credit note {note.number}" in text
    assert f"Credits invoice {invoice.number}" in text
    assert "four thousand four hundred and seven and 17/100" in text
    assert f"贷项通知单 {note.number}" in text_of(office, note, "credit_note", "zh-hans")
    with pytest.raises(NotFound):
        printed(office, note, "invoice")


def test_a_statement_adds_up(office: Office, sold: tuple[Any, Any]) -> None:
    _order, invoice = sold
    office.pass_days(40)
    office.invoice("100", customer=office.buyer)
    office.payment(office.buyer, "1000", {"invoice": invoice.pk, "amount": "1000"}, reference="BANK 12")
    office.pass_days(1)
    text = text_of(office, office.buyer, "statement")
    wanted = (
        "Opening balance 0.00", f"Invoice {invoice.number} 4,407.17", "BANK 12 1,000.00", "Open items (EUR)",
        "3,407.17", "Balance on 12 Apr 2026 EUR 3,507.17",
    )  # fmt: skip
    assert [one for one in wanted if one not in text] == []
    assert f"Invoice {invoice.number} 2 Mar 2026 1 Apr 2026 11 3,407.17" in text
    assert again(office.buyer).receivable_balance == D("3507.17")
    later = Period(office.today.replace(day=1), office.today)
    text = text_of(office, office.buyer, "statement", period=later)
    assert "Opening balance 4,407.17" in text
    assert "对账单" in text_of(office, office.buyer, "statement", "zh-hans")


def test_a_cancelled_order_has_no_confirmation(office: Office) -> None:
    order = office.order(office.line(), customer=office.buyer)
    office.run(order, "cancel", reason="no")
    with pytest.raises(WrongState):
        printed(office, order, "confirmation")


def test_hidden_fields_are_not_printed(office: Office) -> None:
    quote = office.offer(office.line(unit_price="917.31"))
    hidden = dict.fromkeys(("untaxed_total", "tax_total", "total"), "hidden")
    of_lines = dict.fromkeys(("unit_price", "discount_percent", "line_total", "tax_amount"), "hidden")
    role = builders.role("reader", {"quote": {"read": "all"}}, quote=hidden, quote_line=of_lines)
    actor = builders.actor(role)
    text = " ".join(pages(printed(office, quote, "quote", actor=actor).content))
    assert quote.number in text
    assert not any(word in text for word in ("917.31", "1,834.62", "2,183", "Total", "Araquil", "ES99"))


def test_a_statement_over_some_of_the_invoices_is_refused(office: Office, sold: tuple[Any, Any]) -> None:
    some = {"customer": {"read": "all"}, "invoice": {"read": "team"}, "payment": {"read": "all"}}
    with pytest.raises(NotPermitted):
        printed(office, office.buyer, "statement", actor=builders.actor(builders.role("some", some)))
    every = builders.role("every", {**some, "invoice": {"read": "all"}})
    assert "4,407.17" in " ".join(
        pages(printed(office, office.buyer, "statement", actor=builders.actor(every)).content)
    )


def test_out_of_reach_is_not_there(office: Office) -> None:
    quote = office.offer()
    with pytest.raises(NotFound):
        printed(office, quote, "quote", actor=builders.actor(builders.role("nobody", {})))


def test_the_language_is_the_customers(office: Office) -> None:
    quote = office.offer()
    assert printed(office, quote, "quote", "").language == "en"
    office.change(office.buyer, language="zh-hans")
    assert printed(office, quote, "quote", "").language == "zh-hans"


@pytest.mark.parametrize(
    ("amount", "currency", "digits", "english", "chinese"),
    [
        ("0", "CNY", 2, "CNY zero and 00/100", "零元整"),
        ("0.05", "CNY", 2, "CNY zero and 05/100", "伍分"),
        ("10.50", "CNY", 2, "CNY ten and 50/100", "壹拾元伍角整"),
        ("1000", "CNY", 2, "CNY one thousand and 00/100", "壹仟元整"),
        ("100200300.05", "CNY", 2, None, "壹亿零贰拾万零叁佰元零伍分"),
        ("1234", "JPY", 0, "JPY one thousand two hundred and thirty-four", "日元 壹仟贰佰叁拾肆元整"),
        ("-21.10", "EUR", 2, "minus EUR twenty-one and 10/100", "负欧元 贰拾壹元壹角整"),
        ("1e12", "EUR", 2, "", ""),
    ],
)
def test_words_of_amounts(amount: str, currency: str, digits: int, english: str | None, chinese: str) -> None:
    assert amounts.in_words(D(amount), currency, digits, "zh-hans") == chinese
    if english is not None:
        assert amounts.in_words(D(amount), currency, digits, "en") == english

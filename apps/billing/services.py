"""Writing invoices and credit notes: what they come to, posting, cancelling, crediting."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.billing import ledger
from apps.billing.ledger import Posting
from apps.billing.models import CreditAllocation, Instalment, Invoice, InvoiceLine, InvoiceTax
from apps.billing.models.invoices import InvoicePaymentStatus
from apps.billing.rules import payment_state
from apps.catalog import queries
from apps.catalog.models import Product
from apps.catalog.rules import TaxedLine, TermLine, instalments
from apps.catalog.services import check_currency, chosen, rounding_of, set_totals, take_terms, tax_document_lines
from apps.crm.models import Customer
from kontor.core import registry
from kontor.core.errors import Conflict, RuleBroken, WrongState
from kontor.core.locks import rank_lock
from kontor.records.work import Work

rank_lock("invoice", 30)
rank_lock("payment", 40)
ZERO = Decimal(0)
ALWAYS_EDITABLE = frozenset({"owner", "team", "note"})


class InvoiceIncomplete(RuleBroken):
    """Something is missing before an invoice can be posted."""


class NegativeInvoice(RuleBroken):
    """An invoice below zero is a credit note."""


class AlreadyPosted(WrongState):
    """What is posted is cancelled or credited, never edited."""


class AlreadySettled(Conflict):
    """Something was paid or credited on it already."""


@registry.on_save("invoice")
def prepare_invoice(
    *, work: Work, record: Invoice, lines: dict[str, list[InvoiceLine]], changed: frozenset[str]
) -> None:
    """Fills in terms and lines of a draft and computes its totals; a posted invoice is not edited."""
    new = work.tracked[type(record), record.pk].is_new
    if not new and record.status != Invoice.Status.DRAFT:
        if changed - ALWAYS_EDITABLE:
            raise AlreadyPosted(_("Posted invoices are not edited; cancel or credit them."), state=record.status)
        return
    if not new and not work.dry:
        work.lock_roots("invoice", [record.pk])
    if new:
        take_terms(work, record)
        customer: Customer | None = chosen(record, "customer")
        if record.payment_term_id is None and customer is not None:
            record.payment_term_id = customer.payment_term_id
    if new or "currency" in changed:
        check_currency(work, record)
    compute_invoice(work, record, lines["lines"])


def compute_invoice(work: Work, invoice: Invoice, lines: Sequence[InvoiceLine]) -> list[TaxedLine]:
    """Fills in what lines leave open and computes the totals; answers the taxed lines."""
    open_lines = [(line, line.product_id) for line in lines if line.unit_id is None or line.unit_price is None]
    missing = [(line, product) for line, product in open_lines if product is not None]
    products = queries.products_in(work, (product for _line, product in missing))
    for line, product in missing:
        _fill_line(line, products[product])
    taxed = tax_document_lines(work, invoice, lines)
    set_totals(invoice, taxed)
    if invoice.total < 0:
        raise NegativeInvoice(_("The total is below zero; write a credit note instead."))
    return taxed


def _fill_line(line: InvoiceLine, product: Product) -> None:
    line.description = line.description or product.name
    if line.unit_id is None:
        line.unit_id = product.unit_id
        line.taxes_id = line.taxes_id or product.taxes_id
    if line.unit_price is None:
        line.unit_price = product.list_price


def set_open(invoice: Invoice, amount: Decimal) -> None:
    """What is open of a posted invoice, and the payment status that follows."""
    invoice.open_amount = amount
    invoice.payment_status = payment_state(invoice.total, amount)


def post_invoice(work: Work, invoice: Invoice) -> None:
    """Gives number, dates, instalments and tax table, writes the entry and opens the amount."""
    lines = work.lines(invoice)
    if not lines:
        raise InvoiceIncomplete(_("An invoice without lines cannot be posted."))
    taxed = compute_invoice(work, invoice, lines)
    credited = work.lock(Invoice, [invoice.reverses_id]) if invoice.reverses_id is not None else {}
    work.lock(Customer, [invoice.customer_id])
    day = invoice.invoice_date = invoice.invoice_date or work.clock.today()
    ledger.check_open(work, invoice, day)
    _set_instalments(work, invoice, day)
    _set_taxes(work, invoice, taxed)
    invoice.status, invoice.posted_at = Invoice.Status.POSTED, work.clock.now()
    set_open(invoice, invoice.total)
    _post_totals(work, invoice, day)
    work.number(invoice)
    for original in credited.values():
        apply_credit(work, invoice, original)


def _set_instalments(work: Work, invoice: Invoice, day: date) -> None:
    terms = queries.term_lines(invoice.payment_term_id)
    if not terms and invoice.due_date is not None:
        terms = [TermLine(days=max(0, (invoice.due_date - day).days))]
    parts = instalments(invoice.total, day, terms, rounding_of(work, invoice))
    for position, part in enumerate(parts, start=1):
        work.add(Instalment(parent=invoice, due_date=part.due_date, amount=part.amount, position=position))
    invoice.due_date = max(part.due_date for part in parts)


def _set_taxes(work: Work, invoice: Invoice, taxed: Sequence[TaxedLine]) -> None:
    """The tax table as it was computed: one row per tax."""
    rates = queries.tax_rates(work, (line.taxes_id for line in work.lines(invoice)))
    for position, (key, rate) in enumerate(rates.items(), start=1):
        shares = [share for line in taxed for share in line.taxes if share.key == key]
        work.add(
            InvoiceTax(
                parent=invoice,
                tax_id=key,
                rate=rate.rate,
                base=sum((share.base for share in shares), ZERO),
                amount=sum((share.amount for share in shares), ZERO),
                position=position,
            )
        )


def _post_totals(work: Work, invoice: Invoice, day: date) -> None:
    sign = invoice.sign
    postings = [
        Posting(ledger.Role.RECEIVABLE, sign * invoice.total, invoice.customer_id),
        Posting(ledger.Role.REVENUE, -sign * invoice.untaxed_total),
        Posting(ledger.Role.TAX_PAYABLE, -sign * invoice.tax_total),
    ]
    memo = f"{invoice.get_kind_display()}: {work.get(Customer, invoice.customer_id).name}"
    ledger.post(work, invoice, day, postings, memo=memo)


def apply_credit(work: Work, note: Invoice, invoice: Invoice) -> None:
    """Settles an invoice with a posted credit note as far as both go; the rest stays as credit of the customer."""
    amount = min(note.open_amount, invoice.open_amount)
    if amount <= 0:
        return
    work.add(
        CreditAllocation(parent=note, invoice=invoice, amount=amount, allocated_date=work.clock.today(), position=1)
    )
    set_open(note, note.open_amount - amount)
    set_open(invoice, invoice.open_amount - amount)


def cancel_invoice(work: Work, invoice: Invoice) -> None:
    """A draft is given up; a posted invoice nothing was settled on is reversed in the books and keeps its number."""
    if invoice.status == Invoice.Status.POSTED:
        if invoice.open_amount != invoice.total:
            raise AlreadySettled(_("Something was paid or credited on this invoice; credit it instead."))
        work.lock(Customer, [invoice.customer_id])
        memo = _("Cancelled: %(number)s") % {"number": invoice.number}
        ledger.reverse(work, invoice, work.clock.today(), memo=memo)
        invoice.open_amount = ZERO
        invoice.payment_status = InvoicePaymentStatus.NONE
    invoice.status = Invoice.Status.CANCELLED


def credit_invoice(work: Work, invoice: Invoice, reason: str) -> Invoice:
    """A draft credit note over everything a posted invoice charges."""
    note = Invoice(
        kind=Invoice.Kind.CREDIT_NOTE,
        reverses=invoice,
        note=reason,
        owner_id=invoice.owner_id,
        team_id=invoice.team_id,
        **{name: getattr(invoice, name) for name in _COPIED},
    )
    work.add(note)
    lines = [_copy_line(work, note, line) for line in work.lines(invoice)]
    compute_invoice(work, note, lines)
    return note


_COPIED = ("customer_id", "currency_id", "rate", "tax_rounding", "rounding_mode", "legal_entity_id")
_COPIED_LINE = (
    "position",
    "product_id",
    "description",
    "quantity",
    "unit_id",
    "unit_price",
    "discount_percent",
    "taxes_id",
    "origin_object",
    "origin_id",
)


def _copy_line(work: Work, note: Invoice, line: InvoiceLine) -> InvoiceLine:
    values: dict[str, Any] = {name: getattr(line, name) for name in _COPIED_LINE}
    return work.add(InvoiceLine(parent=note, **values))

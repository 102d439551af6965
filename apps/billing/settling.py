"""Writing payments: posting, allocating, reversing. An allocation settles money, discount and write-off together."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.billing import ledger
from apps.billing.ledger import Posting
from apps.billing.models import Invoice, Payment, PaymentAllocation
from apps.billing.rules import Settlement
from apps.billing.services import ALWAYS_EDITABLE, set_open
from apps.catalog.services import check_currency, chosen
from apps.crm.models import Customer
from kontor.core import registry
from kontor.core.errors import Conflict, RuleBroken, WrongState
from kontor.core.registry import stores
from kontor.records.work import Work

ZERO = Decimal(0)


class OverAllocated(Conflict):
    """More is allocated than is there or than is open."""

    code = "over_allocated"


class WrongInvoice(RuleBroken):
    """The invoice cannot be settled by this payment."""


class PaymentPosted(WrongState):
    """What is posted is reversed, never edited."""


@registry.root_of("payment")
def roots_of_payments(ids: Sequence[UUID]) -> list[Any]:
    """The invoices a payment settles and, while something of it is left, those it may settle; with their own roots."""
    settled = PaymentAllocation.objects.filter(parent_id__in=ids).values("invoice_id")
    left = Payment.objects.filter(pk__in=ids, status=Payment.Status.POSTED, unallocated_amount__gt=0)
    open_ones = Q(customer__in=left.values("customer_id"), status=Invoice.Status.POSTED, open_amount__gt=0)
    invoices = list(Invoice.objects.filter(Q(pk__in=settled) | open_ones).values_list("id", flat=True))
    above = stores.roots.get("invoice")
    return [*(above(invoices) if above and invoices else ()), *((Invoice, one) for one in invoices)]


@registry.on_save("payment")
def prepare_payment(
    *, work: Work, record: Payment, lines: dict[str, list[PaymentAllocation]], changed: frozenset[str]
) -> None:
    """Checks a draft's allocations; a posted payment is not edited."""
    new = work.tracked[type(record), record.pk].is_new
    if not new and record.status != Payment.Status.DRAFT:
        if changed - ALWAYS_EDITABLE:
            raise PaymentPosted(_("Posted payments are not edited; reverse them."), state=record.status)
        return
    if new or "currency" in changed:
        check_currency(work, record)
    allocations = lines["allocations"]
    for number, line in enumerate(allocations, start=1):
        invoice: Invoice | None = chosen(line, "invoice")
        if invoice is not None:
            _check_invoice(record, invoice, number)
    _set_rest(record, allocations)


def _check_invoice(payment: Payment, invoice: Invoice, number: int | None = None) -> None:
    customer: Customer | None = chosen(payment, "customer")
    if customer is not None and invoice.customer_id != customer.pk:
        raise WrongInvoice(_("This invoice is another customer's."), field="invoice", line=number)
    wanted = Invoice.Kind.INVOICE if payment.direction == Payment.Direction.IN else Invoice.Kind.CREDIT_NOTE
    if invoice.kind != wanted:
        raise WrongInvoice(
            _("Money received settles invoices, money paid out settles credit notes."), field="invoice", line=number
        )


def _set_rest(payment: Payment, allocations: Iterable[PaymentAllocation]) -> None:
    used = sum((line.amount or ZERO for line in allocations), ZERO)
    rest = (payment.amount or ZERO) - used
    if rest < 0:
        raise OverAllocated(_("More is allocated than was paid."), field="amount")
    payment.unallocated_amount = rest


def settlement_of(line: PaymentAllocation) -> Settlement:
    """The allocation as arithmetic needs it."""
    return Settlement(line.amount, line.discount, line.write_off)


def _check_open(work: Work, invoice: Invoice) -> None:
    """What a payment may settle was locked before it; anything else cannot be settled, or was opened this moment."""
    if invoice.status != Invoice.Status.POSTED:
        raise WrongInvoice(_("Only posted invoices can be settled."), field="invoice")
    if not invoice.open_amount:
        raise OverAllocated(_("Nothing is open on %(invoice)s.") % {"invoice": invoice.number}, field="invoice")
    if (invoice._meta.label_lower, invoice.pk) not in work.locks.held:
        raise Conflict(_("This invoice has changed just now; try again."), field="invoice")


def _settle(invoice: Invoice, line: PaymentAllocation, number: int | None = None) -> None:
    """Takes what the allocation settles off a posted invoice; OverAllocated beyond what is open."""
    if invoice.status != Invoice.Status.POSTED:
        raise WrongInvoice(_("Only posted invoices can be settled."), field="invoice", line=number)
    left = invoice.open_amount - settlement_of(line).settled
    if left < 0 or left > invoice.total:
        raise OverAllocated(
            _("Only %(open)s is open on %(invoice)s.") % {"open": invoice.open_amount, "invoice": invoice.number},
            field="amount",
            line=number,
        )
    set_open(invoice, left)


def _lock_invoices(work: Work, ids: Sequence[UUID], customer_id: UUID) -> dict[UUID, Invoice]:
    work.lock_roots("invoice", ids)
    invoices = work.lock(Invoice, ids)
    work.lock(Customer, [customer_id])
    return invoices


def post_payment(work: Work, payment: Payment) -> None:
    """Settles the allocated invoices and writes the entry; what is not allocated stays as credit of the customer."""
    allocations = work.lines(payment, "allocations")
    invoices = _lock_invoices(work, [line.invoice_id for line in allocations], payment.customer_id)
    _set_rest(payment, allocations)
    today = work.clock.today()
    payment.payment_date = payment.payment_date or today
    ledger.check_open(work, payment, payment.payment_date)
    for number, line in enumerate(allocations, start=1):
        _check_invoice(payment, invoices[line.invoice_id], number)
        _settle(invoices[line.invoice_id], line, number)
        line.allocated_date = payment.payment_date
    payment.status = Payment.Status.POSTED
    payment.posted_at = work.clock.now()
    work.number(payment)
    _post(work, payment, payment.amount, allocations)


def _post(work: Work, payment: Payment, money: Decimal, allocations: Sequence[PaymentAllocation]) -> None:
    """Bank, discounts and write-offs against receivables; money paid out goes the other way round."""
    sign = 1 if payment.direction == Payment.Direction.IN else -1
    discount = sum((line.discount for line in allocations), ZERO)
    write_off = sum((line.write_off for line in allocations), ZERO)
    postings = [
        Posting(ledger.Role.BANK, sign * money),
        Posting(ledger.Role.EARLY_DISCOUNT, sign * discount),
        Posting(ledger.Role.WRITE_OFF, sign * write_off),
        Posting(ledger.Role.RECEIVABLE, -sign * (money + discount + write_off), payment.customer_id),
    ]
    memo = f"{payment.get_direction_display()}: {work.get(Customer, payment.customer_id).name}"
    ledger.post(work, payment, (money and payment.payment_date) or work.clock.today(), postings, memo=memo)


def allocate_payment(work: Work, payment: Payment, invoice: Invoice, settlement: Settlement) -> PaymentAllocation:
    """Settles an invoice with what a posted payment has left."""
    _check_invoice(payment, invoice)
    _check_open(work, invoice)
    invoice = _lock_invoices(work, [invoice.pk], payment.customer_id)[invoice.pk]
    if settlement.amount > payment.unallocated_amount:
        raise OverAllocated(
            _("Only %(left)s of this payment is left.") % {"left": payment.unallocated_amount}, field="amount"
        )
    line = PaymentAllocation(
        parent=payment,
        invoice=invoice,
        amount=settlement.amount,
        discount=settlement.discount,
        write_off=settlement.write_off,
        allocated_date=work.clock.today(),
        position=len(work.lines(payment, "allocations")) + 1,
    )
    _settle(invoice, line)
    work.add(line)
    payment.unallocated_amount -= settlement.amount
    _post(work, payment, ZERO, [line])
    return line


def reverse_payment(work: Work, payment: Payment) -> None:
    """Opens again what the payment had settled and mirrors its entries."""
    allocations = work.lines(payment, "allocations")
    invoices = _lock_invoices(work, [line.invoice_id for line in allocations], payment.customer_id)
    for line in allocations:
        invoice = invoices[line.invoice_id]
        set_open(invoice, invoice.open_amount + settlement_of(line).settled)
    memo = _("Reversed: %(number)s") % {"number": payment.number}
    ledger.reverse(work, payment, work.clock.today(), memo=memo)
    payment.status = Payment.Status.REVERSED
    payment.unallocated_amount = ZERO

"""What must always hold of the books: entries balance, invoices add up, open amounts are what was not settled."""

from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, Sum

from apps.billing.models import (
    CreditAllocation,
    Instalment,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    JournalEntry,
    JournalLine,
    Payment,
    PaymentAllocation,
)
from apps.catalog.proof import added, differences
from apps.crm.models import Customer
from kontor.core.registry import invariant

ZERO = Decimal(0)
POSTED = Invoice.Status.POSTED


@invariant("entries_balance", "Every journal entry balances.")
def entries_balance() -> list[str]:
    """Compares debits and credits of every entry."""
    rows = JournalLine.objects.values_list("parent_id").annotate(debit=Sum("debit"), credit=Sum("credit"))
    return [f"entry {pk}: debit {debit}, credit {credit}" for pk, debit, credit in rows if debit != credit]


@invariant("entries_posted", "Every journal entry is posted and has lines.")
def entries_posted() -> list[str]:
    """Looks for entries that were left as drafts."""
    rows = JournalEntry.objects.filter(Q(posted_at__isnull=True) | Q(lines__isnull=True)).distinct()
    return [f"entry {pk} is not posted" for pk in rows.values_list("id", flat=True)]


@invariant("documents_booked", "Posted invoices and payments have the entries their amounts ask for.")
def documents_booked() -> list[str]:
    """Compares what each document comes to with what its entries say of receivables."""
    rows = JournalLine.objects.filter(account__role="receivable")
    booked = {
        origin: debit - credit
        for origin, debit, credit in rows.values_list("parent__origin_id")
        .annotate(debit=Sum("debit"), credit=Sum("credit"))
        .values_list("parent__origin_id", "debit", "credit")
    }
    wanted: dict[UUID, Decimal] = {}
    for invoice in Invoice.objects.filter(status__in=(POSTED, Invoice.Status.CANCELLED), posted_at__isnull=False):
        wanted[invoice.pk] = invoice.sign * invoice.total if invoice.status == POSTED else ZERO
    wanted |= _paid()
    return differences("document", booked, wanted)


def _paid() -> dict[UUID, Decimal]:
    """What each posted payment takes off the receivables: money, discounts and write-offs; nothing once reversed."""
    extra = added(
        *(
            (payment, discount + write_off)
            for payment, discount, write_off in PaymentAllocation.objects.values_list(
                "parent_id", "discount", "write_off"
            )
        )
    )
    found = {}
    for payment in Payment.objects.filter(posted_at__isnull=False):
        amount = payment.amount + extra.get(payment.pk, ZERO) if payment.status == Payment.Status.POSTED else ZERO
        found[payment.pk] = amount if payment.direction == Payment.Direction.OUT else -amount
    return found


@invariant("invoices_add_up", "Net and tax make the total of every invoice, and so do its lines.")
def invoices_add_up() -> list[str]:
    """Compares the stored totals with the lines."""
    rows = InvoiceLine.objects.values_list("parent_id").annotate(net=Sum("line_total"), tax=Sum("tax_amount"))
    lines = {pk: (net, tax, net + tax) for pk, net, tax in rows}
    stored = {
        pk: (net, tax, total)
        for pk, net, tax, total in Invoice.objects.values_list("id", "untaxed_total", "tax_total", "total")
        if pk in lines or total
    }
    return differences("invoice", stored, lines)


@invariant("tax_tables", "The tax table of every posted invoice adds up to its tax.")
def tax_tables() -> list[str]:
    """Compares the tax rows with the lines' taxes."""
    shown = dict(InvoiceTax.objects.values_list("parent_id").annotate(total=Sum("amount")))
    lines = InvoiceLine.objects.filter(parent__posted_at__isnull=False, taxes__isnull=False)
    return differences(
        "tax table of invoice", shown, dict(lines.values_list("parent_id").annotate(t=Sum("tax_amount")))
    )


@invariant("instalments", "The instalments of every posted invoice add up to its total.")
def instalments() -> list[str]:
    """Compares the instalments with the lines."""
    parts = dict(Instalment.objects.values_list("parent_id").annotate(total=Sum("amount")))
    totals = dict(Invoice.objects.filter(posted_at__isnull=False).values_list("id", "total"))
    return differences("instalments of invoice", parts, totals)


@invariant("open_amounts", "Open is what was not paid, discounted, written off or credited.")
def open_amounts() -> list[str]:
    """Compares every invoice's open amount with what settled it."""
    settled = _settled()
    stored, found = {}, {}
    for pk, status, total, open_amount in Invoice.objects.values_list("id", "status", "total", "open_amount"):
        stored[pk] = open_amount
        found[pk] = total - settled.get(pk, ZERO) if status == POSTED else ZERO
    return differences("open amount of invoice", stored, found)


def _settled() -> dict[UUID, Decimal]:
    pairs: list[tuple[UUID, Decimal]] = []
    for invoice, amount, discount, write_off in PaymentAllocation.objects.filter(
        parent__status=Payment.Status.POSTED
    ).values_list("invoice_id", "amount", "discount", "write_off"):
        pairs.append((invoice, amount + discount + write_off))
    for note, invoice, amount in CreditAllocation.objects.values_list("parent_id", "invoice_id", "amount"):
        pairs.extend(((note, amount), (invoice, amount)))
    return added(*pairs)


@invariant("payments_allocated", "What a payment has left is its amount less its allocations.")
def payments_allocated() -> list[str]:
    """Compares every posted payment with its allocations."""
    used = dict(PaymentAllocation.objects.values_list("parent_id").annotate(total=Sum("amount")))
    rows = Payment.objects.filter(status=Payment.Status.POSTED).values_list("id", "amount", "unallocated_amount")
    stored = {pk: rest for pk, _amount, rest in rows}
    return differences("payment", stored, {pk: amount - used.get(pk, ZERO) for pk, amount, _rest in rows})


@invariant("receivables", "What a customer owes is the customer's part of the receivables account.")
def receivables() -> list[str]:
    """Compares the customers' balances with the ledger."""
    rows = JournalLine.objects.filter(account__role="receivable", customer__isnull=False)
    sums = rows.values_list("customer_id").annotate(debit=Sum("debit"), credit=Sum("credit"))
    ledger = {pk: debit - credit for pk, debit, credit in sums}
    return differences("customer", dict(Customer.objects.values_list("id", "receivable_balance")), ledger)


@invariant("lifetime_revenue", "Revenue so far of a customer is the net of posted invoices less credit notes.")
def lifetime_revenue() -> list[str]:
    """Compares the customers' revenue with their invoices."""
    rows = Invoice.objects.filter(status=POSTED).values_list("customer_id", "kind", "untaxed_total")
    earned = added(*((pk, -net if kind == Invoice.Kind.CREDIT_NOTE else net) for pk, kind, net in rows))
    return differences("customer", dict(Customer.objects.values_list("id", "lifetime_revenue")), earned)


@invariant("payment_states", "Paid, partly paid and open are what the open amount says.")
def payment_states() -> list[str]:
    """Looks for posted invoices whose state does not fit."""
    posted = Invoice.objects.filter(status=POSTED)
    wrong = posted.filter(
        Q(payment_status="paid") & ~Q(open_amount=0)
        | Q(payment_status="open") & ~Q(open_amount=F("total"))
        | Q(payment_status="partly_paid") & (Q(open_amount=0) | Q(open_amount=F("total")))
        | Q(payment_status="none")
    )
    return [f"invoice {row.number}: {row.payment_status}, open {row.open_amount} of {row.total}" for row in wrong]

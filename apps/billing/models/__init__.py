"""What customers owe, what they paid, and the books that prove it."""

from apps.billing.models.invoices import CreditAllocation, Instalment, Invoice, InvoiceLine, InvoiceTax
from apps.billing.models.ledger import Account, JournalEntry, JournalLine
from apps.billing.models.payments import Payment, PaymentAllocation

__all__ = [
    "Account",
    "CreditAllocation",
    "Instalment",
    "Invoice",
    "InvoiceLine",
    "InvoiceTax",
    "JournalEntry",
    "JournalLine",
    "Payment",
    "PaymentAllocation",
]

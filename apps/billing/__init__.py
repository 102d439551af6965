"""Invoices, credit notes, payments, allocations, receivables, the minimal ledger."""

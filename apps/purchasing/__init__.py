"""Suppliers, purchase orders, receipts."""

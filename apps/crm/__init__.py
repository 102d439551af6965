"""Customers, contacts, addresses, leads, opportunities, activities."""

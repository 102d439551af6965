"""Quotes, orders, shipments, margin, the wiring from quote to cash."""

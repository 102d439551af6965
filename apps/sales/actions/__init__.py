"""What people do with quotes, orders and shipments."""

from apps.sales.actions import orders, quotes, shipments

__all__ = ["orders", "quotes", "shipments"]

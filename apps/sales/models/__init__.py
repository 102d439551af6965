"""Quotes, orders and shipments, and when a margin needs somebody's consent."""

from apps.sales.models.orders import Order, OrderLine
from apps.sales.models.quotes import MarginPolicy, Quote, QuoteLine
from apps.sales.models.shipments import Shipment, ShipmentLine

__all__ = ["MarginPolicy", "Order", "OrderLine", "Quote", "QuoteLine", "Shipment", "ShipmentLine"]

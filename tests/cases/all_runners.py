"""Every file of runners, loaded once."""

from tests.cases import credit, documents, money, payments, price, stock, stock_kept, tax, valuation
from tests.cases.book import RUNNERS

__all__ = [
    "RUNNERS",
    "credit",
    "documents",
    "money",
    "payments",
    "price",
    "stock",
    "stock_kept",
    "tax",
    "valuation",
]

"""One quote-to-cash cycle with three lines, by five requests of the API."""

from collections.abc import Callable
from typing import Any

Call = Callable[..., Any]


def quote_to_cash(call: Call, known: dict[str, Any], at: int) -> None:
    """Quote, order, shipment, invoice, payment; each one request and one transaction."""
    products = [known["products"][(at + offset) % 10] for offset in range(3)]
    lines = [{"product": one, "quantity": str(2 + offset)} for offset, one in enumerate(products)]
    quote = call("POST", "/api/v1/records/quote", {"customer": known["customer"], "lines": lines}, expect=201)
    made = call("POST", f"/api/v1/records/quote/{quote['id']}/actions/convert", {"confirm": True})
    order = next(one for one in made["created"] if one["object"] == "order")["id"]
    shipment = _shipment(call, made, order)
    call("POST", f"/api/v1/records/shipment/{shipment}/actions/ship", {})
    made = call("POST", f"/api/v1/records/order/{order}/actions/create_invoice", {"post": True})
    invoice = next(one for one in made["created"] if one["object"] == "invoice")["id"]
    total = quote["total"]
    payment = {
        "customer": known["customer"],
        "method": "transfer",
        "amount": total,
        "allocations": [{"invoice": invoice, "amount": total}],
        "post": True,
    }
    call("POST", "/api/v1/records/payment", payment, expect=201)


def _shipment(call: Call, made: dict[str, Any], order: str) -> str:
    """The shipment the confirmation made, or one made now."""
    found = [one["id"] for one in made["created"] if one["object"] == "shipment"]
    if not found:
        made = call("POST", f"/api/v1/records/order/{order}/actions/create_shipment", {})
        found = [one["id"] for one in made["created"] if one["object"] == "shipment"]
    return str(found[0])

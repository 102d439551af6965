"""How quotes, orders and shipments are shown, and how the chain from quote to cash hangs together."""

from uuid import UUID

from apps.sales import ordering, shipping
from apps.sales.queries import (
    Chained,
    chain_of_invoices,
    chain_of_orders,
    chain_of_payments,
    orders_of_invoices,
    orders_of_quote,
    orders_of_shipments,
)
from apps.sales.services import ALWAYS_EDITABLE, OPEN
from kontor import layouts
from kontor.core import registry
from kontor.core.labels import L
from kontor.layouts import Lines, Preset, Related, Section

layouts.navigation(L("Sales", "销售"), ["quote", "order", "shipment", "margin_policy"], position=20)

TOTALS = ["untaxed_total", "tax_total", "total", "margin", "margin_percent"]
PRICED = ["product", "description", "quantity", "unit", "unit_price", "discount_percent", "taxes"]

layouts.form(
    "quote",
    Section(L("Quote", "报价"), ["customer", "contact", "opportunity", "quote_date", "valid_until", "payment_term"]),
    Lines(
        "lines",
        columns=[*PRICED, "available_to_promise", "promise_date", "unit_cost", "margin_percent", "line_total"],
        totals=TOTALS,
    ),
    Section(L("Delivery and notes", "交付与备注"), ["price_list", "currency", "shipping_address", "note"]),
)
layouts.list_view(
    "quote",
    columns=["number", "customer", "quote_date", "valid_until", "total", "margin_percent", "status", "owner"],
    sort=["-number"],
    presets=[
        Preset(
            "open",
            L("Open", "进行中"),
            {"field": "status", "op": "in", "value": ["draft", "in_approval", "approved", "sent"]},
        ),
        Preset("approval", L("In approval", "审批中"), {"field": "status", "op": "eq", "value": "in_approval"}),
    ],
)
layouts.page(
    "quote",
    figures=["total", "margin", "margin_percent", "valid_until", "approval_needed"],
    path=["draft", "approved", "sent", "accepted"],
    editable_in=OPEN,
    editable_later=ALWAYS_EDITABLE,
)

layouts.form(
    "order",
    Section(
        L("Order", "订单"),
        ["customer", "contact", "customer_po", "order_date", "requested_date", "payment_term", "warehouse"],
    ),
    Lines(
        "lines",
        columns=[*PRICED, "reserved_quantity", "shipped_quantity", "invoiced_quantity", "line_total"],
        totals=TOTALS,
    ),
    Section(
        L("Delivery and notes", "交付与备注"),
        ["delivery_policy", "invoice_policy", "price_list", "currency", "shipping_address", "note"],
    ),
)
layouts.list_view(
    "order",
    columns=[
        *("number", "customer", "order_date", "total", "status"),
        *("delivery_status", "invoice_status", "payment_status", "owner"),
    ],
    sort=["-number"],
    presets=[
        Preset(
            "open",
            L("Open", "进行中"),
            {"field": "status", "op": "in", "value": ["draft", "confirmed", "in_fulfilment"]},
        ),
        Preset("to_ship", L("To ship", "待发货"), {"field": "delivery_status", "op": "in", "value": ["none", "part"]}),
        Preset(
            "to_invoice", L("To invoice", "待开票"), {"field": "invoice_status", "op": "in", "value": ["to_do", "part"]}
        ),
        Preset("held", L("On hold", "已暂停"), {"field": "status", "op": "eq", "value": "on_hold"}),
    ],
)
layouts.page(
    "order",
    figures=["total", "delivery_status", "invoice_status", "payment_status", "profit"],
    path=["draft", "confirmed", "in_fulfilment", "done"],
    editable_in=["draft"],
    editable_later=ordering.EDITABLE_LATER,
)

layouts.form(
    "shipment",
    Section(L("Shipment", "发货单"), ["order", "warehouse", "carrier", "tracking_number", "cost", "planned_date"]),
    Lines("lines", columns=["product", "quantity"]),
    Section(L("Delivery", "交付"), ["shipping_address", "shipped_at", "delivered_at", "signed_at", "signed_by"]),
)
layouts.list_view(
    "shipment",
    columns=["number", "order", "order.customer", "warehouse", "planned_date", "carrier", "tracking_number", "status"],
    sort=["-number"],
    presets=[
        Preset(
            "to_do",
            L("To ship", "待发货"),
            {"field": "status", "op": "in", "value": ["waiting", "assigned", "picked", "packed"]},
        ),
    ],
    new=False,
)
layouts.page(
    "shipment",
    figures=["planned_date", "carrier", "shipped_at"],
    path=["waiting", "assigned", "picked", "packed", "shipped", "delivered", "signed"],
    editable_in=["waiting", "assigned", "picked", "packed"],
    editable_later=shipping.EDITABLE_LATER,
)
layouts.list_view("margin_policy", columns=["scope", "category", "grade", "below_percent", "approver", "active"])

layouts.relate(
    "customer",
    Related("quote", field="customer", columns=["number", "quote_date", "total", "status"], sort=["-number"]),
    Related("order", field="customer", columns=["number", "order_date", "total", "status"], sort=["-number"]),
)
layouts.relate(
    "opportunity", Related("quote", field="opportunity", columns=["number", "total", "status"], sort=["-number"])
)

layouts.tones(
    {
        "in_approval": "waiting",
        "approved": "active",
        "sent": "active",
        "accepted": "good",
        "rejected": "bad",
        "expired": "bad",
        "superseded": "neutral",
        "confirmed": "active",
        "on_hold": "bad",
        "in_fulfilment": "active",
        "closed": "neutral",
        "waiting": "waiting",
        "assigned": "active",
        "picked": "active",
        "packed": "active",
        "shipped": "good",
        "delivered": "good",
        "signed": "good",
        "to_do": "waiting",
        "part": "active",
        "full": "good",
        "over": "bad",
    }
)
layouts.waiting(
    "quote",
    L("Quotes to approve", "待批准的报价"),
    {"field": "status", "op": "eq", "value": "in_approval"},
    columns=["number", "customer", "total", "margin_percent"],
    action="quote.approve",
    position=10,
)
layouts.waiting(
    "order",
    L("Orders on hold", "暂停的订单"),
    {"field": "status", "op": "eq", "value": "on_hold"},
    columns=["number", "customer", "total", "hold_reason"],
    action="order.release",
    position=11,
)
layouts.waiting(
    "quote",
    L("My open quotes", "我的未结报价"),
    {"field": "status", "op": "in", "value": ["draft", "approved", "sent"]},
    columns=["number", "customer", "total", "valid_until", "status"],
    sort=["valid_until"],
    mine=True,
    position=12,
)
layouts.waiting(
    "order",
    L("My open orders", "我的未结订单"),
    {"field": "status", "op": "in", "value": ["draft", "confirmed", "on_hold"]},
    columns=["number", "customer", "total", "status"],
    sort=["requested_date"],
    mine=True,
    position=13,
)
layouts.waiting(
    "shipment",
    L("Shipments to send", "待发货的发货单"),
    {"field": "status", "op": "in", "value": ["waiting", "assigned", "picked", "packed"]},
    columns=["number", "order", "planned_date", "status"],
    sort=["planned_date"],
    action="shipment.ship",
    position=15,
)
layouts.waiting(
    "order",
    L("Orders to invoice", "待开票的订单"),
    {"field": "invoice_status", "op": "in", "value": ["to_do", "part"]},
    columns=["number", "customer", "total"],
    action="order.create_invoice",
    position=18,
)
layouts.waiting(
    "order",
    L("Orders waiting to be shipped", "等待发货的订单"),
    {
        "and": [
            {"field": "status", "op": "in", "value": ["confirmed", "in_fulfilment"]},
            {"field": "delivery_status", "op": "in", "value": ["none", "part"]},
        ]
    },
    columns=["number", "customer", "requested_date"],
    sort=["requested_date"],
    action="order.create_shipment",
    position=17,
)


@registry.chain("quote")
def from_quote(record_id: UUID) -> list[Chained]:
    """The quote's order and all that follows."""
    return chain_of_orders(orders_of_quote(record_id))


@registry.chain("order")
def from_order(record_id: UUID) -> list[Chained]:
    """Everything from the quote to the payments."""
    return chain_of_orders([record_id])


@registry.chain("shipment")
def from_shipment(record_id: UUID) -> list[Chained]:
    """The chain of the shipment's order."""
    return chain_of_orders(orders_of_shipments([record_id]).values_list("id", flat=True))


@registry.chain("invoice")
def from_invoice(record_id: UUID) -> list[Chained]:
    """The chain of the orders it bills; without any, its credit notes and payments."""
    return chain_of_orders(orders_of_invoices([record_id]).values_list("id", flat=True)) or chain_of_invoices(
        [record_id]
    )


@registry.chain("payment")
def from_payment(record_id: UUID) -> list[Chained]:
    """The invoices it settles and the chains of their orders."""
    return chain_of_payments(record_id)

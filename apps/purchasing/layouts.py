"""How purchasing is shown."""

from apps.purchasing.services import EDITABLE_LATER
from kontor import layouts
from kontor.core.labels import L
from kontor.layouts import Lines, Preset, Related, Section

layouts.navigation(L("Purchasing", "采购"), ["supplier", "purchase_order", "receipt"], position=45)

layouts.list_view("supplier", columns=["name", "code", "contact_name", "phone", "lead_time_days"], sort=["name"])
layouts.form(
    "purchase_order",
    Section(
        L("Purchase order", "采购订单"),
        ["supplier", "warehouse", "order_date", "expected_date", "reference", "currency"],
    ),
    Lines(
        "lines",
        columns=["product", "quantity", "unit", "unit_price", "expected_date", "received_quantity", "line_total"],
        totals=["total"],
    ),
    Section(L("Notes", "备注"), ["note"], columns=1),
)
layouts.list_view(
    "purchase_order",
    columns=["number", "supplier", "order_date", "expected_date", "total", "status"],
    sort=["-number"],
    presets=[Preset("open", L("Expected", "在途"), {"field": "status", "op": "eq", "value": "confirmed"})],
)
layouts.page(
    "purchase_order",
    figures=["total", "expected_date"],
    path=["draft", "confirmed", "received"],
    editable_in=["draft"],
    editable_later=EDITABLE_LATER,
)
layouts.list_view("receipt", columns=["number", "purchase_order", "received_date", "warehouse"], sort=["-number"])
layouts.relate(
    "supplier",
    Related("purchase_order", field="supplier", columns=["number", "order_date", "total", "status"], sort=["-number"]),
)
layouts.relate("purchase_order", Related("receipt", field="purchase_order", columns=["number", "received_date"]))
layouts.tones({"received": "good"})
layouts.waiting(
    "purchase_order",
    L("Goods expected", "待收货"),
    {"field": "status", "op": "eq", "value": "confirmed"},
    columns=["number", "supplier", "expected_date"],
    sort=["expected_date"],
    action="purchase_order.receive",
    position=25,
)

"""How stock is shown."""

from kontor import layouts
from kontor.core.labels import L
from kontor.layouts import Preset, Related

layouts.navigation(
    L("Warehouse", "仓库"), ["stock_level", "stock_move", "reservation", "warehouse", "location"], position=40
)
layouts.list_view(
    "stock_level",
    columns=["product", "location", "on_hand", "reserved", "value"],
    sort=["product.name"],
    presets=[Preset("there", L("In stock", "有库存"), {"field": "on_hand", "op": "gt", "value": "0"})],
)
layouts.list_view(
    "stock_move",
    columns=["effective_date", "product", "quantity", "from_location", "to_location", "value"],
    sort=["-effective_date"],
)
layouts.list_view(
    "reservation",
    columns=["stock_level", "quantity", "status", "created_at"],
    sort=["-created_at"],
    presets=[Preset("active", L("Active", "有效"), {"field": "status", "op": "eq", "value": "active"})],
)
layouts.list_view("location", columns=["name", "kind", "warehouse"], sort=["name"])
layouts.relate(
    "product",
    Related("stock_level", field="product", columns=["location", "on_hand", "reserved"]),
    Related(
        "stock_move",
        field="product",
        columns=["effective_date", "quantity", "from_location", "to_location"],
        sort=["-effective_date"],
    ),
)
layouts.tones({"done": "good", "consumed": "good", "released": "neutral"})

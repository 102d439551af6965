"""How the catalog is shown."""

from kontor import layouts
from kontor.core.labels import L
from kontor.layouts import Lines, Preset, Section

layouts.navigation(
    L("Catalog", "产品目录"),
    ["product", "product_category", "price_list", "unit", "tax", "payment_term", "currency"],
    position=50,
)

layouts.form(
    "product",
    Section(
        L("Product", "产品"), ["sku", "name", "specification", "model", "brand", "barcode", "kind", "category", "unit"]
    ),
    Section(
        L("Price and cost", "价格与成本"),
        ["list_price", "taxes", "tax_category_code", "standard_cost", "cost_method", "lead_time_days", "active"],
    ),
)
layouts.list_view(
    "product",
    columns=["sku", "name", "category", "list_price", "available", "on_hand", "unit", "active"],
    sort=["name"],
    presets=[
        Preset("active", L("Active", "在售"), {"field": "active", "op": "eq", "value": True}),
        Preset("short", L("Nothing available", "无库存"), {"field": "available", "op": "lte", "value": "0"}),
    ],
)
layouts.page("product", figures=["list_price", "available", "on_hand", "reserved"])

layouts.form(
    "price_list",
    Section(L("Price list", "价目表"), ["name", "currency", "active"]),
    Lines(
        "lines",
        columns=["product", "category", "min_quantity", "price", "discount_percent", "valid_from", "valid_until"],
    ),
)
layouts.form(
    "payment_term",
    Section(L("Payment term", "付款条件"), ["name", "discount_percent", "discount_days", "active"]),
    Lines("lines", columns=["kind", "value", "months", "month_day", "days", "next_day"]),
)
layouts.list_view("unit", columns=["code", "name", "dimension", "factor"], sort=["code"])
layouts.list_view("tax", columns=["name", "rate", "included", "active"], sort=["name"])
layouts.list_view("payment_term", columns=["name", "discount_percent", "discount_days", "active"], sort=["name"])

"""How records are shown, kept as data: forms, lists, record pages, navigation, home.

Every object has a form, a list and a page derived from its descriptor; a module says only what should differ,
in its `layouts.py`. Everything names fields by key; a field the reader may not see is left out where it is shown.

    from kontor import layouts
    from kontor.core.labels import L
    from kontor.layouts import Lines, Preset, Related, Section

    layouts.navigation(L("Sales", "销售"), ["lead", "opportunity", "quote", "order"], position=20)

    layouts.form(
        "quote",
        Section(L("Customer", "客户"), ["customer", "contact", "valid_until", "payment_term"]),
        Lines(
            "lines",
            columns=["product", "description", "quantity", "unit_price", "discount_percent", "line_total"],
            totals=["untaxed_total", "tax_total", "total"],
        ),
        Section(L("Notes", "备注"), ["terms", "internal_note"], columns=1),
    )
    layouts.list_view(
        "quote",
        columns=["number", "customer", "status", "total", "valid_until", "owner"],
        sort=["-number"],
        presets=[Preset("open", L("Open", "进行中"), {"field": "status", "op": "in", "value": ["draft", "sent"]})],
    )
    layouts.page(
        "quote",
        figures=["total", "margin_percent", "valid_until"],   # the figures under the title
        path=["draft", "approved", "sent", "accepted"],       # the status bar; other states show while current
        editable_in=["draft", "approved"],                    # in other states only what editable_later names
        editable_later=["owner", "note"],
    )
    layouts.relate("customer", Related("quote", field="customer", columns=["number", "status", "total"]))
    layouts.tones({"draft": "neutral", "sent": "active", "accepted": "good", "expired": "bad"})
    layouts.waiting(                                            # a list on the home page of those who can act on it
        "quote",
        L("Quotes to approve", "待批准的报价"),
        {"field": "status", "op": "eq", "value": "in_approval"},
        columns=["number", "customer", "total"],
        action="quote.approve",
    )

Related lists of an object may be added by any module above it (`relate`), so a customer page shows what sales and
billing keep of the customer. A relation that is not a field of the related object is found by a function:
`Related("invoice", find=invoices_of_order)`, `find(record_id) -> list of ids`. Documents of one business chain
(quote → order → shipment → invoice → payment) are found by `kontor.core.registry.chain`.

Tones are `neutral`, `active`, `waiting`, `good`, `bad`; the same state key has one tone in the whole house unless a
field says otherwise (`tones({...}, "invoice.payment_status")`).
"""

from kontor.layouts.declare import form, list_view, navigation, page, relate, tones, waiting
from kontor.layouts.parts import Lines, Preset, Related, Section

__all__ = [
    "Lines",
    "Preset",
    "Related",
    "Section",
    "form",
    "list_view",
    "navigation",
    "page",
    "relate",
    "tones",
    "waiting",
]

"""How invoices, payments and the books are shown, and what billing adds to customers."""

from apps.billing.queries import overdue_amount
from apps.billing.services import ALWAYS_EDITABLE
from kontor import layouts
from kontor.core import registry
from kontor.core.declare import Computed
from kontor.core.labels import L
from kontor.layouts import Lines, Preset, Related, Section

registry.computed(
    "customer",
    "overdue_amount",
    Computed(type="money", label=L("Overdue", "逾期金额"), expression=overdue_amount),
)

layouts.navigation(L("Finance", "财务"), ["invoice", "payment", "journal_entry", "account"], position=30)

layouts.form(
    "invoice",
    Section(L("Invoice", "发票"), ["customer", "kind", "invoice_date", "payment_term", "due_date", "currency"]),
    Lines(
        "lines",
        columns=["product", "description", "quantity", "unit", "unit_price", "discount_percent", "taxes", "line_total"],
        totals=["untaxed_total", "tax_total", "total"],
    ),
    Section(L("Notes", "备注"), ["note"], columns=1),
)
layouts.list_view(
    "invoice",
    columns=[
        "number",
        "kind",
        "customer",
        "invoice_date",
        "due_date",
        "total",
        "open_amount",
        "days_overdue",
        "status",
    ],
    sort=["-number"],
    presets=[
        Preset("open", L("Open", "未结"), {"field": "open_amount", "op": "gt", "value": "0"}),
        Preset("overdue", L("Overdue", "逾期"), {"field": "days_overdue", "op": "gt", "value": 0}),
        Preset("drafts", L("Drafts", "草稿"), {"field": "status", "op": "eq", "value": "draft"}),
    ],
)
layouts.page(
    "invoice",
    figures=["total", "open_amount", "due_date", "days_overdue"],
    path=["draft", "posted"],
    editable_in=["draft"],
    editable_later=ALWAYS_EDITABLE,
)

layouts.form(
    "payment",
    Section(
        L("Payment", "收付款"),
        ["customer", "direction", "method", "amount", "payment_date", "reference", "currency"],
    ),
    Lines(
        "allocations", columns=["invoice", "amount", "discount", "write_off"], totals=["amount", "unallocated_amount"]
    ),
)
layouts.list_view(
    "payment",
    columns=["number", "customer", "payment_date", "direction", "amount", "unallocated_amount", "status"],
    sort=["-number"],
    presets=[Preset("left", L("Not allocated", "未分配"), {"field": "unallocated_amount", "op": "gt", "value": "0"})],
)
layouts.page(
    "payment",
    figures=["amount", "unallocated_amount", "payment_date"],
    path=["draft", "posted"],
    editable_in=["draft"],
    editable_later=ALWAYS_EDITABLE & {"owner", "team"},
)
layouts.list_view("account", columns=["code", "name", "role"], sort=["code"])
layouts.list_view("journal_entry", columns=["number", "date", "memo", "posted_at"], sort=["-number"])

layouts.relate(
    "customer",
    Related(
        "invoice",
        field="customer",
        columns=["number", "invoice_date", "due_date", "total", "open_amount"],
        sort=["-number"],
    ),
    Related("payment", field="customer", columns=["number", "payment_date", "amount", "status"], sort=["-number"]),
)
layouts.tones(
    {
        "draft": "neutral",
        "posted": "active",
        "cancelled": "neutral",
        "reversed": "neutral",
        "paid": "good",
        "partly_paid": "active",
        "none": "neutral",
    }
)
layouts.tones({"open": "waiting"}, "invoice.payment_status")
layouts.waiting(
    "invoice",
    L("Overdue invoices", "逾期发票"),
    {"field": "days_overdue", "op": "gt", "value": 0},
    columns=["number", "customer", "open_amount", "days_overdue"],
    sort=["due_date"],
    action="invoice.post",
    position=20,
)
layouts.waiting(
    "invoice",
    L("Invoices to post", "待过账发票"),
    {"field": "status", "op": "eq", "value": "draft"},
    columns=["number", "customer", "total"],
    action="invoice.post",
    position=21,
)
layouts.waiting(
    "invoice",
    L("My overdue invoices", "我的逾期发票"),
    {"field": "days_overdue", "op": "gt", "value": 0},
    columns=["number", "customer", "open_amount", "days_overdue"],
    sort=["due_date"],
    mine=True,
    position=22,
)
layouts.waiting(
    "payment",
    L("Payments to allocate", "待分配收款"),
    {"field": "unallocated_amount", "op": "gt", "value": "0"},
    columns=["number", "customer", "unallocated_amount"],
    sort=["payment_date"],
    action="payment.allocate",
    position=23,
)

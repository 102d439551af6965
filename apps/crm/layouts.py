"""How leads, customers and opportunities are shown."""

from kontor import layouts
from kontor.core.labels import L
from kontor.core.registry import Pointing, pointing
from kontor.layouts import Lines, Preset, Related, Section

layouts.navigation(L("Customers", "客户"), ["customer", "contact", "address", "activity"], position=10)
layouts.navigation(L("Pipeline", "销售机会"), ["lead", "opportunity"], position=15)

layouts.form(
    "customer",
    Section(
        L("Customer", "客户"),
        ["name", "code", "alias", "industry", "region", "source", "grade", "key_account", "parent"],
    ),
    Section(L("Reach", "联系方式"), ["phone", "email", "website", "language", "account_team"]),
    Section(
        L("Terms", "条款"), ["payment_term", "price_list", "currency", "credit_limit", "credit_hold", "credit_rating"]
    ),
    Section(
        L("Invoicing", "开票信息"),
        ["tax_id", "invoice_title", "bank_name", "bank_account", "registered_address", "registered_phone"],
    ),
    Section(L("Notes", "备注"), ["note"], columns=1),
)
layouts.list_view(
    "customer",
    columns=["name", "code", "status", "region", "receivable_balance", "overdue_amount", "last_order_date", "owner"],
    sort=["name"],
    presets=[
        Preset("active", L("Active", "活跃"), {"field": "status", "op": "eq", "value": "active"}),
        Preset("blocked", L("Blocked", "已冻结"), {"field": "status", "op": "eq", "value": "blocked"}),
    ],
)
layouts.page(
    "customer", figures=["receivable_balance", "overdue_amount", "exposure", "undelivered_value", "lifetime_revenue"]
)
layouts.relate(
    "customer",
    Related("contact", field="customer", columns=["name", "job_title", "phone", "email"]),
    Related("address", field="customer", columns=["name", "kind", "address"]),
    Related("opportunity", field="customer", columns=["name", "stage", "amount", "close_date", "status"]),
    Related("activity", field="customer", columns=["subject", "kind", "due", "done_at"], sort=["-due"]),
)

layouts.list_view("contact", columns=["name", "customer", "job_title", "phone", "email"], sort=["name"])
layouts.list_view("address", columns=["name", "customer", "kind", "address"], sort=["name"])

layouts.form(
    "lead",
    Section(L("Lead", "线索"), ["name", "contact_name", "job_title", "email", "phone", "source", "industry", "region"]),
    Section(L("Expectation", "预期"), ["expected_amount", "description"], columns=1),
)
layouts.list_view(
    "lead",
    columns=["name", "contact_name", "status", "source", "expected_amount", "owner", "created_at"],
    sort=["-created_at"],
    presets=[
        Preset("open", L("Open", "未结"), {"field": "status", "op": "in", "value": ["new", "working", "qualified"]}),
    ],
)
layouts.page("lead", figures=["expected_amount", "source"], path=["new", "working", "qualified", "converted"])

layouts.form(
    "opportunity",
    Section(
        L("Opportunity", "商机"),
        ["name", "customer", "contact", "stage", "amount", "probability", "close_date", "source", "next_step"],
    ),
    Lines("lines", columns=["product", "quantity", "unit_price", "expected_date"], totals=["amount"]),
    Section(L("Notes", "备注"), ["description"], columns=1),
)
layouts.list_view(
    "opportunity",
    columns=["name", "customer", "stage", "amount", "probability", "close_date", "status", "owner"],
    sort=["close_date"],
    presets=[Preset("open", L("Open", "进行中"), {"field": "status", "op": "eq", "value": "open"})],
)
layouts.page(
    "opportunity",
    figures=["amount", "probability", "close_date"],
    path=["open", "won"],
    editable_in=["open"],
    editable_later=["owner", "team", "description"],
)

layouts.list_view(
    "activity",
    columns=["subject", "kind", "customer", "due", "done_at", "owner"],
    sort=["-due"],
    presets=[Preset("open", L("To do", "待办"), {"field": "done_at", "op": "is_empty", "value": True})],
)
layouts.tones(
    {
        "new": "neutral",
        "working": "active",
        "qualified": "active",
        "converted": "good",
        "lost": "bad",
        "open": "active",
        "won": "good",
        "prospect": "neutral",
        "active": "good",
        "blocked": "bad",
    }
)
layouts.waiting(
    "lead",
    L("New leads", "新线索"),
    {"field": "status", "op": "eq", "value": "new"},
    columns=["name", "contact_name", "expected_amount"],
    sort=["-created_at"],
    action="lead.qualify",
    mine=True,
    position=30,
)
layouts.waiting(
    "opportunity",
    L("My opportunities", "我的商机"),
    {"field": "status", "op": "eq", "value": "open"},
    columns=["name", "customer", "amount", "close_date"],
    sort=["close_date"],
    mine=True,
    position=14,
)
layouts.waiting(
    "activity",
    L("My next activities", "我的待办活动"),
    {"field": "done_at", "op": "is_empty", "value": True},
    columns=["subject", "customer", "due"],
    sort=["due"],
    action="activity.complete",
    mine=True,
    position=16,
)

pointing(
    Pointing(
        "activity",
        title="subject",
        due="due",
        done="done_at",
        label=L("Add a task", "添加任务"),
        values={"kind": "task"},
    )
)

"""What the database refuses, whoever asks: unbalanced entries, and any change of what is posted."""

from collections.abc import Iterable

from kontor.core import guard

VENDORS = ("sqlite", "postgresql")


def _changed(columns: Iterable[str]) -> dict[str, str]:
    differs = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
    return {
        vendor: " OR ".join(f"NEW.{column} {differs[vendor]} OLD.{column}" for column in columns) for vendor in VENDORS
    }


def sealed(table: str, columns: Iterable[str], message: str, *, merged: str = "") -> None:
    """Once `posted_at` is set, none of the columns changes and the row stays; `merged` only by a merge."""
    _seal(table, tuple(columns), "OLD.posted_at IS NOT NULL", message)
    if merged:
        _seal(table, (merged,), "OLD.posted_at IS NOT NULL", message, guard.MERGING)
    guard.declare(f"{table}_kept", table, event="DELETE", condition="OLD.posted_at IS NOT NULL", message=message)
    guard.no_truncate(table)


def _seal(table: str, names: tuple[str, ...], state: str, message: str, unless: str = "") -> None:
    guard.declare(
        f"{table}_sealed" + (f"_{unless}" if unless else ""),
        table,
        event=f"UPDATE OF {', '.join(names)}",
        condition={vendor: f"{state} AND ({test})" for vendor, test in _changed(names).items()},
        message=message,
        unless=unless,
    )


def sealed_with(
    table: str, parent: str, columns: Iterable[str], message: str, *, closed: bool = True, merged: str = ""
) -> None:
    """Lines of a sealed parent are not changed or deleted and, when `closed`, not added; `merged` only by a merge."""
    names = ("parent_id", *columns)

    def within(row: str) -> str:
        return f"EXISTS (SELECT 1 FROM {parent} p WHERE p.id = {row}.parent_id AND p.posted_at IS NOT NULL)"  # noqa: S608

    if closed:
        guard.declare(f"{table}_closed", table, event="INSERT", condition=within("NEW"), message=message)
    posted = f"({within('OLD')} OR {within('NEW')})"
    _seal(table, names, posted, message)
    if merged:
        _seal(table, (merged,), posted, message, guard.MERGING)
    guard.declare(f"{table}_kept", table, event="DELETE", condition=within("OLD"), message=message)
    guard.no_truncate(table)


_SUM = "(SELECT coalesce(sum({side}), 0) FROM billing_journalline l WHERE l.parent_id = NEW.id)"
_DEBIT, _CREDIT = _SUM.format(side="l.debit"), _SUM.format(side="l.credit")

for _event in ("INSERT", "UPDATE OF posted_at"):
    # lines are written before their entry, so that they are there to be added up
    guard.declare(
        f"billing_journalentry_balanced_{_event[:6].lower()}",
        "billing_journalentry",
        event=_event,
        condition=f"NEW.posted_at IS NOT NULL AND ({_DEBIT} <> {_CREDIT} OR {_DEBIT} = 0)",
        message="A journal entry must balance.",
    )
sealed(
    "billing_journalentry",
    (
        "legal_entity_id",
        "number",
        "status",
        "date",
        "origin_object",
        "origin_id",
        "reverses_id",
        "posted_at",
        "trashed_at",
    ),
    "Posted journal entries do not change.",
)
sealed_with(
    "billing_journalline",
    "billing_journalentry",
    ("account_id", "debit", "credit"),
    "Posted journal entries do not change.",
    merged="customer_id",
)

_INVOICE = (
    "legal_entity_id",
    "number",
    "kind",
    "reverses_id",
    "invoice_date",
    "due_date",
    "payment_term_id",
    "currency_id",
    "rate",
    "tax_rounding",
    "rounding_mode",
    "untaxed_total",
    "tax_total",
    "total",
    "posted_at",
    "trashed_at",
)
POSTED_INVOICE = "Posted invoices do not change."
sealed("billing_invoice", _INVOICE, POSTED_INVOICE, merged="customer_id")
guard.declare(
    "billing_invoice_back",
    "billing_invoice",
    event="UPDATE OF status",
    condition="OLD.posted_at IS NOT NULL AND NEW.status NOT IN ('posted', 'cancelled')",
    message=POSTED_INVOICE,
)
sealed_with(
    "billing_invoiceline",
    "billing_invoice",
    (
        *("product_id", "quantity", "unit_id", "unit_price", "discount_percent", "taxes_id"),
        *("origin_object", "origin_id", "line_total", "tax_amount"),
    ),
    POSTED_INVOICE,
)
sealed_with("billing_invoicetax", "billing_invoice", ("tax_id", "rate", "base", "amount"), POSTED_INVOICE)
sealed_with("billing_instalment", "billing_invoice", ("due_date", "amount"), POSTED_INVOICE)
guard.append_only("billing_creditallocation")

POSTED_PAYMENT = "Posted payments do not change."
sealed(
    "billing_payment",
    (
        *("legal_entity_id", "number", "direction", "payment_date", "amount"),
        *("currency_id", "rate", "posted_at", "trashed_at"),
    ),
    POSTED_PAYMENT,
    merged="customer_id",
)
guard.declare(
    "billing_payment_back",
    "billing_payment",
    event="UPDATE OF status",
    condition="OLD.posted_at IS NOT NULL AND NEW.status NOT IN ('posted', 'reversed')",
    message=POSTED_PAYMENT,
)
sealed_with(
    "billing_paymentallocation",
    "billing_payment",
    ("invoice_id", "amount", "discount", "write_off"),
    POSTED_PAYMENT,
    closed=False,
)

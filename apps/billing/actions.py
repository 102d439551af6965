"""What people do with invoices and payments."""

from decimal import Decimal

from django.utils.translation import gettext as _

from apps.billing import services, settling
from apps.billing.models import Invoice, Payment
from apps.billing.rules import Settlement
from kontor.core.labels import L
from kontor.records.actions import Input, action
from kontor.records.work import Work

ZERO = Decimal(0)
REASON = Input("reason", type="text", label=L("Reason", "原因"), required=True, max_length=200)


@action(
    "invoice.post",
    label=L("Post", "过账"),
    from_states=("draft",),
    to_states=("posted",),
    icon="stamp",
    primary=True,
    bulk=True,
)
def post_invoice(*, work: Work, record: Invoice) -> None:
    """The invoice gets its number and enters the books."""
    services.post_invoice(work, record)


@action(
    "invoice.cancel",
    label=L("Cancel", "取消"),
    from_states=("draft", "posted"),
    to_states=("cancelled",),
    inputs=(REASON,),
    guard=lambda record: (
        _("Something was paid or credited on this invoice; credit it instead.")
        if record.status == "posted" and record.open_amount != record.total
        else None
    ),
    icon="x",
    danger=True,
)
def cancel_invoice(*, work: Work, record: Invoice, reason: str) -> None:
    """A draft is given up, a posted invoice is reversed; the reason stays in the event."""
    services.cancel_invoice(work, record)


@action(
    "invoice.credit",
    label=L("Credit", "冲销"),
    from_states=("posted",),
    to_states=("posted",),
    inputs=(
        Input("reason", type="text", label=L("Reason", "原因"), max_length=200),
        Input("post", type="boolean", label=L("Post at once", "立即过账"), default=True),
    ),
    guard=lambda record: _("Credit notes are not credited.") if record.kind == "credit_note" else None,
    icon="undo-2",
    creates=True,
)
def credit_invoice(*, work: Work, record: Invoice, reason: str, post: bool) -> None:
    """Makes a credit note over the whole invoice, and settles what is open with it once it is posted."""
    note = services.credit_invoice(work, record, reason)
    if post:
        work.run("invoice.post", note)


@action(
    "payment.post",
    label=L("Post", "过账"),
    from_states=("draft",),
    to_states=("posted",),
    icon="stamp",
    primary=True,
    bulk=True,
)
def post_payment(*, work: Work, record: Payment) -> None:
    """The money is booked and settles the allocated invoices."""
    settling.post_payment(work, record)


@action(
    "payment.allocate",
    label=L("Allocate", "分配"),
    from_states=("posted",),
    to_states=("posted",),
    inputs=(
        Input("invoice", type="relation", target="invoice", label=L("Invoice", "发票"), required=True),
        Input(
            "amount",
            type="money",
            label=L("Amount", "金额"),
            help=L("Empty allocates as much as possible", "留空则尽可能分配"),
            minimum=0,
        ),
        Input("discount", type="money", label=L("Discount", "折扣"), default=0, minimum=0),
        Input("write_off", type="money", label=L("Write-off", "核销"), default=0),
    ),
    icon="arrow-left-right",
)
def allocate_payment(
    *,
    work: Work,
    record: Payment,
    invoice: Invoice,
    amount: Decimal | None,
    discount: Decimal | None,
    write_off: Decimal | None,
) -> None:
    """Settles an invoice with what the payment has left."""
    if amount is None:
        amount = min(record.unallocated_amount, invoice.open_amount)
    settling.allocate_payment(work, record, invoice, Settlement(amount, discount or ZERO, write_off or ZERO))


@action(
    "payment.reverse",
    label=L("Reverse", "冲销"),
    from_states=("posted",),
    to_states=("reversed",),
    inputs=(REASON,),
    icon="undo-2",
    danger=True,
)
def reverse_payment(*, work: Work, record: Payment, reason: str) -> None:
    """The money did not come after all: what it settled is open again; the reason stays in the event."""
    settling.reverse_payment(work, record)

"""What people do with quotes."""

from datetime import date

from django.utils.translation import gettext as _

from apps.sales import services
from apps.sales.actions.inputs import BACKORDER, REASON
from apps.sales.models import Quote
from kontor.core.labels import L
from kontor.records.actions import Input, action
from kontor.records.work import Work


@action(
    "quote.submit",
    label=L("Submit", "提交"),
    from_states=("draft",),
    to_states=("in_approval", "approved"),
    icon="send",
    primary=True,
    bulk=True,
)
def submit_quote(*, work: Work, record: Quote) -> None:
    """Ready to go out, unless the margin needs somebody's consent."""
    services.check_complete(work, record)
    record.submitted_by_id = work.actor.person_id
    record.status = Quote.Status.IN_APPROVAL if record.approval_needed else Quote.Status.APPROVED


@action(
    "quote.approve",
    label=L("Approve", "批准"),
    from_states=("in_approval",),
    to_states=("approved",),
    inputs=(Input("reason", type="text", label=L("Reason", "原因"), max_length=250),),
    icon="check",
    primary=True,
)
def approve_quote(*, work: Work, record: Quote, reason: str) -> None:
    """Somebody with the policy's role, and not who submitted it, agrees."""
    services.check_approver(work, record)
    record.status, record.decision_reason = Quote.Status.APPROVED, reason


@action(
    "quote.reject",
    label=L("Reject", "驳回"),
    from_states=("in_approval",),
    to_states=("draft",),
    inputs=(REASON,),
    icon="x",
    danger=True,
)
def reject_quote(*, work: Work, record: Quote, reason: str) -> None:
    """The quote goes back to whoever wrote it, with a reason."""
    services.check_approver(work, record)
    record.status, record.decision_reason = Quote.Status.DRAFT, reason


@action(
    "quote.send",
    label=L("Send", "发送"),
    from_states=("approved",),
    to_states=("sent",),
    icon="mail",
    primary=True,
)
def send_quote(*, work: Work, record: Quote) -> None:
    """The customer gets the quote."""
    services.check_valid(work, record)
    record.status = Quote.Status.SENT


@action(
    "quote.accept",
    label=L("Accepted by customer", "客户接受"),
    from_states=("approved", "sent"),
    to_states=("accepted",),
    icon="thumbs-up",
)
def accept_quote(*, work: Work, record: Quote) -> None:
    """The customer says yes."""
    services.check_valid(work, record)
    record.status = Quote.Status.ACCEPTED


@action(
    "quote.decline",
    label=L("Declined by customer", "客户拒绝"),
    from_states=("approved", "sent"),
    to_states=("rejected",),
    inputs=(REASON,),
    icon="thumbs-down",
    danger=True,
)
def decline_quote(*, work: Work, record: Quote, reason: str) -> None:
    """The customer says no."""
    record.status, record.decision_reason = Quote.Status.REJECTED, reason


@action(
    "quote.expire",
    label=L("Expire", "过期"),
    from_states=("approved", "sent"),
    to_states=("expired",),
    hidden=True,
)
def expire_quote(*, work: Work, record: Quote) -> None:
    """The day of validity has passed; the nightly job does this."""
    record.status = Quote.Status.EXPIRED


@action(
    "quote.revise",
    label=L("Revise", "修订"),
    from_states=("approved", "sent", "rejected", "expired"),
    to_states=("superseded",),
    icon="copy",
    creates=True,
)
def revise_quote(*, work: Work, record: Quote) -> None:
    """A new draft takes the quote's place."""
    services.revise_quote(work, record)


@action(
    "quote.convert",
    label=L("Make order", "转为订单"),
    from_states=("draft", "approved", "sent", "accepted", "expired"),
    to_states=("accepted",),
    inputs=(
        Input("confirm", type="boolean", label=L("Confirm the order at once", "立即确认订单"), default=False),
        Input(
            "allow_expired",
            type="boolean",
            label=L("Although it has expired", "允许已过期"),
            default=False,
            help=L("Takes over a quote whose day of validity has passed", "接受已过有效期的报价"),
        ),
        BACKORDER,
        Input("requested_date", type="date", label=L("Requested for", "要求日期")),
        Input("customer_po", type="text", label=L("Customer's order number", "客户订单号"), max_length=80),
    ),
    guard=lambda record: (
        _("This quote needs approval first.") if record.status == "draft" and record.approval_needed else None
    ),
    icon="shopping-cart",
    primary=True,
    creates=True,
)
def convert_quote(  # what the customer says with the order
    *,
    work: Work,
    record: Quote,
    confirm: bool,
    allow_expired: bool,
    backorder: bool,
    requested_date: date | None,
    customer_po: str,
) -> None:
    """The customer orders what was offered."""
    if not allow_expired:
        services.check_valid(work, record)
    services.check_lines(work, record)
    order = services.order_from_quote(work, record)
    order.requested_date, order.customer_po = requested_date, customer_po
    if record.opportunity_id is not None:
        services.win_opportunity(work, record)
    if confirm:
        work.run("order.confirm", order, backorder=backorder)

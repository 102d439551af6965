"""What people do with leads, opportunities and customers."""

from typing import Any

from django.utils.translation import gettext as _

from apps.crm.models import Customer, Lead, Opportunity
from apps.crm.services import customer_from_lead, opportunity_from_lead
from kontor.core.labels import L
from kontor.records.actions import Input, action
from kontor.records.work import Work

REASON = Input("reason", type="text", label=L("Reason", "原因"), required=True, max_length=200)


@action(
    "lead.work",
    label=L("Start working", "开始跟进"),
    from_states=("new",),
    to_states=("working",),
    icon="play",
)
def work_lead(*, work: Work, record: Lead) -> None:
    """Somebody has begun to talk to the lead."""
    record.status = Lead.Status.WORKING


@action(
    "lead.qualify",
    label=L("Qualify", "确认线索"),
    from_states=("new", "working"),
    to_states=("qualified",),
    icon="check",
    primary=True,
    bulk=True,
)
def qualify_lead(*, work: Work, record: Lead) -> None:
    """The lead is worth an opportunity."""
    record.status = Lead.Status.QUALIFIED


@action(
    "lead.lose",
    label=L("Mark as lost", "标记流失"),
    from_states=("new", "working", "qualified"),
    to_states=("lost",),
    inputs=(REASON,),
    icon="x",
    danger=True,
)
def lose_lead(*, work: Work, record: Lead, reason: str) -> None:
    """Nothing will come of the lead."""
    record.status = Lead.Status.LOST
    record.lost_reason = reason


@action(
    "lead.convert",
    label=L("Convert", "转化"),
    from_states=("new", "working", "qualified"),
    to_states=("converted",),
    inputs=(
        Input(
            "customer",
            type="relation",
            target="customer",
            label=L("Existing customer", "已有客户"),
            help=L("Empty makes a new customer", "留空则新建客户"),
        ),
        Input("opportunity_name", type="text", label=L("Name of the opportunity", "商机名称"), max_length=200),
    ),
    icon="arrow-right-circle",
    primary=True,
    creates=True,
)
def convert_lead(*, work: Work, record: Lead, customer: Customer | None, opportunity_name: str) -> None:
    """Makes the customer (with its contact) and the opportunity of a lead."""
    customer = customer or customer_from_lead(work, record)
    record.opportunity = opportunity_from_lead(work, record, customer, opportunity_name)
    record.customer = customer
    record.status = Lead.Status.CONVERTED


@action(
    "opportunity.win",
    label=L("Mark as won", "标记赢单"),
    from_states=("open",),
    to_states=("won",),
    icon="trophy",
    primary=True,
)
def win_opportunity(*, work: Work, record: Opportunity) -> None:
    """The customer buys."""
    record.status = Opportunity.Status.WON
    record.probability = 100


@action(
    "opportunity.lose",
    label=L("Mark as lost", "标记输单"),
    from_states=("open",),
    to_states=("lost",),
    inputs=(REASON,),
    icon="x",
    danger=True,
)
def lose_opportunity(*, work: Work, record: Opportunity, reason: str) -> None:
    """The customer does not buy."""
    record.status = Opportunity.Status.LOST
    record.probability = 0
    record.lost_reason = reason


@action(
    "customer.block",
    label=L("Block", "冻结"),
    from_states=("prospect", "active"),
    to_states=("blocked",),
    inputs=(REASON,),
    icon="ban",
    danger=True,
)
def block_customer(*, work: Work, record: Customer, reason: str) -> None:
    """Orders of the customer are put on hold from now on; the reason stays in the event."""
    record.status = Customer.Status.BLOCKED


@action(
    "customer.unblock",
    label=L("Unblock", "解除冻结"),
    from_states=("blocked",),
    to_states=("active",),
    icon="check",
)
def unblock_customer(*, work: Work, record: Customer) -> None:
    """The customer may order again."""
    record.status = Customer.Status.ACTIVE


@action(
    "activity.complete",
    label=L("Done", "完成"),
    inputs=(Input("result", type="text", label=L("Result", "结果"), max_length=200),),
    guard=lambda record: _("This is done already.") if record.done_at else None,
    icon="check",
    primary=True,
    bulk=True,
)
def complete_activity(*, work: Work, record: Any, result: str) -> None:
    """The activity has taken place."""
    record.done_at = work.clock.now()
    record.result = result or record.result

"""The actions of the sample module."""

from typing import Any

from kontor.core.labels import L
from kontor.records.actions import action
from kontor.records.inputs import Input
from kontor.records.work import Work


@action(
    "asset.use", label=L("Put to use", "启用"), from_states=("draft",), to_states=("in_use",), primary=True, bulk=True
)
def use_asset(*, work: Work, record: Any) -> None:
    """Gives the asset its number and puts it to use."""
    work.number(record)
    record.status = "in_use"


def worth_nothing(record: Any) -> str | None:
    """Only what is worth nothing may be retired."""
    return "The asset is still worth something." if record.price else None


@action(
    "asset.retire",
    label=L("Retire", "报废"),
    from_states=("in_use",),
    to_states=("retired",),
    inputs=(Input("reason", "text", L("Reason", "原因"), required=True),),
    guard=worth_nothing,
    danger=True,
    bulk=True,
)
def retire_asset(*, work: Work, record: Any, reason: str) -> None:
    """Takes the asset out of use."""
    record.status = "retired"
    record.note = reason

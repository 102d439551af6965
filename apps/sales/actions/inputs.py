"""What several actions ask for."""

from kontor.core.labels import L
from kontor.records.actions import Input

BACKORDER = Input(
    "backorder",
    type="boolean",
    label=L("Although not everything is in stock", "允许缺货"),
    default=False,
    help=L("What is missing is delivered later", "缺货部分稍后发货"),
)
REASON = Input("reason", type="text", label=L("Reason", "原因"), required=True, max_length=250)

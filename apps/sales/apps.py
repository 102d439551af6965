"""The sales module."""

from kontor.core.labels import L
from kontor.core.module import ModuleConfig


class SalesConfig(ModuleConfig):
    """Quotes, orders, shipments."""

    name = "apps.sales"
    label = "sales"
    default = True
    verbose_name = L("Sales", "销售")

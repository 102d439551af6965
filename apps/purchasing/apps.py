"""The purchasing module."""

from kontor.core.labels import L
from kontor.core.module import ModuleConfig


class PurchasingConfig(ModuleConfig):
    """Suppliers, purchase orders, receipts."""

    name = "apps.purchasing"
    label = "purchasing"
    default = True
    verbose_name = L("Purchasing", "采购")

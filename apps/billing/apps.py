"""The billing module."""

from kontor.core.labels import L
from kontor.core.module import ModuleConfig


class BillingConfig(ModuleConfig):
    """Invoices, payments, the minimal ledger."""

    name = "apps.billing"
    label = "billing"
    default = True
    verbose_name = L("Billing", "开票与收款")

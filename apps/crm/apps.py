"""The crm module."""

from kontor.core.labels import L
from kontor.core.module import ModuleConfig


class CrmConfig(ModuleConfig):
    """Customers, contacts, addresses, leads, opportunities, activities."""

    name = "apps.crm"
    label = "crm"
    default = True
    verbose_name = L("CRM", "客户关系")

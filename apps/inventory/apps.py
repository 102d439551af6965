"""The inventory module."""

from kontor.core.labels import L
from kontor.core.module import ModuleConfig


class InventoryConfig(ModuleConfig):
    """Warehouses, locations, stock."""

    name = "apps.inventory"
    label = "inventory"
    default = True
    verbose_name = L("Inventory", "库存")

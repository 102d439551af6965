"""The catalog module."""

from kontor.core.labels import L
from kontor.core.module import ModuleConfig


class CatalogConfig(ModuleConfig):
    """Products, units, price lists, taxes, payment terms, currencies."""

    name = "apps.catalog"
    label = "catalog"
    default = True
    verbose_name = L("Catalog", "产品目录")

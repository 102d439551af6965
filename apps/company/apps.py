"""The company module."""

from kontor.core.labels import L
from kontor.core.module import ModuleConfig


class CompanyConfig(ModuleConfig):
    """Setting up a company."""

    name = "apps.company"
    label = "company"
    default = True
    verbose_name = L("Company", "公司")

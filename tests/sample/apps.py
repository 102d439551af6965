"""A module of the test run: it shows that one models.py makes a whole module."""

from kontor.core.labels import L
from kontor.core.module import ModuleConfig


class SampleConfig(ModuleConfig):
    """Equipment lent to people."""

    name = "tests.sample"
    label = "sample"
    verbose_name = L("Equipment", "设备")

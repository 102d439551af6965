"""Registers the probe's jobs."""

from importlib import import_module

from django.apps import AppConfig


class ProbeConfig(AppConfig):
    """The probe."""

    name = "tests.platform.jobs.probe"
    label = "probe"

    def ready(self) -> None:
        """Registers the jobs."""
        import_module("tests.platform.jobs.probe.kinds")

"""The jobs room."""

from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The durable job table, worker, outbox and egress."""

    name = "kontor.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Registers the room's own kinds of jobs."""
        for name in ("schedule", "outbox"):
            import_module(f"kontor.jobs.{name}")

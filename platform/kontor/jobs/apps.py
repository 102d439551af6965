"""The jobs room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The durable job table, worker, outbox and egress."""

    name = "kontor.jobs"
    label = "jobs"

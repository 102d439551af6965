"""Settings, addresses and entry points of the project."""

from kontor.config.celery import app as celery_app

__all__ = ["celery_app"]

"""The Celery application: `celery -A kontor.config.celery worker`; messages say only that there is work."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.config.settings")
os.environ.setdefault("KONTOR_PROCESS", "worker")

app = Celery("kontor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

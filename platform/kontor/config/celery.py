"""The Celery application: `celery -A kontor.config.celery worker`; messages say only that there is work."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.config.settings")

app = Celery("kontor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# in every thread: without it only the importing thread would send to our broker
app.set_default()

"""Only the rooms the probe needs, so that its database is made in a moment."""

from kontor.config.settings_test import *  # noqa: F403

INSTALLED_APPS = [
    "kontor.core",
    "kontor.sqlite",
    "kontor.jobs",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "tests.platform.jobs.probe",
]
AUTH_USER_MODEL = "auth.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
MIDDLEWARE = []
TEMPLATES = []
ROOT_URLCONF = "tests.platform.jobs.probe.urls"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"

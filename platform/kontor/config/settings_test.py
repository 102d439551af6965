"""Settings of the test run: fast password hashing, plain static files, mail kept in memory."""

import os

os.environ.setdefault("KONTOR_MODE", "test")

from kontor.config.settings import *  # noqa: F403 (the mode is chosen before the settings are read)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
ALLOWED_HOSTS = ["*"]
# a module that exists in tests only: whatever works for it works for any module
INSTALLED_APPS = [*INSTALLED_APPS, "tests.sample.apps.SampleConfig"]  # noqa: F405

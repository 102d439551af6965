"""The WSGI application: `granian --interface wsgi kontor.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.config.settings")
os.environ.setdefault("KONTOR_PROCESS", "web")

application = get_wsgi_application()

"""Makes the baseline's own tables and prints the key of its one token."""

import sys
from importlib import import_module

from django.apps import apps
from django.core.management import call_command
from django.db import connection

# sets Django up with the baseline's own settings
baseline = import_module("tests.performance.baseline")

call_command("migrate", verbosity=0)
with connection.schema_editor() as editor:
    editor.create_model(baseline.Note)
user, _made = apps.get_model("auth", "User").objects.get_or_create(username="rep")
token, _made = apps.get_model("authtoken", "Token").objects.get_or_create(user=user)
sys.stdout.write(f"{token.key}\n")

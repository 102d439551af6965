"""Makes the baseline's own tables and prints the key of its one token."""

import sys

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from rest_framework.authtoken.models import Token

from tests.performance.baseline import Note

call_command("migrate", verbosity=0)
with connection.schema_editor() as editor:
    editor.create_model(Note)
user, _made = User.objects.get_or_create(username="rep")
token, _made = Token.objects.get_or_create(user=user)
sys.stdout.write(f"{token.key}\n")

"""Makes the baseline's own tables and prints the key of its one token."""

import sys

from tests.performance.baseline import Note

from django.contrib.auth.models import User  # noqa: E402, I001 (after the baseline's settings)
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402

call_command("migrate", verbosity=0)
with connection.schema_editor() as editor:
    editor.create_model(Note)
user, _made = User.objects.get_or_create(username="rep")
token, _made = Token.objects.get_or_create(user=user)
sys.stdout.write(f"{token.key}\n")

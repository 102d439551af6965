"""Entry point of every command line task: `python manage.py <command>`."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

ROOT = Path(__file__).resolve().parent


def main() -> None:
    """Runs the command named on the command line."""
    for folder in (ROOT, ROOT / "platform"):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.config.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""One line of JSON in, one line of JSON out, on the probe's database."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from kontor.jobs import queue


def answer(question: dict[str, Any]) -> Any:
    if "enqueue" in question:
        return [str(queue.enqueue(kind, args).pk) for kind, args in question["enqueue"]]
    if "cancel" in question:
        return queue.cancel(question["cancel"]).status
    with connection.cursor() as cursor:
        cursor.execute(question["sql"])
        return [[str(value) for value in row] for row in cursor.fetchall()] if cursor.description else []


class Command(BaseCommand):
    """Answers until its input ends."""

    def handle(self, *args: Any, **options: Any) -> None:
        for line in sys.stdin:
            self.stdout.write(json.dumps(answer(json.loads(line))))
            self.stdout.flush()

"""Alive and ready, for whoever watches the house."""

import shutil
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from kontor.api.base import json_answer
from kontor.jobs.models import Job
from kontor.schema.registry import current

LEAST_FREE = 200 * 1024 * 1024


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return json_answer({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Database, schema and disk are usable, and jobs are not left lying; 503 when not."""
    checks: dict[str, Any] = {"database": _database(), "disk": _disk()}
    checks["schema"] = len(current().objects) > 0
    if checks["database"]:
        checks["failed_jobs"] = Job.objects.filter(status="failed").count()
    ok = all(checks[name] for name in ("database", "disk", "schema"))
    return json_answer({"status": "ok" if ok else "not ready", **checks}, 200 if ok else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False


def _disk() -> bool:
    return shutil.disk_usage(settings.DATA).free > LEAST_FREE

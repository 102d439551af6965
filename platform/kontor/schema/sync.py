"""Lets requests and jobs follow the schema: each begins with what is stored now, and no class changes under it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import EllipsisType
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from kontor.core.registry import around_work
from kontor.identity.services import told_rights
from kontor.schema.changing import follow
from kontor.schema.gate import gate
from kontor.schema.registry import ensure
from kontor.schema.stored import read_tokens

logger = structlog.get_logger(__name__)
_MISSING_STATES = {"42703", "42P01"}
_MISSING_WORDS = ("no such column", "no such table", "has no column named")
_STALE = "_kontor_stale"
SAFE = ("GET", "HEAD", "OPTIONS")


@around_work
@contextmanager
def served(known: UUID | EllipsisType | None = ...) -> Iterator[None]:
    """Follows what is stored, then keeps the classes as they are while something is done with them.

    `known` is the schema's token where it was read already.
    """
    ensure(known=known)
    try:
        with gate.shared():
            yield
    finally:
        follow()


def is_stale(error: BaseException) -> bool:
    """Whether the database misses a column or table that this process still believes in."""
    if not isinstance(error, DatabaseError):
        return False
    state = str(getattr(error.__cause__, "sqlstate", "") or "")
    return state in _MISSING_STATES or any(words in str(error) for words in _MISSING_WORDS)


class SchemaMiddleware:
    """Stands before everything that reads records. Streaming answers are sent after it has let go of the classes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers with the schema as it is stored now; a read that met a column just gone is tried once more."""
        token, rights = read_tokens()
        with told_rights(rights), served(token):
            response = self.get_response(request)
        if not getattr(request, _STALE, False):
            return response
        # what was read was gone: the process is behind
        up_to_date = ensure()
        if not up_to_date or request.method not in SAFE:
            return _busy(request)
        setattr(request, _STALE, False)
        with served():
            response = self.get_response(request)
        return _busy(request) if getattr(request, _STALE, False) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Notes that the process is behind; everything else is somebody else's."""
        if not is_stale(exception) or transaction.get_connection().in_atomic_block:
            return None
        logger.warning("met a column or table that is gone", error=str(exception))
        setattr(request, _STALE, True)
        return _busy(request)


def _busy(request: HttpRequest) -> HttpResponse:
    message = _("This was being changed just now; try again in a moment.")
    headers = {"Retry-After": "1", "Cache-Control": "no-store"}
    if request.path.startswith("/api/"):
        body: dict[str, Any] = {"type": "about:blank", "title": message, "status": 503, "code": "busy"}
        return JsonResponse(body, status=503, headers=headers, content_type="application/problem+json")
    return HttpResponse(message, status=503, headers=headers, content_type="text/plain; charset=utf-8")

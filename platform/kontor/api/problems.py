"""Refusals as RFC 9457 problem details."""

from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import Busy, Refusal, StaleVersion, WrongState

CONTENT_TYPE = "application/problem+json"


def problem_of(error: Refusal) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Status, body and headers that tell a caller why."""
    body: dict[str, Any] = {
        "type": f"about:blank#{error.reason}",
        "title": titles().get(error.status, _("Refused")),
        "status": error.status,
        "detail": error.message,
        "code": error.reason,
        "errors": [
            {
                "field": f"{one.collection}.{one.field}" if one.collection else one.field,
                "line": one.line,
                "code": one.code,
                "message": one.message,
            }
            for one in error.errors
        ],
    }
    headers: dict[str, str] = {}
    if isinstance(error, StaleVersion):
        body["version"] = error.version
        body["difference"] = error.difference
    if isinstance(error, WrongState):
        body["state"] = error.state
    if isinstance(error, Busy):
        headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return error.status, body, headers


def titles() -> dict[int, str]:
    """What each status means, in a word or two."""
    return {
        400: _("Not understood"),
        401: _("Not logged in"),
        403: _("Not permitted"),
        404: _("Not found"),
        405: _("Method not allowed"),
        409: _("Conflict"),
        413: _("Too large"),
        415: _("Media type not supported"),
        422: _("Rule broken"),
        429: _("Too many requests"),
        503: _("Busy"),
    }

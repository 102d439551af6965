"""Gives every request an id that its log lines, its events and its answer carry."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from kontor.core.trace import accepted, traced


class RequestIdMiddleware:
    """Takes a well-formed X-Request-Id from the caller or makes one, and sends it back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers the request under its id."""
        with traced(accepted(request.headers.get("X-Request-Id", ""))) as request_id:
            response = self.get_response(request)
            response.headers["X-Request-Id"] = request_id
        return response

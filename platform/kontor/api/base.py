"""What every view of the API shares: strict bodies, actors, problem answers, idempotency."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from kontor.api.auth import BearerAuthentication, BrowserAuthentication
from kontor.api.problems import CONTENT_TYPE, problem_of
from kontor.core.actor import Actor
from kontor.core.errors import BadInput, NotFound, Refusal
from kontor.core.strict_json import MAX_BODY, parse_json
from kontor.core.trace import current_request_id
from kontor.identity.services import business_clock
from kontor.records.idempotency import Answer, once
from kontor.schema.field_types.relation import read_id

Handler = Callable[..., HttpResponseBase]


class TooLarge(Refusal):
    """The body is larger than accepted."""

    status = 413
    code = "too_large"


class _Http(Refusal):
    """A refusal of the framework, with the framework's status."""

    def __init__(self, message: str, status: int, code: str) -> None:
        super().__init__(message, code=code)
        self.status = status  # type: ignore[misc]


def json_answer(body: Any, status: int = 200, content_type: str = "application/json") -> HttpResponse:
    """A JSON response that no cache keeps."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)
    return HttpResponse(text, status=status, content_type=content_type, headers={"Cache-Control": "no-store"})


class ApiView(APIView):
    """A view whose handlers get an actor and answer JSON; every refusal becomes a problem."""

    authentication_classes: Any = (BearerAuthentication, BrowserAuthentication)
    permission_classes: Any = (IsAuthenticated,)
    renderer_classes = ()
    parser_classes = ()
    schema = None
    unsafe_read = False

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """With the clock of this request."""
        made = super().initialize_request(request, *args, **kwargs)
        made.clock = business_clock()  # type: ignore[attr-defined]
        return made

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """JSON, always."""
        return None, "application/json"

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Responses are finished as they are."""
        return response

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """The handler of the method, under the request's idempotency key if it has one."""
        self.args, self.kwargs = args, kwargs
        made = self.request = self.initialize_request(request, *args, **kwargs)
        try:
            self.initial(made, *args, **kwargs)
            method = (made.method or "").lower()
            handler = getattr(self, method, None) if method in self.http_method_names else None
            if handler is None:
                self.http_method_not_allowed(made)
                raise AssertionError
            key = made.headers.get("Idempotency-Key")
            if key and method in ("post", "patch", "put", "delete") and not self.unsafe_read:
                return self._once(key, handler, kwargs)
            return handler(made, **kwargs)
        except Refusal as error:
            return refused(error)
        except APIException as error:
            return refused(_of_framework(error))

    def _once(self, key: str, handler: Handler, kwargs: Mapping[str, Any]) -> HttpResponseBase:
        actor = self.actor

        def function() -> Answer:
            try:
                response = handler(self.request, **kwargs)
            except Refusal as error:
                response = refused(error)
            return Answer(response.status_code, response.content.decode())  # type: ignore[attr-defined]

        answer = once(
            actor_id=actor.person_id or UUID(int=0),
            route=f"{self.request.method} {self.request.path}",
            key=key,
            body=self.body,
            clock=self.clock,
            function=function,
        )
        ok = answer.status < 400
        response = json_answer(answer.body, answer.status, "application/json" if ok else CONTENT_TYPE)
        if answer.replayed:
            response.headers["Idempotency-Replayed"] = "true"
        return response

    @property
    def actor(self) -> Actor:
        """Who calls."""
        actor: Actor = self.request.auth  # type: ignore[assignment]
        return actor

    @property
    def clock(self) -> Any:
        """The clock of this request."""
        return self.request.clock  # type: ignore[attr-defined]

    @property
    def trace(self) -> dict[str, Any]:
        """What services keep of where a change came from."""
        return {"cause": "api", "request_id": current_request_id()}

    @property
    def body(self) -> bytes:
        """The raw body; TooLarge over 2.5 MB."""
        length = int(self.request.META.get("CONTENT_LENGTH") or 0)
        if length > MAX_BODY:
            raise TooLarge(_("The body is larger than 2.5 MB."))
        return bytes(self.request._request.body)

    def payload(self) -> dict[str, Any]:
        """The body as a JSON object; an empty body is an empty object."""
        raw = self.body
        if not raw.strip():
            return {}
        kind = (self.request.content_type or "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise _Http(_("Send application/json."), 415, "unsupported_media_type")
        value = parse_json(raw)
        if not isinstance(value, dict):
            raise BadInput(_("The body must be a JSON object."))
        return value


def _of_framework(error: APIException) -> Refusal:
    return _Http(str(error.detail), error.status_code, str(error.get_codes()))


def refused(error: Refusal) -> HttpResponse:
    """The problem answer of a refusal."""
    status, body, headers = problem_of(error)
    response = json_answer(body, status, CONTENT_TYPE)
    for name, value in headers.items():
        response.headers[name] = value
    return response


def take_version(request: Request, payload: dict[str, Any]) -> int:
    """The version last seen, from the body or If-Match; BadInput when it is missing or no number."""
    raw = payload.pop("version", None)
    if raw is None:
        raw = request.headers.get("If-Match", "").strip().strip('"').removeprefix("W/").strip('"') or None
    if raw is None:
        raise BadInput(_("Send the version you have seen."), field="version", code="required")
    if isinstance(raw, bool) or not str(raw).isdecimal() or len(str(raw)) > 9 or not str(raw).isascii():
        raise BadInput(_("The version is a whole number."), field="version")
    return int(raw)


def record_id(raw: str) -> UUID:
    """The id in an address; NotFound when it cannot be one."""
    try:
        return read_id(raw)
    except BadInput:
        raise NotFound(_("This record does not exist.")) from None

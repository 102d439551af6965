"""A caller with a token."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from kontor.api.auth import make_token
from kontor.core.clock import FixedClock
from kontor.identity.models import Role
from tests import builders


class Caller:
    """Speaks JSON as one person."""

    def __init__(self, *roles: Role, where: Any = None) -> None:
        self.person = builders.person()
        for role in roles:
            builders.post(self.person, role, where)
        clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.token = make_token(self.person, name="test", clock=clock)
        self.client = Client(raise_request_exception=True)

    def __call__(self, method: str, path: str, body: Any = None, raw: bytes | None = None, **headers: str) -> Any:
        """The response of a request; its JSON is in `.data`."""
        data = raw if raw is not None else (json.dumps(body).encode() if body is not None else b"")
        response = self.client.generic(
            method,
            f"/api/v1/{path}",
            data,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )
        kind = response.headers.get("Content-Type", "")
        response.data = json.loads(response.content) if "json" in kind and not response.streaming else None
        return response


@pytest.fixture
def administrator(db: None) -> Caller:
    """A caller who may do everything."""
    role = builders.role("admin")
    Role._base_manager.filter(pk=role.pk).update(all_rights=True)
    builders.touch_rights()
    return Caller(role)


@pytest.fixture
def caller(db: None) -> Callable[..., Caller]:
    """Makes callers with roles."""
    return Caller

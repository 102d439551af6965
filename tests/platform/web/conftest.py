"""A visitor: somebody who is logged in and asks for pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from kontor.core.actor import Actor
from kontor.identity.models import Role
from kontor.identity.services import actor_of
from tests import builders

HTMX = {"HX-Request": "true"}


class Visitor:
    """Asks for pages as one person."""

    def __init__(self, *roles: Role, where: Any = None, **values: Any) -> None:
        self.person = builders.person(**values)
        for role in roles:
            builders.post(self.person, role, where)
        self.client = Client(raise_request_exception=True)
        self.client.force_login(self.person, backend=settings.AUTHENTICATION_BACKENDS[-1])

    @property
    def actor(self) -> Actor:
        return actor_of(self.person)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=headers)

    def part(self, path: str, target: str = "", **query: Any) -> Any:
        """What a part of a page gets."""
        return self.client.get(path, query, headers={**HTMX, "HX-Target": target})

    def post(self, path: str, data: dict[str, Any] | None = None, target: str = "") -> Any:
        """What a form of a page gets."""
        return self.client.post(path, data or {}, headers={**HTMX, "HX-Target": target})

    def text(self, path: str) -> str:
        response = self.get(path)
        assert response.status_code == 200, response.status_code
        return str(response.content.decode())


@pytest.fixture
def administrator(db: None) -> Visitor:
    """A visitor who may do everything."""
    role = builders.role("admin")
    Role._base_manager.filter(pk=role.pk).update(all_rights=True)
    builders.touch_rights()
    return Visitor(role)


@pytest.fixture
def visitor(db: None) -> Callable[..., Visitor]:
    """Makes visitors with roles."""
    return Visitor


@pytest.fixture
def keeper_role(db: None) -> Role:
    """May do everything with assets but see what is sensitive."""
    grants = {
        "asset": {**builders.ALL_BASIC, "asset.use": "all", "asset.retire": "all"},
        "maker": {"read": "all"},
        "person": {"read": "all"},
        "team": {"read": "all"},
    }
    return builders.role("keeper", grants)

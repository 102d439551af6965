"""Designers, and a fixture that follows what they publish."""

from collections.abc import Callable
from typing import Any

import pytest

from kontor.core.actor import Actor
from kontor.design.impact import impact_of
from kontor.design.services import publish
from kontor.identity.models import Person, Role
from kontor.identity.services import actor_of
from kontor.schema.registry import ensure
from tests import builders
from tests.designed import Designed

ALL = {"read": "all", "create": "all", "update": "all", "delete": "all"}


def designer_role(**grants: Any) -> Role:
    """A role that may design, with full rights to the sample object."""
    role = builders.role("designer", {"asset": ALL, "maker": ALL, **grants})
    Role._base_manager.filter(pk=role.pk).update(designs=True)
    builders.touch_rights()
    return role


def again(actor: Actor) -> Actor:
    """The actor at his next request, with what he may do by then."""
    return actor_of(Person.objects.get(pk=actor.person_id))


@pytest.fixture
def designer(designed: Designed) -> Actor:
    """Somebody who may design, but not everything."""
    return builders.actor(designer_role(), where=builders.team())


@pytest.fixture
def published(designed: Designed) -> Callable[..., Any]:
    """Publishes changes as seen; the process follows at once."""

    def run(actor: Actor, *changes: dict[str, Any], **more: Any) -> Any:
        looked = impact_of(actor, changes)
        assert not looked.problems, looked.problems
        made = publish(actor, looked.changes, seen=looked.digest, **more)
        ensure()
        return made

    return run

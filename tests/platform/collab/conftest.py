"""People around one record."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage

from kontor.core.actor import Actor
from kontor.identity.models import Role
from kontor.records.services import save_record
from tests import builders


@dataclass
class People:
    """Ann owns it, Ben may read all and change nothing, Eve sees only her own."""

    ann: Actor
    ben: Actor
    eve: Actor
    reader: Role


@pytest.fixture
def people(db: None) -> People:
    writer = builders.role("writer", {"asset": builders.ALL_BASIC, "person": {"read": "all"}})
    reader = builders.role("reader", {"asset": {"read": "all"}})
    own = builders.role("own", {"asset": {**builders.ALL_BASIC, "read": "own"}})
    return People(
        ann=builders.actor(writer, name="Ann Smith"),
        ben=builders.actor(reader, name="Ben Jones"),
        eve=builders.actor(own, name="Eve Black"),
        reader=reader,
    )


@pytest.fixture
def asset(people: People) -> Any:
    return save_record(actor=people.ann, object="asset", values={"name": "Crane"}).record


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Any) -> Any:
    """Files of a test are its own."""
    settings.STORAGES = {
        **django_settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    return default_storage

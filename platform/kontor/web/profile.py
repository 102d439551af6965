"""What people may change of themselves without any grant: their language, zone, theme, name, phone and password."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.core.actor import SYSTEM, Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput
from kontor.identity.models import Person
from kontor.identity.services_account import set_password
from kontor.records.flush import flush
from kontor.records.services import Saved, save_record
from kontor.records.work import Work

OWN_FIELDS = frozenset({"name", "phone", "language", "zone", "theme"})


def save_profile(*, actor: Actor, values: Mapping[str, Any]) -> Saved:
    """Changes the actor's own person; only what is a person's own to change."""
    if actor.person_id is None or not set(values) <= OWN_FIELDS:
        msg = _("Only your own name, phone, language, zone and theme can be changed here.")
        raise BadInput(msg)
    # with the system's key too: compiled rights are kept by it, and these are nobody else's
    own = replace(actor, is_system=True, rights_key=SYSTEM.rights_key)
    return save_record(actor=own, object="person", id=actor.person_id, values=values, cause="profile")


def save_password(*, actor: Actor, clock: Clock, person: Person, password: str, again: str, cause: str) -> None:
    """Sets a person's password and says so in the log of events."""
    with transaction.atomic():
        set_password(person, password, again)
        work = Work(actor=actor, clock=clock, cause=cause)
        work.event("person.password_set", person)
        flush(work)

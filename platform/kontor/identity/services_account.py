"""Passwords, resets and invitations: what lets a person in."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput, FieldProblem, NotFound
from kontor.identity.models import ApiToken, Person
from kontor.identity.services import business_clock
from kontor.jobs.queue import enqueue

RESET, INVITE = "reset", "invite"


class AccountToken(PasswordResetTokenGenerator):
    """A link that works once, for three days, and only until the password changes."""

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.key_salt = f"kontor.{purpose}"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{user.pk}{user.password}{user.is_active}{user.email}{timestamp}"


def link_parts(person: Person, purpose: str) -> tuple[str, str]:
    """The two parts of a person's link: who, and the proof."""
    return urlsafe_base64_encode(person.pk.bytes), AccountToken(purpose).make_token(person)


def person_of_link(who: str, proof: str, purpose: str) -> Person:
    """The active person a link was made for; NotFound when it is wrong, used or too old."""
    person: Person | None = None
    with suppress(ValueError):
        person = Person.objects.filter(pk=UUID(bytes=urlsafe_base64_decode(who)), trashed_at__isnull=True).first()
    if person is None or not person.is_active or not AccountToken(purpose).check_token(person, proof):
        raise NotFound(_("This link is no longer valid. Ask for a new one."))
    return person


def ask_reset(email: str, base: str, now: datetime) -> None:
    """Has a link mailed if somebody logs in with that address; takes the same time and says nothing either way."""
    key = f"reset {email[:120]} {now:%H%M}"
    enqueue("identity.mail_link", {"email": email[:254], "purpose": RESET, "base": base}, key=key)


def invite(person: Person, base: str) -> None:
    """Has an invitation mailed to a person."""
    enqueue("identity.mail_link", {"email": person.email, "purpose": INVITE, "base": base})


def set_password(person: Person, password: str, again: str) -> None:
    """Gives a person a new password; all other sessions and API tokens of theirs end. BadInput names what is wrong."""
    if password != again:
        raise BadInput(_("The two passwords differ."), field="again")
    try:
        validate_password(password, person)
    except ValidationError as error:
        problems = [FieldProblem("password", message, "weak") for message in error.messages]
        raise BadInput(" ".join(error.messages), errors=problems) from None
    person.set_password(password)
    person.save(update_fields=["password"])
    ApiToken.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=business_clock().now())

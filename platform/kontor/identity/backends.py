"""Who is logged in: the person of a session, with the rights in force."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError

from kontor.core.fetching import rows_by
from kontor.identity.models import Person
from kontor.identity.services import rights_version


class PersonBackend(ModelBackend):
    """Django's own backend; the person it finds brings the token of the rights along."""

    def get_user(self, user_id: Any) -> Person | None:
        """The person of a session; None when he may not log in any more."""
        try:
            found = rows_by(Person, "id", [user_id])
        except ValidationError:
            return None
        if not found or not self.user_can_authenticate(found[0]):
            return None
        person = found[0]
        person.rights_version = rights_version()
        return person

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether a person is active and not in the trash."""
        return bool(user.is_active) and user.trashed_at is None

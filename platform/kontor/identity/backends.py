"""Who is logged in: the person of a session, with the rights in force, by one query."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Subquery

from kontor.identity.models import Person, RightsState


class PersonBackend(ModelBackend):
    """Django's own backend; the person it finds brings the token of the rights along."""

    def get_user(self, user_id: Any) -> Person | None:
        """The person of a session; None when he may not log in any more."""
        rights = Subquery(RightsState.objects.values("token")[:1])
        person: Person | None = Person.objects.filter(pk=user_id).annotate(rights_version=rights).first()
        return person if person is not None and self.user_can_authenticate(person) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether a person is active and not in the trash."""
        return bool(user.is_active) and user.trashed_at is None

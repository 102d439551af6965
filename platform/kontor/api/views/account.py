"""Who I am, and a token to be it with."""

from typing import Any

from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from kontor.access.grants import BASIC
from kontor.access.rights import access_to
from kontor.api.auth import make_token
from kontor.api.base import ApiView, json_answer
from kontor.core.errors import BadInput
from kontor.identity.models import Person, Team
from kontor.records.actions import actions_of
from kontor.records.queries import readable_objects


class TokenView(ApiView):
    """/token."""

    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request) -> HttpResponse:
        """A token for name and password; the same refusal for an unknown name and a wrong password."""
        payload = self.payload()
        username, password = payload.get("username"), payload.get("password")
        if not isinstance(username, str) or not isinstance(password, str):
            raise BadInput(_("Send username and password."), field="username")
        person = authenticate(request=request._request, username=username, password=password)
        if not isinstance(person, Person):
            raise NotAuthenticated(_("This name and password do not fit."))
        name = payload.get("name")
        token = make_token(person, name=name if isinstance(name, str) else "api", clock=self.clock)
        return json_answer({"token": token})


class MeView(ApiView):
    """/me."""

    def get(self, request: Request) -> HttpResponse:
        """Name, roles, team, language, and what I may do per object."""
        actor = self.actor
        team = Team.objects.filter(pk__in=[actor.team_id]).values_list("name", flat=True).first()
        may: dict[str, Any] = {}
        for found in readable_objects(actor):
            access = access_to(actor, found)
            actions = [one.verb for one in actions_of(found.key)]
            may[found.key] = [name for name in (*BASIC, *actions) if access.reach(name)]
        return json_answer(
            {
                "id": str(actor.person_id),
                "name": actor.name,
                "roles": sorted(actor.roles),
                "team": {"id": str(actor.team_id), "name": team} if actor.team_id else None,
                "language": actor.language,
                "zone": actor.zone,
                "read_only": actor.read_only,
                "may": may,
            }
        )

"""What the caller is told, and marking it read."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from kontor.api.base import ApiView, json_answer
from kontor.core.errors import BadInput, NotPermitted
from kontor.notifications.inbox import Told, inbox, mark_read
from kontor.notifications.words import what_happened
from kontor.schema.field_types.relation import read_id


def notification_json(one: Told) -> dict[str, Any]:
    """A notification with what the caller may know of its record."""
    row = one.row
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "at": row.at.isoformat(),
        "actor": row.actor_name,
        "text": what_happened(one),
        "times": row.times,
        "record": {"object": row.object, "id": str(row.record_id), "label": one.name},
        "excerpt": one.excerpt,
        "read_at": row.read_at.isoformat() if row.read_at else None,
    }


class NotificationsView(ApiView):
    """/notifications."""

    def get(self, request: Request) -> HttpResponse:
        """The newest hundred; with `?unread=1` those not read."""
        rows = inbox(self.actor, unread=request.query_params.get("unread") == "1")
        return json_answer({"results": [notification_json(one) for one in rows]})


class NotificationsReadView(ApiView):
    """/notifications/read."""

    def post(self, request: Request) -> HttpResponse:
        """Marks those of `ids` read, or all with `{"all": true}`; `"unread": true` takes it back for `ids`."""
        payload = self.payload()
        if self.actor.read_only:
            raise NotPermitted(_("This token may only read."))
        ids, everything = payload.get("ids"), payload.get("all") is True
        if everything == isinstance(ids, list):
            raise BadInput(_("Send ids as a list, or all as true."), field="ids")
        wanted = None if everything else [read_id(one) for one in ids or ()]
        unread = wanted is not None and payload.get("unread") is True
        return json_answer({"changed": mark_read(actor=self.actor, clock=self.clock, ids=wanted, unread=unread)})

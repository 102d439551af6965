"""Designers: make and change objects and fields, look at the impact first, publish several at once, roll back."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from kontor.api.base import ApiView, json_answer
from kontor.api.problems import problem_of
from kontor.core.errors import BadInput
from kontor.design.impact import Impact, impact_of
from kontor.design.models import Publication
from kontor.design.publishing import Publishing, outcome_of
from kontor.design.services import publications, publish, roll_back, roll_back_impact


def impact_json(found: Impact) -> dict[str, Any]:
    """What publishing would do; `seen` is sent back to publish exactly this."""
    return {
        "seen": found.digest,
        "blocked": found.blocked,
        "changes": found.changes,
        "differences": found.differences,
        "usages": [
            {"what": one.what, "kind": str(one.usage.kind), "label": one.usage.label, "breaks": one.breaks}
            for one in found.usages
        ],
        "misfits": [
            {
                "label": one.label,
                "total": one.total,
                "count": one.count,
                "blocks": one.blocks,
                "examples": [{"id": row, "value": value, "message": said} for row, value, said in one.examples],
            }
            for one in found.misfits
        ],
        "problems": [{"change": one.place, "field": one.field, "message": one.message} for one in found.problems],
    }


def publication_json(made: Publication) -> dict[str, Any]:
    """A publication in words and as data."""
    return {
        "number": made.number,
        "at": made.at.isoformat(),
        "by": made.actor_name,
        "label": made.label,
        "differences": made.differences,
        "changes": made.changes,
    }


def published(function: Callable[[], Publication], status: int) -> HttpResponse:
    """The publication; or 202 with the address that tells what became of it, where the worker makes it."""
    try:
        return json_answer(publication_json(function()), status)
    except Publishing as left:
        address = f"/api/v1/publishing/{left.job_id}"
        answer = json_answer({"id": str(left.job_id), "status": "running", "address": address}, 202)
        answer.headers["Location"] = address
        return answer


class DesignView(ApiView):
    """What the views for designers share."""

    def make(self, changes: list[dict[str, Any]], status: int, seen: Any = None) -> HttpResponse:
        """Publishes the changes, or with `?preview=1` answers their impact and changes nothing."""
        if self.request.GET.get("preview") == "1":
            return json_answer(impact_json(impact_of(self.actor, changes)))
        if seen is not None and not isinstance(seen, str):
            raise BadInput(_("Text is expected here."), field="seen")
        return published(lambda: publish(self.actor, changes, seen=seen or ""), status)


class MakeObject(DesignView):
    """POST /objects."""

    def post(self, request: Request) -> HttpResponse:
        """Makes an object, with fields if given."""
        payload = self.payload()
        seen = payload.pop("seen", None)
        fields = payload.pop("fields", [])
        key = payload.get("key")
        if fields and not key:
            raise BadInput(_("An object that comes with fields needs a key."), field="key")
        if not isinstance(fields, list) or not all(isinstance(one, Mapping) for one in fields):
            raise BadInput(_("A list of fields is expected here."), field="fields")
        changes = [{**payload, "op": "add_object"}]
        changes += [{**one, "op": "add_field", "object": key} for one in fields]
        return self.make(changes, 201, seen)


class ChangeObject(DesignView):
    """PATCH and DELETE /objects/{object}."""

    def patch(self, request: Request, key: str) -> HttpResponse:
        """Changes the object's words and settings."""
        payload = self.payload()
        seen = payload.pop("seen", None)
        return self.make([{**payload, "op": "change_object", "object": key}], 200, seen)

    def delete(self, request: Request, key: str) -> HttpResponse:
        """Puts the object into the trash."""
        return self.make([{"op": "trash_object", "object": key}], 200, self.payload().get("seen"))


class FieldsView(DesignView):
    """POST /objects/{object}/fields."""

    def post(self, request: Request, key: str) -> HttpResponse:
        """Adds a field."""
        payload = self.payload()
        seen = payload.pop("seen", None)
        return self.make([{**payload, "op": "add_field", "object": key}], 201, seen)


# properties that are changes of their own
_OWN = {"unique": "set_unique", "indexed": "set_indexed", "rights": "set_field_rights"}


class FieldView(DesignView):
    """PATCH and DELETE /objects/{object}/fields/{field}."""

    def patch(self, request: Request, key: str, name: str) -> HttpResponse:
        """Changes the field; another type converts it."""
        payload = self.payload()
        seen = payload.pop("seen", None)
        place = {"object": key, "field": name}
        changes: list[dict[str, Any]] = []
        if "type" in payload:
            more: dict[str, Any] = {one: payload.pop(one) for one in ("type", "target", "choices") if one in payload}
            changes.append({"op": "convert_field", **place, **more})
        for one, op in _OWN.items():
            if one in payload:
                changes.append({"op": op, **place, one: payload.pop(one)})
        if payload:
            changes.append({**payload, "op": "change_field", **place})
        return self.make(changes, 200, seen)

    def delete(self, request: Request, key: str, name: str) -> HttpResponse:
        """Puts the field into the trash."""
        return self.make([{"op": "trash_field", "object": key, "field": name}], 200, self.payload().get("seen"))


class PublicationsView(DesignView):
    """/publications."""

    def get(self, request: Request) -> HttpResponse:
        """The latest publications."""
        return json_answer({"results": [publication_json(one) for one in publications(self.actor)]})

    def post(self, request: Request) -> HttpResponse:
        """Publishes several changes together."""
        payload = self.payload()
        changes = payload.get("changes")
        if not isinstance(changes, list):
            raise BadInput(_("A list of changes is expected here."), field="changes")
        if self.request.GET.get("preview") == "1":
            return json_answer(impact_json(impact_of(self.actor, changes)))
        label, seen = payload.get("label", ""), payload.get("seen", "")
        if not isinstance(label, str) or not isinstance(seen, str):
            raise BadInput(_("Text is expected here."), field="label")
        return published(lambda: publish(self.actor, changes, label=label, seen=seen), 201)


class RollBackView(DesignView):
    """POST /publications/{number}/roll_back."""

    def post(self, request: Request, number: int) -> HttpResponse:
        """Goes back to how it was after that publication; `?preview=1` answers what that does."""
        payload = self.payload()
        if self.request.GET.get("preview") == "1":
            return json_answer(impact_json(roll_back_impact(self.actor, number)))
        seen = payload.get("seen", "")
        if not isinstance(seen, str):
            raise BadInput(_("Text is expected here."), field="seen")
        return published(lambda: roll_back(self.actor, number, seen=seen), 201)


class PublishingView(DesignView):
    """GET /publishing/{id}."""

    def get(self, request: Request, job_id: UUID) -> HttpResponse:
        """What became of a publication that was left to the worker: running, published, or refused and why."""
        found = outcome_of(self.actor, job_id)
        body: dict[str, Any] = {"id": str(found.job_id), "status": "running"}
        if found.publication is not None:
            body |= {"status": "published", "publication": publication_json(found.publication)}
        elif found.refusal is not None:
            body |= {"status": "refused", "problem": problem_of(found.refusal)[1]}
        return json_answer(body)

"""Actions, history and events of one record."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from kontor.api.base import ApiView, json_answer, record_id
from kontor.api.render import instance_json, saved_json, warnings_json
from kontor.core.errors import BadInput
from kontor.records.actions import run_action
from kontor.records.merging import Pair, merge_records
from kontor.records.services import restore_record
from kontor.records.timeline import FieldChange, events, history
from kontor.schema.registry import object_of


class ActionView(ApiView):
    """/records/{object}/{id}/actions/{action}."""

    def post(self, request: Request, key: str, pk: str, name: str) -> HttpResponse:
        """Runs the action; answers the record and what was made."""
        payload = self.payload()
        version = _version(payload, "version")
        payload.pop("version", None)
        done = run_action(
            actor=self.actor,
            object=key,
            id=record_id(pk),
            action=name,
            inputs=payload,
            version=version,
            clock=self.clock,
            **self.trace,
        )
        body: dict[str, Any] = {
            "record": instance_json(self.actor, object_of(key), done.record),
            "created": [{"object": one.object, "id": str(one.id), "number": one.number} for one in done.created],
        }
        if done.warnings:
            body["warnings"] = warnings_json(done.warnings)
        return json_answer(body)


class MergeView(ApiView):
    """/records/{object}/{id}/merge."""

    def post(self, request: Request, key: str, pk: str) -> HttpResponse:
        """Merges the record named `from` into this one; `take` names the fields whose value comes from it."""
        payload = self.payload()
        unknown = set(payload) - {"from", "take", "version", "from_version"}
        if unknown:
            raise BadInput(_("There is no such field."), field=sorted(unknown)[0])
        take = payload.get("take", [])
        if not isinstance(take, list) or not all(isinstance(one, str) for one in take):
            raise BadInput(_("A list of field names is expected here."), field="take")
        versions = [_version(payload, name) for name in ("version", "from_version")]
        pair = Pair(key, record_id(pk), record_id(str(payload.get("from", ""))), *versions)
        saved = merge_records(actor=self.actor, pair=pair, take=take, clock=self.clock, **self.trace)
        return json_answer(saved_json(self.actor, saved))


def _version(payload: Mapping[str, Any], name: str) -> int | None:
    version = payload.get(name)
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        raise BadInput(_("The version is a whole number."), field=name)
    return version


class RestoreView(ApiView):
    """/records/{object}/{id}/restore."""

    def post(self, request: Request, key: str, pk: str) -> HttpResponse:
        """Takes the record out of the trash."""
        record = restore_record(actor=self.actor, object=key, id=record_id(pk), clock=self.clock, **self.trace)
        return json_answer(instance_json(self.actor, object_of(key), record))


class HistoryView(ApiView):
    """/records/{object}/{id}/history."""

    def get(self, request: Request, key: str, pk: str) -> HttpResponse:
        """The versions with their differences, newest first."""
        rows = history(actor=self.actor, object=key, id=record_id(pk))
        results = [
            {
                "at": row.at.isoformat(),
                "actor": row.actor_name,
                "cause": row.cause,
                "kind": row.kind,
                "version": row.version,
                "changes": [_change(one) for one in row.changes],
            }
            for row in rows
        ]
        return json_answer({"results": results})


def _change(one: FieldChange) -> dict[str, Any]:
    return {
        "field": one.field,
        "label": str(one.label),
        "line": one.line or None,
        "old": one.type.to_json(one.old),
        "new": one.type.to_json(one.new),
    }


class EventsView(ApiView):
    """/records/{object}/{id}/events."""

    def get(self, request: Request, key: str, pk: str) -> HttpResponse:
        """The verbs with actor and cause, newest first."""
        rows = events(actor=self.actor, object=key, id=record_id(pk))
        results = [
            {
                "at": row.at.isoformat(),
                "verb": row.verb,
                "label": str(row.label),
                "actor": row.actor_name,
                "cause": row.cause,
                "data": row.data,
            }
            for row in rows
        ]
        return json_answer({"results": results})

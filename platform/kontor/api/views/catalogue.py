"""The catalogue of objects, as the caller may see it."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from kontor.access.grants import BASIC
from kontor.access.rights import access_to
from kontor.api.base import json_answer
from kontor.api.views.design import ChangeObject, MakeObject
from kontor.core.actor import Actor
from kontor.layouts.views import View, seen_body, views_of
from kontor.records.actions import actions_of
from kontor.records.queries import readable_fields, readable_object, readable_objects
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor


class ObjectsView(MakeObject):
    """/objects."""

    def get(self, request: Request) -> HttpResponse:
        """The objects the caller may read, without their fields."""
        return json_answer({"results": [summary_json(one) for one in readable_objects(self.actor)]})


class ObjectView(ChangeObject):
    """/objects/{object}."""

    def get(self, request: Request, key: str) -> HttpResponse:
        """One object with its fields, lines, states and actions."""
        return json_answer(object_json(self.actor, readable_object(self.actor, key)))


def summary_json(found: ObjectDescriptor) -> dict[str, Any]:
    """Key, labels and icon."""
    return {
        "key": found.key,
        "label": str(found.label),
        "plural": str(found.plural),
        "icon": found.icon,
        "is_document": found.is_document,
    }


def object_json(actor: Actor, found: ObjectDescriptor) -> dict[str, Any]:
    """The whole description of an object, as far as the caller may know it."""
    access = access_to(actor, found)
    return {
        **summary_json(found),
        "name_field": found.name_field,
        "fields": [_field_json(actor, found, one) for one in readable_fields(actor, found)],
        "lines": {name: object_json(actor, one) for name, one in found.lines.items()},
        "states": [{"key": one.key, "label": str(one.label)} for one in found.states],
        "views": [] if found.is_line else [_view_json(actor, found, one) for one in views_of(actor, found)],
        "actions": [
            {
                "name": one.name,
                "label": str(one.label),
                "from": list(one.from_states),
                "to": list(one.to_states),
                "inputs": [
                    {
                        "name": item.name,
                        "type": item.type,
                        "label": str(item.label),
                        "required": item.required,
                        "target": item.target,
                    }
                    for item in one.inputs
                ],
            }
            for one in actions_of(found.key)
            if access.reach(one.verb)
        ],
        "may": {operation: bool(access.reach(operation)) for operation in BASIC},
    }


def _view_json(actor: Actor, found: ObjectDescriptor, one: View) -> dict[str, Any]:
    """One view the caller may open."""
    body = seen_body(actor, found, one)
    return {"name": one.name, "kind": one.kind, "label": one.label, "shared": one.shared, "body": body}


def _field_json(actor: Actor, found: ObjectDescriptor, one: FieldDescriptor) -> dict[str, Any]:
    rights = access_to(actor, found).field(one.key)
    return {
        "key": one.key,
        "type": one.type.key,
        "label": str(one.label),
        "help": str(one.help or ""),
        "required": one.required,
        "read_only": not one.writable,
        "right": "write" if (rights.create or rights.update) else "read",
        "target": one.target,
        "options": [{"key": choice.key, "label": str(choice.label)} for choice in one.choices],
        "max_length": one.max_length,
        "places": one.places or None,
        "operators": list(one.type.ops) if one.queryable else [],
    }

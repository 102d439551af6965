"""The OpenAPI 3.1 description, made from the descriptors the caller may see, and a page to read it."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from kontor.access.rights import access_to
from kontor.api.auth import BrowserAuthentication
from kontor.api.base import ApiView, json_answer
from kontor.api.views.openapi_collab import SCHEMAS, collab_paths, notification_paths
from kontor.api.views.openapi_documents import document_paths
from kontor.core.actor import Actor
from kontor.records.actions import Action, actions_of
from kontor.records.merging import mergeable
from kontor.records.queries import readable_fields, readable_objects
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor

DECIMALS = frozenset({"decimal", "money", "unit_price", "percent", "quantity", "rate"})
FORMATS = {"date": "date", "datetime": "date-time", "email": "email", "url": "uri", "id": "uuid"}
REF = {
    "type": ["object", "null"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "label": {"type": "string"},
        "object": {"type": "string"},
    },
}
PROBLEM = {"$ref": "#/components/responses/Problem"}


class OpenApiView(ApiView):
    """/api/openapi.json."""

    def get(self, request: Request) -> HttpResponse:
        """The description for the caller."""
        return json_answer(document(self.actor))


class DocsView(SpectacularSwaggerSplitView):
    """A page to read and try the API."""

    authentication_classes = (BrowserAuthentication,)
    permission_classes = (IsAuthenticated,)
    # without the inline style and script that the content security policy refuses
    template_name = "api/docs.html"


def document(actor: Actor) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for found in readable_objects(actor):
        schemas[found.key] = _schema(actor, found)
        for name, line in found.lines.items():
            schemas[line.key] = _schema(actor, line)
            schemas[found.key]["properties"][name] = {"type": "array", "items": _ref(line.key)}
        paths.update(_paths(actor, found))
    paths.update(_import_paths())
    paths.update(notification_paths(_operation))
    schemas.update(SCHEMAS)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kontor", "version": "1"},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {
                "Problem": {
                    "description": "Refused; nothing has changed.",
                    "content": {"application/problem+json": {"schema": {"type": "object"}}},
                }
            },
        },
    }


def _ref(key: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{key}"}


def _schema(actor: Actor, found: ObjectDescriptor) -> dict[str, Any]:
    properties: dict[str, Any] = {"id": {"type": "string", "format": "uuid", "readOnly": True}}
    if not found.is_line:
        properties["version"] = {"type": "integer"}
    fields = readable_fields(actor, found)
    for one in fields:
        properties[one.key] = {"title": str(one.label), **_field_schema(one)}
    return {
        "type": "object",
        "title": str(found.label),
        "properties": properties,
        "required": [one.key for one in fields if one.required and one.writable],
    }


def _field_schema(one: FieldDescriptor) -> dict[str, Any]:
    schema = _type_schema(one)
    if not one.writable:
        schema["readOnly"] = True
    if one.max_length and schema.get("type") == "string":
        schema["maxLength"] = one.max_length
    return schema


def _type_schema(one: FieldDescriptor) -> dict[str, Any]:
    key = one.type.key
    if key in DECIMALS:
        return {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}
    if key == "choice":
        return {"type": "string", "enum": [choice.key for choice in one.choices]}
    if key == "multi_choice":
        return {"type": "array", "items": {"type": "string", "enum": [choice.key for choice in one.choices]}}
    if key in ("integer", "boolean"):
        return {"type": [key, "null"] if key == "integer" else "boolean"}
    if one.target or key in ("relation", "user", "team", "file", "image"):
        return dict(REF)
    if key == "address":
        return {"type": ["object", "null"]}
    return {"type": "string", "format": FORMATS[key]} if key in FORMATS else {"type": "string"}


def _operation(summary: str, answer: dict[str, Any] | None = None, status: str = "200", **extra: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"description": summary}
    if answer is not None:
        body["content"] = {"application/json": {"schema": answer}}
    return {"summary": summary, "responses": {status: body, "4XX": PROBLEM}, **extra}


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


def _paths(actor: Actor, found: ObjectDescriptor) -> dict[str, Any]:
    base, ref, label = f"/records/{found.key}", _ref(found.key), str(found.label)
    page = {
        "type": "object",
        "properties": {"results": {"type": "array", "items": ref}, "next": {"type": ["string", "null"]}},
    }
    pk = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}]
    }
    access = access_to(actor, found)
    tags: dict[str, Any] = {"tags": [str(found.plural)]}
    paths: dict[str, Any] = {
        base: {"get": _operation(f"List {found.plural}", page, parameters=_list_parameters(), **tags)},
        f"{base}/{{id}}": {**pk, "get": _operation(label, ref, **tags)},
        f"{base}/{{id}}/history": {**pk, "get": _operation("Versions with their differences", **tags)},
        f"{base}/{{id}}/events": {**pk, "get": _operation("Verbs with actor and cause", **tags)},
        **collab_paths(base, _operation, tags),
        **document_paths(found.key, _operation, tags),
    }
    if access.reach("create"):
        paths[base]["post"] = _operation(f"Create: {label}", ref, "201", **_body(ref), **tags)
        paths[f"{base}/preview"] = {"post": _operation("Preview", ref, **_body(ref), **tags)}
    if access.reach("update"):
        paths[f"{base}/{{id}}"]["patch"] = _operation(f"Change: {label}", ref, **_body(ref), **tags)
    if access.reach("delete"):
        paths[f"{base}/{{id}}"]["delete"] = _operation(f"Trash: {label}", None, "204", **tags)
    if access.reach("update") and access.reach("delete") and mergeable(found):
        merge = {
            "type": "object",
            "required": ["from"],
            "properties": {"from": dict(REF), "take": {"type": "array", "items": {"type": "string"}}},
        }
        paths[f"{base}/{{id}}/merge"] = {**pk, "post": _operation(f"Merge: {label}", ref, **_body(merge), **tags)}
    for one in actions_of(found.key):
        if access.reach(one.verb):
            paths[f"{base}/{{id}}/actions/{one.name}"] = {**pk, "post": _action(one, ref, tags)}
    return paths


def _action(one: Action, ref: dict[str, Any], tags: dict[str, Any]) -> dict[str, Any]:
    properties = {item.name: {"title": str(item.label), **_field_schema(item.field)} for item in one.inputs}
    schema = {
        "type": "object",
        "properties": properties,
        "required": [item.name for item in one.inputs if item.required],
    }
    answer = {
        "type": "object",
        "properties": {"record": ref, "created": {"type": "array", "items": {"type": "object"}}},
    }
    return _operation(str(one.label), answer, **_body(schema), **tags)


def _import_paths() -> dict[str, Any]:
    """Files brought into an object, step by step."""
    tags: dict[str, Any] = {"tags": ["Import"]}
    pk = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}]
    }
    form = {
        "type": "object",
        "required": ["object", "file"],
        "properties": {"object": {"type": "string"}, "file": {"type": "string", "format": "binary"}},
    }
    answer = {"type": "object"}
    upload = {"requestBody": {"content": {"multipart/form-data": {"schema": form}}}}
    steps = {"rehearse": "Rehearse", "run": "Run, or go on", "stop": "Stop", "undo": "Take back"}
    return {
        "/imports": {"post": _operation("Send a file", answer, "201", **upload, **tags)},
        "/imports/{id}": {**pk, "get": _operation("An import and its report", answer, **tags)},
        "/imports/{id}/map": {
            **pk,
            "get": _operation("A mapping to begin with", answer, **tags),
            "post": _operation("Map columns to fields", answer, **_body(answer), **tags),
        },
        **{f"/imports/{{id}}/{step}": {**pk, "post": _operation(said, answer, **tags)} for step, said in steps.items()},
        "/imports/{id}/errors": {**pk, "get": _operation("The refused rows as a file", **tags)},
    }


def _list_parameters() -> list[dict[str, Any]]:
    kinds = {"page_size": "integer"}
    names = ("filter", "sort", "fields", "search", "page_size", "cursor", "count")
    return [{"name": name, "in": "query", "schema": {"type": kinds.get(name, "string")}} for name in names]

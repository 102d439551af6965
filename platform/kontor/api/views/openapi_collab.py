"""What hangs on records, and notifications, in the description of the API."""

from collections.abc import Callable
from typing import Any

Operation = Callable[..., dict[str, Any]]
TEXT, UUID_TEXT, WHEN = (
    {"type": "string"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "format": "date-time"},
)
SCHEMAS: dict[str, Any] = {
    "Comment": {
        "type": "object",
        "properties": {
            "id": UUID_TEXT,
            "at": WHEN,
            "author": {"type": "object"},
            "text": TEXT,
            "mentions": {"type": "array", "items": {"type": "object"}},
            "edited_at": {"type": ["string", "null"]},
            "deleted": {"type": "boolean"},
        },
    },
    "File": {
        "type": "object",
        "properties": {"id": UUID_TEXT, "name": TEXT, "content_type": TEXT, "size": {"type": "integer"}, "at": WHEN},
    },
    "Notification": {
        "type": "object",
        "properties": {
            "id": UUID_TEXT,
            "kind": TEXT,
            "at": WHEN,
            "actor": TEXT,
            "text": TEXT,
            "record": {"type": "object"},
        },
    },
}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _results(name: str) -> dict[str, Any]:
    return {"type": "object", "properties": {"results": {"type": "array", "items": _ref(name)}}}


def _json(**properties: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties}
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": UUID_TEXT}


def collab_paths(base: str, operation: Operation, tags: dict[str, Any]) -> dict[str, Any]:
    """What hangs on the records below `base`."""
    one = {"parameters": [_path("id")]}
    two = {"parameters": [_path("id"), _path("part")]}
    said = _json(text=TEXT, mentions={"type": "array", "items": UUID_TEXT})
    form = {
        "type": "object",
        "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}},
    }
    upload = {"requestBody": {"content": {"multipart/form-data": {"schema": form}}}}
    following = {"type": "object", "properties": {"following": {"type": "boolean"}}}
    at = f"{base}/{{id}}"
    return {
        f"{at}/comments": {
            **one,
            "get": operation("Comments", _results("Comment"), **tags),
            "post": operation("Say something", _ref("Comment"), "201", **said, **tags),
        },
        f"{at}/comments/{{part}}": {
            **two,
            "patch": operation("Change one's own comment", _ref("Comment"), **said, **tags),
            "delete": operation("Take back one's own comment", None, "204", **tags),
        },
        f"{at}/files": {
            **one,
            "get": operation("Files", _results("File"), **tags),
            "post": operation("Add files", _results("File"), "201", **upload, **tags),
        },
        f"{at}/files/{{part}}": {
            **two,
            "get": operation("Download", **tags),
            "delete": operation("Remove", None, "204", **tags),
        },
        f"{at}/files/{{part}}/restore": {**two, "post": operation("Put back", _ref("File"), **tags)},
        f"{at}/follow": {
            **one,
            "get": operation("Whether I follow", following, **tags),
            "post": operation("Follow, or leave", following, **_json(follow={"type": "boolean"}), **tags),
        },
    }


def notification_paths(operation: Operation) -> dict[str, Any]:
    """What the caller is told."""
    tags: dict[str, Any] = {"tags": ["Notifications"]}
    flag = {"type": "boolean"}
    read = _json(ids={"type": "array", "items": UUID_TEXT}, all=flag, unread=flag)
    unread = [{"name": "unread", "in": "query", "schema": TEXT}]
    return {
        "/notifications": {"get": operation("Notifications", _results("Notification"), parameters=unread, **tags)},
        "/notifications/read": {"post": operation("Mark read", {"type": "object"}, **read, **tags)},
    }

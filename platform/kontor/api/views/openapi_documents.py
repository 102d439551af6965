"""How documents are described."""

from collections.abc import Callable
from typing import Any

from kontor.documents.printables import printables_of

PDF = {"responses": {"200": {"description": "The PDF", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}}  # fmt: skip # noqa: E501
TEXT = {"type": "string"}
ASKED = {"language": {"type": "string", "enum": ["en", "zh-hans"]}}
PERIOD = {"from": {"type": "string", "format": "date"}, "until": {"type": "string", "format": "date"}}
LETTER = {"to": {"type": "array", "items": {"type": "string", "format": "email"}}, "subject": TEXT, "body": TEXT}
Operation = Callable[..., dict[str, Any]]


def _body(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


def document_paths(key: str, operation: Operation, tags: dict[str, Any]) -> dict[str, Any]:
    """The paths of an object's documents; none where it has none."""
    known = printables_of(key)
    if not known:
        return {}

    def parameter(name: str) -> dict[str, Any]:
        return {"name": name, "in": "path", "required": True, "schema": TEXT}

    base = f"/records/{key}/{{id}}"
    one = [parameter("id")]
    paths: dict[str, Any] = {
        f"{base}/documents": {"parameters": one, "get": operation("Documents and issued copies", **tags)},
        f"{base}/copies/{{copy}}": {
            "parameters": [*one, parameter("copy")],
            "get": {**operation("The bytes of an issued copy", **tags), **PDF},
        },
    }
    for paper in known:
        asked = {**ASKED, **PERIOD} if paper.period else ASKED
        path, name = f"{base}/documents/{paper.kind}", str(paper.label)
        paths[path] = {"parameters": one, "post": {**operation(name, **_body(asked), **tags), **PDF}}
        paths[f"{path}/copies"] = {
            "parameters": one,
            "post": operation(f"{name}: issue a copy", {"type": "object"}, "201", **_body(asked), **tags),
        }
        mail = _body({**asked, **LETTER}, ("to", "subject", "body"))
        paths[f"{path}/mail"] = {
            "parameters": one,
            "post": operation(f"{name}: send by mail", {"type": "object"}, "202", **mail, **tags),
        }
    return paths

"""The API as a script of somebody uses it: to look at what pages have made, or to prepare what they show."""

import http.client
import json
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from kontor.schema.services import FieldSpec
from tests.browser import Site, answering

EMPTY: tuple[Any, ...] = (None, "", False, (), {})


class Api:
    """Calls as one person, each call over a connection of its own."""

    def __init__(self, site: Site, login: tuple[str, str]) -> None:
        self.address = urlsplit(site.url)
        self.token = ""
        self.token = self("POST", "token", {"username": login[0], "password": login[1]})["token"]

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        """What is answered; AssertionError for a refusal."""
        return self.asked(method, path, body)[1]

    def asked(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Which process answered, and what."""
        connection = http.client.HTTPConnection(str(self.address.netloc), timeout=30)
        connection.connect()
        client = int(connection.sock.getsockname()[1])
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        connection.request(method, f"/api/v1/{path}", None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        text = response.read()
        pid = answering(int(self.address.port or 0), client)
        connection.close()
        assert response.status in (200, 201), (method, path, response.status, text)
        return pid, json.loads(text)

    def get(self, path: str) -> Any:
        """What is answered to a look."""
        return self("GET", path)

    def publish(self, *changes: dict[str, Any]) -> Any:
        """Looks at what the changes would do, and publishes exactly that."""
        seen = self("POST", "publications?preview=1", {"changes": list(changes)})
        assert seen["problems"] == [], seen["problems"]
        return self("POST", "publications", {"changes": list(changes), "seen": seen["seen"]})


class DesignedByApi:
    """Makes objects as the fixture `designed` does, but on a running server."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def object(self, key: str, *fields: FieldSpec, label: str = "", **said: Any) -> None:
        """An object with those fields; its first one names its records."""
        words = label or key.replace("_", " ").capitalize()
        changes = [{"op": "add_object", "key": key, "label": {"en": words}, **said}]
        for one in fields:
            told = {name: value for name, value in asdict(one).items() if value not in EMPTY}
            changes.append({"op": "add_field", "object": key, **told})
        if said.get("kind") != "line":
            changes.append({"op": "change_object", "object": key, "name_field": fields[0].key})
        self.api.publish(*changes)

"""One of many callers, in a process of its own: lists, creates and changes records until its time is over.

Run with an address, a token, the name of the object, the caller's number and for how many seconds. Prints one JSON
list per call: method, begin and end on the steady clock, status, record, values sent, what was answered if refused.
"""

import http.client
import json
import random
import sys
import time
from typing import Any

SECONDS = 30
OK = (200, 201)


class Caller:
    """Keeps its connection, and the records it has made."""

    def __init__(self, address: str, token: str, key: str, number: int) -> None:
        self.address, self.key, self.number = address, key, number
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.chance = random.Random(number)  # noqa: S311 (which call comes next is no secret)
        self.connection = http.client.HTTPConnection(address, timeout=SECONDS)
        self.made: list[list[Any]] = []
        self.said: list[list[Any]] = []

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One request, noted with its times."""
        begun = time.monotonic()
        content = None if body is None else json.dumps(body)
        try:
            self.connection.request(method, f"/api/v1/records/{self.key}{path}", content, self.headers)
            response = self.connection.getresponse()
            status, text = response.status, response.read()
        except OSError as error:
            self.connection.close()
            status, text = 599, repr(error).encode()
        data = json.loads(text) if text[:1] in (b"{", b"[") else {}
        refused = "" if status in OK else text.decode(errors="replace")[:300]
        identity = str(data.get("id", "")) or path.strip("/").partition("?")[0]
        self.said.append([method, begun, time.monotonic(), status, identity, body, refused])
        return status, data

    def step(self) -> None:
        """The next call."""
        dice = self.chance.random()
        if dice < 0.4 or not self.made:
            self.create()
        elif dice < 0.7:
            self.call("GET", "?page_size=20&sort=-size")
        else:
            self.change()

    def create(self) -> None:
        """A record with a name that only this call gives."""
        name = f"{self.number}-{len(self.said)}"
        status, data = self.call("POST", "", {"name": name, "size": len(self.said)})
        if status in OK:
            self.made.append([data["id"], data["version"]])

    def change(self) -> None:
        """Another size for one of the caller's own records, which nobody else changes."""
        record = self.chance.choice(self.made)
        status, data = self.call("PATCH", f"/{record[0]}", {"version": record[1], "size": 1_000_000 + len(self.said)})
        if status in OK:
            record[1] = data["version"]


def main(address: str, token: str, key: str, number: str, seconds: str) -> None:
    """Calls until the time is over."""
    caller = Caller(address, token, key, int(number))
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        caller.step()
    sys.stdout.write("\n".join(json.dumps(one) for one in caller.said) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The one way out: private addresses are refused before any socket, answers are bounded."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kontor.core.errors import DeclarationError
from kontor.jobs import egress
from kontor.jobs.egress import EgressFailed, EgressRefused

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.5", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "2002:7f00:1::", "::",
]  # fmt: skip


@pytest.fixture
def no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*args: Any, **keywords: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "create_connection", forbid)
    monkeypatch.setattr(socket.socket, "connect", forbid)


def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **keywords: rows)


@pytest.mark.usefixtures("no_socket")
@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused_before_any_socket(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    answers(monkeypatch, address)
    with pytest.raises(EgressRefused, match="private network"):
        egress.send("GET", "http://innocent.example/")


@pytest.mark.usefixtures("no_socket")
def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "93.184.216.34", "127.0.0.1")
    with pytest.raises(EgressRefused):
        egress.send("GET", "http://innocent.example/")


@pytest.mark.usefixtures("no_socket")
@pytest.mark.parametrize("url", ["http://127.1/", "http://0x7f000001/", "http://2130706433/", "http://[::1]/"])
def test_odd_spellings_of_this_machine_are_refused(url: str) -> None:
    with pytest.raises(EgressRefused):
        egress.send("GET", url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://x/",
        "ftp://x/",
        "//x/",
        "http:///x",
        "http://me:pw@x.example/",
        "http://x:99999/",
    ],
)
def test_only_plain_http_addresses_are_called(url: str) -> None:
    with pytest.raises(EgressRefused):
        egress.send("GET", url)


def test_the_web_process_calls_nobody(settings: Any) -> None:
    settings.PROCESS = "web"
    with pytest.raises(DeclarationError, match="Only workers"):
        egress.send("GET", "http://x.example/")


@pytest.mark.django_db
def test_nobody_is_called_inside_a_transaction() -> None:
    with pytest.raises(DeclarationError, match="inside a database transaction"):
        egress.send("GET", "http://x.example/")


class Peer(BaseHTTPRequestHandler):
    """A server of the other side."""

    seen: list[tuple[str, dict[str, str], bytes]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, dict(self.headers), b""))
        if self.path == "/big":
            self._answer(200, b"x" * 300_000)
        elif self.path == "/away":
            self._answer(302, b"", Location="http://127.0.0.2:1/secret")
        elif self.path == "/loop":
            self._answer(302, b"", Location="/loop")
        elif self.path == "/busy":
            self._answer(429, b"", **{"Retry-After": "17"})
        elif self.path == "/bad":
            self._answer(404, b"")
        else:
            self._answer(200, b"hello")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, dict(self.headers), body))
        self._answer(201, b"made")

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def peer(settings: Any) -> Iterator[str]:
    settings.EGRESS_ALLOW = ["127.0.0.1/32"]
    Peer.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Peer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_allowed_address_is_called(peer: str) -> None:
    answer = egress.send("POST", f"{peer}/in?a=1", headers={"X-Key": "k"}, body=b"data")
    assert (answer.status, answer.body) == (201, b"made")
    path, headers, body = Peer.seen[0]
    assert (path, headers["X-Key"], body) == ("/in?a=1", "k", b"data")
    assert headers["Host"] == peer.removeprefix("http://")


def test_a_redirect_passes_the_same_door(peer: str) -> None:
    with pytest.raises(EgressRefused, match="private network"):
        egress.send("GET", f"{peer}/away", headers={"Authorization": "secret"})


def test_redirects_end(peer: str) -> None:
    with pytest.raises(EgressRefused, match="too often"):
        egress.send("GET", f"{peer}/loop")
    assert len(Peer.seen) == egress.MAX_REDIRECTS + 1


def test_too_large_an_answer_is_refused(peer: str) -> None:
    with pytest.raises(EgressRefused, match="more than"):
        egress.send("GET", f"{peer}/big", max_bytes=1000)


def test_a_busy_peer_says_when_to_come_back(peer: str) -> None:
    with pytest.raises(EgressFailed) as caught:
        egress.send("GET", f"{peer}/busy").raise_for_status()
    assert caught.value.retry_after == 17
    with pytest.raises(EgressRefused):
        egress.send("GET", f"{peer}/bad").raise_for_status()


def test_a_silent_peer_is_given_up(settings: Any) -> None:
    settings.EGRESS_ALLOW = ["127.0.0.1"]
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(EgressFailed):
            egress.send("GET", f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.5)


def test_a_closed_port_is_a_passing_error(settings: Any) -> None:
    settings.EGRESS_ALLOW = ["127.0.0.1"]
    with pytest.raises(EgressFailed):
        egress.send("GET", "http://127.0.0.1:1/", seconds=1)

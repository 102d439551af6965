"""The one way out of the house: HTTP requests to other systems, from workers, outside of database transactions.

The name is resolved once, every address is checked before a socket is opened, and the connection goes to a checked
address: a name that answers differently the second time gains nothing. Redirects pass the same door.
"""

import ipaddress
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from django.conf import settings
from django.db import transaction
from urllib3.exceptions import HTTPError

from kontor.core.errors import DeclarationError
from kontor.jobs.errors import PassingError, PermanentError

MAX_BYTES = 10 * 1024 * 1024
MAX_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
_CHUNK = 64 * 1024
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_PRIVATE_TO_HOST = frozenset({"authorization", "cookie"})
# IPv6 ranges that carry an IPv4 address inside
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class EgressRefused(PermanentError):
    """The address is none we may call."""


class EgressFailed(PassingError):
    """The other side did not answer properly; worth another try."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""

    def raise_for_status(self) -> "Answer":
        """Itself when it is a 2xx; EgressFailed when another try may help, EgressRefused when not."""
        if 200 <= self.status < 300:
            return self
        text = f"{urlsplit(self.url).hostname} answered {self.status}."
        if self.status in _AGAIN:
            raise EgressFailed(text, retry_after=_retry_after(self.headers))
        raise EgressRefused(text)


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = 15.0,
    max_bytes: int = MAX_BYTES,
) -> Answer:
    """Sends one request and reads the answer, all within `seconds`; EgressRefused, EgressFailed."""
    _need_worker()
    deadline = time.monotonic() + seconds
    sent = dict(headers or {})
    for _ in range(MAX_REDIRECTS + 1):
        answer = _once(method, url, sent, body, deadline, max_bytes)
        target = answer.headers.get("location", "")
        if answer.status not in {301, 302, 303, 307, 308} or not target or method not in {"GET", "HEAD"}:
            return answer
        moved = urljoin(url, target)
        if urlsplit(moved).netloc != urlsplit(url).netloc:
            sent = {name: value for name, value in sent.items() if name.lower() not in _PRIVATE_TO_HOST}
        url = moved
    msg = f"{urlsplit(url).hostname} redirects too often."
    raise EgressRefused(msg)


def _need_worker() -> None:
    if settings.PROCESS == "web":
        msg = "Only workers call other systems: enqueue a job."
        raise DeclarationError(msg)
    if transaction.get_connection().in_atomic_block:
        msg = "Other systems are never called inside a database transaction."
        raise DeclarationError(msg)


def checked_address(url: str) -> tuple[SplitResult, str, int]:
    """The parts of a URL, an address it may be reached at, and the port; EgressRefused, EgressFailed."""
    parts = urlsplit(url)
    try:
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError) as error:
        msg = "Only http and https addresses can be called."
        raise EgressRefused(msg) from error
    if not parts.hostname or parts.username is not None or parts.password is not None:
        msg = "The address needs a host, and no user name or password in it."
        raise EgressRefused(msg)
    found = _resolve(parts.hostname, port)
    for address in found:
        if not _may_call(parts.hostname, address):
            msg = f"{parts.hostname} leads to an address inside a private network."
            raise EgressRefused(msg)
    return parts, str(found[0]), port


def _resolve(host: str, port: int) -> list[Address]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        msg = f"The name {host} is not known."
        raise EgressFailed(msg) from error
    return [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in rows]


def _may_call(host: str, address: Address) -> bool:
    if _is_public(address):
        return True
    for allowed in settings.EGRESS_ALLOW:
        if host.lower() == allowed.lower():
            return True
        try:
            if address in ipaddress.ip_network(allowed, strict=False):
                return True
        except ValueError:
            continue
    return False


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _once(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, deadline: float, max_bytes: int
) -> Answer:
    parts, address, port = checked_address(url)
    left = deadline - time.monotonic()
    if left <= 0:
        msg = f"{parts.hostname} did not answer in time."
        raise EgressFailed(msg)
    timeout = urllib3.Timeout(connect=min(5.0, left), read=left)
    pool = _pool(parts, address, port, timeout)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"User-Agent": "Kontor", "Accept-Encoding": "identity", **headers, "Host": parts.netloc}
    try:
        with pool.urlopen(
            method, path, body=body, headers=sent, redirect=False, retries=False, preload_content=False
        ) as response:
            content = _read(response, deadline, max_bytes, parts.hostname or "")
            received = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, content, received, url)
    except (HTTPError, OSError) as error:
        msg = f"{parts.hostname} did not answer: {type(error).__name__}."
        raise EgressFailed(msg) from error
    finally:
        pool.close()


def _pool(parts: SplitResult, address: str, port: int, timeout: urllib3.Timeout) -> urllib3.HTTPConnectionPool:
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        address,
        port,
        timeout=timeout,
        server_hostname=parts.hostname,
        assert_hostname=parts.hostname,
        cert_reqs="CERT_REQUIRED",
        ca_certs=settings.EGRESS_CA_FILE or None,
    )


def _read(response: urllib3.BaseHTTPResponse, deadline: float, max_bytes: int, host: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    for chunk in response.stream(_CHUNK, decode_content=False):
        size += len(chunk)
        if size > max_bytes:
            msg = f"{host} sends more than {max_bytes} bytes."
            raise EgressRefused(msg)
        if time.monotonic() > deadline:
            msg = f"{host} did not answer in time."
            raise EgressFailed(msg)
        parts.append(chunk)
    return b"".join(parts)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    text = headers.get("retry-after", "")
    return float(text) if text.isdigit() else None

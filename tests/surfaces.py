"""What the tests of surfaces share: people who call the API and open pages, and the forms they fill in."""

import csv
import io
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags
from openpyxl import load_workbook

from kontor.identity.models import Role
from kontor.schema.descriptor import ObjectDescriptor
from tests import builders
from tests.platform.api.conftest import Caller

Form = dict[str, list[str]]


class Visitor(Caller):
    """A person with roles who calls the API and opens pages."""

    def __init__(self, *roles: Any, where: Any = None) -> None:
        super().__init__(*roles, where=where)
        self.browser = Client()
        self.browser.force_login(self.person, settings.AUTHENTICATION_BACKENDS[-1])

    def page(self, path: str, **query: str) -> Any:
        """The response to opening a page of an object; its text is in `.text`."""
        return _with_text(self.browser.get(f"/o/{path}", query))

    def send(self, path: str, form: Mapping[str, Any]) -> Any:
        """The response to a posted form of an object."""
        return _with_text(self.browser.post(f"/o/{path}", form))

    def form(self, path: str) -> Form:
        """The inputs of a record's form, as a browser would send them back."""
        return inputs_of(self.page(path).text)

    def table(self, key: str, kind: str, **query: str) -> list[list[str]]:
        """The rows of an export, its heading first."""
        answer = self.browser.get(f"/o/{key}/export", {"format": kind, **query})
        return read_table(b"".join(answer.streaming_content), kind)


def all_powerful() -> Visitor:
    """Somebody who may do everything."""
    role = builders.role("all-powerful")
    Role._base_manager.filter(pk=role.pk).update(all_rights=True)
    builders.touch_rights()
    return Visitor(role)


def _with_text(response: Any) -> Any:
    response.text = "" if response.streaming else response.content.decode()
    return response


def read_table(content: bytes, kind: str) -> list[list[str]]:
    """The cells of a CSV or XLSX file as text."""
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet: Any = load_workbook(io.BytesIO(content)).active
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


class _Inputs(HTMLParser):
    """Collects what a browser would send of the record's form."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Form = {}
        self.inside = False
        self.area: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == "record-form"
        name = given.get("name", "")
        if not self.inside:
            return
        if tag == "input" and name:
            self._input(name, given)
        elif tag == "textarea":
            self.area, self.found[name] = name, [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.found):
            self.found[self.select] = [given.get("value", "")]

    def _input(self, name: str, given: dict[str, str]) -> None:
        kind = given.get("type")
        if kind == "file" or (kind in ("checkbox", "radio") and "checked" not in given):
            return
        self.found.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.found[self.area][0] += data


def complaints(html: str) -> str:
    """What a page says is wrong, as plain text."""
    found = re.search(r"<div[^>]*data-summary.*?</ul>|<main.*?</main>", html, re.DOTALL)
    return " ".join(strip_tags(found[0] if found else html).split())[:500]


def inputs_of(html: str) -> Form:
    """The inputs of the record's form in a page, with their values."""
    parser = _Inputs()
    parser.feed(html)
    return parser.found


def form_of(found: ObjectDescriptor, values: Mapping[str, Any]) -> Form:
    """JSON values as the inputs of a form."""
    form: Form = {}
    for name, value in values.items():
        if name in found.lines:
            for at, row in enumerate(value, start=1):
                form |= {f"{name}[new-{at}][{part}]": _sent(one) for part, one in row.items()}
        elif isinstance(value, Mapping):
            form |= {f"{name}[{part}]": [text] for part, text in value.items()}
        else:
            form[name] = _sent(value)
    return form


def _sent(value: Any) -> list[str]:
    if isinstance(value, list):
        return value
    return [str(value).lower() if isinstance(value, bool) else str(value)]

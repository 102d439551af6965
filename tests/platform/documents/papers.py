"""Reading what was printed."""

import io
from typing import Any

from pypdf import PdfReader

from kontor.core.actor import SYSTEM
from kontor.documents.issuing import Asked, Printed, print_record


def printed(office: Any, record: Any, kind: str, language: str = "en", actor: Any = SYSTEM, **values: Any) -> Printed:
    asked = Asked(record.declare.key, record.pk, kind, language, **values)
    return print_record(actor=actor, asked=asked, clock=office.clock)


def pages(content: bytes) -> list[str]:
    """The text of each page, blanks joined."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def text_of(office: Any, record: Any, kind: str, language: str = "en", **values: Any) -> str:
    return " ".join(pages(printed(office, record, kind, language, **values).content))

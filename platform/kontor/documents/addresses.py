"""Mail addresses and subjects as people type them: checked before anything is sent."""

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput

MOST = 20
SUBJECT_LENGTH = 200
BODY_LENGTH = 10_000
_BETWEEN = re.compile(r"[,;，；、]")


def addresses_in(texts: Iterable[str]) -> list[str]:
    """The addresses in some texts, each once; BadInput naming the one that is wrong, and when there are none."""
    found: dict[str, str] = {}
    for text in texts:
        for part in _BETWEEN.split(text):
            one = part.strip(" ")
            if one:
                found.setdefault(one.lower(), _checked(one))
    if not found:
        raise BadInput(_("Name at least one address."), field="to", code="required")
    if len(found) > MOST:
        raise BadInput(_("At most %(most)s addresses are taken.") % {"most": MOST}, field="to")
    return list(found.values())


def _checked(one: str) -> str:
    try:
        validate_email(one)
    except ValidationError:
        shown = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in one)[:80]
        raise BadInput(_("“%(text)s” is no mail address.") % {"text": shown}, field="to") from None
    return one


def subject_of(text: str) -> str:
    """The subject; BadInput when it is empty, too long, or more than one line."""
    subject = text.strip()
    if not subject:
        raise BadInput(_("The mail needs a subject."), field="subject", code="required")
    if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs") for letter in subject):
        raise BadInput(_("The subject is one line of plain text."), field="subject")
    if len(subject) > SUBJECT_LENGTH:
        raise BadInput(_("At most %(limit)s characters are allowed.") % {"limit": SUBJECT_LENGTH}, field="subject")
    return subject


def body_of(text: str) -> str:
    """The text of the mail; BadInput when it is empty or too long."""
    body = text.replace("\r\n", "\n").strip()
    if not body:
        raise BadInput(_("The mail needs a text."), field="body", code="required")
    if len(body) > BODY_LENGTH:
        raise BadInput(_("At most %(limit)s characters are allowed.") % {"limit": BODY_LENGTH}, field="body")
    if "\x00" in body or any(unicodedata.category(letter) == "Cs" for letter in body):
        raise BadInput(_("The text holds characters that cannot be sent."), field="body")
    return body

"""What the pages of packs keep and show."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import NotFound
from kontor.design.packs.compare import THEIRS, Comparison
from kontor.web.visit import Visit

SESSION_KEY = "pack"
MAX_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ClashRow:
    """A property somebody has to decide about."""

    id: str
    element: str
    part: str
    mine: str
    theirs: str
    take_theirs: bool


def clash_rows(found: Comparison, decisions: Mapping[str, str]) -> list[ClashRow]:
    """The clashes with both sides in short."""
    return [
        ClashRow(one.id, one.element, one.part, short(one.mine), short(one.theirs), decisions.get(one.id) == THEIRS)
        for one in found.clashes
    ]


def short(value: Any) -> str:
    """A value in one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def keep_upload(visit: Visit, content: bytes) -> None:
    """Keeps an uploaded pack until it is brought in, for this person only."""
    visit.request.session[SESSION_KEY] = base64.b64encode(content).decode()


def kept_upload(visit: Visit) -> bytes:
    """The uploaded pack; NotFound when there is none."""
    held = visit.request.session.get(SESSION_KEY)
    if not held:
        raise NotFound(_("Upload the pack again."))
    return base64.b64decode(held)

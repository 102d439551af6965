"""What the pages of packs keep and show."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import NotFound
from kontor.core.labels import stored_label
from kontor.design.changes.kinds import type_label
from kontor.design.packs.compare import THEIRS, Comparison
from kontor.design.packs.content import Element, Pack, split
from kontor.schema.registry import current
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


@dataclass(frozen=True, slots=True)
class Content:
    """An object of a pack with its fields in words."""

    label: str
    icon: str
    kind: str
    fields: list[str]


def contents(pack: Pack) -> list[Content]:
    """What a pack that is not in the house yet brings: its objects, and fields of objects that are here already."""
    fields: dict[str, list[str]] = {}
    for name, said in pack.elements.items():
        kind, parts = split(name)
        if kind == "field":
            fields.setdefault(parts[0], []).append(f"{stored_label(said['label'])} ({type_label(str(said['type']))})")
    found = []
    for key, words in fields.items():
        body: Element | None = pack.elements.get(f"object:{key}")
        here = current().get(key)
        if body is not None:
            kind = _("lines of another object") if body.get("kind") == "line" else ""
            found.append(Content(stored_label(body["plural"]), str(body.get("icon", "box")), kind, words))
        elif here is not None:
            found.append(Content(str(here.plural), here.icon, _("new fields"), words))
    return found


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


def forget_upload(visit: Visit) -> None:
    """Takes the uploaded pack out of the session, which every request reads."""
    visit.request.session.pop(SESSION_KEY, None)


def kept_upload(visit: Visit) -> bytes:
    """The uploaded pack; NotFound when there is none."""
    held = visit.request.session.get(SESSION_KEY)
    if not held:
        raise NotFound(_("Upload the pack again."))
    return base64.b64decode(held)

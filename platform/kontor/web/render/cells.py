"""Values as HTML: one small function per kind of field, chosen once per column, called once per cell."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from django.utils.html import escape
from django.utils.translation import gettext as _

from kontor.files.models import StoredFile
from kontor.layouts.declare import declared
from kontor.layouts.queries import tone_of
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types import TYPES
from kontor.schema.field_types.base import locale_of
from kontor.web.links import record_url
from kontor.web.render.icons import icon

Write = Callable[[Any], str]
NUMERIC = frozenset({"integer", "decimal", "money", "unit_price", "percent", "quantity", "rate"})
RELATED = frozenset({"relation", "user", "team"})
DASH = ""


@lru_cache(maxsize=30_000)
def _formatted(type_key: str, value: Any, language: str, zone: str) -> str:
    """The text of a number, date or time; the same few values come again on every page."""
    if type_key == "datetime":
        return escape(moment(value, language, zone))
    return escape(TYPES[type_key].to_text(value, language, zone))


def text_of(field: FieldDescriptor, value: Any, language: str, zone: str) -> str:
    """The value as plain text for people."""
    return field.type.to_text(value, language, zone, field)


def moment(at: datetime, language: str, zone: str) -> str:
    """An instant to the minute, in the reader's language and zone."""
    local = at.astimezone(ZoneInfo(zone))
    locale = locale_of(language)
    return f"{format_date(local, 'medium', locale=locale)} {format_time(local, 'short', locale=locale)}"


def is_state(field: FieldDescriptor) -> bool:
    """Whether a choice says how far something is, and so has a tone."""
    if field.type.key != "choice":
        return False
    if field.made:
        return any(choice.tone for choice in field.choices)
    return field.key == "status" or field.key.endswith("_status") or f"{field.object}.{field.key}" in declared.tones


def state_html(field: FieldDescriptor, key: str, *, pill: bool = False) -> str:
    """A state as its word with shape and colour."""
    choice = next((one for one in field.choices if one.key == key), None)
    label = str(choice.label) if choice else key
    tone = (choice.tone if choice else "") or tone_of(f"{field.object}.{field.key}", key)
    return f'<span class="st st-{tone}{" st-pill" if pill else ""}">{escape(label)}</span>'


def masked(value: Any = None) -> str:
    """What stands in the place of a value that whoever looks may not read."""
    words = escape(_("You may not see this value."))
    dots = '<span aria-hidden="true">•••••</span>'
    return f'<span class="masked" title="{words}">{dots}<i class="sr-only">{words}</i></span>'


def writer_for(visit: Any, field: FieldDescriptor, *, links: bool = False, quiet: bool = False) -> Write:
    """The function that writes values of a field for a visitor, or what stands in their place."""
    if (field.object, field.key) in visit.masked:
        return masked
    return writer(field, visit.language, visit.zone, links=links, quiet=quiet)


def writer(field: FieldDescriptor, language: str, zone: str, *, links: bool = False, quiet: bool = False) -> Write:
    """The function that writes values of a field.

    With `links`, related records and addresses can be followed; with `quiet`, zeros step back behind what counts.
    """
    kind = field.type.key
    if kind in NUMERIC and quiet:
        return lambda value: _number(kind, value, language, zone)
    if kind in NUMERIC or kind in ("date", "datetime"):
        return lambda value: DASH if value is None else _formatted(kind, value, language, zone)
    if kind == "choice":
        return _choices(field)
    if field.type.is_file:
        return _stored if links else _clip
    if kind in RELATED:
        return _linked if links else lambda value: escape(value.label) if value else DASH
    return _text(field, language, zone, links=links)


def _number(kind: str, value: Any, language: str, zone: str) -> str:
    if value is None:
        return DASH
    text = _formatted(kind, value, language, zone)
    return text if value else f'<span class="dim">{text}</span>'


def _text(field: FieldDescriptor, language: str, zone: str, *, links: bool) -> Write:
    kind = field.type.key
    if kind in _DRAWN:
        return _DRAWN[kind]
    if links and kind in _LINKED_TEXT:
        return _LINKED_TEXT[kind]
    if field.type.packed:
        labels = {choice.key: escape(str(choice.label)) for choice in field.choices}
        return lambda value: "".join(f'<span class="tag">{labels.get(one, escape(one))}</span>' for one in value or ())
    if kind == "rich_text" and links:
        # cleaned by an allow-list when it was saved
        return lambda value: value or DASH
    return lambda value: escape(field.type.to_text(value, language, zone, field)) if value not in (None, "") else DASH


def _choices(field: FieldDescriptor) -> Write:
    if is_state(field):
        written = {choice.key: state_html(field, choice.key) for choice in field.choices}
    else:
        written = {choice.key: escape(str(choice.label)) for choice in field.choices}
    return lambda value: written.get(value) or (escape(value) if value else DASH)


def _linked(value: Any) -> str:
    if not value:
        return DASH
    if not value.object or not value.label:
        return escape(value.label)
    return f'<a href="{record_url(value.object, value.id)}">{escape(value.label)}</a>'


def _clip(value: Any) -> str:
    return icon("paperclip", _("File")) if value else DASH


def _stored(value: Any) -> str:
    """A stored file, named, and its picture where it is one."""
    stored = StoredFile.objects.filter(pk=getattr(value, "id", value)).first() if value else None
    if stored is None:
        return DASH
    url, name = f"/files/{stored.pk}", escape(stored.name)
    picture = f'<img src="{url}" alt="" loading="lazy" height="96">' if stored.is_image else ""
    return f'<a href="{url}">{picture}{name}</a>'


def _web(value: Any) -> str:
    if not str(value or "").startswith(("http://", "https://")):
        return escape(value) if value else DASH
    return f'<a href="{escape(value)}" target="_blank" rel="noreferrer">{escape(value)}</a>'


def _stars(value: Any) -> str:
    """Stars, said as a number to those who hear them."""
    if not value:
        return DASH
    drawn = TYPES["rating"].to_text(value)
    return f'<span class="stars" role="img" aria-label="{_("%(count)s of 5") % {"count": value}}">{drawn}</span>'


def _swatch(value: Any) -> str:
    """A colour with its name; only #rrggbb is ever stored."""
    if not value:
        return DASH
    return f'<span class="swatch"><i style="background:{escape(value)}"></i>{escape(value)}</span>'


def _place(value: Any) -> str:
    if not value:
        return DASH
    latitude, _comma, longitude = str(value).partition(",")
    url = f"https://www.openstreetmap.org/?mlat={escape(latitude)}&amp;mlon={escape(longitude)}#map=16"
    return f'<a href="{url}" target="_blank" rel="noreferrer">{escape(TYPES["geo_point"].to_text(value))}</a>'


_DRAWN: dict[str, Write] = {"rating": _stars, "colour": _swatch}
_LINKED_TEXT: dict[str, Write] = {
    "geo_point": _place,
    "email": lambda value: f'<a href="mailto:{escape(value)}">{escape(value)}</a>' if value else DASH,
    "phone": lambda value: f'<a href="tel:{escape(value)}">{escape(value)}</a>' if value else DASH,
    "url": _web,
}

"""Fields as inputs: one `Control` per field, drawn by the template of its type."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from django.template import Context
from django.template.loader import select_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kontor.core.fields import AddressField
from kontor.schema.descriptor import Choice, FieldDescriptor
from kontor.web.render.cells import NUMERIC, RELATED

FAMILIES = {
    **dict.fromkeys(NUMERIC, "decimal"),
    **dict.fromkeys(RELATED, "relation"),
    "rich_text": "long_text",
    "image": "file",
}
# what is entered as it is read
WRITTEN = frozenset({"duration", "geo_point", "tags"})
INPUT_KINDS = {"date": "date", "datetime": "datetime-local", "email": "email", "phone": "tel", "url": "url"}
WIDE = frozenset({"long_text", "rich_text", "address"})
GROUPED = frozenset({"multi_choice", "address", "rating", "signature"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an address."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Control:
    """A field as an input: where it posts to, what stands in it and what is wrong with it."""

    field: FieldDescriptor
    id: str
    name: str
    value: Any = None
    text: str = ""
    picked: str = ""
    url: str = ""
    fit: str = ""
    label: str = ""
    help: str = ""
    placeholder: str = ""
    widget: str = ""
    span: int = 0
    error: str = ""
    required: bool = False
    compact: bool = False

    @property
    def css(self) -> str:
        """The class of the input."""
        return "inp"

    @property
    def kind(self) -> str:
        """The type attribute of a plain input."""
        return INPUT_KINDS.get(self.field.type.key, "text")

    @property
    def wide(self) -> bool:
        """Whether it takes the whole width of its section, unless the form says how wide it is."""
        return not self.span and self.field.type.key in WIDE

    @property
    def tall(self) -> bool:
        """Whether a long text begins with room for more."""
        return self.widget == "tall"

    @property
    def is_check(self) -> bool:
        """Whether it is a box to tick, with its label beside it."""
        return self.field.type.key == "boolean"

    @property
    def checked(self) -> bool:
        """Whether the box is ticked."""
        return self.text == "true" or self.value is True

    @property
    def grouped(self) -> bool:
        """Whether it is a group of inputs, labelled as a group."""
        return self.field.type.key in GROUPED or self.widget == "radios"

    @property
    def name_of_name(self) -> str:
        """Where the name of a chosen record is posted, so that the form can show it again without asking."""
        return f"{self.name[:-1]}__name]" if self.name.endswith("]") else f"{self.name}:name"

    @property
    def options(self) -> Sequence[Choice]:
        """The choices."""
        return self.field.choices

    @property
    def may_be_empty(self) -> bool:
        """Whether a choice may be left open."""
        return not self.required or not self.text

    @property
    def parts(self) -> list[Part]:
        """The parts of an address."""
        held = self.value if isinstance(self.value, dict) else {}
        words = {
            "street": _("Street"),
            "city": _("City"),
            "region": _("Region"),
            "postal_code": _("Postal code"),
            "country": _("Country"),
        }
        return [Part(name, words.get(name, name), str(held.get(name) or "")) for name in AddressField.PARTS]

    @property
    def stars(self) -> Sequence[str]:
        """The numbers of stars to choose from."""
        return ("1", "2", "3", "4", "5")

    @property
    def attrs(self) -> SafeString:
        """The attributes every input shares: name for screen readers, required, what is wrong, how long."""
        pairs: list[tuple[str, str]] = []
        if self.compact:
            pairs.append(("aria-label", self.label))
        if self.required:
            pairs.append(("aria-required", "true"))
        described = [f"{self.id}-err"] if self.error else []
        if self.placeholder:
            pairs.append(("placeholder", self.placeholder))
        if self.help and not self.compact:
            described.append(f"{self.id}-help")
        if self.error:
            pairs.append(("aria-invalid", "true"))
        if described:
            pairs.append(("aria-describedby", " ".join(described)))
        if self.field.max_length and self.field.type.key in ("text", "long_text", "phone", "email", "url"):
            pairs.append(("maxlength", str(self.field.max_length)))
        return mark_safe("".join(f' {name}="{escape(value)}"' for name, value in pairs))  # noqa: S308 (escaped here)

    @property
    def html(self) -> SafeString:
        """The input."""
        written: SafeString = _template(self.field.type.key, self.widget).render(Context({"c": self}))
        return written


@cache
def _template(kind: str, widget: str) -> Any:
    names = [f"fields/{kind}.html", f"fields/{FAMILIES.get(kind, 'text')}.html"]
    if widget in ("radios", "switch"):
        names.insert(0, f"fields/{kind}_{widget}.html")
    found = select_template(names)
    inner = getattr(found, "template", None)
    if inner is None:
        msg = "Field templates need Django's own template engine."
        raise ImproperlyConfigured(msg)
    return inner


def input_text(field: FieldDescriptor, value: Any, zone: str) -> str:
    """A value as it stands in an input."""
    if value in (None, (), []):
        return ""
    kind = field.type.key
    if kind in RELATED or field.type.is_file:
        return str(getattr(value, "id", value))
    if kind == "datetime" and isinstance(value, datetime.datetime):
        return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    if kind in NUMERIC:
        return str(field.type.to_json(value))
    if kind == "boolean":
        return "true" if value else "false"
    if kind in WRITTEN:
        return field.type.to_text(value)
    return str(field.type.to_json(value)) if kind != "address" else ""

"""From a value of one type to a value of another, or a sentence why not."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.ids import new_id
from kontor.schema.classes import django_field
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.field_types import TYPES
from kontor.schema.merge import made_field_descriptor
from kontor.schema.registry import current
from kontor.schema.services_fields import checked_choices
from kontor.schema.specs import MadeField

RELATED = frozenset({"relation", "user", "team"})
STORED = frozenset({"file", "image", "signature"})
NUMBERS = frozenset({"integer", "decimal", "money", "unit_price", "percent", "quantity", "rate", "rating"})
WORDS = frozenset({"text", "long_text", "rich_text", "email", "phone", "url", "barcode"})
CHOICES = frozenset({"choice", "multi_choice"})
DATES = frozenset({"date", "datetime"})
# as text they are what people read
SHOWN = CHOICES | {"boolean", "address", "tags", "duration", "geo_point", "rating"}


def possible(old: str, new: str) -> bool:
    """Whether values of one type may fit another at all."""
    groups = (NUMBERS | {"boolean"}, CHOICES, DATES, STORED)
    if old == new or any(old in group and new in group for group in groups):
        return True
    if old in WORDS:
        return new not in STORED
    return new in ("text", "long_text") and old not in STORED


@dataclass(slots=True)
class Conversion:
    """How the values of one field become values of another."""

    old: FieldDescriptor
    new: FieldDescriptor
    path: str
    target: ObjectDescriptor | None = None
    _ids: dict[str, list[UUID]] = field(default_factory=dict)

    def look_up(self, values: Sequence[Any]) -> None:
        """Finds the records that the texts of a batch name."""
        if self.target is None or self.old.type.key in RELATED or not self.target.label_field:
            return
        texts = {str(value).strip() for value in values if value not in (None, "")}
        rows = self.target.model._base_manager.filter(
            Q((f"{self.target.label_field}__in", sorted(texts))), trashed_at__isnull=True
        )
        self._ids = {}
        for identifier, label in rows.values_list("pk", self.target.label_field):
            self._ids.setdefault(label, []).append(identifier)

    def value(self, stored: Any) -> Any:
        """The new value; None for an empty one; BadInput when it does not fit."""
        if stored in (None, "", (), []):
            return None
        if self.new.type.key in RELATED:
            return self._record(stored)
        return self.new.type.clean(self.new, self._raw(stored))

    def _record(self, stored: Any) -> UUID:
        if self.old.type.key in RELATED and isinstance(stored, UUID):
            return stored
        found = self._ids.get(str(stored).strip(), [])
        if len(found) != 1:
            raise BadInput(_("No record has this name.") if not found else _("Several records have this name."))
        return found[0]

    def _raw(self, stored: Any) -> Any:
        old, new = self.old.type.key, self.new.type.key
        if old == "rich_text" and new != "rich_text":
            stored = strip_tags(stored)
        if new in CHOICES:
            keys = [self._choice(one) for one in _parts(old, stored, several=new == "multi_choice")]
            return keys if new == "multi_choice" else keys[0]
        if new in ("text", "long_text") and old not in WORDS:
            return self.shown(stored) if old in SHOWN else str(self.old.type.to_json(stored))
        return _plain(old, new, stored) if old in DATES or new == "address" else self._number_or_text(stored)

    def _number_or_text(self, stored: Any) -> Any:
        if self.old.type.key == "boolean" and self.new.type.key in NUMBERS:
            return int(stored)
        if self.old.type.key in NUMBERS and self.new.type.key == "boolean":
            return stored != 0
        return self.old.type.to_json(stored)

    def _choice(self, text: str) -> str:
        """The key of a choice named by its key or by its label in any language."""
        wanted = text.strip().casefold()
        for choice in self.new.choices:
            labels = {choice.key.casefold(), str(choice.label).casefold()}
            if wanted in labels | self._labels(choice.key):
                return choice.key
        raise BadInput(_("There is no such choice."))

    def _labels(self, key: str) -> set[str]:
        said: Mapping[str, Mapping[str, str]] = self.new.settings.get("labels", {})
        return {text.casefold() for text in said.get(key, {}).values()}

    def shown(self, stored: Any) -> str:
        """A value of the old field for people."""
        return self.old.type.to_text(stored, field=self.old)[:200]


def _parts(old: str, stored: Any, *, several: bool) -> list[str]:
    if old == "multi_choice":
        if not several and len(stored) > 1:
            raise BadInput(_("More than one is chosen here."))
        return list(stored)
    return [part for part in str(stored).split(",") if part.strip()] if several else [str(stored)]


def _plain(old: str, new: str, stored: Any) -> Any:
    if new == "address":
        return {"street": str(stored)}
    if new == "date" and isinstance(stored, datetime.datetime):
        return stored.date()
    if new == "datetime" and not isinstance(stored, datetime.datetime):
        return datetime.datetime.combine(stored, datetime.time.min, datetime.UTC)
    return TYPES[old].to_json(stored)


def conversion(found: ObjectDescriptor, one: FieldDescriptor, type: str, said: Mapping[str, Any]) -> Conversion:
    """The conversion of a made field to another type; BadInput when the types never fit or what is said is wrong."""
    if not one.made or one.derived:
        raise BadInput(_("Only fields of your own that people fill can be converted."), field="field")
    if type not in TYPES or not TYPES[type].designable or not possible(one.type.key, type):
        raise BadInput(_("These values cannot become values of that type."), field="type")
    wanted = {**said, "choices": checked_choices(said["choices"])} if said.get("choices") else dict(said)
    if type in CHOICES and not wanted.get("choices"):
        wanted["choices"] = [{"key": choice.key, "label": {"en": str(choice.label)}} for choice in one.choices]
    return conversion_to(found, one, described(found.key, one.key, type, wanted))


def conversion_to(found: ObjectDescriptor, one: FieldDescriptor, new: FieldDescriptor) -> Conversion:
    """The conversion of one field to another that is described already."""
    path = one.attname
    holder = current().get(one.target) if one.target else None
    if one.type.key in RELATED and new.type.key not in RELATED and holder is not None and holder.label_field:
        path = f"{one.key}__{holder.label_field}"
    return Conversion(one, new, path, current().get(new.target) if new.target else None)


def described(object_key: str, key: str, type: str, said: Mapping[str, Any]) -> FieldDescriptor:
    """The descriptor a field of that type would have."""
    one = MadeField(
        id=new_id(), object=object_key, key=key, type=type, column="x_0000000000", label={"en": key}, help={},
        position=0, required=False, unique=False, indexed=False, default=None, target=str(said.get("target", "")),
        on_delete="protect", reverse_label={}, choices=tuple(said.get("choices") or ()),
        max_length=said.get("max_length"), minimum=str(said.get("minimum") or ""),
        maximum=str(said.get("maximum") or ""), searchable=False, sensitive=False, personal=False,
        settings={**dict(said.get("settings") or {}), "labels": _labels(said)}, state="adding", to="identity.Person",
    )  # fmt: skip
    column = django_field(one)
    column.set_attributes_from_name(key)
    return made_field_descriptor(one, column, set(current().objects))


def _labels(said: Mapping[str, Any]) -> dict[str, Any]:
    return {str(choice["key"]): dict(choice.get("label") or {}) for choice in said.get("choices") or ()}

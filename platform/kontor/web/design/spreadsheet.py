"""An object made out of a spreadsheet: its columns as fields, with guessed types to correct."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.records.importing.guessing import GuessedColumn
from kontor.schema import names
from kontor.web.design.types import TypeChoice, type_choice

Change = dict[str, Any]
TYPES = (
    *("text", "long_text", "integer", "decimal", "money", "quantity", "percent", "date", "datetime", "boolean"),
    *("choice", "email", "phone", "url"),
)
SEARCHED = ("text", "email", "phone")
TEXT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class ColumnForm:
    """A column of the file as a field: what it is called, of which type, or left out."""

    place: int
    label: str
    type: str
    used: bool
    samples: str


def column_forms(guessed: Sequence[GuessedColumn], form: QueryDict | None) -> list[ColumnForm]:
    """The columns as guessed, or as a form has them."""
    used = form.getlist("use") if form is not None else []
    rows = []
    for place, one in enumerate(guessed):
        label, kind = one.header, one.type
        if form is not None:
            label, kind = form.get(f"label.{place}", label).strip(), form.get(f"type.{place}", kind)
        rows.append(ColumnForm(place, label, kind, form is None or str(place) in used, " · ".join(one.sample)))
    return rows


def type_choices() -> list[TypeChoice]:
    """The types a column can have."""
    return [type_choice(key) for key in TYPES]


def changes_of(form: QueryDict, guessed: Sequence[GuessedColumn]) -> list[Change]:
    """The changes that make the object with a field for each column that is used."""
    label = form.get("label.en", "").strip()
    if not label:
        raise BadInput(_("Give the object a name."), field="label")
    chinese = {"zh-hans": form.get("label.zh", "").strip()} if form.get("label.zh", "").strip() else {}
    words = {"en": label, **chinese}
    key = names.key_for(words, names.object_keys(), "object")
    columns = [one for one in column_forms(guessed, form) if one.used and one.label]
    if not columns:
        raise BadInput(_("Choose at least one column."), field="use")
    taken: set[str] = set()
    fields = [_field(key, one, guessed[one.place], taken) for one in columns]
    plural = {"en": form.get("plural.en", "").strip() or label, **chinese}
    made = {"op": "add_object", "key": key, "label": words, "plural": plural, "icon": "table", "kind": "record"}
    named = next((one["key"] for one in fields if one["type"] == "text"), "")
    finish: list[Change] = []
    if named:
        searched = [one["key"] for one in fields if one["type"] in SEARCHED]
        finish = [{"op": "change_object", "object": key, "name_field": named, "searchable": searched}]
    return [made, *fields, *finish]


def _field(key: str, one: ColumnForm, guess: GuessedColumn, taken: set[str]) -> Change:
    if one.type not in TYPES:
        raise BadInput(_("Choose one of: %(choices)s.") % {"choices": ", ".join(TYPES)}, field="type")
    name = names.key_for(_words(one.label), taken)
    taken.add(name)
    made: Change = {"op": "add_field", "object": key, "key": name, "label": {"en": one.label[:80]}, "type": one.type}
    if one.type == "choice":
        if not guess.choices:
            raise BadInput(_("%(column)s holds too many different values for a choice.") % {"column": one.label})
        known: set[str] = set()
        made["choices"] = [_choice(text, known) for text in guess.choices]
    if one.type == "text" and guess.long > TEXT_LENGTH:
        made["max_length"] = guess.long * 2
    return made


def _words(text: str) -> dict[str, str]:
    """A text by the language it is written in, which says how its key is spelled."""
    return {"zh-hans" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en": text}


def _choice(text: str, known: set[str]) -> Change:
    key = names.key_for(_words(text), known)
    known.add(key)
    return {"key": key, "label": {"en": text}}

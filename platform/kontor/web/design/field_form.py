"""The dialog that makes or changes one field: what it shows, and the changes its inputs mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kontor.access.models import FieldRight
from kontor.core.errors import BadInput
from kontor.design.changes.rights import roles_by_key
from kontor.design.packs.compare import same
from kontor.formulas import FormulaError, compile, show
from kontor.layouts.shipped import both
from kontor.records.formulas import ObjectNames
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.models import FieldDef
from kontor.schema.registry import current
from kontor.web.design import types

Change = dict[str, Any]
TONES = ("neutral", "active", "waiting", "good", "bad")
FIGURES = ("sum", "count", "min", "max", "avg")


@dataclass(slots=True)
class FieldForm:
    """The inputs of the dialog with their values."""

    object: ObjectDescriptor
    type: str
    values: dict[str, Any]
    key: str = ""
    shipped: bool = False
    rights: dict[str, str] = field(default_factory=dict)
    error: str = ""

    @property
    def is_new(self) -> bool:
        """Whether the field is not there yet."""
        return not self.key

    @property
    def title(self) -> str:
        """The heading of the dialog."""
        return _("New field") if self.is_new else str(self.values["label"].get("en") or self.key)

    @property
    def zh_label(self) -> str:
        """The Chinese name."""
        return str(self.values["label"].get("zh-hans", ""))

    @property
    def zh_help(self) -> str:
        """The Chinese help text."""
        return str(self.values["help"].get("zh-hans", ""))

    @property
    def choice_rows(self) -> list[dict[str, Any]]:
        """The choices, each with its Chinese name at hand."""
        return [choice_row(one) for one in self.values["choices"] or [{"label": {}}]]

    @property
    def tones(self) -> list[tuple[str, str]]:
        """The colours of choices with their names."""
        return tone_choices()

    @property
    def figures(self) -> list[tuple[str, str]]:
        """The figures of a roll-up with their names."""
        words = {"sum": _("Sum"), "count": _("Count"), "min": _("Smallest"), "max": _("Largest"), "avg": _("Average")}
        return [(key, words[key]) for key in FIGURES]

    @property
    def formula_text(self) -> str:
        """The formula with the names of fields as its reader knows them."""
        text = str(self.values.get("settings", {}).get("formula", ""))
        names = ObjectNames(self.object)
        try:
            return show(compile(text, names), names, get_language() or "en") if text else ""
        except FormulaError:
            return text

    @property
    def groups(self) -> list[types.TypeGroup]:
        """The types to choose from."""
        return types.type_groups()

    @property
    def shows(self) -> dict[str, bool]:
        """Which further inputs the type needs."""
        kind = self.type
        entered = kind not in types.FOLLOWING
        made = not self.shipped
        return {
            "choices": made and kind in types.WITH_CHOICES,
            "target": made and kind in types.WITH_TARGET and self.is_new,
            "on_delete": made and kind == "relation",
            "length": made and kind in types.WITH_LENGTH,
            "bounds": made and kind in types.WITH_BOUNDS,
            "default": kind in types.WITH_DEFAULT,
            "formula": made and kind == "formula",
            "rollup": made and kind == "rollup",
            "path": made and kind in ("lookup", "snapshot"),
            "required": entered,
            "unique": made and kind not in types.NOT_UNIQUE,
            "indexed": made and kind not in ("lookup", "relations", "file", "image"),
            "searchable": made and kind in ("text", "long_text", "rich_text", "email", "phone", "url", "barcode"),
            "sensitive": made,
        }

    @property
    def targets(self) -> list[tuple[str, str]]:
        """The objects a link can point to."""
        found = [(one.key, str(one.label)) for one in current().objects.values() if not one.is_line]
        return sorted(found, key=lambda pair: pair[1].casefold())

    @property
    def role_rows(self) -> list[tuple[str, str, str]]:
        """Each role with its right to the field."""
        return [(role.key, str(role.label), self.rights.get(role.key, "")) for role in roles_by_key().values()]

    @property
    def overs(self) -> list[tuple[str, str]]:
        """The lines and linking records a roll-up can go over."""
        found = [(name, str(line.plural)) for name, line in self.object.lines.items()]
        for other in current().objects.values():
            links = [] if other.is_line else [one for one in other.fields.values() if one.target == self.object.key]
            found += [(f"{other.key}.{one.key}", f"{other.plural} ({one.label})") for one in links]
        return found

    @property
    def over_fields(self) -> list[tuple[str, str]]:
        """The fields of what the chosen roll-up goes over."""
        over = str(self.values.get("settings", {}).get("over") or (self.overs[0][0] if self.overs else ""))
        name, _dot, _field = over.partition(".")
        child = self.object.lines.get(over) or current().get(name)
        return [(one.key, str(one.label)) for one in child.fields.values() if one.type.aggregates] if child else []

    @property
    def paths(self) -> list[tuple[str, str]]:
        """The fields of linked records, for look-ups and snapshots."""
        found = []
        for one in self.object.fields.values():
            target = current().get(one.target) if one.target else None
            if target is not None and one.type.key == "relation":
                found += [(f"{one.key}.{far.key}", f"{one.label} › {far.label}") for far in target.fields.values()]
        return found


def choice_row(choice: Mapping[str, Any]) -> dict[str, Any]:
    """A choice as its row shows it."""
    return {**choice, "zh": choice.get("label", {}).get("zh-hans", "")}


def tone_choices() -> list[tuple[str, str]]:
    """The colours of choices with their names."""
    words = {"neutral": _("Grey"), "active": _("Blue"), "waiting": _("Amber"), "good": _("Green"), "bad": _("Red")}
    return [(key, words[key]) for key in TONES]


def new_form(found: ObjectDescriptor, kind: str) -> FieldForm:
    """The empty dialog."""
    return FieldForm(found, kind or "text", _blank())


def _blank() -> dict[str, Any]:
    return {"label": {}, "help": {}, "reverse_label": {}, "choices": [], "on_delete": "protect", "settings": {}}


def form_of(found: ObjectDescriptor, key: str, changes: list[Change]) -> FieldForm:
    """The dialog of a field that is there, or that the draft makes; BadInput for any other."""
    drafted = next((one for one in changes if one.get("op") == "add_field" and one.get("key") == key), None)
    if drafted is not None:
        return FieldForm(found, drafted["type"], {**_blank(), **drafted}, key, rights=dict(drafted.get("rights", {})))
    rights = {
        row.role.key: row.right for row in FieldRight.objects.filter(object=found.key, field=key).select_related("role")
    }
    row = FieldDef.objects.filter(object=found.key, key=key, state="live").first()
    if row is not None:
        values = {name: getattr(row, name) for name in _COLUMNS}
        form = FieldForm(found, row.type, values, key, rights=rights)
    elif key in found.fields:
        one = found.fields[key]
        values = {**_blank(), "label": both(one.label), "help": both(one.help), "required": one.required}
        form = FieldForm(found, one.type.key, values, key, shipped=True, rights=rights)
    else:
        raise BadInput(_("There is no such field."), field=key)
    for change in changes:
        if change.get("object") == found.key and change.get("field") == key:
            form.values.update({name: value for name, value in change.items() if name in _COLUMNS})
            form.rights.update(change.get("rights", {}))
    return form


_COLUMNS = (
    *("label", "help", "required", "unique", "indexed", "default", "target", "on_delete", "reverse_label", "choices"),
    *("max_length", "minimum", "maximum", "searchable", "sensitive", "settings"),
)


def read_labels(form: QueryDict, name: str) -> dict[str, str]:
    """A label as its two inputs say it; without English the Chinese one stands for both."""
    found = {"en": form.get(f"{name}.en", "").strip(), "zh-hans": form.get(f"{name}.zh", "").strip()}
    kept = {language: text for language, text in found.items() if text}
    if kept and "en" not in kept:
        kept["en"] = kept["zh-hans"]
    return kept


def read_form(found: ObjectDescriptor, form: QueryDict, before: FieldForm | None) -> list[Change]:
    """The changes that the inputs mean: one that makes the field, or one per kind of difference."""
    kind = form.get("type", "text")
    values = _read_values(
        FieldForm(found, kind, _blank(), before.key if before else "", before.shipped if before else False), form
    )
    rights = {name.removeprefix("right."): right for name, right in form.items() if name.startswith("right.")}
    if before is None:
        chosen = {role: right for role, right in rights.items() if right}
        return [
            {"op": "add_field", "object": found.key, "type": kind, **values, **({"rights": chosen} if chosen else {})}
        ]
    place = {"object": found.key, "field": before.key}
    values = _with_kept(values, before)
    changes: list[Change] = []
    if kind != before.type and not before.shipped:
        more = {name: values[name] for name in ("target", "choices", "settings") if values.get(name)}
        changes.append({"op": "convert_field", **place, "type": kind, **more})
    switched = [one for one in ("unique", "indexed") if one in values and values[one] != bool(before.values.get(one))]
    changes += [{"op": f"set_{name}", **place, name: values[name]} for name in switched]
    values = {name: value for name, value in values.items() if name not in ("unique", "indexed")}
    changed = {name: value for name, value in values.items() if not same(value, before.values.get(name))}
    if changed:
        changes.append({"op": "change_field", **place, **changed})
    moved = {role: right for role, right in rights.items() if right != before.rights.get(role, "")}
    if moved:
        changes.append({"op": "set_field_rights", **place, "rights": moved})
    return changes


def _with_kept(values: Change, before: FieldForm) -> Change:
    """The values with what the dialog has no inputs for: whether a choice is closed, a filter, what was worked out."""
    kept = dict(values)
    if "choices" in kept:
        active = {one["key"]: one.get("active", True) for one in before.values["choices"]}
        kept["choices"] = [{**one, "active": active.get(one["key"], True)} for one in kept["choices"]]
    if "settings" in kept and before.type == kept["settings"].get("kind"):
        said = dict(kept["settings"])
        if said.get("formula") == before.formula_text:
            said["formula"] = before.values["settings"].get("formula", "")
        kept["settings"] = {**before.values["settings"], **said}
    return kept


def _read_values(shown: FieldForm, form: QueryDict) -> Change:
    """The values of the inputs the type has."""
    shows = shown.shows
    values: Change = {"label": read_labels(form, "label"), "help": read_labels(form, "help")}
    for name in ("required", "unique", "indexed", "searchable", "sensitive"):
        if shows[name]:
            values[name] = form.get(name) == "on"
    if shows["default"]:
        values["default"] = _default(shown.type, form.get("default", ""))
    if shows["choices"]:
        values["choices"] = _choices(form)
    settings = _settings(shown.type, form)
    return {
        **values,
        **_limits(shows, form),
        **_link(shown, shows, form),
        **({"settings": settings} if settings else {}),
    }


def _limits(shows: Mapping[str, bool], form: QueryDict) -> Change:
    """The length of texts and the bounds of numbers."""
    values: Change = {}
    if shows["length"] and form.get("max_length", "").isdecimal():
        values["max_length"] = int(form.get("max_length", ""))
    if shows["bounds"]:
        values.update({name: form.get(name, "").strip() for name in ("minimum", "maximum")})
    return values


def _link(shown: FieldForm, shows: Mapping[str, bool], form: QueryDict) -> Change:
    """Where a link points, what it is called from there, and what happens when that is deleted."""
    values: Change = {}
    if shows["target"]:
        values["target"] = form.get("target", "")
    if shown.type in types.WITH_TARGET:
        values["reverse_label"] = read_labels(form, "reverse_label")
    if shows["on_delete"]:
        values["on_delete"] = form.get("on_delete", "protect")
    return values


def _default(kind: str, text: str) -> Any:
    if kind == "boolean":
        return text == "true"
    return text.strip() or None


def _choices(form: QueryDict) -> list[dict[str, Any]]:
    """The rows of the list of choices; a row without a name is left out."""
    found = []
    rows = zip(
        form.getlist("choice.key"),
        form.getlist("choice.en"),
        form.getlist("choice.zh"),
        form.getlist("choice.tone"),
        strict=False,
    )
    for key, english, chinese, tone in rows:
        label = {language: text.strip() for language, text in (("en", english), ("zh-hans", chinese)) if text.strip()}
        if label:
            label.setdefault("en", label.get("zh-hans", ""))
            found.append({"key": key, "label": label, "tone": tone if tone in TONES else "neutral"})
    return found


def _settings(kind: str, form: QueryDict) -> dict[str, Any]:
    if kind == "formula":
        return {"kind": "formula", "formula": form.get("formula", "").strip()}
    if kind == "rollup":
        return {
            "kind": "rollup",
            "over": form.get("over", ""),
            "field": form.get("over_field", ""),
            "figure": form.get("figure", "sum"),
        }
    if kind in ("lookup", "snapshot"):
        return {"kind": kind, "path": form.get("path", "")}
    return {}


def posted_form(found: ObjectDescriptor, form: Mapping[str, Any], before: FieldForm | None, error: str) -> FieldForm:
    """The dialog as it was sent, with what is wrong."""
    assert isinstance(form, QueryDict)  # noqa: S101 (what a request carries)
    kind = form.get("type", "text")
    shown = FieldForm(found, kind, _blank(), before.key if before else "", before.shipped if before else False)
    values = {**(before.values if before else {}), **_read_values(shown, form)}
    rights = {name.removeprefix("right."): str(right) for name, right in form.items() if name.startswith("right.")}
    return FieldForm(found, kind, {**_blank(), **values}, shown.key, shown.shipped, rights, error)

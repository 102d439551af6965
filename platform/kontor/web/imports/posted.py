"""What the forms of an import send."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.records.importing.models import ImportRun
from kontor.records.importing.sheets import Sheet
from kontor.records.importing.store import sheets_of


def posted_mapping(run: ImportRun, form: QueryDict) -> dict[str, Any]:
    """The mapping a form describes; the meanings of words that were said before stay."""
    sheets = sheets_of(run)
    sheet = _sheet(sheets, form.get("sheet", ""))
    columns = _columns(sheet, form, "c")
    keys = [path for place, path in enumerate(_paths(sheet, form, "c")) if path and f"{place}" in form.getlist("key")]
    mapping: dict[str, Any] = {
        "sheet": sheet.name,
        "columns": columns,
        "key": [path for path in keys if "." not in path],
        "mode": form.get("mode", "both") if keys or form.get("mode") == "update" else "both",
        "dates": form.get("dates", ""),
        "decimal": form.get("decimal", "."),
        "constants": dict(_constants(form)),
        "values": _kept_values(run, set(columns.values())),
    }
    if form.get("group"):
        mapping["group"] = form["group"]
    if form.get("lines"):
        second = _sheet(sheets, form.get("lines", ""))
        mapping["lines"] = {
            "sheet": second.name,
            "parent": form.get("parent", ""),
            "columns": _columns(second, form, "l"),
        }
        mapping["values"] = _kept_values(run, {*columns.values(), *mapping["lines"]["columns"].values()})
    return mapping


def _kept_values(run: ImportRun, paths: set[str]) -> dict[str, Any]:
    return {path: pairs for path, pairs in run.mapping.get("values", {}).items() if path in paths}


def _sheet(sheets: list[Sheet], name: str) -> Sheet:
    for sheet in sheets:
        if sheet.name == name:
            return sheet
    raise BadInput(_("There is no such sheet."), field="sheet")


def _paths(sheet: Sheet, form: QueryDict, prefix: str) -> list[str]:
    return [form.get(f"{prefix}.{place}", "") for place in range(len(sheet.headings))]


def _columns(sheet: Sheet, form: QueryDict, prefix: str) -> dict[str, str]:
    paths = _paths(sheet, form, prefix)
    return {heading: path for heading, path in zip(sheet.headings, paths, strict=True) if path}


def _constants(form: QueryDict) -> list[tuple[str, str]]:
    pairs = zip(form.getlist("constant.field"), form.getlist("constant.value"), strict=False)
    return [(path, value.strip()) for path, value in pairs if path and value.strip()]


def posted_words(form: QueryDict, values: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """The meanings that were said: a record or choice, "" to leave the field empty; what was left open is not there."""
    told = {path: dict(pairs) for path, pairs in values.items()}
    words = zip(form.getlist("path"), form.getlist("text"), form.getlist("means"), strict=False)
    for path, text, means in words:
        if means:
            told.setdefault(path, {})[text] = "" if means == "-" else means
    return told

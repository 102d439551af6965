"""Stored layouts: from JSON to parts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor.core.labels import stored_label
from kontor.layouts.models import LayoutOverride
from kontor.layouts.parts import FormLayout, Lines, ListLayout, PageLayout, Preset, Section
from kontor.schema.registry import current

_read: dict[UUID, dict[tuple[str, str, str], Mapping[str, Any]]] = {}


def override_of(key: str, kind: str, roles: frozenset[str]) -> Mapping[str, Any] | None:
    """The stored body for one of the roles, else the one for everybody, else None; read once per schema token."""
    token = current().token
    if token not in _read:
        _read.clear()
        _read[token] = {(row.object, row.kind, row.role): row.body for row in LayoutOverride.objects.all()}
    found = _read[token]
    for role in (*sorted(roles), ""):
        body = found.get((key, kind, role))
        if body is not None:
            return body
    return None


def forget() -> None:
    """Makes the next layout read the stored ones anew."""
    _read.clear()


def form_from(body: Mapping[str, Any]) -> FormLayout:
    """A form: {"parts": [{"label", "fields", "columns"} or {"lines", "columns", "totals"}]}."""
    return FormLayout(tuple(_part(part) for part in body.get("parts", ())))


def _part(part: Mapping[str, Any]) -> Section | Lines:
    if "lines" in part:
        return Lines(part["lines"], tuple(part.get("columns", ())), tuple(part.get("totals", ())))
    return Section(stored_label(part.get("label", {})), tuple(part.get("fields", ())), int(part.get("columns", 2)))


def list_from(body: Mapping[str, Any]) -> ListLayout:
    """A list: {"columns", "sort", "presets": [{"key", "label", "filter"}]}."""
    presets = tuple(Preset(one["key"], stored_label(one["label"]), one["filter"]) for one in body.get("presets", ()))
    return ListLayout(tuple(body.get("columns", ())), tuple(body.get("sort", ())), presets)


def page_from(body: Mapping[str, Any]) -> PageLayout:
    """A record page: {"figures", "path", "editable_in", "editable_later"}."""
    return PageLayout(
        tuple(body.get("figures", ())),
        tuple(body.get("path", ())),
        tuple(body.get("editable_in", ())),
        frozenset(body.get("editable_later", ())),
    )

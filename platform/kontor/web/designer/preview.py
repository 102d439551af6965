"""The page of a real record with a draft applied, as the designer or somebody with another role would see it."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.errors import NotFound
from kontor.core.labels import LANGUAGES, stored_label
from kontor.layouts import stored
from kontor.layouts.bodies import without_unknown
from kontor.layouts.queries import form_layout
from kontor.records.queries import list_records
from kontor.schema.descriptor import Choice, FieldDescriptor, ObjectDescriptor
from kontor.schema.field_types import TYPES
from kontor.web.designer.acting import Acting, acted_out, acting_rules
from kontor.web.designer.glance import Glance, Subject, glance_at, rights_of
from kontor.web.forms.edit import Writing, problems_of, tabs_of
from kontor.web.pages.body import writable_now
from kontor.web.pages.record import record_page
from kontor.web.visit import Visit

SAMPLES = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """Which record is looked at, as which role ("" for one's own), to read it or to write in it."""

    record: UUID
    role: str = ""
    edit: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What a preview shows: the record's page, or its form to write in; and which rules do not act in it."""

    rec: Any = None
    form: Any = None
    acting: Acting = field(default_factory=Acting)


@dataclass(frozen=True, slots=True)
class FormSeen:
    """A form as its fragment shows it, without anything to post."""

    key: str
    tabs: Any
    problems: Any = ()
    warnings: Any = ()
    conflict: Any = ()
    version: Any = None

    @property
    def problem_title(self) -> str:
        """What its problems mean."""
        return _("This could not be saved:")


def samples(actor: Actor, found: ObjectDescriptor) -> list[dict[str, str]]:
    """Some of the latest records, to look at the form with."""
    label = found.label_field
    fields = [label] if label else []
    try:
        rows = list_records(actor=actor, object=found.key, fields=fields, sort=["-created_at"], page_size=SAMPLES).rows
    except NotFound:
        return []
    return [{"id": str(row["id"]), "label": str(row.get(label or "") or found.label)} for row in rows]


def with_drafted(found: ObjectDescriptor, document: Mapping[str, Any]) -> ObjectDescriptor:
    """The object as the draft will make it: with its new fields and other words."""
    fields = dict(found.fields)
    for key, spec in document["added"].items():
        fields[key] = _drafted(found, key, spec)
    for key, changed in document["changed"].items():
        if key in fields:
            fields[key] = _reworded(fields[key], changed)
    # fields the draft trashes stay: rights are compiled from what is handed on, and kept
    return replace(found, fields=fields)


def _drafted(found: ObjectDescriptor, key: str, spec: Mapping[str, Any]) -> FieldDescriptor:
    kind = str(spec.get("type", "text"))
    follows = kind not in TYPES
    type_ = TYPES.get(str((spec.get("settings") or {}).get("result", "text")) if follows else kind, TYPES["text"])
    bare = FieldDescriptor(
        key=key, object=found.key, type=type_, label=key, derived=follows, nullable=True, attname=key, made=True,
        places=2, digits=18, target=spec.get("target") or None,
    )  # fmt: skip
    return _reworded(bare, spec)


def _reworded(one: FieldDescriptor, changed: Mapping[str, Any]) -> FieldDescriptor:
    more: dict[str, Any] = {}
    for name in ("label", "help"):
        if isinstance(changed.get(name), Mapping):
            more[name] = stored_label(dict(changed[name]))
    if "required" in changed:
        more["required"] = bool(changed["required"])
    if isinstance(changed.get("choices"), list):
        more["choices"] = tuple(
            Choice(str(each.get("key", "")), stored_label(each.get("label") or {}), str(each.get("tone") or ""))
            for each in changed["choices"]
            if isinstance(each, Mapping)
        )
    return replace(one, **more)


def seen_by(visit: Visit, found: ObjectDescriptor, document: Mapping[str, Any], asked: Asked) -> Seen:
    """The page (or the form) of a record as it would be if the draft were published; what is new is empty."""
    drawn = with_drafted(found, document)
    rights = rights_of(visit.actor, found, document)
    with ExitStack() as stack:
        glance = glance_at(visit, Subject(found, drawn, rights, tuple(document["added"])), asked.record, asked.role)
        acting = acting_rules(visit.actor, drawn, document, glance.detail.record)
        stack.enter_context(stored.trying(found.key, "form", without_unknown(document["body"], drawn)))
        stack.enter_context(stored.trying(found.key, "rules", acting.rules))
        if not asked.edit:
            return Seen(rec=record_page(glance.visit, drawn, glance.detail), acting=acting)
        return Seen(form=_form(glance, drawn, acting), acting=acting)


def _form(glance: Glance, drawn: ObjectDescriptor, acting: Acting) -> FormSeen:
    visit, detail = glance.visit, glance.detail
    source = acted_out(visit, drawn, acting, detail)
    writable = writable_now(visit.actor, drawn, detail)
    lines = detail.writable_lines if writable == detail.writable else {}
    layout = form_layout(visit.actor, drawn, getattr(detail.record, "status", None))
    tabs = tabs_of(Writing(visit, drawn, writable, lines), layout, source)
    return FormSeen(drawn.key, tabs, problems=problems_of(drawn, source), warnings=source.said)


def in_language(language: str) -> Any:
    """Draws in that language, or as it is."""
    return translation.override(language) if language in LANGUAGES else ExitStack()

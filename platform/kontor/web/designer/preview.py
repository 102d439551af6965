"""The page of a real record with a draft applied, as the designer or somebody with another role would see it."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from kontor.access.grants import grant_table
from kontor.core.actor import Actor, PostRight
from kontor.core.errors import NotFound, NotPermitted
from kontor.core.labels import LANGUAGES, stored_label
from kontor.layouts import stored
from kontor.layouts.bodies import without_unknown
from kontor.layouts.queries import form_layout
from kontor.records.queries import Detail, get_record, list_records
from kontor.schema.descriptor import Choice, FieldDescriptor, ObjectDescriptor
from kontor.schema.field_types import TYPES
from kontor.web.forms.edit import Writing, tabs_of
from kontor.web.forms.source import from_detail
from kontor.web.pages.body import writable_now
from kontor.web.pages.record import record_page
from kontor.web.visit import Visit

SAMPLES = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """What a preview shows: the record's page, or its form to write in."""

    rec: Any = None
    form: Any = None


@dataclass(frozen=True, slots=True)
class FormSeen:
    """A form as its fragment shows it, without anything to post."""

    key: str
    tabs: Any
    problems: Any = ()
    warnings: Any = ()
    conflict: Any = ()
    version: Any = None


def samples(actor: Actor, found: ObjectDescriptor) -> list[dict[str, str]]:
    """Some of the latest records, to look at the form with."""
    label = found.label_field
    fields = [label] if label else []
    try:
        rows = list_records(actor=actor, object=found.key, fields=fields, sort=["-created_at"], page_size=SAMPLES).rows
    except NotFound:
        return []
    return [{"id": str(row["id"]), "label": str(row.get(label or "") or found.label)} for row in rows]


def as_role(actor: Actor, role: str) -> Actor:
    """The actor with that role alone; only for those who may do everything, or hold it themselves."""
    held = [post for post in actor.posts if post.role == role]
    everything = any(post.role in grant_table(actor.rights_version).all_rights for post in actor.posts)
    if not held and not everything:
        raise NotPermitted(_("You can look at the form only with roles you hold yourself."))
    teams = next((post for post in actor.posts if post.team_id), None)
    post = (
        held[0] if held else PostRight(role, teams.team_id if teams else None, teams.team_ids if teams else frozenset())
    )
    return replace(actor, posts=(post,), rights_key=(actor.rights_version, (post,)))


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


def seen_by(visit: Visit, found: ObjectDescriptor, document: Mapping[str, Any], record_id: UUID, *, edit: bool) -> Seen:
    """The page (or the form) of a record with the draft applied; what is new is empty."""
    drawn = with_drafted(found, document)
    detail = _with_new(get_record(actor=visit.actor, object=found.key, id=record_id, clock=visit.clock), document)
    body = without_unknown(document["body"], drawn)
    with ExitStack() as stack:
        stack.enter_context(stored.trying(found.key, "form", body))
        if not edit:
            return Seen(rec=record_page(visit, drawn, detail))
        return Seen(form=_form(visit, drawn, detail, document))


def _form(visit: Visit, drawn: ObjectDescriptor, detail: Detail, document: Mapping[str, Any]) -> FormSeen:
    entered = {key for key in document["added"] if not drawn.fields[key].derived} if detail.can_update else set()
    writing = Writing(visit, drawn, writable_now(visit.actor, drawn, detail) | entered, detail.writable_lines)
    layout = form_layout(visit.actor, drawn, getattr(detail.record, "status", None))
    return FormSeen(drawn.key, tabs_of(writing, layout, from_detail(detail)))


def _with_new(detail: Detail, document: Mapping[str, Any]) -> Detail:
    return replace(detail, row={**dict.fromkeys(document["added"]), **detail.row})


def in_language(language: str) -> Any:
    """Draws in that language, or as it is."""
    return translation.override(language) if language in LANGUAGES else ExitStack()

"""Creating and editing: the form, its live preview, saving, and what happens when somebody else saved first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from kontor.access.grants import CREATE
from kontor.access.rights import access_to
from kontor.core.errors import FieldProblem, NotPermitted, Refusal, StaleVersion
from kontor.layouts.queries import form_layout
from kontor.layouts.rules import rules_for
from kontor.records.duplicates import Alike, duplicates_of
from kontor.records.queries import creatable_fields, get_record
from kontor.records.services import Saved, save_record
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.forms.conflict import ConflictRow, conflict_rows
from kontor.web.forms.edit import EditTab, Problem, Writing, problems_of, tabs_of
from kontor.web.forms.posted import Posted, prefilled, read_posted
from kontor.web.forms.source import Source, from_detail, from_saved, take_problems
from kontor.web.forms.uploads import attach_uploads, store_uploads
from kontor.web.links import list_url, new_url, record_url, undo_url, with_query
from kontor.web.pages.body import writable_now
from kontor.web.pages.head import title_of
from kontor.web.refusals import say
from kontor.web.views.lists import object_for
from kontor.web.visit import Visit, page


@dataclass(frozen=True, slots=True)
class EditForm:
    """A form as its template shows it."""

    title: str
    plural: str
    list_url: str
    url: str
    preview_url: str
    cancel_url: str
    version: int | None
    key: str
    tabs: list[EditTab]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    conflict: list[ConflictRow] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)

    @property
    def problem_title(self) -> str:
        """The heading of the summary."""
        return _("This could not be saved:")


@dataclass(frozen=True, slots=True)
class Target:
    """What a form writes: a new record, or the one it was opened for."""

    found: ObjectDescriptor
    title: str
    writable: frozenset[str]
    writable_lines: Mapping[str, frozenset[str]]
    id: UUID | None = None
    status: str | None = None

    @property
    def base(self) -> str:
        """The address the form belongs to."""
        return record_url(self.found.key, self.id) if self.id else list_url(self.found.key)


def new_target(visit: Visit, found: ObjectDescriptor) -> Target:
    """What the form of a new record writes; NotPermitted."""
    if not access_to(visit.actor, found).reach(CREATE) or found.declare.closed:
        raise NotPermitted(_("You may not create this."))
    lines = {name: creatable_fields(visit.actor, one) for name, one in found.lines.items()}
    title = _("New %(object)s") % {"object": str(found.label).lower()}
    status = found.states[0].key if found.states else None
    return Target(found, title, creatable_fields(visit.actor, found), lines, status=status)


def _target(visit: Visit, found: ObjectDescriptor, record_id: UUID) -> tuple[Target, Source]:
    detail = get_record(actor=visit.actor, object=found.key, id=record_id, clock=visit.clock)
    writable = writable_now(visit.actor, found, detail)
    if not writable:
        raise NotPermitted(_("You may not change this."))
    # lines are open exactly when every field is
    lines = detail.writable_lines if writable == detail.writable else {}
    status = getattr(detail.record, "status", None)
    source = from_detail(detail)
    source.rules = rules_for(visit.actor, found, detail.record, clock=visit.clock)
    return Target(found, title_of(found, detail), writable, lines, record_id, status), source


def _form(visit: Visit, target: Target, source: Source, conflict: list[ConflictRow] | None = None) -> EditForm:
    found = target.found
    writing = Writing(visit, found, target.writable, target.writable_lines)
    base, name = target.base, visit.request.GET.get("form", "")
    return EditForm(
        title=target.title,
        plural=str(found.plural),
        list_url=list_url(found.key),
        url=with_query(f"{base}edit" if target.id else new_url(found.key), form=name),
        preview_url=with_query(f"{base}preview", form=name),
        cancel_url=base,
        version=source.version,
        key=found.key,
        tabs=tabs_of(writing, form_layout(visit.actor, found, target.status, name), source),
        problems=problems_of(found, source),
        warnings=source.said,
        conflict=conflict or [],
        alike=source.alike,
    )


def _whole(visit: Visit, target: Target, source: Source) -> HttpResponse:
    return visit.page("records/edit.html", {"form": _form(visit, target, source)}, here=target.found.key)


def _body(
    visit: Visit, target: Target, source: Source, status: int = 200, conflict: list[ConflictRow] | None = None
) -> HttpResponse:
    form = _form(visit, target, source, conflict)
    if visit.by_htmx:
        return visit.show("fragments/form_body.html", {"form": form}, status)
    return visit.page("records/edit.html", {"form": form}, here=target.found.key, status=status)


@page
def create(visit: Visit, key: str) -> HttpResponse:
    """The form of a new record, or the new record."""
    found = object_for(visit, key)
    target = new_target(visit, found)
    if visit.request.method == "POST":
        return _save(visit, target)
    return whole_form(visit, target, Posted(values=dict(prefilled(found, visit.request.GET, target.writable))))


def whole_form(visit: Visit, target: Target, posted: Posted) -> HttpResponse:
    """The page of a form that begins with what is given, as it would be saved."""
    return _whole(visit, target, _quietly(visit, target, posted))


@page
def edit(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """The form of a record, or its new values."""
    target, source = _target(visit, object_for(visit, key), record_id)
    if visit.request.method == "POST":
        return _save(visit, target)
    return _whole(visit, target, source)


@page
def preview_new(visit: Visit, key: str) -> HttpResponse:
    """What a new record would be: totals, defaults, warnings."""
    return _preview(visit, new_target(visit, object_for(visit, key)))


@page
def preview(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """What the record would be: totals, defaults, warnings."""
    target, _source = _target(visit, object_for(visit, key), record_id)
    return _preview(visit, target)


def _preview(visit: Visit, target: Target) -> HttpResponse:
    posted = read_posted(target.found, visit.request.POST, visit.zone)
    return _body(visit, target, _quietly(visit, target, posted))


def _dry(visit: Visit, target: Target, posted: Posted) -> Saved:
    return save_record(
        actor=visit.actor,
        object=target.found.key,
        id=target.id,
        values=posted.all_values(),
        commit=False,
        clock=visit.clock,
        cause="web",
    )


def _quietly(visit: Visit, target: Target, posted: Posted) -> Source:
    """The previewed form; what is still to be typed is no problem yet."""
    saved = _dry(visit, target, posted)
    source = from_saved(visit.actor, target.found, saved, posted)
    source.rules = rules_for(visit.actor, target.found, saved.record, saved.lines, visit.clock)
    source.alike = duplicates_of(visit.actor, saved)
    missing = {(one.field, one.line) for one in saved.problems if one.code == "required"}
    if missing:
        _forget_missing(source, {one.message for one in saved.problems if one.code == "required"})
    return source


def _forget_missing(source: Source, messages_: set[str]) -> None:
    for row in (source.row, *(row for rows in source.lines.values() for row in rows)):
        row.problems = {key: text for key, text in row.problems.items() if text not in messages_}
    source.general = [text for text in source.general if text not in messages_]


def _save(visit: Visit, target: Target) -> HttpResponse:
    posted = read_posted(target.found, visit.request.POST, visit.zone)
    try:
        kept = store_uploads(visit, target.found, posted)
        saved = save_record(
            actor=visit.actor,
            object=target.found.key,
            id=target.id,
            values=posted.all_values(),
            version=posted.version,
            clock=visit.clock,
            cause="web",
        )
    except StaleVersion as stale:
        return _stale(visit, target, posted, stale)
    except NotPermitted:
        raise
    except Refusal as refusal:
        return _refused(visit, target, posted, refusal)
    attach_uploads(kept, target.found.key, saved.record.pk)
    for warning in saved.warnings:
        messages.warning(visit.request, warning.message, extra_tags="waiting")
    say(visit.request, _("Saved."), undo=undo_url(target.found, saved))
    return _go(visit, record_url(target.found.key, saved.record.pk))


def _go(visit: Visit, url: str) -> HttpResponse:
    if not visit.by_htmx:
        return HttpResponseRedirect(url)
    response = HttpResponse(status=204)
    response.headers["HX-Redirect"] = url
    return response


def _refused(visit: Visit, target: Target, posted: Posted, refusal: Refusal) -> HttpResponse:
    """The form again, with every problem beside its field and everything typed still in it."""
    source = _quietly(visit, target, posted)
    problems = refusal.errors or [FieldProblem("", refusal.message, refusal.reason)]
    take_problems(source, posted, problems)
    return _body(visit, target, source, refusal.status)


def _stale(visit: Visit, target: Target, posted: Posted, stale: StaleVersion) -> HttpResponse:
    """The form again, with both versions side by side; saving once more takes what is chosen."""
    rows = conflict_rows(visit, target.found, target.id, posted, stale)
    source = _quietly(visit, target, posted)
    source.version = stale.version
    return _body(visit, target, source, stale.status, rows)

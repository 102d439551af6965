"""The side panel of a record: its stream, comments, files, follow, and what is to be done with it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.collab import attachments, comments
from kontor.collab.following import set_follow
from kontor.collab.pointing import add_pointer, addable
from kontor.core.errors import BadInput, NotFound, Refusal
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.registry import object_of
from kontor.web.forms.controls import Control
from kontor.web.forms.posted import value_of
from kontor.web.links import record_url
from kontor.web.pages.panel import panel_of, said_of
from kontor.web.refusals import tell
from kontor.web.views.lists import object_for
from kontor.web.visit import Visit, page

MOST_MENTIONS = 60


@page
def side(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """The panel; its stream alone; or the next page of the stream."""
    found = object_for(visit, key)
    query = visit.request.GET
    panel = panel_of(visit, found, record_id, tab=query.get("tab", "all")[:20], before=query.get("before", "")[:60])
    part = "rows" if query.get("before") else "stream" if query.get("part") == "stream" else "panel"
    return visit.show(f"collab/{part}.html", {"panel": panel})


def _again(visit: Visit, key: str, record_id: UUID, words: str = "", tab: str = "all") -> HttpResponse:
    panel = panel_of(visit, object_for(visit, key), record_id, tab=tab)
    return tell(visit.show("collab/panel.html", {"panel": panel}), words, events={"bell": True})


def _named(visit: Visit, key: str, record_id: UUID) -> dict[str, Any]:
    object_for(visit, key)
    return {"actor": visit.actor, "object": key, "id": record_id}


def _doing(visit: Visit, key: str, record_id: UUID) -> dict[str, Any]:
    return {**_named(visit, key, record_id), "clock": visit.clock, "cause": "web"}


def _mentions(visit: Visit) -> list[UUID]:
    sent = visit.request.POST.getlist("mention")[:MOST_MENTIONS]
    try:
        return [UUID(one) for one in sent]
    except ValueError:
        raise BadInput(_("This person does not exist."), field="mentions") from None


@require_POST
@page
def say(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """A comment is added."""
    text = visit.request.POST.get("text", "")
    comments.add_comment(**_doing(visit, key, record_id), text=text, mentions=_mentions(visit))
    return _again(visit, key, record_id)


@page
def comment(visit: Visit, key: str, record_id: UUID, comment_id: UUID) -> HttpResponse:
    """One's own comment: its form, its text again, or its new text."""
    if visit.request.method == "POST":
        known = _doing(visit, key, record_id)
        text = visit.request.POST.get("text", "")
        row = comments.edit_comment(**known, comment=comment_id, text=text, mentions=_mentions(visit) or None)
    else:
        known = _named(visit, key, record_id)
        row = comments.comment_of(**known, comment=comment_id)
    base = record_url(key, record_id)
    context = {"row": said_of(visit, base, row), "text": row.text, "base": base, "mentions": row.mentions}
    context["form_id"] = f"say-{row.pk}"
    edits = visit.request.method == "GET" and not visit.request.GET.get("show") and row.is_by(visit.actor)
    return visit.show("collab/comment_form.html" if edits else "collab/comment.html", context)


@require_POST
@page
def comment_delete(visit: Visit, key: str, record_id: UUID, comment_id: UUID) -> HttpResponse:
    """One's own comment is taken back."""
    row = comments.delete_comment(**_doing(visit, key, record_id), comment=comment_id)
    return visit.show("collab/comment.html", {"row": said_of(visit, record_url(key, record_id), row)})


@page
def comment_former(visit: Visit, key: str, record_id: UUID, comment_id: UUID) -> HttpResponse:
    """What a comment said before."""
    rows = comments.former_texts(**_named(visit, key, record_id), comment=comment_id)
    return visit.show("collab/former.html", {"rows": rows})


@page
def people(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """Who can be mentioned on a record, as one types."""
    search = visit.request.GET.get("q", "").strip()[:80]
    found = comments.people_to_mention(**_named(visit, key, record_id), search=search)
    return visit.show("collab/people.html", {"people": found})


@require_POST
@page
def follow(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """The visitor follows a record, or leaves it."""
    wanted = visit.request.POST.get("follow") == "1"
    following = set_follow(**_doing(visit, key, record_id), follow=wanted)
    words = _("You follow this now.") if following else _("You do not follow this any more.")
    context = {"panel": {"base": record_url(key, record_id), "following": following}}
    return tell(visit.show("collab/follow.html", context), words)


@require_POST
@page
def attach(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """Files are added: all, or none."""
    uploads = visit.request.FILES.getlist("file")
    made = attachments.add_attachments(**_doing(visit, key, record_id), uploads=uploads)
    return _again(visit, key, record_id, _("Added: %(files)s.") % {"files": ", ".join(one.file.name for one in made)})


@require_POST
@page
def attachment_move(visit: Visit, key: str, record_id: UUID, attachment_id: UUID, move: str) -> HttpResponse:
    """A file is taken off a record, or put back."""
    known = _doing(visit, key, record_id)
    done = attachments.remove_attachment if move == "remove" else attachments.restore_attachment
    done(**known, attachment=attachment_id)
    words = _("Removed. It can be put back from here.") if move == "remove" else _("Restored.")
    return _again(visit, key, record_id, words, tab=visit.request.POST.get("tab", "all")[:20])


@page
def new(visit: Visit, key: str, record_id: UUID, of: str) -> HttpResponse:
    """The dialog of a record that points at this one, and its making."""
    found = object_for(visit, key)
    one = next((each for each in addable(visit.actor, found) if each.object == of), None)
    if one is None:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    fields = [object_of(of).fields[name] for name in (one.title, one.due)]
    typed: dict[str, Any] = {}
    problems: dict[str, str] = {}
    if visit.request.method == "POST":
        data = visit.request.POST
        typed = {each.key: value_of(each, data.getlist(each.key), visit.zone) for each in fields}
        try:
            add_pointer(**_doing(visit, key, record_id), of=of, values=typed)
        except Refusal as refusal:
            problems = {each.field: each.message for each in refusal.errors} or {"": refusal.message}
        else:
            answer = _again(visit, key, record_id)
            answer.headers["HX-Retarget"] = "#happened"
            over = {"modal:close": True}
            return tell(answer, _("Done: %(action)s.") % {"action": one.label}, events=over)
    controls = [_control(each, typed.get(each.key), problems) for each in fields]
    general = " ".join(message for name, message in problems.items() if name not in typed)
    url = f"{record_url(key, record_id)}side/new/{of}"
    context = {"one": one, "controls": controls, "url": url, "general": general}
    return visit.show("collab/new.html", context, 422 if problems else 200)


def _control(one: FieldDescriptor, typed: Any, problems: dict[str, str]) -> Control:
    return Control(
        field=one,
        id=f"in-{one.key}",
        name=one.key,
        value=None,
        text=str(typed or ""),
        picked="",
        url="",
        label=str(one.label),
        help="",
        error=problems.get(one.key, ""),
        required=one.required,
    )

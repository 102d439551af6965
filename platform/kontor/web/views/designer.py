"""The form designer: its page, the draft it saves, what publishing would do, versions, and the preview."""

import json
from collections.abc import Mapping
from itertools import chain, count
from typing import Any
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from kontor.core.errors import BadInput, NotFound, Refusal
from kontor.design.drafts import StaleDraft, discard_draft, draft_of, here, save_draft
from kontor.design.impact import Impact, impact_of
from kontor.design.models import Draft
from kontor.design.rights import check_designer
from kontor.design.services import publish
from kontor.layouts.bodies import without_place
from kontor.layouts.differences import differences
from kontor.layouts.models import STANDARD
from kontor.layouts.queries import form_body
from kontor.layouts.services import NAME, version_body, versions
from kontor.layouts.shipped import shipped_form
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.designer.document import Document, changes_of, document_of, empty, read_document, with_names
from kontor.web.designer.preview import Asked, in_language, samples, seen_by
from kontor.web.designer.source import form_of, forms, source_of
from kontor.web.links import design_url, list_url
from kontor.web.views.lists import object_for
from kontor.web.visit import Visit, page

THEMES = ("light", "dark")


def _subject(found: ObjectDescriptor, name: str) -> str:
    return f"form:{found.key}:{name}"


def _opened(visit: Visit, key: str, name: str) -> ObjectDescriptor:
    check_designer(visit.actor)
    if not NAME.fullmatch(name):
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    return object_for(visit, key)


def _base(found: ObjectDescriptor, name: str) -> dict[str, Any]:
    """As much of the designer's source as tells what is a change."""
    body, shipped = form_body(found, name), shipped_form(found)
    return {"object": {"key": found.key}, "form": form_of(found, name), "body": body, "shipped": shipped}


def _draft_json(draft: Draft | None, base: Mapping[str, Any]) -> dict[str, Any] | None:
    if draft is None:
        return None
    document = document_of(draft.changes, base)
    at = draft.updated_at.isoformat()
    return {"document": document, "revision": draft.revision, "by": draft.author_name, "at": at}


@page
def designer(visit: Visit, key: str, name: str = STANDARD) -> HttpResponse:
    """The designer of one form of an object."""
    found = _opened(visit, key, name)
    source = source_of(visit.actor, found, name)
    draft = draft_of(visit.actor, _subject(found, name))
    data = {
        **source,
        "draft": _draft_json(draft, source),
        "samples": samples(visit.actor, found),
        "me": visit.actor.name,
        "language": visit.language,
        "url": design_url(key, name) + ("/standard" if name == STANDARD else ""),
        "record": visit.request.GET.get("record", ""),
    }
    context = {"found": found, "data": data, "back": list_url(key), "dialect": visit.language}
    return visit.page("designer/form.html", context, here=key)


def _sent(visit: Visit) -> dict[str, Any]:
    try:
        given = json.loads(visit.request.body)
    except ValueError:
        raise BadInput(_("The form cannot be read."), field="document") from None
    if not isinstance(given, dict):
        raise BadInput(_("The form cannot be read."), field="document")
    return given


def _revision(given: Mapping[str, Any]) -> int:
    revision = given.get("revision")
    if isinstance(revision, bool) or not isinstance(revision, int) or not 0 <= revision < 2**31:
        raise BadInput(_("The form cannot be read."), field="revision")
    return revision


def _answer_json(view: Any) -> Any:
    """Refusals as JSON with their sentence: a script asks."""

    def enter(visit: Visit, key: str, name: str) -> HttpResponseBase:
        try:
            answer: HttpResponseBase = view(visit, key, name)
        except StaleDraft as stale:
            return _two_versions(visit, object_for(visit, key), name, stale)
        except Refusal as refusal:
            return JsonResponse({"message": refusal.message, "code": refusal.reason}, status=refusal.status)
        return answer

    return enter


def _two_versions(visit: Visit, found: ObjectDescriptor, name: str, stale: StaleDraft) -> JsonResponse:
    """Both drafts, and what each would change, so that one can choose."""
    base = _base(found, name)
    theirs = document_of(stale.draft.changes, base)
    mine = read_document(_sent(visit).get("document"))
    told = {"theirs": _told(visit, found, theirs, base), "mine": _told(visit, found, mine, base)}
    return JsonResponse(
        {"message": stale.message, "draft": _draft_json(stale.draft, base), "told": told}, status=stale.status
    )


def _told(visit: Visit, found: ObjectDescriptor, document: Document, base: Mapping[str, Any]) -> list[str]:
    return impact_of(visit.actor, with_names(changes_of(document, base), found)).differences


@_answer_json
def _save(visit: Visit, key: str, name: str) -> HttpResponse:
    found = _opened(visit, key, name)
    given = _sent(visit)
    changes = changes_of(read_document(given.get("document")), _base(found, name))
    subject, revision = _subject(found, name), _revision(given)
    if not changes:
        if revision:
            discard_draft(visit.actor, subject)
        return JsonResponse({"revision": 0})
    return JsonResponse({"revision": save_draft(visit.actor, subject, changes, revision=revision).revision})


@_answer_json
def _presence(visit: Visit, key: str, name: str) -> HttpResponse:
    subject = _subject(_opened(visit, key, name), name)
    others = [one.name for one in here(visit.actor, subject)]
    draft = draft_of(visit.actor, subject)
    revision, by = (draft.revision, draft.author_name) if draft else (0, "")
    return JsonResponse({"others": others, "revision": revision, "by": by})


@_answer_json
def _impact(visit: Visit, key: str, name: str) -> HttpResponse:
    found = _opened(visit, key, name)
    document, impact = _looked_at(visit, found, name)
    placeless = without_place(document["body"], found)
    context = {
        "impact": impact,
        "placeless": [str(found.fields[one].label) for one in placeless],
        "nothing": not impact.changes and not impact.problems,
    }
    html = visit.show("designer/impact.html", context).content.decode()
    blocked = impact.blocked or not impact.changes
    return JsonResponse({"html": html, "digest": impact.digest, "blocked": blocked})


def _looked_at(visit: Visit, found: ObjectDescriptor, name: str) -> tuple[Document, Impact]:
    base = _base(found, name)
    draft = draft_of(visit.actor, _subject(found, name))
    document = document_of(draft.changes if draft else [], base)
    return document, impact_of(visit.actor, with_names(changes_of(document, base), found))


@_answer_json
def _publish(visit: Visit, key: str, name: str) -> HttpResponse:
    found = _opened(visit, key, name)
    given = _sent(visit)
    base, subject = _base(found, name), _subject(found, name)
    draft = draft_of(visit.actor, subject)
    changes = with_names(changes_of(document_of(draft.changes if draft else [], base), base), found)
    label, seen = str(given.get("label", "")), str(given.get("seen", ""))
    made = publish(visit.actor, changes, label=label, subject=subject, seen=seen)
    return JsonResponse({"number": made.number})


@_answer_json
def _discard(visit: Visit, key: str, name: str) -> HttpResponse:
    discard_draft(visit.actor, _subject(_opened(visit, key, name), name))
    return JsonResponse({})


@_answer_json
def _versions(visit: Visit, key: str, name: str) -> HttpResponse:
    found = _opened(visit, key, name)
    rows = versions(object=key, kind="form", name=name)
    now = form_body(found, name)
    listed = [
        {
            "number": row.number,
            "at": row.at.isoformat(),
            "by": row.actor_name,
            "reset": row.body is None,
            "differences": differences(now, version_body(object=key, kind="form", name=name, number=row.number), found),
            "body": version_body(object=key, kind="form", name=name, number=row.number),
        }
        for row in rows[:50]
    ]
    first = version_body(object=key, kind="form", name=name, number=0)
    listed.append({"number": 0, "at": "", "by": "", "differences": differences(now, first, found), "body": first})
    return JsonResponse({"versions": listed})


@_answer_json
def _compare(visit: Visit, key: str, name: str) -> HttpResponse:
    """What distinguishes two kept versions, in sentences."""
    found = _opened(visit, key, name)
    old, new = (
        version_body(object=key, kind="form", name=name, number=_number(visit.request.GET.get(which, "")))
        for which in ("from", "to")
    )
    return JsonResponse({"differences": differences(old, new, found)})


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise NotFound(_("There is no such version."))
    return int(text)


@page
def _new_form(visit: Visit, key: str) -> HttpResponse:
    """The draft of a further form, under a name made out of its label."""
    found = _opened(visit, key, STANDARD)
    text = visit.request.POST.get("label", "").strip()[:80]
    taken = {one["name"] for one in forms(found)} | {"new"}
    name = _free_name(text, taken)
    base = _base(found, name)
    language = "zh-hans" if visit.language.startswith("zh") else "en"
    document = {**empty(base), "form": {**empty(base)["form"], "label": {language: text or name}}}
    save_draft(visit.actor, _subject(found, name), changes_of(document, base), revision=0)
    return HttpResponseRedirect(design_url(key, name))


def _free_name(text: str, taken: set[str]) -> str:
    stem = slugify(text)[:50].strip("-_") or "form"
    stem = stem if stem[0].isalpha() else f"form-{stem}"
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


new_form = require_POST(_new_form)
draft = require_POST(page(_save))
presence = require_POST(page(_presence))
impact = require_POST(page(_impact))
publication = require_POST(page(_publish))
discard = require_POST(page(_discard))
version_list = require_GET(page(_versions))
compare = require_GET(page(_compare))


def _previewed(visit: Visit, key: str, name: str) -> HttpResponse:
    found = _opened(visit, key, name)
    query = visit.request.GET
    kept = draft_of(visit.actor, _subject(found, name))
    document = document_of(kept.changes if kept else [], _base(found, name))
    theme = query.get("theme", "")
    with in_language(query.get("lang", "")):
        context: dict[str, Any] = {"look": theme if theme in THEMES else visit.theme, "rec": None, "form": None}
        try:
            asked = Asked(_record(query.get("record", "")), query.get("as", ""), query.get("mode") == "edit")
            shown = seen_by(visit, found, document, asked)
            context |= {"rec": shown.rec, "form": shown.form, "acting": shown.acting}
        except NotFound:
            context["missing"] = True
        return visit.show("designer/preview.html", context)


def _record(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("There is nothing here, or it is not yours to see.")) from None


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def preview(request: HttpRequest, **words: Any) -> HttpResponseBase:
    """The page of a record with the draft applied, to be framed by the designer alone."""
    answer: HttpResponseBase = page(_previewed)(request, **words)
    return answer

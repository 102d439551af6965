"""Two records that are the same: which, side by side, and made one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.core.errors import NotFound, NotPermitted, Refusal
from kontor.records.duplicates import possible_duplicates
from kontor.records.matching import compared
from kontor.records.merging import Pair, both, differing, may_merge, merge_preview, merge_records, takeable
from kontor.records.moving import counts_of_pointing
from kontor.records.queries import Detail, get_record, pick_records
from kontor.records.services import Saved
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.forms.posted import version_of
from kontor.web.links import list_url, record_url, with_query
from kontor.web.pages.head import title_of
from kontor.web.refusals import say
from kontor.web.render.cells import writer_for
from kontor.web.views.lists import object_for
from kontor.web.visit import Visit, page

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One field with both values, which one is taken, and what comes of it."""

    key: str
    label: str
    keep: SafeString
    other: SafeString
    result: SafeString
    taken: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both records, and what is chosen of them."""

    found: ObjectDescriptor
    pair: Pair
    keep: Detail
    other: Detail
    take: list[str]

    @property
    def base(self) -> str:
        """The address of the one that stays."""
        return record_url(self.found.key, self.pair.keep)


@page
def merge(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """Choosing the other record, both side by side, or the merge itself."""
    found = object_for(visit, key)
    if visit.request.method == "POST":
        return _merge(visit, found, record_id)
    other = visit.request.GET.get("with", "")
    if not other:
        return _choose(visit, found, record_id)
    comparison = _compared(visit, found, Pair(key, record_id, _id(other)))
    return visit.page("merge/compare.html", _context(visit, comparison), here=key)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("This record does not exist.")) from None


def _choose(visit: Visit, found: ObjectDescriptor, record_id: UUID) -> HttpResponse:
    detail = get_record(actor=visit.actor, object=found.key, id=record_id, lines=False, clock=visit.clock)
    if not may_merge(visit.actor, found, detail.record):
        raise NotPermitted(_("You may not merge this."))
    words = visit.request.GET.get("q", "").strip()[:200]
    values = {name: getattr(detail.record, found.fields[name].attname) for name in compared(found)}
    likely = possible_duplicates(actor=visit.actor, object=found.key, values=values, exclude=record_id, limit=SHOWN)
    picked = pick_records(actor=visit.actor, object=found.key, search=words, limit=SHOWN, clock=visit.clock)
    known = {record_id, *(one.id for one in likely)} if not words else {record_id}
    base = record_url(found.key, record_id)
    context = {
        "title": title_of(found, detail),
        "plural": found.plural,
        "back": base,
        "url": f"{base}merge",
        "words": words,
        "likely": [] if words else likely,
        "picked": [one for one in picked if one.id not in known],
    }
    if visit.wants("merge-found"):
        return visit.show("merge/found.html", context)
    return visit.page("merge/choose.html", context, here=found.key)


def _compared(visit: Visit, found: ObjectDescriptor, pair: Pair, sent: Mapping[str, str] | None = None) -> Comparison:
    """Both records; unless something is chosen, what is empty in the one that stays comes from the other."""
    keep, other = both(actor=visit.actor, pair=pair)
    fields = differing(visit.actor, found, keep.record, other.record)
    if sent is None:
        take = [one.key for one in fields if getattr(keep.record, one.attname) in (None, "", ())]
    else:
        take = [one.key for one in fields if sent.get(f"take[{one.key}]") == "other"]
    return Comparison(found, pair, keep, other, take)


def _context(visit: Visit, one: Comparison, refusal: str = "") -> dict[str, Any]:
    found, keep, other = one.found, one.keep, one.other
    saved = merge_preview(actor=visit.actor, pair=one.pair, take=one.take, clock=visit.clock)
    fields = takeable(visit.actor, found, keep.record, other.record)
    different = {each.key for each in differing(visit.actor, found, keep.record, other.record)}
    rows = [_choice(visit, one, each, saved) for each in fields]
    return {
        "title": _("Merge %(object)s") % {"object": title_of(found, keep)},
        "keep": title_of(found, keep),
        "other": title_of(found, other),
        "plural": found.plural,
        "list_url": list_url(found.key),
        "url": with_query(f"{one.base}merge", **{"with": one.pair.other}),
        "preview_url": with_query(f"{one.base}merge/preview", **{"with": one.pair.other}),
        "swap_url": with_query(f"{record_url(found.key, one.pair.other)}merge", **{"with": one.pair.keep}),
        "back": one.base,
        "versions": (keep.version, other.version),
        "different": [row for row in rows if row.key in different],
        "same": [row for row in rows if row.key not in different],
        "problems": [refusal] if refusal else [problem.message for problem in saved.problems],
        "warnings": [warning.message for warning in saved.warnings],
        "moves": counts_of_pointing(visit.actor, found, one.pair.other, visit.clock),
    }


def _choice(visit: Visit, one: Comparison, field: FieldDescriptor, saved: Saved) -> Choice:
    write = writer_for(visit, field)
    mine, theirs = (mark_safe(write(detail.row.get(field.key))) for detail in (one.keep, one.other))  # noqa: S308
    taken = field.key in one.take
    value = getattr(saved.record, field.attname)
    chosen = getattr((one.other if taken else one.keep).record, field.attname)
    # a rule may have made something else of what was chosen
    result = (theirs if taken else mine) if value == chosen or field.target else mark_safe(write(value))  # noqa: S308
    return Choice(field.key, str(field.label), mine, theirs, result, taken)


@require_POST
@page
def preview(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """The comparison with what is chosen, as it would be saved."""
    found = object_for(visit, key)
    pair = Pair(key, record_id, _id(visit.request.GET.get("with", "")))
    comparison = _compared(visit, found, pair, visit.request.POST.dict())
    return visit.show("merge/body.html", _context(visit, comparison))


def _merge(visit: Visit, found: ObjectDescriptor, record_id: UUID) -> HttpResponse:
    posted = visit.request.POST.dict()
    versions = [version_of(posted.get(name, "")) for name in ("version", "other_version")]
    pair = Pair(found.key, record_id, _id(visit.request.GET.get("with", "")), *versions)
    comparison = _compared(visit, found, pair, posted)
    try:
        merge_records(actor=visit.actor, pair=pair, take=comparison.take, clock=visit.clock)
    except Refusal as refusal:
        context = _context(visit, comparison, refusal.message)
        if visit.by_htmx:
            return visit.show("merge/body.html", context, refusal.status)
        return visit.page("merge/compare.html", context, here=found.key, status=refusal.status)
    name = title_of(found, comparison.other)
    say(visit.request, _("“%(name)s” was merged into this.") % {"name": name})
    response = HttpResponse(status=204 if visit.by_htmx else 302)
    response.headers["HX-Redirect" if visit.by_htmx else "Location"] = comparison.base
    return response

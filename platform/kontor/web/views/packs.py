"""Packs: what comes with the house, what was brought in, bringing one in, and carrying one out."""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.core.errors import BadInput, Refusal
from kontor.core.labels import stored_label
from kontor.design.models import InstalledPack
from kontor.design.packs.archive import MAX_ARCHIVE, read_archive, write_archive
from kontor.design.packs.content import Pack
from kontor.design.packs.services import install, look_at, pack_of, shipped_pack, shipped_packs
from kontor.design.rights import check_designer
from kontor.schema.registry import current
from kontor.web.design.packs import clash_rows, contents, forget_upload, keep_upload, kept_upload
from kontor.web.visit import Visit, page

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


@page
def packs(visit: Visit) -> HttpResponse:
    """All packs, and the objects that could become one."""
    check_designer(visit.actor)
    forget_upload(visit)
    installed = {one.key: one for one in InstalledPack.objects.all()}
    shipped = [
        {
            "key": one.key,
            "name": stored_label(dict(one.name)),
            "description": stored_label(dict(one.description)),
            "version": one.version,
            "objects": [stored_label(one.elements[f"object:{key}"]["label"]) for key in one.objects],
            "installed": installed[one.key].version if one.key in installed else "",
        }
        for one in shipped_packs()
    ]
    known = {one["key"] for one in shipped}
    others = [
        {"key": one.key, "name": stored_label(one.name), "version": one.version, "at": one.installed_at}
        for one in installed.values()
        if one.key not in known
    ]
    made = [one for one in current().objects.values() if one.made and not one.is_line]
    return visit.page("design/packs.html", {"shipped": shipped, "others": others, "made": made}, here="design")


def _named(visit: Visit, key: str) -> Pack:
    if key == "upload":
        return read_archive(kept_upload(visit))
    return shipped_pack(key)


@require_POST
@page
def upload(visit: Visit) -> HttpResponse:
    """Takes a pack's file and shows what it would do."""
    check_designer(visit.actor)
    sent = visit.request.FILES.get("file")
    if sent is None:
        raise BadInput(_("Choose a pack's file."), field="file")
    content = sent.read(MAX_ARCHIVE + 1)
    read_archive(content)
    keep_upload(visit, content)
    return HttpResponseRedirect("/design/packs/upload")


@page
def pack(visit: Visit, key: str, comparing: bool = False) -> HttpResponse:
    """What bringing a pack in would do; sent back with what was seen, it is brought in."""
    check_designer(visit.actor)
    form = visit.request.POST
    decisions = {name.removeprefix("clash."): str(value) for name, value in form.items() if name.startswith("clash.")}
    wanted = _named(visit, key)
    if visit.request.method == "POST" and not comparing:
        return _install(visit, wanted, form, decisions)
    found = look_at(visit.actor, wanted, decisions)
    context = {
        "pack": found.pack,
        "key": key,
        "name": stored_label(dict(wanted.name)),
        "description": stored_label(dict(wanted.description)),
        "impact": found.impact,
        "contents": [] if found.installed else contents(wanted),
        "clashes": clash_rows(found.comparison, decisions),
        "kept": found.comparison.kept,
        "installed": found.installed,
        "samples": sum(len(rows) for rows in wanted.records.values()),
    }
    return visit.page("design/pack.html", context, here="design")


def _install(visit: Visit, wanted: Pack, form: Mapping[str, Any], decisions: Mapping[str, str]) -> HttpResponse:
    samples = form.get("samples") == "on"
    try:
        made = install(visit.actor, wanted, seen=str(form.get("seen", "")), decisions=decisions, samples=samples)
    except Refusal as refusal:
        messages.error(visit.request, refusal.message, extra_tags="bad")
        return HttpResponseRedirect(visit.request.path)
    forget_upload(visit)
    name = stored_label(dict(wanted.name))
    said = _("%(pack)s is in the house.") if made else _("%(pack)s: everything is as the pack has it.")
    messages.success(visit.request, said % {"pack": name})
    return HttpResponseRedirect("/design/packs/")


@require_POST
@page
def carry_out(visit: Visit) -> HttpResponse:
    """The file of a pack of the chosen objects."""
    form = visit.request.POST
    name = form.get("name", "").strip()[:80]
    key = form.get("key", "").strip() or re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not KEY.fullmatch(key):
        raise BadInput(_("Give the pack a short name in small letters, digits and _."), field="key")
    made = pack_of(
        visit.actor,
        key=key,
        name={"en": name or key},
        version=form.get("version", "").strip()[:40] or "1.0",
        objects=form.getlist("object"),
    )
    answer = HttpResponse(write_archive(made), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.zip"'
    return answer

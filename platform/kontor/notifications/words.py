"""A notification in words, in the language in force."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.notifications.inbox import Told
from kontor.notifications.models import Kind
from kontor.records.timeline import verb_label

SHOWN = 3


def what_happened(one: Told) -> str:
    """What somebody did, without his name: “changed Stage, Amount”."""
    row = one.row
    if row.kind == Kind.MENTION:
        return _("mentioned you")
    if row.kind == Kind.ASSIGNED:
        return _("assigned this to you")
    if row.kind == Kind.COMMENT:
        return _("commented")
    words = _changed(one)
    if row.times > 1:
        more = ngettext("%(count)s change", "%(count)s changes", row.times) % {"count": row.times}
        return f"{words} ({more})"
    return words


def _changed(one: Told) -> str:
    plain = {
        "file_added": _("added a file"),
        "file_removed": _("removed a file"),
        "file_restored": _("put a file back"),
    }
    verb = one.row.verb
    if verb:
        return plain.get(verb.partition(".")[2]) or f"– {verb_label(verb)}"
    if not one.fields:
        return _("changed this")
    named = ", ".join(one.fields[:SHOWN])
    rest = len(one.fields) - SHOWN
    if rest > 0:
        return _("changed %(fields)s and %(count)s more") % {"fields": named, "count": rest}
    return _("changed %(fields)s") % {"fields": named}

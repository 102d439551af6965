"""What distinguishes two bodies of a view, in sentences for those who publish the newer one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

Body = Mapping[str, Any]
Named = Callable[[str], str]


def view_differences(old: Body, new: Body, named: Named) -> list[str]:
    """One sentence per difference; `named` says a field in words."""
    return [*_columns(old.get("columns", ()), new.get("columns", ()), named), *_rest(old, new, named)]


def _columns(before: Sequence[str], after: Sequence[str], named: Named) -> Iterator[str]:
    for path in after:
        if path not in before:
            yield _("Shows “%(field)s”.") % {"field": named(path)}
    for path in before:
        if path not in after:
            yield _("No longer shows “%(field)s”.") % {"field": named(path)}
    if [one for one in before if one in after] != [one for one in after if one in before]:
        yield _("Changed the order of the fields.")


def _rest(old: Body, new: Body, named: Named) -> Iterator[str]:
    def changed(*names: str) -> bool:
        return any((old.get(name) or None) != (new.get(name) or None) for name in names)

    if changed("group", "start", "end", "parent", "image"):
        fields = [new.get(name) for name in ("group", "start", "end", "parent", "image")]
        words = " · ".join(named(str(one).partition(":")[0]) for one in fields if one)
        yield (_("Arranged by %(fields)s.") % {"fields": words}) if words else _("Not arranged by a field any more.")
    sentences = {
        ("filter",): _("Changed the filter."),
        ("sort",): _("Changed the order of the records."),
        ("sum", "sums"): _("Changed the sums."),
        ("colours",): _("Changed the colours."),
        ("widths", "scale", "presets"): _("Changed how it looks."),
    }
    for names, sentence in sentences.items():
        if changed(*names):
            yield sentence

"""What comes in from outside about a document: its period."""

from datetime import date

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.documents.printables import Printable
from kontor.documents.reader import Period

MOST_DAYS = 3700


def period_in(start: object, end: object, one: Printable) -> Period | None:
    """The period in two ISO dates; None when neither is given; BadInput naming the one that is wrong."""
    if start in (None, "") and end in (None, ""):
        return None
    if not one.period:
        raise BadInput(_("This document has no period."), field="from")
    first, last = _day(start, "from"), _day(end, "until")
    if last < first:
        raise BadInput(_("The period ends before it begins."), field="until")
    if (last - first).days > MOST_DAYS:
        raise BadInput(_("A period is ten years at most."), field="from")
    return Period(first, last)


def _day(text: object, field: str) -> date:
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2200:
        raise BadInput(_("A date like 2026-03-31 is expected."), field=field)
    return found

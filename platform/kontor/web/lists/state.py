"""What a list shows, as its address says it: bookmarkable, and every link of the page is this state with a change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.web.links import list_url

MAX_FILTER = 8000


@dataclass(frozen=True, slots=True)
class ListState:
    """The state of one list."""

    object: str
    view: str = ""
    search: str = ""
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    filter: Mapping[str, Any] | None = None
    cursor: str = ""
    trashed: bool = False
    at: str = ""

    def query(self, **changes: Any) -> dict[str, str]:
        """The parameters of this state with changes; a changed state starts at its first page."""
        state = replace(self, **{"cursor": "", **changes})
        return {
            "view": state.view,
            "q": state.search,
            "filter": compact(state.filter),
            "sort": ",".join(state.sort),
            "columns": ",".join(state.columns),
            "cursor": state.cursor,
            "trash": "1" if state.trashed else "",
            "at": state.at,
        }

    def url(self, **changes: Any) -> str:
        """The address of this state with changes."""
        return list_url(self.object, **self.query(**changes))

    def sorted_by(self, path: str, *, falling_first: bool) -> str:
        """The address that sorts by a column, or turns its order round."""
        falling = falling_first if self.direction(path) is None else self.direction(path) == "ascending"
        return self.url(sort=(f"-{path}" if falling else path,))

    def direction(self, path: str) -> str | None:
        """How the list is sorted by a column: ascending, descending, or None."""
        first = self.sort[0] if self.sort else ""
        return {path: "ascending", f"-{path}": "descending"}.get(first)


def compact(wanted: Mapping[str, Any] | None) -> str:
    """A filter as it stands in an address."""
    return json.dumps(wanted, separators=(",", ":"), ensure_ascii=False) if wanted else ""


def read_filter(text: str) -> Mapping[str, Any] | None:
    """The filter of an address; BadInput when it is none."""
    if not text:
        return None
    try:
        wanted = json.loads(text) if len(text) <= MAX_FILTER else None
    except (ValueError, RecursionError):
        wanted = None
    if not isinstance(wanted, dict):
        raise BadInput(_("This filter could not be understood."), field="filter")
    return wanted or None


def read_state(key: str, query: QueryDict) -> ListState:
    """The state an address describes."""
    return ListState(
        object=key,
        view=query.get("view", "")[:60],
        search=query.get("q", "").strip()[:200],
        sort=_words(query.get("sort", "")),
        columns=_words(query.get("columns", "")),
        filter=read_filter(query.get("filter", "")),
        cursor=query.get("cursor", ""),
        trashed=query.get("trash") == "1",
        at=query.get("at", "")[:10],
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text[:2000].split(",") if word)

"""Addresses of pages; written out, because a list names hundreds of them."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from kontor.records.services import Saved
from kontor.schema.descriptor import ObjectDescriptor


def with_query(path: str, **query: Any) -> str:
    """The path with those query parameters that are not empty."""
    kept = {name: value for name, value in query.items() if value not in (None, "", ())}
    return f"{path}?{urlencode(kept)}" if kept else path


def list_url(key: str, **query: Any) -> str:
    """The list of an object."""
    return with_query(f"/o/{key}/", **query)


def new_url(key: str, **query: Any) -> str:
    """The form of a new record, with values to begin with."""
    return with_query(f"/o/{key}/new", **query)


def record_url(key: str, record_id: UUID | str) -> str:
    """The page of a record."""
    return f"/o/{key}/{record_id}/"


def import_url(key: str, run_id: UUID | str = "") -> str:
    """An import into an object, or where to begin one."""
    return f"/o/{key}/import/{run_id}/" if run_id else f"/o/{key}/import"


def undo_url(found: ObjectDescriptor, saved: Saved) -> str:
    """Where a save can be taken back; "" for a new record, and where nothing or lines changed."""
    if saved.created or not saved.changed or saved.changed & set(found.lines):
        return ""
    return f"{record_url(found.key, saved.record.pk)}undo?version={saved.version}"


def action_url(key: str, record_id: UUID | str, name: str) -> str:
    """An action on a record."""
    return f"/o/{key}/{record_id}/actions/{name}"


def pick_url(key: str, field: str, within: str = "") -> str:
    """The picker of a relation field; `within` names the lines the field is of."""
    return f"/o/{key}/pick/{within}.{field}" if within else f"/o/{key}/pick/{field}"


def design_url(key: str, name: str = "standard", **query: Any) -> str:
    """The designer of one form of an object."""
    return with_query(f"/design/o/{key}/form" + ("" if name == "standard" else f"/{name}"), **query)

"""The layouts in force: the company's, else declared by a module, else derived from the descriptor."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from kontor.core.actor import Actor
from kontor.core.registry import on_schema_change
from kontor.identity.models import LegalEntity
from kontor.layouts import derive, shipped, stored
from kontor.layouts.bodies import without_unknown
from kontor.layouts.declare import declared
from kontor.layouts.forms import Form, form_from
from kontor.layouts.models import STANDARD
from kontor.layouts.parts import ListLayout, PageLayout, Waiting
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

_several: dict[str, bool] = {}
_forms: dict[UUID, dict[tuple[str, str], Form]] = {}


def form_layout(actor: Actor, found: ObjectDescriptor, status: str | None = None, name: str = "") -> Form:
    """The form of an object for this actor on a record in that status, or the one of that name.

    The legal entity is left out while there is only one.
    """
    body = stored.tried(found.key, "form")
    if body is not None:
        form = form_from(shipped.complete(body, found))
    else:
        form = _form_of(found, stored.chosen(found.key, "form", actor.roles, status, name))
    return form if _several_entities(actor.rights_version) else form.without("legal_entity")


def _form_of(found: ObjectDescriptor, row: stored.Stored | None) -> Form:
    """The stored form, or the shipped one; made once per schema token."""
    token = current().token
    if token not in _forms:
        _forms.clear()
        _forms[token] = {}
    place = (found.key, row.name if row else "")
    if place not in _forms[token]:
        body = shipped.complete(row.body, found) if row else shipped.shipped_form(found)
        _forms[token][place] = form_from(body)
    return _forms[token][place]


@on_schema_change
def forget_forms() -> None:
    """Makes the next form be read anew."""
    _forms.clear()


def form_body(found: ObjectDescriptor, name: str = STANDARD) -> dict[str, Any]:
    """The body a designer begins with: the company's of that name, else the standard one, else the shipped one."""
    rows = {row.name: row for row in stored.layouts_of(found.key, "form")}
    row = rows.get(name) or rows.get(STANDARD)
    body = shipped.complete(row.body, found) if row else shipped.shipped_form(found)
    return without_unknown(body, found)


def _several_entities(rights_version: str) -> bool:
    """Whether there is more than one; asked once per rights version, which a new entity's teams change."""
    if rights_version not in _several:
        _several.clear()
        _several[rights_version] = LegalEntity.objects.filter(trashed_at__isnull=True)[:2].count() > 1
    return _several[rights_version]


def list_layout(actor: Actor, found: ObjectDescriptor) -> ListLayout:
    """The default list of an object for this actor."""
    row = stored.chosen(found.key, "list", actor.roles)
    if row is not None:
        return stored.list_from(row.body)
    return declared.lists.get(found.key) or derive.list_of(found)


def page_layout(actor: Actor, found: ObjectDescriptor) -> PageLayout:
    """The head of an object's record page for this actor."""
    row = stored.chosen(found.key, "page", actor.roles)
    if row is not None:
        return stored.page_from(row.body)
    return declared.pages.get(found.key) or derive.page_of(found)


def waiting_lists() -> Sequence[Waiting]:
    """The lists of the home page in their order; who sees which is asked where they are shown."""
    return sorted(declared.waiting, key=lambda one: one.position)


def tone_of(field_path: str, state: str) -> str:
    """The tone of a state: of its field (`object.field`) if that says so, else the house's."""
    own = declared.tones.get(field_path)
    if own and state in own:
        return own[state]
    return declared.tones.get("", {}).get(state, "neutral")

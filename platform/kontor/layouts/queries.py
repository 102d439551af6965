"""The layouts in force: stored for a role or everybody, else declared by a module, else derived from the descriptor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kontor.core.actor import Actor
from kontor.core.labels import L
from kontor.identity.models import LegalEntity
from kontor.layouts import derive, stored
from kontor.layouts.declare import declared
from kontor.layouts.parts import FormLayout, ListLayout, PageLayout, Related, Waiting
from kontor.schema.descriptor import ObjectDescriptor


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the sidebar with the objects the reader may see."""

    label: Any
    objects: tuple[ObjectDescriptor, ...]


_several: dict[str, bool] = {}


def form_layout(actor: Actor, found: ObjectDescriptor) -> FormLayout:
    """The form of an object for this actor; the legal entity is left out while there is only one."""
    body = stored.override_of(found.key, "form", actor.roles)
    if body is not None:
        layout = derive.completed(stored.form_from(body), found)
    else:
        said = declared.forms.get(found.key)
        layout = derive.completed(said, found) if said else derive.form_of(found)
    return layout if _several_entities(actor.rights_version) else derive.without(layout, "legal_entity")


def _several_entities(rights_version: str) -> bool:
    """Whether there is more than one; asked once per rights version, which a new entity's teams change."""
    if rights_version not in _several:
        _several.clear()
        _several[rights_version] = LegalEntity.objects.filter(trashed_at__isnull=True)[:2].count() > 1
    return _several[rights_version]


def list_layout(actor: Actor, found: ObjectDescriptor) -> ListLayout:
    """The default list of an object for this actor."""
    body = stored.override_of(found.key, "list", actor.roles)
    if body is not None:
        return stored.list_from(body)
    return declared.lists.get(found.key) or derive.list_of(found)


def page_layout(actor: Actor, found: ObjectDescriptor) -> PageLayout:
    """The head of an object's record page for this actor."""
    body = stored.override_of(found.key, "page", actor.roles)
    if body is not None:
        return stored.page_from(body)
    return declared.pages.get(found.key) or derive.page_of(found)


def related_lists(key: str) -> Sequence[Related]:
    """The related lists of an object's record page, in the order they were declared."""
    return declared.related.get(key, ())


def waiting_lists() -> Sequence[Waiting]:
    """The lists of the home page in their order; who sees which is asked where they are shown."""
    return sorted(declared.waiting, key=lambda one: one.position)


def tone_of(field_path: str, state: str) -> str:
    """The tone of a state: of its field (`object.field`) if that says so, else the house's."""
    own = declared.tones.get(field_path)
    if own and state in own:
        return own[state]
    return declared.tones.get("", {}).get(state, "neutral")


def navigation_for(readable: Sequence[ObjectDescriptor]) -> list[Group]:
    """The sidebar for somebody who may read those objects; what no group names comes last."""
    by_key = {one.key: one for one in readable if not one.is_line}
    groups = []
    for group in sorted(declared.groups, key=lambda one: one.position):
        objects = tuple(by_key.pop(key) for key in group.objects if key in by_key)
        if objects:
            groups.append(Group(group.label, objects))
    if by_key:
        groups.append(Group(L("More", "更多"), tuple(by_key.values())))
    return groups

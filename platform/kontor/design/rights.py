"""Who may change the house, and how far: never beyond what he may read and write himself."""

from django.utils.translation import gettext as _

from kontor.access.grants import grant_table
from kontor.access.reach import EVERYTHING
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.errors import NotPermitted
from kontor.schema.descriptor import ObjectDescriptor


def may_design(actor: Actor) -> bool:
    """Whether the actor may change objects, fields, forms and rules."""
    if actor.is_system:
        return True
    designers = grant_table(actor.rights_version).designers
    return not actor.read_only and any(post.role in designers for post in actor.posts)


def check_designer(actor: Actor) -> None:
    """NotPermitted for everybody who may not design."""
    if not may_design(actor):
        raise NotPermitted(_("You may not change the structure."))


def roles_of_designer(actor: Actor) -> frozenset[str]:
    """The roles by which the actor may design; they receive what he makes."""
    designers = grant_table(actor.rights_version).designers
    return frozenset(post.role for post in actor.posts if post.role in designers)


def may_give_field(actor: Actor, found: ObjectDescriptor, field: str, right: str) -> bool:
    """Whether the actor may let others see (or write) a field: only what he sees (or writes) on every record."""
    own = access_to(actor, found).field(field)
    everywhere = access_to(actor, found).reach("read")
    if right == "hidden":
        return True
    one = found.fields.get(field)
    writable = one is not None and one.writable
    return own.read == everywhere and (right != "write" or not writable or bool(own.update) or bool(own.create))


def may_give_object(actor: Actor, found: ObjectDescriptor, operation: str, scope: str) -> bool:
    """Whether the actor may give an operation at that scope: none is given that reaches further than his own."""
    own = access_to(actor, found).reach(operation)
    if scope == "none":
        return True
    if scope == "all":
        return own == EVERYTHING
    return own.everything or (bool(own.teams) if scope == "team" else own.own)

"""Tags and filters of our templates."""

from django import template
from django.utils.safestring import SafeString

from kontor.records.importing.fields import may_import
from kontor.schema.registry import object_of
from kontor.web.render.icons import icon as draw
from kontor.web.visit import Visit

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the lucide set."""
    return draw(name, label)


@register.simple_tag(name="may_import")
def may_import_into(visit: Visit, key: str) -> bool:
    """Whether the visitor may bring files into an object."""
    return may_import(visit.actor, object_of(key))

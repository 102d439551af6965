"""Tags and filters of our templates."""

from django import template
from django.utils.safestring import SafeString

from kontor.web.render.icons import icon as draw

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the lucide set."""
    return draw(name, label)

"""Addresses of the form designer."""

from django.urls import URLPattern, path

from kontor.web.views import designer

FORM = "design/o/<key:key>/form"

patterns: list[URLPattern] = [
    path(FORM, designer.designer, name="form_designer"),
    path(f"{FORM}/new", designer.new_form, name="form_designer_new"),
    path(f"{FORM}/<slug:name>", designer.designer, name="form_designer"),
    path(f"{FORM}/<slug:name>/draft", designer.draft),
    path(f"{FORM}/<slug:name>/presence", designer.presence),
    path(f"{FORM}/<slug:name>/impact", designer.impact),
    path(f"{FORM}/<slug:name>/publish", designer.publication),
    path(f"{FORM}/<slug:name>/discard", designer.discard),
    path(f"{FORM}/<slug:name>/versions", designer.version_list),
    path(f"{FORM}/<slug:name>/compare", designer.compare),
    path(f"{FORM}/<slug:name>/preview", designer.preview),
]

"""Addresses of views and their designer."""

from django.urls import URLPattern, path

from kontor.web.views import kinds, viewing

VIEWS = "o/<key:key>/views"

patterns: list[URLPattern] = [
    path("o/<key:key>/cards", kinds.cards),
    path("o/<key:key>/move", kinds.move),
    path("o/<key:key>/events", kinds.events),
    path("o/<key:key>/branch", kinds.branch),
    path(f"{VIEWS}/new", viewing.dialog, name="view_new"),
    path(f"{VIEWS}/kind", viewing.other_kind),
    path(f"{VIEWS}/colour", viewing.colour),
    path(f"{VIEWS}/preview", viewing.preview),
    path(f"{VIEWS}/save", viewing.save),
    path(f"{VIEWS}/<slug:name>", viewing.dialog, name="view"),
    path(f"{VIEWS}/<slug:name>/publish", viewing.publication),
    path(f"{VIEWS}/<slug:name>/remove", viewing.removal),
]

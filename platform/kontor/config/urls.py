"""Addresses: the API under /api/v1/, everything else is pages."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(module))
    for prefix, module in (("", "kontor.api.urls"), ("", "kontor.web.urls"))
    if find_spec(module) is not None
]

handler400 = "kontor.web.views.errors.bad_request"
handler403 = "kontor.web.views.errors.not_permitted"
handler404 = "kontor.web.views.errors.not_found"
handler500 = "kontor.web.views.errors.broken"

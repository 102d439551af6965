"""Addresses: the API under /api/v1/, everything else is pages."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kontor.api.urls")),
    path("", include("kontor.web.urls")),
]

handler400 = "kontor.web.views.errors.bad_request"
handler403 = "kontor.web.views.errors.not_permitted"
handler404 = "kontor.web.views.errors.not_found"
handler500 = "kontor.web.views.errors.broken"

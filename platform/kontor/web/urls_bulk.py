"""Addresses of what is done to many records at once."""

from django.urls import URLPattern, path

from kontor.web.views import bulk

patterns: list[URLPattern] = [
    path("o/<key:key>/bulk/ask", bulk.ask, name="bulk"),
    path("o/<key:key>/bulk/field", bulk.field_row),
    path("o/<key:key>/bulk/run", bulk.run),
    path("o/<key:key>/bulk/<id:run_id>/", bulk.report),
    path("o/<key:key>/bulk/<id:run_id>/stop", bulk.stop),
    path("o/<key:key>/bulk/<id:run_id>/undo", bulk.undo),
]

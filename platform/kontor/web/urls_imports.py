"""Addresses of imports."""

from django.urls import URLPattern, path

from kontor.web.views import imports, spreadsheet

IMPORT = "o/<key:key>/import/<id:run_id>"

patterns: list[URLPattern] = [
    path("design/new/spreadsheet", spreadsheet.upload, name="design_spreadsheet"),
    path("design/new/spreadsheet/<id:run_id>", spreadsheet.columns),
    path("o/<key:key>/import", imports.upload, name="import"),
    path(f"{IMPORT}/", imports.one, name="import_run"),
    path(f"{IMPORT}/encoding", imports.encoding),
    path(f"{IMPORT}/map", imports.mapping),
    path(f"{IMPORT}/words", imports.words),
    path(f"{IMPORT}/errors", imports.errors),
    path(f"{IMPORT}/<slug:name>", imports.step),
]

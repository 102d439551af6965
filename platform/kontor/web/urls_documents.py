"""Addresses of printed documents: as they are now, as issued copies, and by mail."""

from django.urls import URLPattern, path

from kontor.web.views import documents

RECORD = "o/<key:key>/<id:record_id>/documents"

patterns: list[URLPattern] = [
    path(RECORD, documents.section, name="documents"),
    path(f"{RECORD}/copies/<id:copy_id>", documents.copy, name="document_copy"),
    path(f"{RECORD}/<slug:kind>", documents.preview, name="document"),
    path(f"{RECORD}/<slug:kind>/period", documents.period, name="document_period"),
    path(f"{RECORD}/<slug:kind>/issue", documents.issue_copy, name="document_issue"),
    path(f"{RECORD}/<slug:kind>/mail", documents.mail, name="document_mail"),
]

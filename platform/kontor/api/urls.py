"""The addresses of the API."""

from django.urls import path

from kontor.api.views.account import MeView, TokenView
from kontor.api.views.actions import ActionView, EventsView, HistoryView, MergeView, RestoreView
from kontor.api.views.catalogue import ObjectsView, ObjectView
from kontor.api.views.collab import CommentsView, CommentView, FileRestoreView, FilesView, FileView, FollowView
from kontor.api.views.design import FieldsView, FieldView, PublicationsView, PublishingView, RollBackView
from kontor.api.views.documents import CopiesView, CopyView, DocumentMailView, DocumentsView, DocumentView
from kontor.api.views.health import healthz, readyz
from kontor.api.views.imports import ImportErrorsView, ImportMapView, ImportStepView, ImportsView, ImportView
from kontor.api.views.notifications import NotificationsReadView, NotificationsView
from kontor.api.views.openapi import DocsView, OpenApiView
from kontor.api.views.query import ExportView, QueryView
from kontor.api.views.records import BulkView, PreviewView, RecordsView, RecordView

RECORD = "api/v1/records/<slug:key>"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/openapi.json", OpenApiView.as_view(), name="openapi"),
    path("api/docs/", DocsView.as_view(url_name="openapi"), name="api-docs"),
    path("api/v1/token", TokenView.as_view(), name="api-token"),
    path("api/v1/me", MeView.as_view(), name="api-me"),
    path("api/v1/objects", ObjectsView.as_view(), name="api-objects"),
    path("api/v1/objects/<slug:key>", ObjectView.as_view(), name="api-object"),
    path("api/v1/objects/<slug:key>/fields", FieldsView.as_view(), name="api-fields"),
    path("api/v1/objects/<slug:key>/fields/<slug:name>", FieldView.as_view(), name="api-field"),
    path("api/v1/publications", PublicationsView.as_view(), name="api-publications"),
    path("api/v1/publications/<int:number>/roll_back", RollBackView.as_view(), name="api-roll-back"),
    path("api/v1/publishing/<uuid:job_id>", PublishingView.as_view(), name="api-publishing"),
    path("api/v1/query/<slug:key>", QueryView.as_view(), name="api-query"),
    path("api/v1/notifications", NotificationsView.as_view(), name="api-notifications"),
    path("api/v1/notifications/read", NotificationsReadView.as_view(), name="api-notifications-read"),
    path("api/v1/imports", ImportsView.as_view(), name="api-imports"),
    path("api/v1/imports/<str:pk>", ImportView.as_view(), name="api-import"),
    path("api/v1/imports/<str:pk>/map", ImportMapView.as_view(), name="api-import-map"),
    path("api/v1/imports/<str:pk>/errors", ImportErrorsView.as_view(), name="api-import-errors"),
    *(
        path(f"api/v1/imports/<str:pk>/{step}", ImportStepView.as_view(), {"step": step}, name=f"api-import-{step}")
        for step in ("rehearse", "run", "stop", "undo")
    ),
    path(RECORD, RecordsView.as_view(), name="api-records"),
    path(f"{RECORD}/preview", PreviewView.as_view(), name="api-preview"),
    path(f"{RECORD}/bulk", BulkView.as_view(), name="api-bulk"),
    path(f"{RECORD}/export", ExportView.as_view(), name="api-export"),
    path(f"{RECORD}/<str:pk>", RecordView.as_view(), name="api-record"),
    path(f"{RECORD}/<str:pk>/preview", PreviewView.as_view(), name="api-record-preview"),
    path(f"{RECORD}/<str:pk>/merge", MergeView.as_view(), name="api-merge"),
    path(f"{RECORD}/<str:pk>/restore", RestoreView.as_view(), name="api-restore"),
    path(f"{RECORD}/<str:pk>/history", HistoryView.as_view(), name="api-history"),
    path(f"{RECORD}/<str:pk>/events", EventsView.as_view(), name="api-events"),
    path(f"{RECORD}/<str:pk>/comments", CommentsView.as_view(), name="api-comments"),
    path(f"{RECORD}/<str:pk>/comments/<str:part>", CommentView.as_view(), name="api-comment"),
    path(f"{RECORD}/<str:pk>/files", FilesView.as_view(), name="api-files"),
    path(f"{RECORD}/<str:pk>/files/<str:part>", FileView.as_view(), name="api-file"),
    path(f"{RECORD}/<str:pk>/files/<str:part>/restore", FileRestoreView.as_view(), name="api-file-restore"),
    path(f"{RECORD}/<str:pk>/follow", FollowView.as_view(), name="api-follow"),
    path(f"{RECORD}/<str:pk>/actions/<slug:name>", ActionView.as_view(), name="api-action"),
    path(f"{RECORD}/<str:pk>/documents", DocumentsView.as_view(), name="api-documents"),
    path(f"{RECORD}/<str:pk>/documents/<slug:kind>", DocumentView.as_view(), name="api-document"),
    path(f"{RECORD}/<str:pk>/documents/<slug:kind>/copies", CopiesView.as_view(), name="api-copies"),
    path(f"{RECORD}/<str:pk>/documents/<slug:kind>/mail", DocumentMailView.as_view(), name="api-document-mail"),
    path(f"{RECORD}/<str:pk>/copies/<str:copy>", CopyView.as_view(), name="api-copy"),
]

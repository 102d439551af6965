"""Addresses of pages."""

from django.urls import URLPattern, path

from kontor.web import urls_bulk, urls_collab, urls_design, urls_forms, urls_imports, urls_views
from kontor.web.views import account, actions, edit, files, history, home, lists, picker, places, records, search

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("login", account.sign_in, name="login"),
    path("logout", account.sign_out, name="logout"),
    path("password", account.reset, name="reset"),
    path("reset/<str:who>/<str:proof>/", account.reset_link, name="reset_link"),
    path("invite/<str:who>/<str:proof>/", account.invitation, name="invitation"),
    path("profile", account.profile, name="profile"),
    path("preference", account.preference, name="preference"),
    path("language", account.language, name="language"),
    path("search", search.search, name="search"),
    path("favourites", places.favourites, name="favourites"),
    path("visited", places.visited, name="visited"),
    path("files/<id:file_id>", files.stored_file, name="file"),
    path("o/<key:key>/", lists.record_list, name="list"),
    path("o/<key:key>/export", lists.export, name="export"),
    path("o/<key:key>/filter", lists.filter_dialog, name="filter"),
    path("o/<key:key>/filter/row", lists.filter_row),
    path("o/<key:key>/filter/group", lists.filter_group),
    path("o/<key:key>/filter/apply", lists.filter_apply),
    path("o/<key:key>/columns", lists.columns_dialog, name="columns"),
    path("o/<key:key>/columns/apply", lists.columns_apply),
    path("o/<key:key>/pick/<str:path>", picker.pick, name="pick"),
    path("o/<key:key>/new", edit.create, name="new"),
    path("o/<key:key>/preview", edit.preview_new, name="preview_new"),
    path("o/<key:key>/<id:record_id>/", records.record, name="record"),
    path("o/<key:key>/<id:record_id>/edit", edit.edit, name="edit"),
    path("o/<key:key>/<id:record_id>/preview", edit.preview, name="preview"),
    path("o/<key:key>/<id:record_id>/fields/<str:name>", records.field, name="field"),
    path("o/<key:key>/<id:record_id>/actions/<str:name>", actions.action, name="action"),
    path("o/<key:key>/<id:record_id>/undo", records.undo, name="undo"),
    path("o/<key:key>/<id:record_id>/trash", records.trash, name="trash"),
    path("o/<key:key>/<id:record_id>/restore", records.restore, name="restore"),
    path("o/<key:key>/<id:record_id>/versions/<int:number>", history.version, name="version"),
    *urls_bulk.patterns,
    *urls_collab.patterns,
    *urls_design.patterns,
    *urls_forms.patterns,
    *urls_views.patterns,
    *urls_imports.patterns,
]

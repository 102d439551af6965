"""Addresses of the pages on which the house is designed."""

from django.urls import URLPattern, path

from kontor.web.views import design, navigation, packs

DESIGNED = "design/o/<key:key>"

patterns: list[URLPattern] = [
    path("design/", design.house, name="design"),
    path("design/new", design.new_object, name="design_new"),
    path("design/new/field", design.new_field, name="design_new_field"),
    path("design/new/choice", design.new_choice, name="design_choice"),
    path("design/publications/<int:number>/back", design.back, name="design_back"),
    path("design/publishing/<uuid:job_id>", design.publishing, name="design_publishing"),
    path("design/purge/<key:key>", design.purge, name="design_purge"),
    path("design/restore/<key:key>", design.restore, name="design_restore"),
    path("design/navigation", navigation.designer, name="navigation"),
    path("design/navigation/draft", navigation.draft),
    path("design/navigation/home", navigation.home),
    path("design/navigation/discard", navigation.discard),
    path("design/navigation/review", navigation.review),
    path("design/packs/", packs.packs, name="packs"),
    path("design/packs/file", packs.carry_out),
    path("design/packs/upload-file", packs.upload),
    path("design/packs/<key:key>", packs.pack, name="pack"),
    path("design/packs/<key:key>/compare", packs.pack, {"comparing": True}),
    path(f"{DESIGNED}/", design.object_page, name="design_object"),
    path(f"{DESIGNED}/field", design.field_dialog),
    path(f"{DESIGNED}/field/<str:name>", design.field_dialog),
    path(f"{DESIGNED}/words", design.object_dialog),
    path(f"{DESIGNED}/change", design.change),
    path(f"{DESIGNED}/undo/<int:place>", design.undo),
    path(f"{DESIGNED}/discard", design.discard),
    path(f"{DESIGNED}/review", design.review),
]

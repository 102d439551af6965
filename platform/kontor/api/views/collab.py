"""Comments, files and the follow of one record."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.request import Request

from kontor.api.base import ApiView, json_answer, record_id
from kontor.collab import attachments, comments
from kontor.collab.following import follows, set_follow
from kontor.collab.models import Attachment, Comment
from kontor.core.errors import BadInput
from kontor.files.services import serve_file
from kontor.records.queries import get_record
from kontor.schema.field_types.relation import read_id
from kontor.schema.registry import object_of


class OfRecord(ApiView):
    """A view of what hangs on one record."""

    def at(self, key: str, pk: str) -> dict[str, Any]:
        """Who reads what hangs where."""
        return {"actor": self.actor, "object": key, "id": record_id(pk)}

    def doing(self, key: str, pk: str) -> dict[str, Any]:
        """Who changes what hangs where, and when and why."""
        return {**self.at(key, pk), "clock": self.clock, **self.trace}


def comment_json(row: Comment) -> dict[str, Any]:
    """A comment; a deleted one says no more than that."""
    return {
        "id": str(row.pk),
        "at": row.created_at.isoformat(),
        "author": {"id": str(row.author_id) if row.author_id else None, "name": row.author_name},
        "text": row.text,
        "mentions": row.mentions,
        "edited_at": row.edited_at.isoformat() if row.edited_at else None,
        "deleted": row.deleted_at is not None,
    }


def file_json(row: Attachment) -> dict[str, Any]:
    """A file on a record."""
    return {
        "id": str(row.pk),
        "name": row.file.name,
        "content_type": row.file.content_type,
        "size": row.file.size,
        "at": row.added_at.isoformat(),
        "by": row.added_name,
        "removed_at": row.removed_at.isoformat() if row.removed_at else None,
    }


def _said(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The text and the mentioned people of a body; BadInput for anything else."""
    unknown = set(payload) - {"text", "mentions"}
    if unknown:
        raise BadInput(_("There is no such field."), field=min(unknown)[:80], code="unknown_field")
    said: dict[str, Any] = {"text": payload.get("text", "")}
    if "mentions" in payload:
        said["mentions"] = _ids(payload["mentions"], "mentions")
    return said


def _ids(raw: Any, field: str) -> list[UUID]:
    if not isinstance(raw, list):
        raise BadInput(_("A list of ids is expected."), field=field)
    try:
        return [read_id(one) for one in raw]
    except BadInput as error:
        raise BadInput(error.message, field=field) from None


class CommentsView(OfRecord):
    """/records/{object}/{id}/comments."""

    def get(self, request: Request, key: str, pk: str) -> HttpResponse:
        """The comments, newest first."""
        return json_answer({"results": [comment_json(row) for row in comments.comments_of(**self.at(key, pk))]})

    def post(self, request: Request, key: str, pk: str) -> HttpResponse:
        """Says something: `text`, and `mentions` for the ids of people whom the text names as @Name."""
        made = comments.add_comment(**self.doing(key, pk), **_said(self.payload()))
        return json_answer(comment_json(made), 201)


class CommentView(OfRecord):
    """/records/{object}/{id}/comments/{comment}."""

    def patch(self, request: Request, key: str, pk: str, part: str) -> HttpResponse:
        """Says one's own comment differently."""
        row = comments.edit_comment(**self.doing(key, pk), comment=record_id(part), **_said(self.payload()))
        return json_answer(comment_json(row))

    def delete(self, request: Request, key: str, pk: str, part: str) -> HttpResponse:
        """Takes one's own comment back."""
        comments.delete_comment(**self.doing(key, pk), comment=record_id(part))
        return HttpResponse(status=204)


class FilesView(OfRecord):
    """/records/{object}/{id}/files."""

    @property
    def body(self) -> bytes:
        """What tells one upload from another: files are larger than other bodies."""
        digest = hashlib.sha256()
        for upload in self._uploads():
            digest.update(upload.name.encode())
            for part in upload.chunks():
                digest.update(part)
            upload.seek(0)
        return digest.hexdigest().encode()

    def _uploads(self) -> list[Any]:
        return self.request._request.FILES.getlist("file")

    def get(self, request: Request, key: str, pk: str) -> HttpResponse:
        """The files, newest first; with `?removed=1` those that were taken off too."""
        removed = request.query_params.get("removed") == "1"
        rows = attachments.attachments_of(**self.at(key, pk), removed=removed)
        return json_answer({"results": [file_json(row) for row in rows]})

    def post(self, request: Request, key: str, pk: str) -> HttpResponse:
        """Adds the files of a multipart form, each named `file`: all of them, or none."""
        made = attachments.add_attachments(**self.doing(key, pk), uploads=self._uploads())
        return json_answer({"results": [file_json(row) for row in made]}, 201)


class FileView(OfRecord):
    """/records/{object}/{id}/files/{file}."""

    def get(self, request: Request, key: str, pk: str, part: str) -> HttpResponseBase:
        """The file itself."""
        row = attachments.attachment_of(**self.at(key, pk), attachment=record_id(part))
        return serve_file(request._request, row.file)

    def delete(self, request: Request, key: str, pk: str, part: str) -> HttpResponse:
        """Takes it off the record; it can be put back."""
        attachments.remove_attachment(**self.doing(key, pk), attachment=record_id(part))
        return HttpResponse(status=204)


class FileRestoreView(OfRecord):
    """/records/{object}/{id}/files/{file}/restore."""

    def post(self, request: Request, key: str, pk: str, part: str) -> HttpResponse:
        """Puts it back."""
        return json_answer(file_json(attachments.restore_attachment(**self.doing(key, pk), attachment=record_id(part))))


class FollowView(OfRecord):
    """/records/{object}/{id}/follow."""

    def get(self, request: Request, key: str, pk: str) -> HttpResponse:
        """Whether the caller follows the record."""
        detail = get_record(**self.at(key, pk), fields=(), lines=False)
        return json_answer({"following": follows(self.actor, object_of(key), detail.record)})

    def post(self, request: Request, key: str, pk: str) -> HttpResponse:
        """Follows the record, or leaves it with `{"follow": false}`."""
        wanted = self.payload().get("follow", True)
        if not isinstance(wanted, bool):
            raise BadInput(_("true or false is expected."), field="follow")
        return json_answer({"following": set_follow(**self.doing(key, pk), follow=wanted)})

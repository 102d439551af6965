"""Comments, files, follow and notifications over the API, and who may."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile

from kontor.collab.models import Attachment, Comment, Follow
from kontor.core.actor import SYSTEM
from kontor.identity.models import ApiToken
from kontor.records.services import save_record
from tests import builders
from tests.platform.api.conftest import Caller


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Any) -> None:
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**django_settings.STORAGES, "default": default}


@pytest.fixture
def asset(administrator: Caller) -> Any:
    return save_record(actor=SYSTEM, object="asset", values={"name": "Crane"}).record


def send(who: Caller, path: str, *files: SimpleUploadedFile, **headers: str) -> Any:
    headers = {"Authorization": f"Bearer {who.token}", **headers}
    answer = who.client.post(f"/api/v1/{path}", {"file": list(files)}, headers=headers)
    answer.data = json.loads(answer.content)
    return answer


def test_a_comment_is_said_changed_and_taken_back(administrator: Caller, asset: Any) -> None:
    path = f"records/asset/{asset.pk}/comments"
    body = {"text": f"@{administrator.person.name} hm", "mentions": [str(administrator.person.pk)]}
    made = administrator("POST", path, body)
    assert (made.status_code, made.data["mentions"][0]["name"]) == (201, administrator.person.name)
    one = f"{path}/{made.data['id']}"
    assert administrator("PATCH", one, {"text": "Better"}).data["edited_at"]
    assert [row["text"] for row in administrator("GET", path).data["results"]] == ["Better"]
    assert administrator("DELETE", one).status_code == 204
    assert [(row["text"], row["deleted"]) for row in administrator("GET", path).data["results"]] == [("", True)]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"text": ""}, "text"), ({"text": 3}, "text"), ({}, "text"), ({"text": "x", "mentions": "me"}, "mentions"),
     ({"text": "x", "mentions": ["me"]}, "mentions"), ({"text": "x", "author": "me"}, "author")],
)  # fmt: skip
def test_a_bad_comment_is_a_400_that_names_the_field(administrator: Caller, asset: Any, body: Any, field: str) -> None:
    answer = administrator("POST", f"records/asset/{asset.pk}/comments", body)
    assert (answer.status_code, answer.data["errors"][0]["field"]) == (400, field)
    assert not Comment.objects.exists()


def test_files_go_up_and_come_down_and_back(administrator: Caller, asset: Any) -> None:
    path = f"records/asset/{asset.pk}/files"
    made = send(administrator, path, SimpleUploadedFile("a.txt", b"Hello"), **{"Idempotency-Key": "one"})
    again = send(administrator, path, SimpleUploadedFile("a.txt", b"Hello"), **{"Idempotency-Key": "one"})
    assert (made.status_code, again.data, Attachment.objects.count()) == (201, made.data, 1)
    one = f"{path}/{made.data['results'][0]['id']}"
    assert b"".join(administrator("GET", one).streaming_content) == b"Hello"
    assert administrator("DELETE", one).status_code == 204
    assert administrator("GET", path).data["results"] == []
    assert administrator("GET", one).status_code == 404
    assert len(administrator("GET", f"{path}?removed=1").data["results"]) == 1
    assert administrator("POST", f"{one}/restore").data["removed_at"] is None
    assert send(administrator, path, SimpleUploadedFile("a.exe", b"MZ")).status_code == 400
    assert send(administrator, path).status_code == 400


def test_rights_decide_over_everything_that_hangs_on_a_record(caller: Callable[..., Caller], asset: Any) -> None:
    reader = caller(builders.role("reader", {"asset": {"read": "all"}}))
    stranger = caller(builders.role("own", {"asset": {**builders.ALL_BASIC, "read": "own"}}))
    base = f"records/asset/{asset.pk}"
    for what in ("comments", "files", "follow"):
        assert (reader("GET", f"{base}/{what}").status_code, stranger("GET", f"{base}/{what}").status_code) == (
            200,
            404,
        )
    assert send(reader, f"{base}/files", SimpleUploadedFile("a.txt", b"x")).status_code == 403
    assert send(stranger, f"{base}/files", SimpleUploadedFile("a.txt", b"x")).status_code == 404
    assert stranger("POST", f"{base}/comments", {"text": "x"}).status_code == 404
    assert stranger("POST", f"{base}/follow", {}).status_code == 404
    assert not (Comment.objects.exists())
    assert not (Attachment.objects.exists())
    assert not (Follow.objects.exists())
    assert reader("POST", f"{base}/follow", {}).data == {"following": True}
    assert reader("POST", f"{base}/follow", {"follow": False}).data == {"following": False}
    assert reader("POST", f"{base}/follow", {"follow": "no"}).status_code == 400


def test_a_token_that_only_reads_changes_nothing(administrator: Caller, asset: Any) -> None:
    ApiToken.objects.update(read_only=True)
    base = f"records/asset/{asset.pk}"
    for path, body in (
        (f"{base}/comments", {"text": "x"}),
        (f"{base}/follow", {}),
        ("notifications/read", {"all": True}),
    ):
        assert administrator("POST", path, body).status_code == 403
    assert not (Comment.objects.exists())
    assert not (Follow.objects.exists())


def test_notifications_are_read_and_marked(caller: Callable[..., Caller]) -> None:
    owner = caller(builders.role("owner", {"asset": builders.ALL_BASIC}))
    made = owner("POST", "records/asset", {"name": "Crane"}).data
    save_record(actor=SYSTEM, object="asset", id=made["id"], values={"name": "Big crane"})
    (one,) = owner("GET", "notifications").data["results"]
    assert (one["kind"], one["text"], one["record"]["label"]) == ("changed", "changed Name", "Big crane")
    assert owner("POST", "notifications/read", {"ids": [one["id"]]}).data == {"changed": 1}
    assert owner("GET", "notifications?unread=1").data["results"] == []
    assert owner("POST", "notifications/read", {"ids": [one["id"]], "unread": True}).data == {"changed": 1}
    assert owner("POST", "notifications/read", {"all": True}).data == {"changed": 1}
    for bad in ({}, {"ids": "x"}, {"ids": ["x"]}, {"all": True, "ids": []}):
        assert owner("POST", "notifications/read", bad).status_code == 400


def test_the_description_names_them(administrator: Caller) -> None:
    headers = {"Authorization": f"Bearer {administrator.token}"}
    paths = administrator.client.get("/api/openapi.json", headers=headers).json()["paths"]
    assert {"/notifications", "/notifications/read", "/records/asset/{id}/comments"} <= paths.keys()
    assert paths["/records/asset/{id}/files"].keys() >= {"get", "post"}

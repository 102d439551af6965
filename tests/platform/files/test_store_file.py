"""What is stored is what its name says, small enough, and nothing but pixels where it is a picture."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kontor.core.actor import Actor
from kontor.core.clock import FixedClock
from kontor.core.errors import NotFound
from kontor.files.kinds import FileRefused
from kontor.files.models import StoredFile
from kontor.files.services import (
    FileTooLarge,
    NotAPicture,
    attach,
    clean_name,
    files_of,
    remove_file,
    serve_file,
    store_file,
)

pytestmark = pytest.mark.django_db
ACTOR = Actor(person_id=uuid4(), name="Ann")


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings: Any) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 4), **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(target, kind, **options)
    return target.getvalue()


def sheet() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return target.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def test_a_file_is_kept_under_a_random_name_outside_of_any_address(own_storage: Path) -> None:
    clock = FixedClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
    stored = store_file(upload=upload("Offer 报价.pdf", b"%PDF-1.7\n%x\n"), actor=ACTOR, clock=clock)
    assert (stored.name, stored.content_type, stored.size) == ("Offer 报价.pdf", "application/pdf", 12)
    assert stored.sha256 == hashlib.sha256(b"%PDF-1.7\n%x\n").hexdigest()
    assert (stored.uploaded_by, stored.uploaded_at) == (ACTOR.person_id, clock.now())
    assert "Offer" not in stored.path
    assert (own_storage / stored.path).read_bytes() == b"%PDF-1.7\n%x\n"
    assert (own_storage / stored.path).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", "a;b\nä;1\n".encode()), ("b.txt", "Grüße".encode("latin-1")), ("c.json", b"{}"), ("d.xlsx", sheet())],
)
def test_common_kinds_are_taken(name: str, content: bytes) -> None:
    assert store_file(upload=upload(name, content), actor=ACTOR).size == len(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("tool.exe", b"MZ\x90\x00"),
        ("noending", b"text"),
        ("picture.png", b"<script>alert(1)</script>"),
        ("picture.png", picture("JPEG")),
        ("letter.pdf", b"<html></html>"),
        ("letter.pdf", b"MZ\x90\x00"),
        ("sheet.xlsx", b"%PDF-1.7\n"),
        ("text.txt", b"\x00\x01\x02"),
        ("broken.png", picture()[:40]),
        ("empty.txt", b""),
        ("..", b"text"),
    ],
)
def test_others_are_refused_and_leave_nothing(own_storage: Path, name: str, content: bytes) -> None:
    with pytest.raises(FileRefused):
        store_file(upload=io.BytesIO(content), name=name, actor=ACTOR)
    assert not StoredFile.objects.exists()
    assert list(own_storage.iterdir()) == []


def test_too_large_a_file_is_refused(settings: Any) -> None:
    settings.FILES_MAX_BYTES = 1024 * 1024
    with pytest.raises(FileTooLarge, match="1 MB"):
        store_file(upload=upload("a.txt", b"x" * (1024 * 1024 + 1)), actor=ACTOR)


def test_a_picture_is_drawn_anew_without_what_was_hidden_in_it() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    content = picture("JPEG", exif=exif) + b"<script>alert(1)</script>"
    stored = store_file(upload=upload("me.jpg", content), actor=ACTOR, image=True)
    kept = default_storage.open(stored.path).read()
    assert b"script" not in kept
    assert b"taken at home" not in kept
    assert (stored.is_image, stored.width, stored.height, stored.size) == (True, 8, 4, len(kept))


def test_a_picture_that_lies_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = store_file(upload=upload("side.jpg", picture("JPEG", exif=exif)), actor=ACTOR)
    assert (stored.width, stored.height) == (4, 8)


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("GIF", "gif"), ("WEBP", "webp"), ("JPEG", "jpeg")])
def test_pictures_keep_their_kind(kind: str, ending: str) -> None:
    stored = store_file(upload=upload(f"a.{ending}", picture(kind)), actor=ACTOR, image=True)
    with Image.open(default_storage.open(stored.path)) as opened:
        assert opened.format == kind


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(settings: Any) -> None:
    settings.FILES_MAX_PIXELS = 10_000
    with pytest.raises(FileRefused, match="million pixels"):
        store_file(upload=upload("bomb.png", picture(size=(101, 100))), actor=ACTOR)


def test_where_a_picture_is_wanted_nothing_else_is_taken() -> None:
    with pytest.raises(NotAPicture):
        store_file(upload=upload("a.txt", b"text"), actor=ACTOR, image=True)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\list.csv", "list.csv"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie_ x.txt"),
        ("rtl\u202egpj.txt", "rtlgpj.txt"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_cleaned(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_files_belong_to_a_record() -> None:
    record = uuid4()
    stored = attach(stored=store_file(upload=upload("a.txt", b"a"), actor=ACTOR), object="thing", record_id=record)
    assert files_of(object="thing", record_id=record) == [stored]
    assert files_of(object="thing", record_id=uuid4()) == []


def test_a_removed_file_takes_its_bytes_along(own_storage: Path, django_capture_on_commit_callbacks: Any) -> None:
    stored = store_file(upload=upload("a.txt", b"a"), actor=ACTOR)
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(stored=stored)
        assert (own_storage / stored.path).exists()
    assert not (own_storage / stored.path).exists()


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_document_is_downloaded_and_never_guessed_at(rf: Any) -> None:
    stored = store_file(upload=upload('so "x" 报.txt', b"<script>"), actor=ACTOR)
    response: Any = serve_file(rf.get("/"), stored)
    assert body(response) == b"<script>"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"].startswith("private")


def test_a_picture_is_shown_and_asked_for_once(rf: Any) -> None:
    stored = store_file(upload=upload("a.png", picture()), actor=ACTOR)
    response: Any = serve_file(rf.get("/"), stored)
    assert response.headers["Content-Disposition"].startswith("inline")
    assert body(response)
    again = serve_file(rf.get("/", headers={"If-None-Match": response.headers["ETag"]}), stored)
    assert again.status_code == 304


def test_lost_bytes_are_not_found(rf: Any) -> None:
    stored = store_file(upload=upload("a.txt", b"a"), actor=ACTOR)
    default_storage.delete(stored.path)
    with pytest.raises(NotFound):
        serve_file(rf.get("/"), stored)

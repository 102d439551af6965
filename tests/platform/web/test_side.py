"""The side panel of a record: what it shows, takes and refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile

from kontor.collab.models import Attachment, Comment
from kontor.core.actor import SYSTEM
from kontor.identity.models import Role
from kontor.records.services import save_record
from kontor.web.pages.panel import comment_html
from tests import builders
from tests.platform.web.conftest import HTMX, Visitor


@pytest.fixture
def asset(db: None) -> Any:
    return builders.record("asset", name="Crane", lines=[{"name": "Hook", "price": "3"}])


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Any) -> None:
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**django_settings.STORAGES, "default": default}


@pytest.fixture
def reader(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(builders.role("reader", {"asset": {"read": "all"}}), name="Rita Read")


def base(asset: Any) -> str:
    return f"/o/asset/{asset.pk}/"


def test_the_panel_is_shown_by_few_queries_however_much_happened(
    administrator: Visitor, asset: Any, django_assert_max_num_queries: Any
) -> None:
    for at in range(5):
        save_record(actor=SYSTEM, object="asset", id=asset.pk, values={"name": f"Crane {at}"})
        administrator.post(f"{base(asset)}comments", {"text": f"No {at}"})
    administrator.get(f"{base(asset)}side")
    with django_assert_max_num_queries(14):
        html = administrator.text(f"{base(asset)}side")
    assert html.count("changed this") == 5
    assert "No 4" in html
    with django_assert_max_num_queries(12):
        administrator.get(base(asset))


def test_what_is_said_is_text_with_links_and_lines(administrator: Visitor, asset: Any) -> None:
    said = "<script>x</script>\nsee https://example.com/a?b=1&c=2 javascript:alert(1)"
    html = administrator.post(f"{base(asset)}comments", {"text": said}).content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;<br>see" in html
    assert '<a href="https://example.com/a?b=1&amp;c=2" rel="nofollow">' in html
    assert 'href="javascript' not in html


def test_a_name_is_marked_where_it_is_mentioned() -> None:
    html = comment_html("@Ann <b> and @Ann Lee", ["Ann", "Ann Lee"])
    assert html == '<b class="mention">@Ann</b> &lt;b&gt; and <b class="mention">@Ann Lee</b>'


def test_a_mention_of_who_may_not_read_it_changes_nothing_and_says_so(administrator: Visitor, asset: Any) -> None:
    stranger = builders.person("Sam Stranger")
    sent = {"text": "@Sam Stranger look", "mention": str(stranger.pk)}
    response = administrator.post(f"{base(asset)}comments", sent)
    assert response.status_code == 422
    assert "Sam Stranger may not read this record" in response.headers["HX-Trigger"]
    assert not Comment.objects.exists()
    assert administrator.post(f"{base(asset)}comments", {"text": "x", "mention": "nobody"}).status_code == 400


def test_ones_own_comment_is_edited_in_place_and_taken_back(
    administrator: Visitor, reader: Visitor, asset: Any
) -> None:
    administrator.post(f"{base(asset)}comments", {"text": "Frist"})
    row = Comment.objects.get()
    at = f"{base(asset)}comments/{row.pk}"
    assert f'hx-get="{at}"' in administrator.text(f"{base(asset)}side")
    assert f'hx-get="{at}"' not in reader.text(f"{base(asset)}side")
    assert ">Frist</textarea>" in administrator.part(at).content.decode()
    assert "<textarea" not in reader.part(at).content.decode()
    assert (reader.post(at, {"text": "Mine"}).status_code, reader.post(f"{at}/delete").status_code) == (403, 403)
    assert "First" in administrator.post(at, {"text": "First"}).content.decode()
    assert "Frist" in administrator.part(f"{at}/former").content.decode()
    assert "Deleted comment" in administrator.post(f"{at}/delete").content.decode()
    assert "First" not in administrator.text(f"{base(asset)}side")


def test_a_reader_talks_and_follows_but_attaches_nothing(reader: Visitor, asset: Any) -> None:
    html = reader.text(f"{base(asset)}side")
    assert "attachments" not in html
    assert "comments" in html
    upload = {"file": SimpleUploadedFile("a.txt", b"Hello")}
    assert reader.client.post(f"{base(asset)}attachments", upload, headers=HTMX).status_code == 403
    assert not Attachment.objects.exists()
    assert 'aria-pressed="true"' in reader.post(f"{base(asset)}follow", {"follow": "1"}).content.decode()


def test_files_are_added_served_removed_and_put_back(administrator: Visitor, reader: Visitor, asset: Any) -> None:
    files = [SimpleUploadedFile("a.txt", b"Hello"), SimpleUploadedFile("<b>.txt", b"Hello")]
    html = administrator.client.post(f"{base(asset)}attachments", {"file": files}, headers=HTMX).content.decode()
    assert "a.txt" in html
    row = Attachment.objects.get(file__name="a.txt")
    served = reader.get(f"/files/{row.file_id}")
    assert (served.status_code, b"".join(served.streaming_content)) == (200, b"Hello")
    assert served.headers["Content-Disposition"].startswith("attachment")
    administrator.post(f"{base(asset)}attachments/{row.pk}/remove")
    assert reader.get(f"/files/{row.file_id}").status_code == 404
    assert "a.txt</s>" in reader.text(f"{base(asset)}side?tab=files")
    assert "removed a file: a.txt" in reader.text(f"{base(asset)}side")
    administrator.post(f"{base(asset)}attachments/{row.pk}/restore")
    assert reader.get(f"/files/{row.file_id}").status_code == 200


def test_a_file_that_is_not_taken_is_named(administrator: Visitor, asset: Any) -> None:
    upload = {"file": SimpleUploadedFile("evil.exe", b"MZ")}
    response = administrator.client.post(f"{base(asset)}attachments", upload, headers=HTMX)
    assert response.status_code == 400
    assert "evil.exe: Files of this kind" in response.headers["HX-Trigger"]


@pytest.mark.parametrize("path", ["side", "people", "comments", "follow", "attachments", "side/new/activity"])
def test_whoever_may_not_read_the_record_finds_nothing(visitor: Callable[..., Visitor], asset: Any, path: str) -> None:
    stranger = visitor(builders.role("own", {"asset": {"read": "own"}}))
    ask = stranger.get if path in ("side", "people", "side/new/activity") else stranger.post
    assert ask(f"{base(asset)}{path}").status_code == 404


@pytest.mark.parametrize("query", ["tab=nonsense", "before=nonsense", "before=2026-01-01T00:00:00"])
def test_nonsense_in_the_address_is_refused(administrator: Visitor, asset: Any, query: str) -> None:
    assert administrator.get(f"{base(asset)}side?{query}").status_code == 400


def test_the_stream_goes_on_by_pages(administrator: Visitor, asset: Any) -> None:
    for at in range(35):
        administrator.post(f"{base(asset)}comments", {"text": f"No {at}."})
    first = administrator.text(f"{base(asset)}side?tab=comments")
    assert ("No 34." in first, "No 4." in first) == (True, False)
    older = first.split("tl-more")[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    assert "No 4." in administrator.text(older)


def test_a_task_is_added_from_the_side_panel(visitor: Callable[..., Visitor], keeper_role: Role) -> None:
    seller = visitor(builders.role("seller", {"lead": {"read": "all"}, "activity": {"read": "all", "create": "own"}}))
    lead = builders.record("lead", name="Hansa")
    at = f"/o/lead/{lead.pk}/"
    assert "Add a task" in seller.text(f"{at}side")
    assert 'name="subject"' in seller.part(f"{at}side/new/activity").content.decode()
    wrong = seller.post(f"{at}side/new/activity", {"subject": "", "due": ""})
    assert (wrong.status_code, "required" in wrong.content.decode().lower()) == (422, True)
    made = seller.post(f"{at}side/new/activity", {"subject": "Call back", "due": "2026-05-01T10:00"})
    assert (made.status_code, made.headers["HX-Retarget"]) == (200, "#happened")
    assert "Call back" in made.content.decode()

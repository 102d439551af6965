"""The bell, the page of notifications, and how one wants to be told."""

from collections.abc import Callable
from typing import Any

import pytest

from kontor.access.models import Grant
from kontor.core.actor import SYSTEM
from kontor.identity.services import touch_rights
from kontor.notifications.inbox import preference_of
from kontor.notifications.models import Notification
from kontor.records.services import save_record, trash_record
from tests import builders
from tests.platform.web.conftest import Visitor

BELL = "/notifications/bell"


@pytest.fixture
def owner(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(builders.role("owner", {"asset": builders.ALL_BASIC}), name="Olga Owner")


@pytest.fixture
def asset(owner: Visitor) -> Any:
    return save_record(actor=owner.actor, object="asset", values={"name": "Crane"}).record


def rename(asset: Any, name: str) -> None:
    save_record(actor=SYSTEM, object="asset", id=asset.pk, values={"name": name})


def test_the_bell_counts_and_answers_304_by_two_queries_while_nothing_is_new(
    owner: Visitor, asset: Any, django_assert_max_num_queries: Any
) -> None:
    first = owner.get(BELL)
    assert (first.json()["unread"], first.headers["Cache-Control"]) == (0, "private, no-cache")
    rename(asset, "A")
    second = owner.get(BELL, **{"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.json()["words"]) == (200, "1 unread notification")
    with django_assert_max_num_queries(2):
        third = owner.get(BELL, **{"If-None-Match": second.headers["ETag"]})
    assert (third.status_code, third.content, third.headers["ETag"]) == (304, b"", second.headers["ETag"])
    owner.post("/notifications/read", {"all": "1"})
    fourth = owner.get(BELL, **{"If-None-Match": second.headers["ETag"]})
    assert (fourth.status_code, fourth.json()["unread"]) == (200, 0)


def test_the_bell_counts_anew_when_rights_or_language_change(owner: Visitor, asset: Any) -> None:
    rename(asset, "A")
    seen = owner.get(BELL)
    Grant.objects.all().delete()
    touch_rights()
    after = owner.get(BELL, **{"If-None-Match": seen.headers["ETag"]})
    assert (after.status_code, after.json()["unread"]) == (200, 0)
    owner.post("/preference", {"language": "zh-hans"})
    again = owner.get(BELL, **{"If-None-Match": after.headers["ETag"]})
    assert (again.status_code, "未读" in again.json()["words"]) == (200, True)


def test_the_bell_counts_anew_when_a_record_goes_out_of_sight(owner: Visitor, asset: Any) -> None:
    rename(asset, "A")
    seen = owner.get(BELL)
    trash_record(actor=SYSTEM, object="asset", id=asset.pk)
    after = owner.get(BELL, **{"If-None-Match": seen.headers["ETag"]})
    assert (seen.json()["unread"], after.status_code, after.json()["unread"]) == (1, 200, 0)


def test_the_bell_is_nobodys_without_a_session_that_holds(owner: Visitor, asset: Any) -> None:
    seen = owner.get(BELL).headers["ETag"]
    owner.person.set_password("completely-new-1")
    owner.person.save(update_fields=["password"])
    part = owner.client.get(BELL, headers={"HX-Request": "true", "If-None-Match": seen})
    assert part.status_code == 401


def test_the_page_shows_what_happened_by_day_and_opens_the_record(owner: Visitor, asset: Any) -> None:
    rename(asset, "Big <crane>")
    html = owner.text("/notifications")
    assert "<h2>Today</h2>" in html
    assert "changed Name" in html
    assert "Big &lt;crane&gt;" in html
    row = Notification.objects.get()
    opened = owner.get(f"/notifications/{row.pk}/open")
    assert (opened.status_code, opened.headers["Location"]) == (302, f"/o/asset/{asset.pk}/")
    assert "changed Name" not in owner.text("/notifications?unread=1")


def test_one_is_marked_read_and_unread_again(owner: Visitor, asset: Any) -> None:
    rename(asset, "A")
    row = Notification.objects.get()
    response = owner.post("/notifications/read", {"id": str(row.pk)})
    assert '"bell": true' in response.headers["HX-Trigger"]
    assert 'class="unread"' not in response.content.decode()
    assert 'class="unread"' in owner.post("/notifications/read", {"id": str(row.pk), "unread": "1"}).content.decode()
    assert owner.post("/notifications/read", {"id": "x"}).status_code == 400


def test_nobody_opens_or_reads_what_another_was_told(owner: Visitor, asset: Any, administrator: Visitor) -> None:
    rename(asset, "A")
    row = Notification.objects.get()
    assert administrator.get(f"/notifications/{row.pk}/open").status_code == 404
    administrator.post("/notifications/read", {"id": str(row.pk)})
    assert "changed Name" not in administrator.text("/notifications")
    row.refresh_from_db()
    assert row.read_at is None


def test_who_may_not_read_the_record_any_more_is_not_led_there(owner: Visitor, asset: Any) -> None:
    rename(asset, "A")
    Grant.objects.all().delete()
    touch_rights()
    assert owner.get(f"/notifications/{Notification.objects.get().pk}/open").status_code == 404
    assert "Crane" not in owner.text("/notifications")


def test_how_one_wants_to_be_told_is_kept(owner: Visitor) -> None:
    assert "I am mentioned" in owner.text("/profile")
    sent = {"app-mention": "1", "mail-mention": "daily", "mail-changed": "off"}
    assert owner.client.post("/notifications/preferences", sent).status_code == 302
    kept = preference_of(owner.person.pk)
    assert (kept.of("mention"), kept.of("changed")) == ((True, "daily"), (False, "off"))
    assert owner.client.post("/notifications/preferences", {"mail-mention": "hourly"}).status_code == 400
    assert preference_of(owner.person.pk).of("mention") == (True, "daily")

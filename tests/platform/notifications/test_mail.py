"""Mails: at once or daily, in the person's language, with nothing he may not read when it is sent."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail

from kontor.access.models import Grant
from kontor.collab.comments import add_comment
from kontor.core.actor import SYSTEM
from kontor.core.clock import FixedClock
from kontor.identity.services import touch_rights
from kontor.jobs.models import Job
from kontor.notifications import mail as mails
from kontor.notifications.inbox import mark_read, save_preference
from kontor.notifications.models import Notification
from kontor.records.services import save_record
from tests.platform.collab.conftest import People

pytestmark = pytest.mark.django_db


class Running:
    """A run that nobody stops."""

    def check(self) -> None:
        """Goes on."""


def send() -> int:
    return mails.mail_now(Running())["mails"]


def digest(at: str, monkeypatch: Any) -> int:
    clock = FixedClock(datetime.fromisoformat(at).replace(tzinfo=UTC))
    monkeypatch.setattr(mails, "system_clock", lambda: clock)
    return mails.mail_digests(Running())["mails"]


def mention_ben(people: People, asset: Any) -> None:
    words = {"text": "@Ben Jones the code is canary917", "mentions": [people.ben.person_id]}
    add_comment(actor=people.ann, object="asset", id=asset.pk, **words)


def test_a_mention_is_mailed_once_with_a_link_in_the_persons_language(people: People, asset: Any) -> None:
    save_record(actor=SYSTEM, object="person", id=people.ben.person_id, values={"language": "zh-hans"})
    mention_ben(people, asset)
    assert Job.objects.filter(kind="notifications.mail").count() == 1
    assert (send(), send()) == (1, 0)
    (sent,) = mail.outbox
    told = Notification.objects.get(person_id=people.ben.person_id)
    assert sent.to == [_address(people.ben)]
    assert f"/notifications/{told.pk}/open" in sent.body
    assert "canary917" in sent.body
    assert "提到了您" in sent.subject
    assert "Crane" in sent.subject


def test_what_may_not_be_read_any_more_when_it_is_sent_is_not_mailed(people: People, asset: Any) -> None:
    mention_ben(people, asset)
    Grant.objects.filter(role=people.reader).delete()
    touch_rights()
    assert (send(), mail.outbox) == (0, [])
    assert not Notification.objects.filter(mailed_at__isnull=True).exists()


def test_several_things_are_one_mail(people: People, asset: Any) -> None:
    mention_ben(people, asset)
    mention_ben(people, asset)
    assert send() == 1
    assert mail.outbox[0].subject == "2 notifications"


def test_a_mail_never_holds_a_changed_value(people: People, asset: Any) -> None:
    save_preference(actor=people.ann, choices={"changed": {"app": True, "mail": "now"}})
    save_record(actor=SYSTEM, object="asset", id=asset.pk, values={"rank": 91709170})
    assert send() == 1
    assert ("Rank" in mail.outbox[0].body, "91709170" in mail.outbox[0].body) == (True, False)


def test_a_digest_comes_once_a_day_in_the_morning_without_what_was_read(
    people: People, asset: Any, monkeypatch: Any
) -> None:
    save_preference(actor=people.ann, choices={"changed": {"app": True, "mail": "daily"}})
    save_record(actor=SYSTEM, object="asset", id=asset.pk, values={"rank": 1})
    assert (send(), digest("2030-01-01T05:00", monkeypatch)) == (0, 0)
    assert digest("2030-01-01T07:30", monkeypatch) == 1
    save_record(actor=SYSTEM, object="asset", id=asset.pk, values={"rank": 2})
    mark_read(actor=people.ann, clock=FixedClock(datetime(2030, 1, 1, tzinfo=UTC)))
    save_record(actor=SYSTEM, object="asset", id=asset.pk, values={"rank": 3})
    assert digest("2030-01-01T09:00", monkeypatch) == 0
    mark_read(actor=people.ann, clock=FixedClock(datetime(2030, 1, 1, tzinfo=UTC)))
    assert digest("2030-01-02T09:00", monkeypatch) == 0
    assert len(mail.outbox) == 1


def test_what_is_done_to_many_records_waits_for_the_digest(people: People, asset: Any, monkeypatch: Any) -> None:
    given = {"owner": str(people.ben.person_id)}
    save_record(actor=people.ann, object="asset", id=asset.pk, values=given, cause="bulk:1")
    assert (send(), Notification.objects.get(person_id=people.ben.person_id).kind) == (0, "assigned")
    assert digest("2030-01-01T08:00", monkeypatch) == 1


def test_what_grows_after_it_was_mailed_is_mailed_again(people: People, asset: Any) -> None:
    save_preference(actor=people.ann, choices={"changed": {"app": True, "mail": "now"}})
    for rank in (1, 2):
        save_record(actor=SYSTEM, object="asset", id=asset.pk, values={"rank": rank})
        assert send() == 1
    assert "(2 changes)" in mail.outbox[1].body


def test_what_was_read_long_ago_is_forgotten(people: People, asset: Any) -> None:
    for rank in (1, 2):
        save_record(actor=SYSTEM, object="asset", id=asset.pk, values={"rank": rank})
        if rank == 1:
            mark_read(actor=people.ann, clock=FixedClock(datetime(2020, 1, 1, tzinfo=UTC)))
    assert mails.forget_read(Running()) == {"forgotten": 1}
    assert Notification.objects.get().read_at is None


def _address(actor: Any) -> str:
    return mails.actors_of([actor.person_id])[actor.person_id][0].email

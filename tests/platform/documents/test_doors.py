"""Documents through the pages and the API: rights, headers, bad input."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail as outbox

from kontor.documents.models import Copy, Mail
from kontor.jobs.worker import drain
from tests import builders
from tests.platform.api.conftest import administrator as api  # noqa: F401
from tests.platform.api.conftest import caller  # noqa: F401
from tests.platform.documents.conftest import Office
from tests.platform.documents.papers import pages
from tests.platform.web.conftest import Visitor, administrator, visitor  # noqa: F401


def base_of(record: Any) -> str:
    return f"/o/{record.declare.key}/{record.pk}/"


def test_a_preview_opens_in_the_browser_and_nobody_keeps_it(office: Office, administrator: Visitor) -> None:  # noqa: F811
    quote = office.offer()
    answer = administrator.get(f"{base_of(quote)}documents/quote?language=zh-hans")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Cache-Control"] == "no-store"
    assert "报价单" in pages(answer.content)[0]


def test_the_page_offers_what_its_state_allows(office: Office, administrator: Visitor) -> None:  # noqa: F811
    draft = office.quote(office.line(), customer=office.buyer)
    text = administrator.text(base_of(draft))
    assert "documents/quote?language=en" in text
    assert "documents/quote/mail" not in text
    text = administrator.text(base_of(office.offer()))
    assert "documents/quote/mail" in text
    assert "documents/quote/issue" in text
    assert "documents" not in administrator.text(base_of(office.vat))


def test_not_yours_is_not_there(office: Office, visitor: Callable[..., Visitor]) -> None:  # noqa: F811
    quote = office.offer()
    stranger = visitor(builders.role("other", {"customer": {"read": "all"}}))
    for path in ("documents", "documents/quote", "documents/quote/mail", "documents/nothing"):
        assert stranger.get(f"{base_of(quote)}{path}").status_code == 404, path


@pytest.mark.parametrize("query", ["language=xx", "from=2026-01-01&until=2026-02-01"])
def test_bad_questions_are_refused(office: Office, administrator: Visitor, query: str) -> None:  # noqa: F811
    assert administrator.get(f"{base_of(office.offer())}documents/quote?{query}").status_code == 400


@pytest.mark.parametrize("query", ["from=x&until=2026-02-01", "from=2026-02-01&until=2026-01-01", "from=2026-02-01"])
def test_bad_periods_are_refused(office: Office, administrator: Visitor, query: str) -> None:  # noqa: F811
    assert administrator.get(f"{base_of(office.buyer)}documents/statement?{query}").status_code == 400


def test_mail_by_hand(office: Office, administrator: Visitor) -> None:  # noqa: F811
    quote = office.offer(valid_until="2099-01-01")
    base = base_of(quote)
    dialog = administrator.part(f"{base}documents/quote/mail").content.decode()
    assert "martin@bolido.example" in dialog
    bad = {"to": "martin@bolido.example", "other": "x@", "subject": "Quote", "body": "My words", "language": "en"}
    answer = administrator.post(f"{base}documents/quote/mail", bad)
    assert answer.status_code == 400
    assert "“x@” is no mail address." in answer.content.decode()
    assert "My words" in answer.content.decode()
    assert not Mail.objects.exists()
    answer = administrator.post(f"{base}documents/quote/mail", {**bad, "other": ""})
    assert answer.status_code == 200
    assert "Being" not in answer.content.decode()
    section = administrator.part(f"{base}documents").content.decode()
    assert "Waiting" in section
    drain()
    section = administrator.part(f"{base}documents", waiting="1")
    assert section["HX-Trigger"] == "happened"
    assert "Sent" in section.content.decode()
    assert len(outbox.outbox) == 1
    assert "by mail to martin@bolido.example" in administrator.part(f"{base}side").content.decode()
    (copy,) = Copy.objects.all()
    opened = administrator.get(f"{base}documents/copies/{copy.pk}")
    assert opened.content == outbox.outbox[0].attachments[0][1]


def test_the_api_prints_issues_lists_and_mails(office: Office, api: Any) -> None:  # noqa: F811
    quote = office.offer(valid_until="2099-01-01")
    base = f"records/quote/{quote.pk}"
    answer = api("POST", f"{base}/documents/quote", {"language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert quote.number in pages(answer.content)[0]
    first = api("POST", f"{base}/documents/quote/copies", {}, **{"Idempotency-Key": "k1"})
    again = api("POST", f"{base}/documents/quote/copies", {}, **{"Idempotency-Key": "k1"})
    assert (first.status_code, first.data, Copy.objects.count()) == (201, again.data, 1)
    letter = {"to": ["martin@bolido.example"], "subject": "Quote", "body": "Here"}
    sent = api("POST", f"{base}/documents/quote/mail", letter)
    assert (sent.status_code, sent.data["state"]) == (202, "waiting")
    drain()
    listed = api("GET", f"{base}/documents").data
    assert [one["kind"] for one in listed["documents"]] == ["quote"]
    assert [one["number"] for one in listed["copies"]] == [2, 1]
    assert listed["copies"][0]["mails"][0]["state"] == "sent"
    kept = api("GET", f"{base}/copies/{first.data['id']}")
    assert kept.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("documents/quote", {"language": 5}, 400),
        ("documents/quote", {"colour": "red"}, 400),
        ("documents/nothing", {}, 404),
        ("documents/quote/mail", {"to": "a@b.example", "subject": "x", "body": "y"}, 400),
        ("documents/quote/mail", {"to": [5], "subject": "x", "body": "y"}, 400),
        ("documents/quote/mail", {"to": ["a@b.example\nBcc: c@d.example"], "subject": "x", "body": "y"}, 400),
        ("documents/quote/mail", {}, 400),
    ],
)
def test_bad_bodies_are_refused(office: Office, api: Any, path: str, body: Any, status: int) -> None:  # noqa: F811
    quote = office.offer()
    assert api("POST", f"records/quote/{quote.pk}/{path}", body).status_code == status
    assert not Copy.objects.exists()


def test_no_access_no_document_by_api(office: Office, caller: Any) -> None:  # noqa: F811
    quote = office.offer()
    stranger = caller(builders.role("other", {"customer": {"read": "all"}}))
    for path in ("documents/quote", "documents/quote/copies", "documents/quote/mail"):
        body = {"to": ["a@b.example"], "subject": "x", "body": "y"} if path.endswith("mail") else {}
        assert stranger("POST", f"records/quote/{quote.pk}/{path}", body).status_code == 404
    assert stranger("GET", f"records/quote/{quote.pk}/documents").status_code == 404


def test_the_section_asks_as_often_for_many_copies(
    office: Office,
    administrator: Visitor,  # noqa: F811
    django_assert_num_queries: Any,
) -> None:
    quote = office.offer()
    path = f"{base_of(quote)}documents"
    for copies in (1, 3):
        while Copy.objects.count() < copies:
            administrator.post(f"{path}/quote/issue")
        administrator.part(path)
        with django_assert_num_queries(7):
            assert administrator.part(path).status_code == 200

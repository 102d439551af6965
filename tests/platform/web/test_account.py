"""Signing in and out, passwords, invitations, one's own profile."""

import re
from typing import Any

import pytest
from axes.utils import reset as forget_attempts
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client

from kontor.identity.models import Person
from kontor.identity.services_account import AccountToken, link_parts
from kontor.jobs.worker import work_one
from tests import builders
from tests.platform.web.conftest import Visitor


@pytest.fixture
def ann(db: None) -> Any:
    forget_attempts()
    return builders.person("Ann", email="ann@example.com")


def again(person: Any) -> Any:
    return Person.objects.get(pk=person.pk)


def test_a_page_asks_who_is_there_and_comes_back_to_it(client: Client, ann: Any) -> None:
    response = client.get("/o/asset/?q=x")
    assert response.headers["Location"] == "/login?next=/o/asset/%3Fq%3Dx"
    entered = client.post("/login", {"email": "Ann@Example.com", "password": "kontor-test", "next": "/o/asset/?q=x"})
    assert entered.headers["Location"] == "/o/asset/?q=x"


def test_nobody_is_sent_elsewhere(client: Client, ann: Any) -> None:
    for place in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        entered = client.post("/login", {"email": "ann@example.com", "password": "kontor-test", "next": place})
        assert entered.headers["Location"] == "/"
        client.logout()


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(client: Client, ann: Any) -> None:
    known = client.post("/login", {"email": "ann@example.com", "password": "wrong"})
    unknown = client.post("/login", {"email": "bob@example.com", "password": "wrong"})
    assert known.status_code == unknown.status_code == 401
    strip = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"|(ann|bob)@example.com')
    assert strip.sub(b"", known.content) == strip.sub(b"", unknown.content)


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client: Client, ann: Any) -> None:
    for _try in range(5):
        client.post("/login", {"email": "ann@example.com", "password": "wrong"})
    locked = client.post("/login", {"email": "ann@example.com", "password": "kontor-test"})
    assert locked.status_code == 429
    assert "Too many wrong passwords." in locked.content.decode()


def test_somebody_who_left_cannot_sign_in(client: Client, ann: Any) -> None:
    builders.save_record(actor=builders.SYSTEM, object="person", id=ann.pk, values={"is_active": False})
    assert client.post("/login", {"email": "ann@example.com", "password": "kontor-test"}).status_code == 401


def test_signing_out_ends_the_session(administrator: Visitor) -> None:
    administrator.client.post("/logout")
    assert administrator.get("/").status_code == 302


def test_a_part_of_a_page_whose_session_has_ended_is_told_so(client: Client, db: None) -> None:
    response = client.get("/o/asset/", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert "Your session has ended." in response.headers["HX-Trigger"]
    assert response.headers["HX-Reswap"] == "none"


def test_a_forgotten_password_is_set_by_a_mailed_link_that_works_once(client: Client, ann: Any) -> None:
    asked = client.post("/password", {"email": "ann@example.com"})
    while work_one():
        pass
    (sent,) = mail.outbox
    link = re.search(r"http://127\.0\.0\.1:\d+(/reset/\S+)", sent.body)
    assert link
    assert b"a mail with a link is on its way" in asked.content
    weak = client.post(link[1], {"password": "short", "again": "short"})
    assert weak.status_code == 400
    differing = client.post(link[1], {"password": "rather-long-one", "again": "another-one-xx"})
    assert "The two passwords differ." in differing.content.decode()
    assert client.post(link[1], {"password": "rather-long-one", "again": "rather-long-one"}).status_code == 302
    assert again(ann).check_password("rather-long-one")
    assert client.get(link[1]).status_code == 404


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Client, ann: Any) -> None:
    known = client.post("/password", {"email": "ann@example.com"})
    unknown = client.post("/password", {"email": "bob@example.com"})
    assert known.status_code == unknown.status_code
    while work_one():
        pass
    assert [message.to for message in mail.outbox] == [["ann@example.com"]]


def test_a_link_serves_its_purpose_only(client: Client, ann: Any) -> None:
    who, proof = link_parts(ann, "invite")
    assert client.get(f"/invite/{who}/{proof}/").status_code == 200
    assert client.get(f"/reset/{who}/{proof}/").status_code == 404
    assert client.get(f"/reset/nonsense/{proof}/").status_code == 404
    assert not AccountToken("reset").check_token(ann, proof)


def test_an_administrator_invites_a_person(administrator: Visitor, client: Client) -> None:
    new = builders.record("person", name="New", email="new@example.com", language="zh-hans")
    administrator.post(f"/o/person/{new.pk}/actions/invite", {"from_dialog": "1"})
    while work_one():
        pass
    (sent,) = mail.outbox
    assert sent.to == ["new@example.com"]
    link = re.search(r"(/invite/\S+)", sent.body)
    assert link
    client.post(link[1], {"password": "willkommen-hier", "again": "willkommen-hier"})
    entered = client.post("/login", {"email": "new@example.com", "password": "willkommen-hier"})
    assert entered.status_code == 302


def test_a_new_password_ends_the_other_sessions(administrator: Visitor) -> None:
    elsewhere = Client()
    elsewhere.force_login(administrator.person, backend=django_settings.AUTHENTICATION_BACKENDS[-1])
    words = {"current": "kontor-test", "password": "completely-new-1", "again": "completely-new-1"}
    assert administrator.client.post("/profile", words).status_code == 302
    assert administrator.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_the_present_password_is_asked_for(administrator: Visitor) -> None:
    words = {"current": "guess", "password": "completely-new-1", "again": "completely-new-1"}
    response = administrator.client.post("/profile", words)
    assert response.status_code == 400
    assert "This is not your present password." in response.content.decode()


def test_everybody_may_choose_language_zone_and_theme(visitor: Any) -> None:
    nobody = visitor()
    sent = {"name": "Bob", "phone": "", "language": "zh-hans", "zone": "Asia/Shanghai", "theme": "dark"}
    assert nobody.client.post("/profile", sent).status_code == 302
    html = nobody.text("/profile")
    assert '<html lang="zh-hans" data-theme="dark" class="dark">' in html
    assert (again(nobody.person).zone, again(nobody.person).name) == ("Asia/Shanghai", "Bob")


def test_the_menu_switches_language_and_theme(administrator: Visitor) -> None:
    assert administrator.post("/preference", {"theme": "dark"}).status_code == 204
    response = administrator.post("/preference", {"language": "zh-hans"})
    assert response.headers["HX-Refresh"] == "true"
    assert "首页" in administrator.text("/")


def test_nothing_else_of_oneself_can_be_changed(administrator: Visitor) -> None:
    response = administrator.post("/preference", {"language": "klingon"})
    assert response.status_code == 400
    assert again(administrator.person).language == "en"


def test_the_login_page_speaks_the_language_one_chooses(client: Client, db: None) -> None:
    client.post("/language", {"language": "zh-hans", "next": "/login"})
    assert "登录" in client.get("/login").content.decode()


def test_a_form_without_its_token_is_refused_with_one_sentence(ann: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/login", {"email": "ann@example.com", "password": "kontor-test"})
    part = strict.post("/preference", {"theme": "dark"}, headers={"HX-Request": "true"})
    assert page.status_code == part.status_code == 403
    assert "This page was open for too long." in page.content.decode()
    assert "This page was open for too long." in part.headers["HX-Trigger"]
    assert part.content == b""


def test_a_host_that_is_not_ours_gets_a_bare_page(client: Client, settings: Any, db: None) -> None:
    settings.ALLOWED_HOSTS = ["kontor.example"]
    response = client.get("/login", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "This address or form could not be understood." in response.content.decode()


def test_changing_oneself_gives_nobody_further_rights(visitor: Any) -> None:
    role = builders.role("clerk", {"maker": {"read": "all"}})
    clerk, other = visitor(role), visitor(role)
    assert clerk.post("/preference", {"theme": "dark"}).status_code == 204
    for who in (clerk, other):
        assert who.get("/o/person/").status_code == 404
        assert who.get("/o/maker/new").status_code == 403
    assert other.post("/preference", {"language": "zh-hans"}).status_code == 204

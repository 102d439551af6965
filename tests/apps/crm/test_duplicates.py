"""Possible duplicates: found by what is the same, with the reader's rights, in a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.core.actor import SYSTEM
from kontor.records.alike import domain_key, name_key, person_key, phone_key
from kontor.records.duplicates import duplicates_of, possible_duplicates
from kontor.records.housekeeping import reindex_all
from kontor.records.invariants import match_keys
from kontor.records.models import MatchKey
from kontor.records.queries import list_records
from kontor.records.services import RowInput, restore_record, save_record, save_records, trash_record
from tests import builders
from tests.apps.house import House


class _Run:
    def check(self) -> None:
        """Nobody asks for a stop."""


def alike(key: str, actor=SYSTEM, exclude=None, **values):
    return possible_duplicates(actor=actor, object=key, values=values, exclude=exclude)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACME Foods Ltd.", "Foods, Acme S.A."),
        ("Müller GmbH & Co. KG", "mueller".replace("ue", "u")),
        ("北京华信科技有限公司", "北京华信科技 股份有限公司"),
        ("Ａｃｍｅ", "acme inc"),
    ],
)
def test_names_are_the_same_without_legal_form_case_accents_and_order(one: str, other: str):
    assert name_key(one) == name_key(other) != ""


def test_a_name_that_is_nothing_but_a_legal_form_stays_a_name():
    assert name_key("Co. Ltd") == "coltd"
    assert person_key("Zhang San") == person_key("san ZHANG")


@pytest.mark.parametrize(
    ("one", "other"),
    [("+49 30 123456", "030/123456"), ("13812345678", "+86 138-1234-5678"), ("0049 89 7654321", "(089) 7654321")],
)
def test_telephone_numbers_are_the_same_however_written(one: str, other: str):
    assert phone_key(one) == phone_key(other) != ""


def test_two_chinese_mobiles_differ_by_their_first_digits():
    assert phone_key("13812345678") != phone_key("13912345678")


def test_domains_leave_out_where_anybody_has_his_mail():
    assert domain_key("a@Foo.example") == domain_key("https://www.foo.example/path") == "foo.example"
    assert domain_key("a@qq.com") == domain_key("a@gmail.com") == domain_key("http://[broken") == ""


def test_a_customer_is_found_by_each_of_its_marks_with_the_reason(house: House):
    known = house.customer(
        name="Acme Foods Ltd.", tax_id="DE 123 456", phone="+49 30 123456", email="info@acme.example"
    )
    assert [(one.id, one.reasons) for one in alike("customer", name="foods acme")] == [(known.pk, ("Name",))]
    assert alike("customer", tax_id="de123456")[0].reasons == ("Tax ID",)
    assert alike("customer", phone="030 123456")[0].reasons == ("Phone",)
    assert alike("customer", email="INFO@acme.example")[0].reasons == ("Email",)
    assert alike("customer", email="sales@acme.example")[0].reasons == ("Mail domain",)
    assert alike("customer", website="https://www.acme.example")[0].reasons == ("Mail domain",)
    assert alike("customer", name="Acme") == alike("customer", exclude=known.pk, name="Acme Foods") == []


def test_the_likeliest_stands_first(house: House):
    house.customer(name="Other", email="a@acme.example")
    both = house.customer(name="Acme", email="b@acme.example")
    assert alike("customer", name="ACME GmbH", email="c@acme.example")[0].id == both.pk


def test_what_changes_or_goes_is_compared_as_it_is_now(house: House):
    known = house.customer(name="Acme", phone="030 123456")
    house.change(known, name="Zenith")
    assert alike("customer", name="Acme") == []
    assert alike("customer", name="Zenith")[0].id == known.pk
    assert alike("customer", phone="030 123456")[0].id == known.pk
    trash_record(actor=SYSTEM, object="customer", id=known.pk)
    assert alike("customer", name="Zenith") == []
    restore_record(actor=SYSTEM, object="customer", id=known.pk)
    assert alike("customer", name="Zenith")[0].id == known.pk
    assert match_keys() == []


def test_rows_changed_together_keep_what_they_are_found_by(house: House):
    one, two = (house.customer(name=name, email=f"{name}@foo.example") for name in ("first", "second"))
    rows = [RowInput({"name": "third"}, one.pk), RowInput({"email": "fourth@foo.example"}, two.pk)]
    save_records(actor=SYSTEM, object="customer", rows=rows)
    assert alike("customer", email="first@foo.example")[0].id == one.pk
    assert alike("customer", name="second")[0].id == two.pk
    assert match_keys() == []


def test_what_is_out_of_reach_or_hidden_is_not_named(house: House):
    house.customer(name="Acme", tax_id="DE123456")
    own = builders.actor(builders.role(grants={"customer": {"read": "own"}}))
    assert alike("customer", actor=own, name="Acme") == []
    blind = builders.actor(builders.role(grants={"customer": {"read": "all"}}, customer={"tax_id": "hidden"}))
    assert alike("customer", actor=blind, tax_id="DE123456") == []
    assert len(alike("customer", actor=blind, name="Acme")) == 1
    nobody = builders.actor(builders.role(grants={"product": {"read": "all"}}))
    assert alike("customer", actor=nobody, name="Acme") == []


def test_asking_takes_two_queries_however_many_there_are(house: House):
    for number in range(12):
        house.customer(name="Acme", email=f"m{number}@acme.example")
    with CaptureQueriesContext(connection) as queries:
        assert len(alike("customer", name="Acme", email="x@acme.example", phone="030 123456")) == 5
    assert len(queries) == 2


def test_the_keys_are_made_anew_by_the_job(house: House):
    known = house.customer(name="Acme")
    MatchKey.objects.all().delete()
    assert match_keys()
    reindex_all(_Run())
    assert match_keys() == []
    assert alike("customer", name="Acme")[0].id == known.pk


def test_a_preview_of_a_change_compares_only_what_is_changed(house: House):
    house.customer(name="Acme", phone="030 123456")
    twin = house.customer(name="Bolt", phone="030 123456")
    said = save_record(actor=SYSTEM, object="customer", id=twin.pk, values={"name": "Bolt!"}, commit=False)
    assert duplicates_of(SYSTEM, said) == []
    said = save_record(actor=SYSTEM, object="customer", id=twin.pk, values={"name": "Acme"}, commit=False)
    assert [one.reasons for one in duplicates_of(SYSTEM, said)] == [("Name",)]


@pytest.mark.parametrize("words", ["zs", "zhangsan", "san", "张三"])
def test_a_chinese_name_is_found_by_pinyin_and_initials(house: House, words: str):
    known = house.customer(name="张三贸易")
    house.customer(name="李四贸易")
    found = list_records(actor=SYSTEM, object="customer", search=words).rows
    assert [row["id"] for row in found] == [known.pk]

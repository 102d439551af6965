"""Starting an empty company."""

import pytest
from django.core.management import CommandError, call_command

from apps.billing.models import Account
from apps.inventory.models import Location
from kontor.identity.models import CompanySettings, LegalEntity, Person
from kontor.identity.services import actor_of
from tests.apps.house import House, broken

WORDS = ("--email", "ada@example.com", "--password", "a-long-pass-phrase")


def test_started_company_can_sell_at_once(db: None):
    call_command("start_company", "Kontor & Co", *WORDS, "--currency", "CHF", "--zone", "Europe/Zurich")
    entity, settings = LegalEntity.objects.get(), CompanySettings.objects.get()
    assert (entity.name, entity.base_currency, settings.time_zone, settings.is_demo) == (
        "Kontor & Co",
        "CHF",
        "Europe/Zurich",
        False,
    )
    assert Account.objects.count() == len(Account.AccountRole)
    assert set(Location.objects.values_list("kind", flat=True)) == {"storage", "customer", "supplier", "loss"}
    assert broken() == {}


def test_first_administrator_can_log_in_and_do_everything(db: None):
    call_command("start_company", "Kontor & Co", *WORDS)
    person = Person.objects.get()
    assert actor_of(person).roles == {"administrator"}
    assert person.check_password("a-long-pass-phrase")


def test_company_is_started_in_chinese(db: None):
    call_command("start_company", "钟表行", *WORDS, "--language", "zh-hans")
    assert Account.objects.get(role="receivable").name == "应收账款"
    assert Person.objects.get().language == "zh-hans"


def test_second_company_is_refused_and_nothing_changes(house: House):
    before = Person.objects.count()
    with pytest.raises(CommandError, match="already"):
        call_command("start_company", "Another", *WORDS)
    assert LegalEntity.objects.count() == 1
    assert Person.objects.count() == before


def test_weak_password_is_refused_in_a_sentence(db: None):
    with pytest.raises(CommandError, match="password"):
        call_command("start_company", "Kontor & Co", "--email", "a@example.com", "--password", "123")
    assert not LegalEntity.objects.exists()

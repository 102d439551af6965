"""Writing a company from nothing: legal entity, settings, accounts, units, places, terms, the first administrator."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.company import basics
from apps.inventory.models import Location
from kontor.core.actor import SYSTEM
from kontor.core.clock import Clock
from kontor.core.errors import Conflict
from kontor.core.money import currency_digits
from kontor.identity.models import CompanySettings, LegalEntity, Person, Role
from kontor.identity.services import forget_zone, touch_rights
from kontor.identity.services_account import set_password
from kontor.records.flush import flush
from kontor.records.roles import load_roles
from kontor.records.services import save_record
from kontor.records.work import Work

ROLES = Path(settings.ROOT) / "fixtures" / "roles.toml"


class NotEmpty(Conflict):
    """There is a company already."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be known to set up a company."""

    name: str
    currency: str = "EUR"
    zone: str = "UTC"
    language: str = "en"
    term_days: int = 30
    warehouse: str = ""
    one_step: bool = True


@dataclass(frozen=True, slots=True)
class Founded:
    """What was set up."""

    entity: LegalEntity
    team: Any
    currency: Any
    unit: Any
    service_unit: Any
    payment_term: Any
    warehouse: Any


def refuse_if_founded() -> None:
    """NotEmpty when the database has a company."""
    if LegalEntity.objects.exists():
        raise NotEmpty(_("There is a company in this database already; nothing was changed."))


def save(key: str, clock: Clock | None = None, /, **values: Any) -> Any:
    """A record saved by the system while a company is set up."""
    return save_record(actor=SYSTEM, object=key, values=values, cause="set-up", clock=clock).record


def change(record: Any, clock: Clock | None = None, /, **values: Any) -> Any:
    """A record changed by the system while a company is set up."""
    return save_record(
        actor=SYSTEM, object=record.declare.key, id=record.pk, values=values, cause="set-up", clock=clock
    ).record


def found_company(plan: Plan, clock: Clock | None = None) -> Founded:
    """An empty company that can sell at once, in one transaction; NotEmpty when there is one."""
    refuse_if_founded()
    with transaction.atomic(), override(plan.language):
        founded = _found(plan, clock)
    touch_rights()
    return founded


def _found(plan: Plan, clock: Clock | None) -> Founded:
    entity = save("legal_entity", clock, name=plan.name, base_currency=plan.currency)
    save("company_settings", clock, company_name=plan.name, time_zone=plan.zone)
    forget_zone()
    team = save("team", clock, name=plan.name, legal_entity=entity.pk)
    load_roles(ROLES)
    for account in basics.ACCOUNTS:
        save("account", clock, code=account.code, name=account.name(plan.language), role=account.key)
    piece, job = (
        save("unit", clock, code=one.code, name=one.name(plan.language), dimension=one.key) for one in basics.UNITS
    )
    return Founded(
        entity=entity,
        team=team,
        currency=_save_currency(plan, clock),
        unit=piece,
        service_unit=job,
        payment_term=_save_term(plan, clock),
        warehouse=_save_places(plan, clock),
    )


def _save_currency(plan: Plan, clock: Clock | None) -> Any:
    name, symbol = basics.CURRENCIES.get(plan.currency, (plan.currency, plan.currency))
    digits = currency_digits(plan.currency)
    return save("currency", clock, code=plan.currency, name=name, symbol=symbol, digits=digits)


def _save_term(plan: Plan, clock: Clock | None) -> Any:
    name = _("Net %(days)s days") % {"days": plan.term_days}
    return save("payment_term", clock, name=name, **basics.net_days(plan.term_days))


def _save_places(plan: Plan, clock: Clock | None) -> Any:
    warehouse = save(
        "warehouse", clock, code="MAIN", name=plan.warehouse or _("Main warehouse"), one_step=plan.one_step
    )
    for place in basics.PLACES:
        own = {"warehouse": warehouse.pk} if place.key == Location.Kind.STORAGE else {}
        save("location", clock, name=place.name(plan.language), kind=place.key, **own)
    return warehouse


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who gets a login, a role and a place."""

    name: str
    email: str
    role: str
    password: str
    job_title: str = ""
    language: str = "en"


def add_person(who: Newcomer, team: Any, clock: Clock | None = None) -> Person:
    """A person with a post, who can log in."""
    person: Person = save(
        "person", clock, name=who.name, email=who.email, job_title=who.job_title, language=who.language
    )
    role = Role.objects.get(key=who.role, trashed_at__isnull=True)
    save("post", clock, person=person.pk, role=role.pk, team=team.pk, main=True)
    set_password(person, who.password, who.password)
    touch_rights()
    return person


def mark_demo(clock: Clock) -> None:
    """Says on the settings that this is the demo company; no save from outside can."""
    work = Work(actor=SYSTEM, clock=clock, cause="set-up")
    (row,) = work.load(CompanySettings.objects.filter(trashed_at__isnull=True))
    row.is_demo = True
    flush(work)

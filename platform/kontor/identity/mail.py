"""Mails of identity, sent by a worker."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kontor.identity.models import Person
from kontor.identity.services import company
from kontor.identity.services_account import INVITE, RESET, link_parts
from kontor.jobs.kinds import job
from kontor.jobs.run import Run


@job("identity.mail_link", attempts=5)
def mail_link(run: Run, *, email: str, purpose: str, base: str) -> None:
    """Mails a person the link that sets a password; silently nothing when nobody logs in with that address."""
    person = Person.objects.filter(email__iexact=email, is_active=True, trashed_at__isnull=True).first()
    if person is None or purpose not in (RESET, INVITE):
        return
    who, proof = link_parts(person, purpose)
    with translation.override(person.language):
        name = company().company_name or "Kontor"
        words = {"person": person.name, "company": name, "link": f"{base}{purpose}/{who}/{proof}/", "purpose": purpose}
        invited = _("Your invitation to %(company)s") % {"company": name}
        subject = _("Set a new password") if purpose == RESET else invited
        send_mail(subject, render_to_string("account/mail.txt", words), None, [person.email])

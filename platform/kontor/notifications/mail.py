"""Notifications by mail, sent by a worker; what may be read is asked again when the mail is written."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.core.clock import system_clock
from kontor.identity.models import Person
from kontor.identity.services import actors_of, company
from kontor.jobs.kinds import job
from kontor.jobs.run import Run
from kontor.notifications.inbox import Told, told
from kontor.notifications.models import Mail, Notification, Preference
from kontor.notifications.words import what_happened

BATCH = 500
IN_ONE = 50
DIGEST_HOUR = 7
KEEP = timedelta(days=90)


@job("notifications.mail", attempts=8)
def mail_now(run: Run) -> dict[str, int]:
    """Mails what is to be said at once: one mail per person with everything that waits."""
    return {"mails": _mail_waiting(run, _waiting(Mail.NOW), digest=False)}


@job("notifications.digest", every=timedelta(minutes=30))
def mail_digests(run: Run) -> dict[str, int]:
    """Once a day, from seven in the morning of each person's zone: what a digest is to say, unless it was read."""
    now = system_clock().now()
    waiting = _waiting(Mail.DAILY)
    done = dict(Preference.objects.filter(pk__in=waiting).values_list("pk", "digest_on"))
    due: dict[UUID, list[Notification]] = {}
    for person, actor in actors_of(waiting).values():
        local = now.astimezone(ZoneInfo(actor.zone))
        if local.hour >= DIGEST_HOUR and done.get(person.pk) != local.date():
            due[person.pk] = waiting[person.pk]
            Preference.objects.update_or_create(person_id=person.pk, defaults={"digest_on": local.date()})
    return {"mails": _mail_waiting(run, due, digest=True)}


@job("notifications.forget", every=timedelta(hours=6))
def forget_read(run: Run) -> dict[str, int]:
    """Forgets what was read three months ago; what happened stays in the log of events."""
    before = system_clock().now() - KEEP
    return {"forgotten": Notification.objects.filter(read_at__lt=before).delete()[0]}


def _waiting(mail: str) -> dict[UUID, list[Notification]]:
    rows = Notification.objects.filter(mail=mail, mailed_at__isnull=True).order_by("id")[:BATCH]
    found: dict[UUID, list[Notification]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def _mail_waiting(run: Run, waiting: dict[UUID, list[Notification]], *, digest: bool) -> int:
    known = actors_of(waiting)
    sent = 0
    for person_id, rows in waiting.items():
        if person_id in known:
            person, actor = known[person_id]
            with translation.override(person.language):
                shown = told(actor, [row for row in rows if not (digest and row.read_at)])
                sent += _send(person, shown, digest=digest)
        # those of people or records that are gone count as done
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=system_clock().now())
        run.check()
    return sent


def _send(person: Person, shown: Sequence[Told], *, digest: bool) -> int:
    if not shown:
        return 0
    words = {
        "person": person.name,
        "company": company().company_name or "Kontor",
        "items": [{"told": one, "what": what_happened(one), "link": _link(one)} for one in shown[:IN_ONE]],
        "more": max(0, len(shown) - IN_ONE),
        "link": f"{settings.SITE_URL}/notifications",
        "settings": f"{settings.SITE_URL}/profile",
    }
    text = render_to_string("notifications/mail.txt", words)
    send_mail(_subject(shown, digest=digest), text, None, [person.email])
    return 1


def _subject(shown: Sequence[Told], *, digest: bool) -> str:
    if digest or len(shown) > 1:
        return ngettext("%(count)s notification", "%(count)s notifications", len(shown)) % {"count": len(shown)}
    one = shown[0]
    words = _("%(who)s %(what)s: %(record)s") % {
        "who": one.row.actor_name,
        "what": what_happened(one),
        "record": one.name,
    }
    return " ".join(words.split())


def _link(one: Told) -> str:
    return f"{settings.SITE_URL}/notifications/{one.row.pk}/open"

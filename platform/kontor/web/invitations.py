"""Inviting people: an action on a person, so that it is granted, logged and offered like any other."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from kontor.core.labels import L
from kontor.identity.models import Person
from kontor.identity.services_account import invite
from kontor.records.actions import action
from kontor.records.work import Work


def cannot_sign_in(record: Any) -> str | None:
    """Only active people can be invited."""
    return None if record.is_active else _("This person is not active.")


@action(
    "person.invite",
    label=L("Send invitation", "发送邀请"),
    help=L("A mail with a link to choose a password", "发送含设置密码链接的邮件"),
    confirm=L("The link works once, for three days.", "链接仅可使用一次，三天内有效。"),
    guard=cannot_sign_in,
    icon="mail",
)
def invite_person(*, work: Work, record: Person) -> None:
    """Mails the person a link with which they choose a password."""
    invite(record, f"{settings.SITE_URL}/")

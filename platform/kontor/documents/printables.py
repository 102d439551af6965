"""What can be printed: modules declare it, everybody else asks here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kontor.access.grants import READ
from kontor.access.reach import EVERYTHING
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.errors import DeclarationError, NotFound
from kontor.core.labels import L
from kontor.core.registry import stores
from kontor.documents.reader import Reader
from kontor.documents.sheet import Sheet
from kontor.schema.registry import object_of

Load = Callable[[Reader], Sheet]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a document may be mailed to."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a document is for: in what language, and at which addresses."""

    language: str = ""
    name: str = ""
    recipients: tuple[Recipient, ...] = ()


@dataclass(frozen=True, slots=True)
class Printable:
    """A document of an object: which records have it, what it says, whom it is for.

    `shows` names the fields (of lines as `lines.field`) whose rights a frozen copy keeps; `send` is the action that
    sending it by mail takes where the record's state allows it; `sentence` stands in that mail; `sums_up` names objects
    all of whose records must be readable, because a sum over some of them would be wrong.
    """

    object: str
    kind: str
    label: Any
    load: Load
    addressee: Callable[[Reader], Addressee]
    sentence: Any
    states: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    when: Callable[[Any], bool] | None = None
    send: str = ""
    period: bool = False
    sums_up: tuple[str, ...] = ()
    template: str = "documents/sheet.html"

    def fits(self, record: Any) -> bool:
        """Whether the record has this document at all."""
        return self.when is None or self.when(record)

    def refusal(self, record: Any) -> str:
        """Why it cannot be printed as the record is now; "" when it can."""
        if not self.states or getattr(record, "status", None) in self.states:
            return ""
        return _("There is no %(document)s in this state.") % {"document": str(self.label)}

    def is_whole_for(self, actor: Actor) -> bool:
        """Whether the actor may read every record that the document sums up."""
        return all(access_to(actor, object_of(key)).reach(READ) == EVERYTHING for key in self.sums_up)

    def is_draft(self, record: Any) -> bool:
        """Whether it carries the word Draft and cannot be issued yet."""
        return getattr(record, "status", None) in self.drafts


_printables: dict[tuple[str, str], Printable] = {}


def printable(name: str, **options: Any) -> Callable[[Load], Load]:
    """Declares the decorated function, which reads a record into a sheet, as the document `object.kind`."""
    key, dot, kind = name.partition(".")
    if not dot or not kind.isidentifier():
        msg = f"{name!r} is no name of a document: object.kind is expected."
        raise DeclarationError(msg)

    def register(function: Load) -> Load:
        if (key, kind) in _printables:
            msg = f"The document {name} is declared twice."
            raise DeclarationError(msg)
        _printables[key, kind] = Printable(object=key, kind=kind, load=function, **options)
        stores.verbs[f"{key}.mailed"] = L("Sent by mail", "已通过邮件发送")
        stores.verbs[f"{key}.mail_failed"] = L("Could not be sent by mail", "邮件发送失败")
        stores.verbs[f"{key}.issued"] = L("Issued a copy", "已出具副本")
        return function

    return register


def printables_of(key: str, record: Any = None) -> list[Printable]:
    """The documents of an object, or those that a record of it has."""
    return [one for one in _printables.values() if one.object == key and (record is None or one.fits(record))]


def find_printable(key: str, kind: str) -> Printable:
    """The document; NotFound when there is none."""
    found = _printables.get((key, kind))
    if found is None:
        raise NotFound(_("There is no such document."))
    return found

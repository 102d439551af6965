"""The company's own part of a document: name, logo, address, tax id, bank."""

import base64
from dataclasses import dataclass
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from kontor.documents import amounts
from kontor.documents.reader import Reader
from kontor.files.models import StoredFile
from kontor.identity.services import company


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes."""

    name: str
    logo: str = ""
    lines: tuple[str, ...] = ()
    tax_id: str = ""
    bank: tuple[str, ...] = ()

    @property
    def one_line(self) -> str:
        """The sender above the address, on one line."""
        return " · ".join((self.name, *self.lines))


def letterhead_of(reader: Reader) -> Letterhead:
    """The letterhead of the record's legal entity."""
    entity = reader.entity
    if entity is None:
        return Letterhead(company().company_name or "Kontor")
    return Letterhead(
        name=entity.name,
        logo=_picture(entity.logo_id),
        lines=amounts.postal(entity.address),
        tax_id=_("Tax ID %(number)s") % {"number": entity.tax_id} if entity.tax_id else "",
        bank=tuple(line.strip() for line in entity.bank_accounts.splitlines() if line.strip()),
    )


def _picture(file_id: UUID | None) -> str:
    stored = StoredFile.objects.filter(pk=file_id, is_image=True).first() if file_id else None
    if stored is None or not default_storage.exists(stored.path):
        return ""
    with default_storage.open(stored.path, "rb") as file:
        return f"data:{stored.content_type};base64,{base64.b64encode(file.read()).decode()}"

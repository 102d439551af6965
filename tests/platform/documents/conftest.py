"""A company with a letterhead, and a customer with an address and a contact."""

from typing import Any

import pytest

from kontor.identity.models import LegalEntity
from tests.apps.house import House


class Office(House):
    """The small company, with what stands on its documents."""

    def __init__(self) -> None:
        super().__init__()
        self.change(
            LegalEntity.objects.get(),
            name="Test & Sons GmbH",
            tax_id="DE123456789",
            address={"street": "Hafenstraße 7", "postal_code": "20457", "city": "Hamburg", "country": "Germany"},
            bank_accounts="Hanse Bank\nIBAN DE02 1203 0000 0000 2020 51",
        )
        self.vat = self.save("tax", name="VAT 19 %", rate="19")
        self.buyer = self.customer(name="Bólido Comidas 上海", email="office@bolido.example", tax_id="ES99")
        self.save(
            "address", customer=self.buyer.pk, name="Head office", kind="billing",
            address={"street": "C/ Araquil, 67", "postal_code": "28023", "city": "Madrid", "country": "Spain"},
        )  # fmt: skip
        self.person = self.save(
            "contact", customer=self.buyer.pk, name="Martín Sommer", email="martin@bolido.example", main=True
        )

    def line(self, **values: Any) -> dict[str, Any]:
        """A line of a document, taxed."""
        product = values.pop("product", None) or self.service(name="Consulting 咨询服务", list_price="100")
        return {"product": product.pk, "quantity": "2", "taxes": self.vat.pk, **values}

    def offer(self, *lines: dict[str, Any], **values: Any) -> Any:
        """A quote to the customer, ready to be sent."""
        quote = self.quote(*(lines or (self.line(),)), customer=self.buyer, contact=self.person.pk, **values)
        self.run(quote, "submit")
        return type(quote)._base_manager.get(pk=quote.pk)


@pytest.fixture
def office(db: None, settings: Any, tmp_path: Any) -> Office:
    """The company; its files lie in a folder of the test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    return Office()

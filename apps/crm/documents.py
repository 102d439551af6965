"""How a customer stands on documents: the address block, and whom a document is for."""

from typing import Any

from kontor.core.labels import L
from kontor.documents import amounts
from kontor.documents.printables import Addressee, Recipient
from kontor.documents.reader import Reader
from kontor.documents.sheet import Party

MOST = 20


def address_of(reader: Reader, customer: Any, kind: str) -> tuple[str, ...]:
    """The customer's address of a kind, else any other, else the registered one."""
    condition = {"field": "customer", "op": "eq", "value": str(customer.id)}
    rows = reader.rows("address", ["kind", "address"], condition, ["created_at"])
    rows.sort(key=lambda row: row.get("kind") != kind)
    for row in rows:
        lines = amounts.postal(row.get("address"))
        if lines:
            return lines
    registered = reader.related(customer).get("registered_address")
    return (registered,) if registered else ()


def customer_party(reader: Reader, customer: Any, contact: Any = None, *, invoice: bool = False) -> Party:
    """The customer as addressee; on an invoice under its invoice title and with its tax id."""
    row = reader.related(customer)
    name = (row.get("invoice_title") if invoice else "") or row.get("name") or getattr(customer, "label", "")
    person = getattr(contact, "label", "")
    lines = (
        *((str(L(f"Attn. {person}", f"{person} 收")),) if person else ()),
        *address_of(reader, customer, "billing"),
    )
    facts: list[tuple[str, str]] = []
    if invoice and row.get("tax_id"):
        facts.append((str(L("Tax ID", "税号")), row["tax_id"]))
    if invoice and reader.language == "zh-hans" and row.get("bank_name"):
        facts.append((str(L("Bank", "开户行")), f"{row['bank_name']} {row.get('bank_account') or ''}".strip()))
    return Party(str(name or ""), lines, tuple(facts))


def addressee_of(reader: Reader, customer: Any, contact: Any = None) -> Addressee:
    """The customer's language, and the addresses of the named contact, the main one, the customer, and the others."""
    if customer is None:
        return Addressee()
    row = reader.related(customer)
    chosen = reader.related(contact)
    condition = {"field": "customer", "op": "eq", "value": str(customer.id)}
    others = reader.rows("contact", ["name", "email", "main"], condition, ["-main", "name"])
    named = [(chosen.get("name"), chosen.get("email")), *((one.get("name"), one.get("email")) for one in others)]
    own = (row.get("name"), row.get("email"))
    named.insert(1 if chosen.get("email") else len([one for one in others if one.get("main")]) + 1, own)
    found: dict[str, Recipient] = {}
    for name, email in named:
        if email:
            found.setdefault(email.lower(), Recipient(name or "", email))
    person = chosen.get("name") or next((one.get("name") for one in others if one.get("main")), "")
    return Addressee(row.get("language") or "", person or "", tuple(found.values())[:MOST])


def own_addressee(reader: Reader) -> Addressee:
    """Whom a document with a customer and perhaps a contact is for."""
    return addressee_of(reader, reader.value("customer"), reader.value("contact"))

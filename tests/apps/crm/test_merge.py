"""Two records that are the same become one: what pointed at the one points at the other, and the books agree."""

import datetime
from contextlib import nullcontext
from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kontor.audit.models import Event
from kontor.collab.comments import add_comment
from kontor.collab.models import Comment, Follow
from kontor.core.actor import SYSTEM
from kontor.core.errors import BadInput, Conflict, NotFound, NotPermitted, StaleVersion
from kontor.core.guard import MERGING, under
from kontor.records.merging import Pair, merge_preview, merge_records, mergeable, merged_into
from kontor.records.models import Merged
from kontor.records.moving import pointing_at
from kontor.records.services import restore_record
from kontor.schema.registry import current, object_of
from kontor.schema.services_links import add_links
from tests import builders
from tests.apps.house import House, again, broken, line
from tests.designed import Designed, field


def merge(keep: Any, other: Any, *take: str, actor: Any = SYSTEM, **versions: int) -> Any:
    return merge_records(actor=actor, pair=Pair(keep.declare.key, keep.pk, other.pk, **versions), take=take)


def twins(house: House) -> tuple[Any, Any]:
    return house.customer(name="Acme", code="A"), house.customer(name="ACME Ltd", code="B", tax_id="DE1", phone="030 1")


def test_values_are_chosen_per_field_and_the_other_goes_for_good(house: House):
    keep, other = twins(house)
    merge(keep, other, "code", "tax_id")
    seen = again(keep)
    assert (seen.name, seen.code, seen.tax_id, seen.phone) == ("Acme", "B", "DE1", "")
    assert again(other).trashed_at is not None
    assert merged_into("customer", other.pk) == keep.pk
    with pytest.raises(Conflict):
        restore_record(actor=SYSTEM, object="customer", id=other.pk)
    said = {event.verb: event.data for event in Event.objects.filter(verb__contains="merged")}
    assert said["customer.merged"]["name"] == "ACME Ltd"
    assert said["customer.merged_into"]["into"] == str(keep.pk)
    assert broken() == {}


def test_posted_documents_and_the_books_move_and_the_figures_are_right(house: House):
    keep, other = twins(house)
    product = house.stocked()
    for customer, quantity in ((keep, 2), (other, 3), (other, 5)):
        _order, invoice = house.invoiced(line(product, quantity), customer=customer)
        house.payment(customer, "7", {"invoice": invoice.pk, "amount": "5"})
    house.confirmed(line(product, 7), customer=other)
    house.quote(line(product, 1), customer=other)
    before = [again(one) for one in (keep, other)]
    assert before[1].receivable_balance > 0
    merge(keep, other)
    after, gone = again(keep), again(other)
    for name in ("receivable_balance", "exposure", "undelivered_value", "uninvoiced_delivered", "lifetime_revenue"):
        assert getattr(after, name) == sum(getattr(one, name) for one in before), name
        assert getattr(gone, name) == 0, name
    assert after.status == "active"
    assert (other.invoices.count(), other.orders.count(), other.quotes.count()) == (0, 0, 0)
    assert (keep.invoices.count(), keep.orders.count(), keep.quotes.count(), keep.payments.count()) == (3, 4, 1, 3)
    assert broken() == {}


def test_a_posted_invoice_still_refuses_everything_else_under_the_privilege(house: House):
    keep, other = twins(house)
    _order, invoice = house.invoiced(line(house.stocked(), 3), customer=other)
    for column, value, privileged in (("customer_id", keep.pk, False), ("total", D(1), True)):
        with pytest.raises(IntegrityError):
            _plain_update(invoice, column, value, privileged=privileged)


def _plain_update(invoice: Any, column: str, value: Any, *, privileged: bool) -> None:
    one = invoice._meta.get_field(column.removesuffix("_id"))
    sql = f'UPDATE billing_invoice SET "{column}" = %s WHERE id = %s'
    values = [one.get_db_prep_save(value, connection), invoice._meta.pk.get_db_prep_save(invoice.pk, connection)]
    with transaction.atomic(), under(MERGING) if privileged else nullcontext(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_contacts_comments_follows_and_activities_move(house: House):
    keep, other = twins(house)
    contact = house.save("contact", customer=other.pk, name="Ann")
    house.save("activity", customer=other.pk, subject="Call")
    house.save("supplier", name="Supply", customer=other.pk)
    person, second = builders.person(), builders.person()
    add_comment(actor=SYSTEM, object="customer", id=other.pk, text="Pays late")
    now = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
    for record, who, muted in ((keep, person, True), (other, person, False), (other, second, False)):
        Follow.objects.create(object="customer", record_id=record.pk, person_id=who.pk, muted=muted, since=now)
    merge(keep, other)
    assert again(contact).customer_id == keep.pk
    assert again(contact).version == 2
    assert Comment.objects.get().record_id == keep.pk
    assert set(Follow.objects.values_list("record_id", "person_id", "muted")) == {
        (keep.pk, person.pk, True),
        (keep.pk, second.pk, False),
    }
    assert Event.objects.filter(verb="contact.updated", record_id=contact.pk).exists()
    assert broken() == {}


def test_children_move_and_nothing_is_above_itself(house: House):
    top = house.customer(name="Top")
    other = house.customer(name="Middle", parent=top.pk)
    keep = house.customer(name="Low", parent=other.pk)
    sister = house.customer(name="Sister", parent=other.pk)
    merge(keep, other)
    assert (again(keep).parent_id, again(sister).parent_id) == (top.pk, keep.pk)


def test_a_circle_does_not_come_about_over_several_levels(house: House):
    other = house.customer(name="Top")
    between = house.customer(name="Between", parent=other.pk)
    keep = house.customer(name="Low", parent=between.pk)
    merge(keep, other)
    assert (again(between).parent_id, again(keep).parent_id) == (None, between.pk)


def test_a_merged_record_follows_when_its_winner_is_merged(house: House):
    one, two, three = (house.customer(name=name) for name in ("One", "Two", "Three"))
    merge(two, one)
    merge(three, two)
    assert merged_into("customer", one.pk) == merged_into("customer", two.pk) == three.pk


def test_a_merge_is_refused_whole(house: House):
    keep, other = twins(house)
    contact = house.save("contact", customer=other.pk, name="Ann")
    grants = {"customer": {"read": "all", "update": "all"}, "contact": builders.ALL_BASIC}
    no_delete = builders.actor(builders.role(grants=grants))
    only_own = builders.actor(builders.role(grants={"customer": {**builders.ALL_BASIC, "update": "own"}}))
    cases: list[tuple[Any, Any]] = [
        (NotPermitted, lambda: merge(keep, other, actor=no_delete)),
        (NotPermitted, lambda: merge(keep, other, actor=only_own)),
        (BadInput, lambda: merge(keep, keep)),
        (BadInput, lambda: merge(keep, other, "receivable_balance")),
        (BadInput, lambda: merge(keep, other, "nonsense")),
        (StaleVersion, lambda: merge(keep, other, keep_version=7)),
        (StaleVersion, lambda: merge(keep, other, other_version=7)),
        (NotFound, lambda: merge_records(actor=SYSTEM, pair=Pair("customer", keep.pk, contact.pk))),
    ]
    for refusal, attempt in cases:
        with pytest.raises(refusal):
            attempt()
    assert again(other).trashed_at is None
    assert again(contact).customer_id == other.pk
    assert (again(keep).version, Merged.objects.count()) == (1, 0)


def test_a_document_is_not_merged(house: House):
    product = house.stocked()
    one, two = (house.order(line(product, 1)) for _at in range(2))
    with pytest.raises(NotPermitted):
        merge(one, two)


def test_a_record_is_merged_once(house: House):
    keep, other = twins(house)
    third = house.customer()
    merge(keep, other)
    for winner, loser in ((third, other), (other, third)):
        with pytest.raises(NotFound):
            merge(winner, loser)


def test_a_preview_says_what_the_record_would_be_and_writes_nothing(house: House):
    keep, other = twins(house)
    saved = merge_preview(actor=SYSTEM, pair=Pair("customer", keep.pk, other.pk), take=["name"])
    assert (saved.record.name, saved.record.code) == ("ACME Ltd", "A")
    assert (again(keep).name, again(other).trashed_at) == ("Acme", None)


@pytest.mark.designed
def test_made_objects_merge_with_their_lines_links_and_roll_ups(house: House, designed: Designed):
    designed.object("gadget", field("title"), field("serial"))
    designed.object("gadget_part", field("amount", "decimal"), kind="line", parent="gadget")
    designed.field("customer", "gadget", "relation", target="gadget")
    keep, other = (house.save("gadget", title=title, gadget_part_lines=[{"amount": "1"}]) for title in ("A", "B"))
    customer = house.customer(gadget=other.pk)
    merge(keep, other, "title")
    assert again(keep).title == "B"
    assert again(customer).gadget_id == keep.pk
    assert keep.gadget_part_lines.count() == 2
    assert broken() == {}


# the least a record of what points at customers, contacts and leads is made of
LEAST: dict[str, dict[str, Any]] = {
    "contact": {"name": "C"},
    "address": {"name": "A", "address": {"city": "X"}},
    "lead": {"name": "L"},
    "activity": {"subject": "S"},
    "opportunity": {"name": "O"},
    "supplier": {"name": "S"},
    "customer": {"name": "N"},
}


def objects_that_merge() -> list[str]:
    return [key for key, found in current().objects.items() if mergeable(found)]


@pytest.mark.parametrize("key", objects_that_merge())
def test_every_relation_to_every_object_that_merges_is_moved(house: House, key: str):
    found = object_of(key)
    given: dict[str, Any] = {"customer": house.customer().pk} if key == "contact" else {}
    keep, other = (house.save(key, name=name, **given) for name in ("First", "Second"))
    pointing = []
    for relation in pointing_at(found.model):
        theirs = relation.related_model
        one = current().of(theirs).fields.get(relation.field.name)
        if theirs.declare.key in LEAST:
            values = dict(LEAST[theirs.declare.key])
            if theirs.declare.key == "opportunity" and key != "customer":
                values["customer"] = given.get("customer") or house.customer().pk
            if one is not None and one.writable:
                made = house.save(theirs.declare.key, **values, **{relation.field.name: other.pk})
                pointing.append((made, relation.field.attname))
    assert pointing or key == "supplier"
    merge(keep, other)
    assert {getattr(again(made), attname) for made, attname in pointing} <= {keep.pk}
    for relation in pointing_at(found.model):
        rows = relation.related_model._base_manager.filter(**{relation.field.attname: other.pk})
        assert not rows.exists(), relation
    assert broken() == {}


@pytest.mark.designed
def test_links_to_many_move_and_none_is_there_twice(house: House, designed: Designed):
    designed.object("guild", field("title"))
    with designed.changing():
        add_links("guild", field("members", "relations", target="customer"))
    keep, other, third = (house.customer(name=name) for name in ("Keep", "Other", "Third"))
    both = house.save("guild", title="Both", members=[str(keep.pk), str(other.pk), str(third.pk)])
    one = house.save("guild", title="One", members=[str(other.pk)])
    merge(keep, other)
    links = object_of("guild").fields["members"].settings["through"]
    rows = object_of(links).model._base_manager.values_list("parent_id", "linked_id")
    assert sorted(rows) == sorted([(both.pk, keep.pk), (both.pk, third.pk), (one.pk, keep.pk)])
    second = house.save("guild", title="Second", members=[str(keep.pk), str(third.pk)])
    merge(both, second)
    rows = object_of(links).model._base_manager.values_list("parent_id", "linked_id")
    assert sorted(rows) == sorted([(both.pk, keep.pk), (both.pk, third.pk), (one.pk, keep.pk)])
    assert broken() == {}

"""Comments: who may, whom they mention, what is left of an edited or deleted one."""

from typing import Any

import pytest

from kontor.audit.models import Event
from kontor.collab.comments import (
    CannotRead,
    add_comment,
    comments_of,
    delete_comment,
    edit_comment,
    excerpts,
    former_texts,
    people_to_mention,
)
from kontor.collab.models import Comment, Follow, FormerText
from kontor.core.actor import NOBODY
from kontor.core.errors import BadInput, NotFound, NotPermitted
from kontor.core.ids import new_id
from kontor.identity.models import Person
from kontor.identity.services import actor_of
from kontor.records.services import trash_record
from tests import builders
from tests.platform.collab.conftest import People

pytestmark = pytest.mark.django_db


def said(actor: Any, asset: Any, text: str = "Hello", *mentions: Any) -> Comment:
    return add_comment(actor=actor, object="asset", id=asset.pk, text=text, mentions=mentions)


def test_whoever_may_read_a_record_may_comment_on_it(people: People, asset: Any) -> None:
    row = said(people.ben, asset, "  Looks\r\ngood ")
    assert (row.text, row.author_name) == ("Looks\ngood", "Ben Jones")
    event = Event.objects.get(record_id=asset.pk, verb="asset.commented")
    assert (event.actor_name, "Looks" in str(event.data)) == ("Ben Jones", False)
    assert type(asset).objects.get(pk=asset.pk).version == asset.version


def test_whoever_may_not_read_it_may_not(people: People, asset: Any) -> None:
    for actor in (people.eve, NOBODY):
        with pytest.raises(NotFound):
            said(actor, asset)
        with pytest.raises(NotFound):
            comments_of(actor=actor, object="asset", id=asset.pk)
    assert not Comment.objects.exists()


def test_a_token_that_only_reads_says_nothing(people: People, asset: Any) -> None:
    reading = actor_of(Person.objects.get(pk=people.ann.person_id), read_only=True)
    with pytest.raises(NotPermitted):
        said(reading, asset)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n ", "a\x00b", "x" * 10_001, 7, None, "\ud800"])
def test_what_is_no_text_is_refused_with_its_field(people: People, asset: Any, text: Any) -> None:
    with pytest.raises(BadInput) as refused:
        said(people.ann, asset, text)
    assert [one.field for one in refused.value.errors] == ["text"]
    assert not Comment.objects.exists()


def test_a_mention_of_somebody_who_may_not_read_the_record_is_refused_by_name(people: People, asset: Any) -> None:
    with pytest.raises(CannotRead, match="Eve Black may not read this record"):
        said(people.ann, asset, "@Eve Black look", people.eve.person_id)
    with pytest.raises(BadInput, match="does not exist"):
        said(people.ann, asset, "@Nobody", new_id())
    assert (Comment.objects.count(), Follow.objects.count(), Event.objects.filter(verb="asset.commented").count()) == (
        0,
        0,
        0,
    )


def test_who_is_mentioned_follows_the_record(people: People, asset: Any) -> None:
    row = said(people.ann, asset, "@Ben Jones what do you think?", people.ben.person_id)
    assert row.mentions == [{"id": str(people.ben.person_id), "name": "Ben Jones"}]
    assert Follow.objects.get(record_id=asset.pk).person_id == people.ben.person_id


def test_whom_the_text_does_not_name_is_not_mentioned(people: People, asset: Any) -> None:
    row = said(people.ann, asset, "Never mind", people.ben.person_id)
    assert (row.mentions, Follow.objects.count()) == ([], 0)


def test_an_edit_keeps_what_was_said_before(people: People, asset: Any) -> None:
    row = said(people.ann, asset, "Frist")
    known = {"actor": people.ann, "object": "asset", "id": asset.pk, "comment": row.pk}
    edited = edit_comment(**known, text="First")
    assert (edited.text, edited.edited_at is not None) == ("First", True)
    assert [one.text for one in former_texts(**known)] == ["Frist"]


def test_a_deleted_comment_leaves_its_place_and_nothing_it_said(people: People, asset: Any) -> None:
    row = said(people.ann, asset, "Secret", people.ben.person_id)
    known = {"actor": people.ann, "object": "asset", "id": asset.pk, "comment": row.pk}
    delete_comment(**known)
    (left,) = comments_of(actor=people.ben, object="asset", id=asset.pk)
    assert (left.text, left.deleted_at is not None) == ("", True)
    assert (former_texts(**known), excerpts([row.pk])) == ([], {})
    assert FormerText.objects.get().text == "Secret"
    with pytest.raises(NotFound):
        edit_comment(**known, text="Back")


def test_only_ones_own_comment_can_be_changed(people: People, asset: Any) -> None:
    row = said(people.ben, asset)
    known = {"actor": people.ann, "object": "asset", "id": asset.pk, "comment": row.pk}
    for change in (lambda: edit_comment(**known, text="Mine"), lambda: delete_comment(**known)):
        with pytest.raises(NotPermitted):
            change()
    assert Comment.objects.get().text == "Hello"


def test_a_comment_is_found_on_its_own_record_only(people: People, asset: Any) -> None:
    other = builders.record("asset", name="Other", owner=people.ann.person_id)
    row = said(people.ann, asset)
    with pytest.raises(NotFound):
        edit_comment(actor=people.ann, object="asset", id=other.pk, comment=row.pk, text="Moved")


def test_nothing_is_said_about_what_is_in_the_trash(people: People, asset: Any) -> None:
    said(people.ann, asset)
    trash_record(actor=people.ann, object="asset", id=asset.pk)
    for ask in (lambda: said(people.ann, asset), lambda: comments_of(actor=people.ann, object="asset", id=asset.pk)):
        with pytest.raises(NotFound):
            ask()
    assert Comment.objects.count() == 1


def test_only_those_who_may_read_the_record_are_offered(
    people: People, asset: Any, django_assert_max_num_queries: Any
) -> None:
    people_to_mention(actor=people.ann, object="asset", id=asset.pk)
    with django_assert_max_num_queries(4):
        found = people_to_mention(actor=people.ann, object="asset", id=asset.pk)
    assert [one.name for one in found] == ["Ben Jones"]
    assert people_to_mention(actor=people.ann, object="asset", id=asset.pk, search="eve") == []
    assert len(people_to_mention(actor=people.ann, object="asset", id=asset.pk, search="JON")) == 1

"""Who follows a record: by being on it, or by choice."""

from typing import Any

import pytest

from kontor.collab.following import followers, follows, set_follow
from kontor.core.errors import NotFound
from kontor.schema.registry import object_of
from tests import builders
from tests.platform.collab.conftest import People

pytestmark = pytest.mark.django_db


def test_owner_and_maker_follow_without_a_row(people: People, asset: Any, django_assert_num_queries: Any) -> None:
    found = object_of("asset")
    with django_assert_num_queries(0):
        known = followers([(found, asset)], fresh=[asset.pk])
    assert known == {asset.pk: {people.ann.person_id}}
    with django_assert_num_queries(1):
        followers([(found, asset)] * 3)


def test_whoever_leaves_hears_nothing_more_though_it_is_his(people: People, asset: Any) -> None:
    found = object_of("asset")
    assert follows(people.ann, found, asset)
    set_follow(actor=people.ann, object="asset", id=asset.pk, follow=False)
    assert (follows(people.ann, found, asset), followers([(found, asset)])[asset.pk]) == (False, set())
    set_follow(actor=people.ann, object="asset", id=asset.pk, follow=True)
    assert followers([(found, asset)])[asset.pk] == {people.ann.person_id}


def test_following_needs_the_right_to_read(people: People, asset: Any) -> None:
    assert set_follow(actor=people.ben, object="asset", id=asset.pk, follow=True)
    with pytest.raises(NotFound):
        set_follow(actor=people.eve, object="asset", id=asset.pk, follow=True)
    assert followers([(object_of("asset"), asset)])[asset.pk] == {people.ann.person_id, people.ben.person_id}


def test_whoever_is_assigned_follows(people: People, asset: Any) -> None:
    moved = builders.record("asset", name="Saw", owner=people.ann.person_id, keeper=people.ben.person_id)
    assert followers([(object_of("asset"), moved)])[moved.pk] == {people.ann.person_id, people.ben.person_id}

"""Ids, clocks, rounding, labels and the order of locks."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from kontor.core.clock import FixedClock
from kontor.core.ids import new_id
from kontor.core.labels import L, stored_label
from kontor.core.locks import LockBook, LockOrder, rank_lock
from kontor.core.money import round_money, split_rest
from kontor.records.folding import terms, tokens
from kontor.records.read.periods import period
from tests import builders
from tests.sample.models import Asset, Maker


def test_ids_rise_within_a_process() -> None:
    ids = [new_id() for _at in range(2000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert {one.version for one in ids} == {7}


def test_the_business_day_is_that_of_the_company() -> None:
    at = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    assert FixedClock(at, "Asia/Shanghai").today() == date(2026, 4, 1)
    assert FixedClock(at, "America/New_York").today() == date(2026, 3, 31)
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2026, 1, 1))  # noqa: DTZ001 (what is refused)


@pytest.mark.parametrize(
    ("amount", "mode", "expected"),
    [
        ("0.125", "half_up", "0.13"),
        ("0.125", "half_even", "0.12"),
        ("-0.125", "half_up", "-0.13"),
        ("2.675", "half_up", "2.68"),
    ],
)
def test_rounding(amount: str, mode: str, expected: str) -> None:
    assert round_money(Decimal(amount), 2, mode) == Decimal(expected)


def test_a_split_sums_up_and_the_last_takes_the_rest() -> None:
    parts = split_rest(Decimal("100.00"), [Decimal(1)] * 3)
    assert parts == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert split_rest(Decimal("5.00"), [Decimal(0), Decimal(0)]) == [Decimal(0), Decimal("5.00")]


def test_labels_follow_the_language() -> None:
    label = L("Tax ID", "税号")
    with translation.override("zh-hans"):
        assert str(label) == "税号"
        assert str(L("Only English")) == "Only English"
    assert str(label) == "Tax ID"
    assert stored_label({"zh-hans": "税号"}) == "税号"


def test_words_are_folded_and_chinese_is_cut_into_pairs() -> None:
    assert tokens("Ｆull Straße, ÉCOLE") == ["full", "strasse", "ecole"]
    assert tokens("北京烤鸭") == ["北京", "京烤", "烤鸭", "鸭"]
    assert terms("京烤") == ["京烤"]
    assert terms("鸭") == ["鸭"]


def test_periods_around_a_day() -> None:
    day = date(2026, 2, 18)
    assert period("this_month", day) == (date(2026, 2, 1), date(2026, 2, 28))
    assert period("last_quarter", day) == (date(2025, 10, 1), date(2025, 12, 31))
    assert period("this_week", day) == (date(2026, 2, 16), date(2026, 2, 22))
    assert period("last_2_months", date(2026, 3, 31)) == (date(2026, 1, 31), date(2026, 3, 31))
    assert period("soon", day) is None


@pytest.mark.django_db
def test_locks_out_of_order_are_refused() -> None:
    asset, maker = builders.record("asset", name="Drill"), builders.record("maker", name="Bosch")
    rank_lock("asset", 1)
    rank_lock("maker", 2)
    try:
        book = LockBook()
        book.take(Asset, [asset.pk])
        book.take(Maker, [maker.pk])
        book.take(Asset, [asset.pk])
        backwards = LockBook()
        backwards.take(Maker, [maker.pk])
        with pytest.raises(LockOrder):
            backwards.take(Asset, [asset.pk])
    finally:
        rank_lock("asset", 0)
        rank_lock("maker", 0)

"""Tests that commit leave nothing behind."""

import pytest
from django.db import connection, transaction

from kontor.core.clock import system_clock
from kontor.jobs.models import Schedule


@pytest.mark.parametrize("run", [1, 2])
@pytest.mark.usefixtures("committed_db")
def test_what_a_test_commits_is_gone_for_the_next(run: int) -> None:
    assert not Schedule.objects.exists()
    with transaction.atomic():
        Schedule.objects.create(kind=f"run {run}", next_at=system_clock().now())
    assert not connection.in_atomic_block
    connection.close()
    assert Schedule.objects.count() == 1


@pytest.mark.django_db
def test_tests_that_roll_back_start_from_nothing_too() -> None:
    assert not Schedule.objects.exists()

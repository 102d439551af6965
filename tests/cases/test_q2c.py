"""Plays every acceptance case whose objects exist; the others are listed with what they wait for."""

import pytest

from tests.cases.all_runners import RUNNERS
from tests.cases.book import all_cases
from tests.cases.pending import PENDING


def test_every_case_runs_or_is_listed_as_pending():
    assert set(RUNNERS) | set(PENDING) == set(all_cases())
    assert not set(RUNNERS) & set(PENDING)
    assert all(PENDING.values())


@pytest.mark.parametrize("case_id", sorted(case_id for case_id, runner in RUNNERS.items() if not runner.company))
def test_arithmetic(case_id):
    RUNNERS[case_id].play(all_cases()[case_id])


@pytest.mark.parametrize("case_id", sorted(case_id for case_id, runner in RUNNERS.items() if runner.company))
def test_in_the_company(case_id, company):
    RUNNERS[case_id].play(all_cases()[case_id], company)

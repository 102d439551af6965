"""Hostile JSON against the API, made by Hypothesis: the server always answers, and a refusal changes nothing."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.schema.registry import object_of
from tests import builders
from tests.platform.test_bad_input import footprint
from tests.surfaces import Visitor, all_powerful

bounded = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NAMES = st.sampled_from([*object_of("asset").fields, "lines", "version", "id", "use", "retire", "delete", "x_absent"])
WORDS = st.sampled_from(["tool", "7", "-0.1", "me", "2026-01-31", "true"])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), WORDS)
KEYS = st.one_of(NAMES, st.text(max_size=8))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=8,
)
BODIES = st.dictionaries(NAMES, VALUES, max_size=6)
OPS = ("eq", "ne", "lt", "gte", "in", "not_in", "between", "contains", "starts_with", "is_empty", "within", "x")
CONDITIONS = st.recursive(
    st.fixed_dictionaries({"field": NAMES, "op": st.sampled_from(OPS), "value": VALUES}),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"and": st.lists(inner, max_size=3)}), st.fixed_dictionaries({"or": inner})
    ),
    max_leaves=6,
)
QUESTIONS = st.dictionaries(
    st.sampled_from(["filter", "group_by", "aggregates", "sort", "limit", "search", "x"]),
    st.one_of(VALUES, CONDITIONS, st.lists(NAMES, max_size=3)),
    max_size=5,
)


@pytest.fixture
def visitor(db: None) -> Visitor:
    builders.record("asset", name="Kept", lines=[{"name": "Part"}])
    return all_powerful()


def answered(answer: Any) -> bool:
    """Whether something was done; a refusal says why in a sentence."""
    assert answer.status_code < 500
    if answer.status_code < 300:
        return True
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.data["detail"]
    return False


def as_json(value: Any) -> bytes:
    # NaN and lone surrogates go out as they are: refusing them is the server's part
    return json.dumps(value).encode("utf-8", "surrogatepass")


@bounded
@given(body=BODIES)
def test_a_create_is_done_or_refused_whole(visitor: Visitor, body: dict[str, Any]) -> None:
    before = footprint()
    done = answered(visitor("POST", "records/asset", raw=as_json(body)))
    assert (footprint() == before) == (not done)
    answered(visitor("POST", "records/asset/preview", raw=as_json(body)))


@bounded
@given(body=BODIES)
def test_a_change_is_done_or_refused_whole(visitor: Visitor, body: dict[str, Any]) -> None:
    asset = builders.record("asset", name="Kept")
    path, before = f"records/asset/{asset.pk}", footprint()
    done = answered(visitor("PATCH", path, raw=as_json({**body, "version": asset.version})))
    assert done or footprint() == before
    assert answered(visitor("GET", path))
    answered(visitor("POST", f"{path}/actions/use", raw=as_json(body)))


@bounded
@given(rows=st.lists(BODIES, max_size=3), name=st.sampled_from(["create", "update", "delete"]), atomic=st.booleans())
def test_a_bulk_is_answered_row_by_row(visitor: Visitor, rows: list[dict[str, Any]], name: str, atomic: bool) -> None:
    before = footprint()
    done = answered(visitor("POST", "records/asset/bulk", raw=as_json({name: rows, "atomic": atomic})))
    assert done or not atomic or footprint() == before


@bounded
@given(question=QUESTIONS)
def test_a_question_is_answered_or_refused(visitor: Visitor, question: dict[str, Any]) -> None:
    before = footprint()
    answered(visitor("POST", "query/asset", raw=as_json(question)))
    assert footprint() == before


@bounded
@given(condition=CONDITIONS, sort=st.lists(NAMES, max_size=3), more=st.text(max_size=20))
def test_a_list_is_answered_or_refused(visitor: Visitor, condition: Any, sort: list[str], more: str) -> None:
    wanted = quote(json.dumps(condition))
    free = quote(more.encode("utf-8", "surrogatepass"))
    for query in (f"filter={wanted}", f"sort={','.join(sort)}&search={free}", f"fields={free}", f"{free}={free}"):
        answered(visitor("GET", f"records/asset?{query}"))
    assert visitor.page("asset/", filter=json.dumps(condition)).status_code in (200, 400)

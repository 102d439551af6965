"""Every field type: filled in by form and by API, shown, filtered, sorted, exported, told in history, restored."""

import io
import json
import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape
from PIL import Image

from kontor.files.services import store_file
from kontor.identity.services import actor_of
from kontor.schema.field_types import TYPES
from kontor.schema.registry import object_of
from kontor.schema.services import FieldSpec
from tests import builders
from tests.designed import Designed
from tests.platform.type_cases import CASES, Case, Named
from tests.surfaces import all_powerful, complaints, form_of, inputs_of, read_table

MADE = [("gadget", kind) for kind in CASES if TYPES[kind].designable]
SETTABLE = [("asset", kind) for kind, case in CASES.items() if case.settable] + MADE
each = pytest.mark.parametrize(("key", "kind"), [*(("asset", kind) for kind in CASES), *MADE])
# the shipped number has nine digits before the point, a made one twelve
WIDER = {"gadget": {"decimal": ("1000000000",)}}


class World:
    """A visitor, and the records and files that values of relations name."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.visitor = all_powerful()
        self.made: dict[Named, str] = {}

    def value(self, wanted: Any) -> Any:
        """A case's value with the id of the record it names."""
        if not isinstance(wanted, Named):
            return wanted
        if wanted not in self.made:
            self.made[wanted] = str(self._make(wanted).pk)
        return self.made[wanted]

    def _make(self, wanted: Named) -> Any:
        if wanted.kind == "person":
            return builders.person(wanted.name)
        if "file" not in wanted.kind:
            return builders.record(wanted.kind, name=wanted.name)
        owner = self.visitor.person if wanted.kind == "file" else builders.person()
        upload = ContentFile(bytes_of(wanted.name), name=wanted.name)
        return store_file(upload=upload, actor=actor_of(owner))

    def create(self, case: Case, value: Any, name: str = "Asset") -> str:
        """An asset with that value, made by the API; its id."""
        values = {"name": name} if value is None else {"name": name, case.field: self.value(value)}
        answer = self.visitor("POST", f"records/{self.key}", values)
        assert answer.status_code == 201, answer.data
        if case.settable:
            return str(answer.data["id"])
        used = self.visitor("POST", f"records/{self.key}/{answer.data['id']}/actions/use")
        assert used.status_code == 200, used.data
        return str(answer.data["id"])

    def count(self) -> int:
        """How many records there are."""
        return int(object_of(self.key).model._base_manager.count())

    def empty(self, case: Case) -> Any:
        """What the API answers for a value that is not there: a made column is always empty, never blank."""
        return None if self.key != "asset" and case.empty == "" else case.empty

    def read(self, pk: str, name: str) -> Any:
        """What the API answers for a field of an asset; of a relation its id."""
        value = self.visitor("GET", f"records/{self.key}/{pk}").data[name]
        return value["id"] if isinstance(value, dict) and "id" in value else value

    def listed(self, **query: str) -> list[str]:
        """The ids of the assets of a list, the same by API and page; by a sort also in the same order."""
        answer = self.visitor("GET", f"records/{self.key}?fields=version&{urlencode(query)}")
        assert answer.status_code == 200, answer.data
        ids = [row["id"] for row in answer.data["results"]]
        shown = re.findall(rf"/o/{self.key}/([0-9a-f-]{{36}})/", self.visitor.page(f"{self.key}/", **query).text)
        assert list(dict.fromkeys(shown)) == ids if "sort" in query else set(shown) == set(ids)
        return ids


def bytes_of(name: str) -> bytes:
    """The content of a file of that name."""
    if name.endswith(".txt"):
        return f"This is {name}".encode()
    drawn = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(drawn, "PNG")
    return drawn.getvalue()


@pytest.fixture
def key() -> str:
    """The object whose fields are tried: the shipped one, unless a test says otherwise."""
    return "asset"


@pytest.fixture
def world(designed: Designed, settings: Any, key: str, request: pytest.FixtureRequest) -> World:
    """Files are kept in memory; the made object has a name and a field like that of the shipped one."""
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}
    if key == "gadget":
        kind = request.node.callspec.params["kind"]
        designed.object("gadget", *(made(one, CASES[one]) for one in dict.fromkeys(("text", kind))))
    return World(key)


def made(kind: str, case: Case) -> FieldSpec:
    """The made field of a case, like the shipped one."""
    one = object_of("asset").fields[case.field]
    choices = tuple({"key": choice.key, "label": {"en": str(choice.label)}} for choice in one.choices)
    return FieldSpec(
        {"en": str(one.label)},
        kind,
        key=case.field,
        required=case.needed,
        choices=choices,
        target="maker" if kind == "relation" else "",
        max_length=one.max_length if kind == "text" else None,
    )


def form_with(world: World, case: Case, value: Any) -> dict[str, Any]:
    """The form of a new asset with that value typed in, files chosen."""
    form: dict[str, Any] = {**world.visitor.form(f"{world.key}/new"), "name": ["Asset"]}
    if isinstance(value, Named) and value.kind == "file":
        return {**form, f"{case.field}:file": SimpleUploadedFile(value.name, bytes_of(value.name))}
    return {**form, **form_of(object_of(world.key), {case.field: world.value(value)})}


def test_every_type_has_a_case_on_a_field_of_its_own() -> None:
    # links to many have no column of their own: tests/platform/design/test_links.py
    assert CASES.keys() == TYPES.keys() - {"relations"}
    fields = object_of("asset").fields
    assert {kind: fields[case.field].type.key for kind, case in CASES.items()} == {kind: kind for kind in CASES}


@pytest.mark.parametrize(("key", "kind"), SETTABLE)
def test_a_value_is_the_same_by_form_and_by_api(world: World, kind: str) -> None:
    case = CASES[kind]
    answer = world.visitor.send(f"{world.key}/new", form_with(world, case, case.low))
    assert answer.status_code == 302, complaints(answer.text)
    by_form = world.read(answer.headers["Location"].split("/")[3], case.field)
    by_api = world.read(world.create(case, case.low, "Abel"), case.field)
    if isinstance(case.low, Named) and case.low.kind == "file":
        assert UUID(by_form) != UUID(by_api) == UUID(world.value(case.low))
    else:
        assert by_form == by_api == world.value(case.answer)


def test_a_number_is_given_by_action_on_the_page_and_by_api(world: World) -> None:
    first, second = (world.visitor("POST", f"records/{world.key}", {"name": name}).data["id"] for name in ("A", "B"))
    assert world.read(first, "number") is None
    assert world.visitor.send(f"asset/{first}/actions/use", {"version": "1"}).status_code in (200, 204, 302)
    assert world.visitor("POST", f"records/{world.key}/{second}/actions/use").status_code == 200
    numbers = [world.read(pk, "number") for pk in (first, second)]
    assert [re.sub(r"\d{4}-", "YEAR-", number) for number in numbers] == ["AS-YEAR-00001", "AS-YEAR-00002"]


@each
def test_a_value_is_shown_in_list_page_and_form(world: World, kind: str) -> None:
    case = CASES[kind]
    pk = world.create(case, case.low, "Abel")
    shown = case.shown or world.value(case.low)
    wanted = {shown, escape(shown), f"/files/{world.value(case.low)}"}
    label = str(object_of(world.key).fields[case.field].label)
    listed = world.visitor.page(f"{world.key}/", columns=f"name,{case.field}").text
    assert label in listed
    table = listed[listed.index("<tbody") : listed.index("</tbody>")]
    assert any(one in table for one in {*wanted, "Rich text", 'aria-label="File"'}), table
    page = world.visitor.page(f"{world.key}/{pk}/").text
    assert any(one in page for one in wanted)
    form = inputs_of(world.visitor.page(f"{world.key}/{pk}/edit").text)
    typed = form_of(object_of(world.key), {case.field: world.value(case.low)}) if case.settable else {}
    typed = {case.field: [case.typed]} if case.typed else typed
    assert {name: form[name][-1:] for name in typed} == {name: sent[-1:] for name, sent in typed.items()} or (
        kind == "datetime" and form[case.field] == [world.value(case.low).removesuffix(":00Z")]
    )


OPERATIONS: dict[str, Any] = {
    "eq": lambda low, high, part: (low, "a"),
    "ne": lambda low, high, part: (low, "bc"),
    "in": lambda low, high, part: ([low], "a"),
    "not_in": lambda low, high, part: ([low, high], "c"),
    "lt": lambda low, high, part: (high, "a"),
    "lte": lambda low, high, part: (low, "a"),
    "gt": lambda low, high, part: (low, "b"),
    "gte": lambda low, high, part: (high, "b"),
    "between": lambda low, high, part: ([low, low], "a"),
    "contains": lambda low, high, part: (part, "a"),
    "starts_with": lambda low, high, part: (part, "a"),
    "is_empty": lambda low, high, part: (True, "c"),
    "within": lambda low, high, part: ("today", "a"),
}
# a new asset is not insured, and has a name; numbers are counted up and all begin alike
OTHERWISE = {
    ("boolean", "eq"): "ac",
    ("boolean", "ne"): "b",
    ("text", "is_empty"): "",
    ("number", "contains"): "ab",
    ("number", "starts_with"): "ab",
}


def three(world: World, case: Case) -> tuple[dict[str, str], Any, Any]:
    """Three assets, with the low value, the high one and none; their names by id, and the two values."""
    ids = {"a": world.create(case, case.low, "Abel"), "b": world.create(case, case.high, "Berta")}
    ids["c"] = str(world.visitor("POST", f"records/{world.key}", {"name": "Xaver"}).data["id"])
    low, high = (world.read(ids[name], case.field) for name in "ab")
    return {pk: name for name, pk in ids.items()}, low, high


@each
def test_a_value_is_found_by_every_operation_of_its_type(world: World, kind: str) -> None:
    case = CASES[kind]
    names, low, high = three(world, case)
    for operation in TYPES[kind].ops:
        value, expected = OPERATIONS[operation](low, high, case.part)
        condition = json.dumps({"field": case.field, "op": operation, "value": value})
        found = "".join(sorted(names[pk] for pk in world.listed(filter=condition)))
        assert found == OTHERWISE.get((kind, operation), expected), (operation, value)


@each
def test_other_operations_are_refused(world: World, kind: str) -> None:
    case = CASES[kind]
    for operation in OPERATIONS.keys() - {*TYPES[kind].ops, "eq"}:
        condition = json.dumps({"field": case.field, "op": operation, "value": "x"})
        answer = world.visitor("GET", f"records/{world.key}?filter={condition}")
        assert (answer.status_code, answer.data["errors"][0]["field"]) == (400, case.field)
        assert world.visitor.page(f"{world.key}/", filter=condition).status_code == 400


@each
def test_a_list_is_sorted_by_it_or_says_that_it_cannot(world: World, kind: str) -> None:
    case = CASES[kind]
    names, _low, _high = three(world, case)
    if not TYPES[kind].sortable:
        for wanted in (case.field, f"-{case.field}"):
            answer = world.visitor("GET", f"records/{world.key}?sort={wanted}")
            assert (answer.status_code, answer.data["errors"][0]["field"]) == (400, "sort")
            assert case.field in answer.data["detail"]
            assert world.visitor.page(f"{world.key}/", sort=wanted).status_code == 400
        return
    rising = [names[pk] for pk in world.listed(sort=case.field)]
    falling = [names[pk] for pk in world.listed(sort=f"-{case.field}")]
    assert [name for name in rising if name != "c"] == ["a", "b"]
    assert [name for name in falling if name != "c"] == ["b", "a"]
    assert falling == rising[::-1] or kind == "boolean"


@each
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_holds_it(world: World, kind: str, format: str) -> None:
    case = CASES[kind]
    world.create(case, case.low, "Abel")
    label = str(object_of(world.key).fields[case.field].label)
    answer = world.visitor("GET", f"records/{world.key}/export?format={format}&fields={case.field}")
    by_api = read_table(b"".join(answer.streaming_content), format)
    assert world.visitor.table(world.key, format, columns=case.field) == by_api
    (heading,), (cell,) = by_api
    assert heading == label
    wanted = case.cell or world.value(case.low)
    if TYPES[kind].numeric:
        assert Decimal(cell) == Decimal(wanted)
    elif kind == "number":
        assert re.fullmatch(r"AS-\d{4}-00001", cell)
    else:
        assert cell.removeprefix("'").lower().startswith(wanted.lower())


@each
def test_its_history_holds_the_old_and_the_new_value(world: World, kind: str) -> None:
    case = CASES[kind]
    if case.settable:
        pk = world.create(case, case.low, "Abel")
        sent = {"version": 1, case.field: world.value(case.high)}
        assert world.visitor("PATCH", f"records/{world.key}/{pk}", sent).status_code == 200
    else:
        pk = world.create(case, None, "Abel")
    newest = world.visitor("GET", f"records/{world.key}/{pk}/history").data["results"][0]
    (change,) = [one for one in newest["changes"] if one["field"] == case.field]
    plain = [one["id"] if isinstance(one, dict) and "id" in one else one for one in (change["old"], change["new"])]
    assert plain == [world.value(case.answer), world.read(pk, case.field)]
    assert plain[0] != plain[1]
    assert change["label"] in world.visitor.page(f"{world.key}/{pk}/side").text


@each
def test_a_restored_record_has_it_as_before(world: World, kind: str) -> None:
    case = CASES[kind]
    pk = str(world.visitor("POST", f"records/{world.key}", {"name": "Abel"}).data["id"])
    version = 1
    if case.settable:
        pk = world.create(case, case.low, "Abel")
    before = world.read(pk, case.field)
    gone = world.visitor("DELETE", f"records/{world.key}/{pk}", {"version": version})
    assert gone.status_code == 204
    assert pk not in world.listed()
    assert world.visitor.send(f"{world.key}/{pk}/restore", {}).status_code == 204
    assert world.read(pk, case.field) == before
    assert pk in world.listed()


@each
def test_what_is_no_value_is_refused_beside_the_field(world: World, kind: str) -> None:
    case, before = CASES[kind], world.count()
    for wrong in case.wrong:
        if wrong in WIDER.get(world.key, {}).get(kind, ()):
            continue
        sent = world.value(wrong)
        answer = world.visitor("POST", f"records/{world.key}", {"name": "Asset", case.field: sent})
        assert answer.status_code == 400, wrong
        (problem,) = answer.data["errors"]
        assert (problem["field"].removeprefix("/"), bool(problem["message"])) == (case.field, True)
        page = world.visitor.send(
            f"{world.key}/new", {"name": "Asset", **form_of(object_of(world.key), {case.field: sent})}
        )
        assert page.status_code == 400, wrong
        assert f'id="f-{case.field}-err"' in page.text or not case.settable
        assert complaints(page.text)
    assert world.count() == before


@pytest.mark.parametrize(("key", "kind"), SETTABLE)
def test_a_value_can_be_taken_away_again(world: World, kind: str) -> None:
    case = CASES[kind]
    for way in ("api", "form"):
        # a file belongs to one record
        high = Named("file", f"{way}-{case.high.name}") if TYPES[kind].is_file else case.high
        pk = world.create(case, high, "Abel")
        if way == "api":
            answer = world.visitor("PATCH", f"records/{world.key}/{pk}", {"version": 1, case.field: None})
            done = 200
        else:
            form = world.visitor.form(f"{world.key}/{pk}/edit")
            blank = {name: [""] for name in form if name.partition("[")[0] == case.field}
            answer = world.visitor.send(f"{world.key}/{pk}/edit", {**form, **blank})
            done = 302
        assert answer.status_code == (400 if case.needed else done)
        assert world.read(pk, case.field) == (world.value(high) if case.needed else world.empty(case))

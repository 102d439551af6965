"""Creating and editing: saving, errors beside their field, live previews, and two people on one record."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from kontor.identity.models import Role
from tests import builders
from tests.platform.web.conftest import Visitor
from tests.sample.models import Asset, AssetPart


@pytest.fixture
def asset(db: None) -> Any:
    lines = [{"name": "Blade", "quantity": "2", "price": "9.5"}, {"name": "Grip", "quantity": "1", "price": "3"}]
    return builders.record("asset", name="Saw", price="10", lines=lines)


def line_ids(asset: Any) -> list[str]:
    return [str(one.pk) for one in AssetPart.objects.filter(parent=asset.pk).order_by("position")]


def field(html: str, name: str) -> str:
    """The value of an input."""
    found = re.search(rf'name="{re.escape(name)}"(?: id="[^"]*")? value="([^"]*)"', html)
    assert found, name
    return found[1]


def test_a_new_form_has_the_defaults_and_one_empty_line(administrator: Visitor) -> None:
    html = administrator.text("/o/asset/new")
    assert field(html, "owner:name") == administrator.person.name
    assert field(html, "lines[new-1][name]") == ""
    assert "aria-invalid" not in html


def test_a_new_form_takes_values_from_its_address(administrator: Visitor) -> None:
    maker = builders.record("maker", name="Bosch")
    html = administrator.text(f"/o/asset/new?maker={maker.pk}&name=Drill&total=5")
    assert field(html, "maker") == str(maker.pk)
    assert field(html, "name") == "Drill"


def test_a_record_is_made_with_its_lines(administrator: Visitor) -> None:
    values = {
        "name": "Drill", "price": "99.90", "insured": ["false", "true"], "uses": ["", "tool", "vehicle"],
        "place[street]": "Hafen 1", "place[city]": "Lübeck", "seen_at": "2026-03-01T10:00",
        "lines[new-1][row]": "", "lines[new-1][name]": "Bit", "lines[new-1][quantity]": "4",
        "lines[new-1][price]": "2.50", "lines[new-1][delete]": "",
        "lines[new-2][row]": "", "lines[new-2][name]": "", "lines[new-2][quantity]": "", "lines[new-2][delete]": "",
    }  # fmt: skip
    response = administrator.post("/o/asset/new", values)
    made = Asset.objects.get(name="Drill")
    assert response.headers["HX-Redirect"] == f"/o/asset/{made.pk}/"
    assert (made.insured, made.uses, made.place) == (
        True,
        ("tool", "vehicle"),
        {"street": "Hafen 1", "city": "Lübeck"},
    )
    assert [(one.name, str(one.quantity)) for one in made.lines.all()] == [("Bit", "4.000000")]


def test_a_form_works_without_scripts(administrator: Visitor) -> None:
    response = administrator.client.post("/o/maker/new", {"name": "Makita"})
    assert response.status_code == 302
    assert "Makita" in administrator.text(response.headers["Location"])


def test_errors_stand_beside_their_fields_and_in_a_summary(administrator: Visitor) -> None:
    values = {
        "name": "", "price": "dear", "rank": "3",
        "lines[new-1][row]": "", "lines[new-1][name]": "Bit", "lines[new-1][quantity]": "many",
    }  # fmt: skip
    response = administrator.post("/o/asset/new", values)
    html = response.content.decode()
    assert response.status_code == 400
    assert '<p class="err" id="f-name-err">This field is required.</p>' in html
    assert re.search(r'value="dear"[^>]* aria-invalid="true" aria-describedby="f-price-err"', html)
    assert field(html, "rank") == "3"
    assert field(html, "lines[new-1][quantity]") == "many"
    summary = html.split("data-summary")[1].split("</div></div>")[0]
    assert re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary) == [
        ("f-price", "Price"),
        ("f-name", "Name"),
        ("lines-new-1-quantity", "Line 1, Quantity"),
    ]
    assert not Asset.objects.exists()


def test_a_rule_of_the_business_is_told_in_the_summary(administrator: Visitor) -> None:
    values = {
        "name": "Crane",
        "lines[new-1][name]": "Arm",
        "lines[new-1][quantity]": "2",
        "lines[new-1][price]": "900000",
    }
    response = administrator.post("/o/asset/new", values)
    assert response.status_code == 422
    assert "An asset may not cost more than 1,000,000." in response.content.decode()


def test_names_that_are_no_fields_are_refused(administrator: Visitor, asset: Any) -> None:
    for name in ("is_superuser", "total", "status"):
        response = administrator.post("/o/asset/new", {"name": "X", name: "1"})
        assert response.status_code == 400, name
    assert Asset.objects.count() == 1


def test_lines_are_changed_added_and_removed_together(administrator: Visitor, asset: Any) -> None:
    first, second = line_ids(asset)
    values = {
        "version": "1", "name": "Saw",
        f"lines[{first}][quantity]": "5", f"lines[{second}][delete]": "1",
        "lines[new-1][name]": "Guard", "lines[new-1][quantity]": "1", "lines[new-1][price]": "7",
    }  # fmt: skip
    administrator.post(f"/o/asset/{asset.pk}/edit", values)
    lines = AssetPart.objects.filter(parent=asset.pk).order_by("position")
    assert [(one.name, one.quantity) for one in lines] == [("Blade", 5), ("Guard", 1)]
    assert Asset.objects.get(pk=asset.pk).total == 5 * 9.5 + 7


def test_a_preview_computes_and_writes_nothing(administrator: Visitor, asset: Any) -> None:
    first, second = line_ids(asset)
    values = {
        "version": "1", "name": "Saw",
        f"lines[{first}][row]": "", f"lines[{first}][name]": "Blade", f"lines[{first}][quantity]": "10",
        f"lines[{first}][price]": "9.5", f"lines[{second}][delete]": "1",
        "lines[new-1][row]": "", "lines[new-1][name]": "Guard", "lines[new-1][quantity]": "2",
    }  # fmt: skip
    response = administrator.post(f"/o/asset/{asset.pk}/preview", values)
    html = response.content.decode()
    assert response.status_code == 200
    assert field(html, "version") == "1"
    assert field(html, f"lines[{first}][quantity]") == "10"
    assert field(html, "lines[new-1][name]") == "Guard"
    assert field(html, "lines[new-2][name]") == ""
    assert f'name="lines[{second}][delete]" value="1"' in html
    kept = Asset.objects.get(pk=asset.pk)
    assert (kept.version, kept.total, AssetPart.objects.filter(parent=asset.pk).count()) == (1, asset.total, 2)


def test_a_preview_warns_and_does_not_nag_about_what_is_still_to_come(administrator: Visitor) -> None:
    response = administrator.post("/o/asset/preview", {"name": "", "lines[new-1][name]": "Bit"})
    html = response.content.decode()
    assert "The parts cost nothing." in html
    assert "This field is required." not in html


def test_a_preview_keeps_what_is_wrong_with_its_sentence(administrator: Visitor) -> None:
    html = administrator.post("/o/asset/preview", {"name": "X", "price": "dear"}).content.decode()
    assert field(html, "price") == "dear"
    assert "A number is expected here." in html


def test_a_preview_costs_as_many_queries_for_twenty_lines_as_for_two(
    administrator: Visitor, django_assert_max_num_queries: Any
) -> None:
    maker = builders.record("maker", name="Bosch")

    def sent(count: int) -> dict[str, str]:
        values = {"name": "Crane"}
        for number in range(count):
            key = f"lines[new-{number + 1}]"
            values |= {f"{key}[name]": f"Part {number}", f"{key}[quantity]": "1", f"{key}[price]": "2"}
            values |= {f"{key}[maker]": str(maker.pk), f"{key}[maker__name]": "Bosch"}
        return values

    for count in (2, 20):
        with django_assert_max_num_queries(12):
            administrator.post("/o/asset/preview", sent(count))


def test_two_people_on_one_record_see_both_versions_and_lose_nothing(administrator: Visitor, asset: Any) -> None:
    other = {"name": "Handsaw", "rank": "7"}
    builders.save_record(actor=builders.SYSTEM, object="asset", id=asset.pk, values=other)
    mine = {"version": "1", "name": "Bandsaw", "rank": "", "note": "Mine alone"}
    response = administrator.post(f"/o/asset/{asset.pk}/edit", mine)
    html = response.content.decode()
    assert response.status_code == 409
    assert field(html, "version") == "2"
    assert field(html, "name") == "Bandsaw"
    assert "Mine alone" in html
    both = html.split("data-summary")[1].split("</table>")[0]
    assert re.search(r"<th scope=\"row\">Name</th>.*Handsaw.*Bandsaw", both, re.DOTALL)
    assert re.search(r'name="keep\[name\]" value="mine" checked', both)
    assert re.search(r'name="keep\[rank\]" value="theirs" checked', both)
    kept = Asset.objects.get(pk=asset.pk)
    assert (kept.name, kept.rank, kept.version) == ("Handsaw", 7, 2)


def test_the_second_save_takes_what_was_chosen(administrator: Visitor, asset: Any) -> None:
    builders.save_record(actor=builders.SYSTEM, object="asset", id=asset.pk, values={"name": "Handsaw", "rank": "7"})
    chosen = {
        "version": "2", "name": "Bandsaw", "rank": "", "note": "Mine alone",
        "keep[name]": "mine", "keep[rank]": "theirs",
    }  # fmt: skip
    assert administrator.post(f"/o/asset/{asset.pk}/edit", chosen).status_code == 204
    kept = Asset.objects.get(pk=asset.pk)
    assert (kept.name, kept.rank, kept.note, kept.version) == ("Bandsaw", 7, "Mine alone", 3)


def test_a_version_that_is_none_is_refused(administrator: Visitor, asset: Any) -> None:
    for version in ("one", "-1", "٣", "9" * 40):
        response = administrator.post(f"/o/asset/{asset.pk}/edit", {"version": version, "name": "X"})
        assert response.status_code == 400, version
    assert Asset.objects.get(pk=asset.pk).name == "Saw"


def test_a_keeper_cannot_write_what_he_cannot_see(
    visitor: Callable[..., Visitor], keeper_role: Role, asset: Any
) -> None:
    keeper = visitor(keeper_role)
    hidden = keeper.post(f"/o/asset/{asset.pk}/edit", {"version": "1", "name": "X", "cost": "1"})
    unknown = keeper.post(f"/o/asset/{asset.pk}/edit", {"version": "1", "name": "X", "csot": "1"})
    assert hidden.status_code == unknown.status_code == 400
    assert hidden.content.decode().count("There is no such field.") == unknown.content.decode().count(
        "There is no such field."
    )
    assert Asset.objects.get(pk=asset.pk).name == "Saw"


def test_the_picker_offers_what_one_may_read_with_its_context(
    visitor: Callable[..., Visitor], keeper_role: Role
) -> None:
    builders.record("maker", name="Bosch")
    builders.record("maker", name="Makita", active=False)
    keeper = visitor(keeper_role)
    options = keeper.part("/o/asset/pick/maker", q="").content.decode()
    assert re.findall(r'data-label="([^"]+)"', options) == ["Bosch"]
    assert "Nothing found." in keeper.part("/o/asset/pick/lines.maker", q="zzz").content.decode()
    assert keeper.part("/o/asset/pick/nothing").status_code == 404
    assert keeper.part("/o/asset/pick/owner", q="").status_code == 200

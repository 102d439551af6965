"""Record pages: what they show to whom, fields changed in place, actions, versions, the trash."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from kontor.identity.models import Role
from kontor.layouts.declare import declared
from kontor.layouts.parts import ListLayout, PageLayout
from tests import builders
from tests.platform.web.conftest import Visitor
from tests.sample.models import Asset


@pytest.fixture
def asset(db: None) -> Any:
    maker = builders.record("maker", name="Bosch & Söhne")
    lines = [{"name": "Blade", "quantity": "2", "price": "9.5", "cost": "4"}]
    return builders.record("asset", name="Saw <b>", maker=maker.pk, price="10", cost="917.31", lines=lines)


def without_token(html: bytes) -> bytes:
    return re.sub(rb'"X-CSRFToken": "[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"', b"", html)


def again(asset: Any) -> Any:
    return Asset.objects.get(pk=asset.pk)


def told(response: Any) -> dict[str, str]:
    found: dict[str, str] = json.loads(response.headers["HX-Trigger"])["toast"]
    return found


def test_a_record_page_shows_values_lines_status_and_what_happened(administrator: Visitor, asset: Any) -> None:
    html = administrator.text(f"/o/asset/{asset.pk}/")
    assert "Saw &lt;b&gt;" in html
    assert "<b>Saw" not in html
    assert '<span class="st st-neutral st-pill">Draft</span>' in html
    assert ">Bosch &amp; Söhne</a>" in html
    assert '<td class="num" data-l="Price">9.50</td>' in html
    assert f'hx-get="/o/asset/{asset.pk}/side"' in html
    assert "created this" in administrator.text(f"/o/asset/{asset.pk}/side")


def test_a_record_that_is_not_there_looks_like_one_that_is_not_ones_own(
    visitor: Callable[..., Visitor], asset: Any
) -> None:
    own = visitor(builders.role("own", {"asset": {"read": "own"}}))
    missing = own.get("/o/asset/01900000-0000-7000-8000-000000000000/")
    foreign = own.get(f"/o/asset/{asset.pk}/")
    assert foreign.status_code == missing.status_code == 404
    assert without_token(foreign.content) == without_token(missing.content)


def test_what_is_hidden_is_absent_from_every_page_of_a_record(
    visitor: Callable[..., Visitor], keeper_role: Role, asset: Any
) -> None:
    keeper = visitor(keeper_role)
    base = f"/o/asset/{asset.pk}/"
    for path in (base, f"{base}edit", "/o/asset/", "/o/asset/new", "/o/asset/columns", "/o/asset/filter"):
        html = keeper.text(path)
        assert "Cost" not in html, path
        assert "917.31" not in html, path
    assert keeper.get(f"{base}fields/cost").status_code == 404


def test_a_field_is_changed_in_place(administrator: Visitor, asset: Any) -> None:
    form = administrator.part(f"/o/asset/{asset.pk}/fields/name").content.decode()
    assert 'name="version" value="1"' in form
    assert 'value="Saw &lt;b&gt;"' in form
    response = administrator.post(f"/o/asset/{asset.pk}/fields/name", {"name": "Axe", "version": "1"})
    assert response.headers["HX-Retarget"] == "#rec"
    assert "Axe" in response.content.decode()
    assert again(asset).name == "Axe"


def test_a_wrong_value_stays_in_the_input_with_its_sentence(administrator: Visitor, asset: Any) -> None:
    response = administrator.post(f"/o/asset/{asset.pk}/fields/price", {"price": "dear", "version": "1"})
    html = response.content.decode()
    assert response.status_code == 400
    assert 'value="dear"' in html
    assert 'aria-invalid="true"' in html
    assert "A number is expected here." in html
    assert again(asset).version == 1


def test_a_field_changed_meanwhile_is_not_overwritten(administrator: Visitor, asset: Any) -> None:
    administrator.post(f"/o/asset/{asset.pk}/fields/name", {"name": "Axe", "version": "1"})
    response = administrator.post(f"/o/asset/{asset.pk}/fields/name", {"name": "Hatchet", "version": "1"})
    assert response.status_code == 409
    assert 'value="Hatchet"' in response.content.decode()
    assert again(asset).name == "Axe"


def test_an_action_runs_from_its_button(administrator: Visitor, asset: Any) -> None:
    html = administrator.text(f"/o/asset/{asset.pk}/")
    assert f'hx-post="/o/asset/{asset.pk}/actions/use"' in html
    response = administrator.post(f"/o/asset/{asset.pk}/actions/use", {"version": "1"})
    assert told(response) == {"text": "Done: Put to use.", "tone": "good"}
    assert "In use" in response.content.decode()
    assert again(asset).status == "in_use"


def test_an_action_that_cannot_run_says_why(administrator: Visitor, asset: Any) -> None:
    html = administrator.text(f"/o/asset/{asset.pk}/")
    assert re.search(r'aria-disabled="true" data-reason="Only possible while In use; this is Draft\."', html)
    response = administrator.post(f"/o/asset/{asset.pk}/actions/retire", {"reason": "old"})
    assert response.status_code == 409
    assert told(response)["tone"] == "bad"
    assert again(asset).status == "draft"


def test_an_action_asks_for_its_inputs_and_keeps_what_was_typed(administrator: Visitor, asset: Any) -> None:
    base = f"/o/asset/{asset.pk}/actions/"
    administrator.post(f"{base}use")
    administrator.post(f"/o/asset/{asset.pk}/fields/price", {"price": "0", "version": "2"})
    dialog = administrator.part(f"{base}retire").content.decode()
    assert 'name="reason"' in dialog
    refused = administrator.post(f"{base}retire", {"reason": "", "from_dialog": "1", "version": "3"})
    assert refused.status_code == 400
    assert "This field is required." in refused.content.decode()
    done = administrator.post(f"{base}retire", {"reason": "worn out", "from_dialog": "1", "version": "3"})
    assert json.loads(done.headers["HX-Trigger"])["modal:close"] is True
    assert again(asset).status == "retired"


def test_an_action_not_granted_has_no_button_and_is_refused(visitor: Callable[..., Visitor], asset: Any) -> None:
    reader = visitor(builders.role("reader", {"asset": {"read": "all"}}))
    assert "actions/use" not in reader.text(f"/o/asset/{asset.pk}/")
    assert reader.post(f"/o/asset/{asset.pk}/actions/use").status_code == 403
    assert again(asset).status == "draft"


def test_a_reader_gets_no_inputs(visitor: Callable[..., Visitor], asset: Any) -> None:
    reader = visitor(builders.role("reader", {"asset": {"read": "all"}}))
    html = reader.text(f"/o/asset/{asset.pk}/")
    assert "/fields/" not in html
    assert f"/o/asset/{asset.pk}/edit" not in html
    assert reader.get(f"/o/asset/{asset.pk}/edit").status_code == 403
    assert reader.get("/o/asset/new").status_code == 403


def test_an_earlier_version_is_compared_with_now(administrator: Visitor, asset: Any) -> None:
    administrator.post(f"/o/asset/{asset.pk}/fields/name", {"name": "Axe", "version": "1"})
    administrator.post(f"/o/asset/{asset.pk}/fields/price", {"price": "12", "version": "2"})
    assert f"/o/asset/{asset.pk}/versions/1" in administrator.text(f"/o/asset/{asset.pk}/side")
    html = administrator.part(f"/o/asset/{asset.pk}/versions/1").content.decode()
    assert "<del>Saw &lt;b&gt;</del></td><td><ins>Axe</ins>" in html
    assert "<del>10.00</del></td><td><ins>12.00</ins>" in html


def test_a_trashed_record_says_so_and_can_be_restored(administrator: Visitor, asset: Any) -> None:
    gone = administrator.post(f"/o/asset/{asset.pk}/trash", {"version": "1"})
    assert gone.headers["HX-Redirect"] == "/o/asset/"
    html = administrator.text(f"/o/asset/{asset.pk}/")
    assert "This record is in the trash." in html
    assert "/fields/" not in html
    back = administrator.post(f"/o/asset/{asset.pk}/restore", {"version": "2"})
    assert back.headers["HX-Redirect"] == f"/o/asset/{asset.pk}/"
    assert again(asset).trashed_at is None


def test_the_trash_takes_posts_only(administrator: Visitor, asset: Any) -> None:
    assert administrator.get(f"/o/asset/{asset.pk}/trash").status_code == 405
    assert again(asset).trashed_at is None


def test_values_are_shown_in_the_language_and_zone_of_the_person(visitor: Callable[..., Visitor], asset: Any) -> None:
    role = builders.role("zh", {"asset": {"read": "all"}, "maker": {"read": "all"}})
    administrator = visitor(role, language="zh-hans", zone="Asia/Shanghai")
    builders.save_record(
        actor=builders.SYSTEM, object="asset", id=asset.pk,
        values={"seen_at": "2026-03-01T20:30:00Z", "price": "1234567.5"},
    )  # fmt: skip
    html = administrator.text(f"/o/asset/{asset.pk}/")
    assert "2026年3月2日 04:30" in html
    assert "1,234,567.50" in html
    assert "草稿" in html
    assert '<html lang="zh-hans"' in html


def test_beyond_its_editable_states_only_some_fields_can_be_written(
    administrator: Visitor, asset: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = PageLayout(editable_in=("draft",), editable_later=frozenset({"note"}))
    monkeypatch.setitem(declared.pages, "asset", layout)
    base = f"/o/asset/{asset.pk}/"
    assert f"{base}fields/name" in administrator.text(base)
    administrator.post(f"{base}actions/use")
    html = administrator.text(base)
    assert f"{base}fields/name" not in html
    assert f"{base}fields/note" in html
    form = administrator.text(f"{base}edit")
    assert 'name="note"' in form
    assert 'name="name"' not in form
    assert "lines[new-1]" not in form


def test_an_object_made_by_actions_only_offers_no_new(
    administrator: Visitor, asset: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "/o/asset/new" in administrator.text("/o/asset/")
    monkeypatch.setitem(declared.lists, "asset", ListLayout(("name",), new=False))
    assert "/o/asset/new" not in administrator.text("/o/asset/")

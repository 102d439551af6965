"""A file of customers, as a Chinese spreadsheet program saves it, brought in and taken back in the browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import Site, working
from tests.journeys.logins import MANAGER
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
ONE_DATABASE = True
Window = Callable[[str, str], Screen]
ROWS = """客户代码,名称,付款条件,重点客户,电话
CN-001,北京华夏贸易有限公司,,是,+86 10 6552 0001
CN-002,上海东方进出口有限公司,月结,否,+86 21 5888 0002
CN-003,成都锦江商贸有限公司,,也许,
"""


def test_customers_come_in_from_a_chinese_file(site: Site, window: Window, tmp_path: Path) -> None:
    screen = window(*MANAGER)
    page = screen.page
    file = tmp_path / "客户.csv"
    file.write_bytes(ROWS.encode("gb18030"))
    screen.go("Customers")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Import").click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_label("Field: 名称")).to_have_value("name")
    expect(page.get_by_label("Field: 付款条件")).to_have_value("payment_term")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="What do these mean?")).to_be_visible()
    page.get_by_label("Payment term: 月结").select_option("-")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("“也许” is neither yes nor no.")).to_be_visible()
    with working(site):
        page.get_by_role("button", name="Import 2 records").click()
        expect(page.get_by_role("button", name="Take this import back")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Refused rows").click()
    assert "CN-003" in Path(saved.value.path()).read_text("utf-8-sig")
    page.get_by_role("link", name="Customers", exact=True).last.click()
    page.get_by_role("searchbox", name=re.compile("Search in")).fill("华夏")
    expect(page.locator("table[data-rows] tbody tr")).to_have_count(1)
    expect(page.locator("table[data-rows] tbody")).to_contain_text("北京华夏贸易有限公司")

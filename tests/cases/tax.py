"""Taxes and line amounts."""

from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

from apps.catalog.rules import Rounding, TaxRate, line_amount, net_of, spread_discount, tax_line, tax_lines
from tests.cases.book import runs

CENTS = Rounding()


def percent(rate):
    return D(rate) * 100


def sums(lines):
    net, tax = sum(line.net for line in lines), sum(line.tax for line in lines)
    return net, tax, net + tax


@runs("TAX-04")
def two_taxes_share_the_rounding_of_one_line(case):
    given = case.given["lines"][0]
    taxes = [TaxRate(tax["id"], percent(tax["rate"])) for tax in case.given["taxes"]]
    amount = line_amount(D(given["qty"]), given["unit"], D(0), CENTS)
    shares = {share.key: {"base": share.base, "amount": share.amount} for share in tax_line(amount, taxes, CENTS).taxes}
    assert shares == case.expect


@runs("TAX-12")
def three_lines_per_line_and_per_document(case):
    amounts = [line_amount(D(5), D("6.36"), D(0), CENTS)] * 3
    vat = TaxRate("vat", percent(case.given["vat"]))
    for policy in ("per_line", "per_document"):
        lines = tax_lines([(amount, [vat]) for amount in amounts], CENTS, per_document=policy == "per_document")
        assert dict(zip(("net", "vat", "gross"), sums(lines), strict=True)) == case.expect[policy]


@runs("TAX-14")
def second_tax_on_net_and_first(case):
    given, expect = case.given, case.expect
    taxes = [
        TaxRate("vat", percent(given["vat"]), affects_base=True),
        TaxRate("second", percent(given["second_tax"])),
    ]
    line = tax_line(line_amount(D(given["qty"]), D(given["unit"]), D(0), CENTS), taxes, CENTS)
    assert (line.net, line.gross) == (expect["net"], expect["gross"])
    assert [share.amount for share in line.taxes] == [expect["vat"], expect["second_tax"]]


@runs("TAX-15")
def surcharge_and_withholding_on_net(case):
    given = case.given
    amount = line_amount(D(given["qty"]), D(given["unit"]), D(0), CENTS)
    for variant, rate in zip(
        ("surcharge", "withholding"), (next(iter(one.values())) for one in given["variants"]), strict=True
    ):
        line = tax_line(amount, [TaxRate("vat", percent(given["vat"])), TaxRate("extra", percent(rate))], CENTS)
        assert line.gross == case.expect[variant]["gross"]


@runs("TAX-16")
def price_with_tax_included(case):
    gross, expect = case.given["gross_unit"], case.expect
    vat = TaxRate("vat", percent(case.given["vat"]), included=True)
    line = tax_line(gross, [vat], CENTS)
    assert {"net": line.net, "vat": line.tax, "gross": line.gross} == expect["per_line"]
    raw = net_of(gross, [vat]).quantize(D("0.000001"))
    assert {"net": raw, "vat": gross - raw} == expect["per_document_raw"]


@runs("TAX-18")
def smallest_coin_of_five(case):
    coins = Rounding(step=D("0.05"))
    vat = TaxRate("vat", percent(case.given["vat"]), included=True)
    lines = [tax_line(gross, [vat], coins) for gross in case.given["gross"]]
    assert [line.net for line in lines] == case.expect["net"]
    assert [line.tax for line in lines] == case.expect["vat"]


@runs("TAX-19")
def one_tax_on_top_and_one_inside(case):
    given, expect = case.given, case.expect
    taxes = [TaxRate(str(tax["rate"]), percent(tax["rate"]), included=tax["included"]) for tax in given["taxes"]]
    line = tax_line(given["unit"], taxes, CENTS)
    assert (line.net, line.gross) == (expect["net"], expect["gross"])
    assert [share.amount for share in line.taxes] == [expect["tax_15"], expect["tax_5_5"]]


@runs("TAX-21")
def a_tax_that_enters_the_base_of_the_next(case):
    taxes = [
        TaxRate(index, percent(tax["rate"]), affects_base=tax.get("affects_next_base", False))
        for index, tax in enumerate(case.given["taxes"])
    ]
    line = tax_line(case.given["net"], taxes, CENTS)
    assert [share.amount for share in line.taxes] == case.expect["amounts"]
    assert [share.base for share in line.taxes] == case.expect["bases"]
    assert line.gross == case.expect["gross"]


@runs("TAX-23")
def many_quantities_at_one_price(case):
    given, expect = case.given, case.expect
    vat = TaxRate("vat", percent(given["vat"]))
    amounts = [line_amount(D(quantity), given["unit"], D(0), CENTS) for quantity in given["qtys"]]
    lines = tax_lines([(amount, [vat]) for amount in amounts], CENTS, per_document=True)
    assert sums(lines) == (expect["net"], expect["vat"], expect["gross"])


@runs("TAX-25")
def discount_on_the_document(case):
    given, expect = case.given, case.expect
    amounts = [D(amount) for amount in given["lines_amounts"]]
    assert sum(amounts) == expect["total_before_discount"]
    vat = TaxRate("vat", percent(given["vat"]))
    left = spread_discount(amounts, D(given["document_discount_on_net"]), CENTS)
    lines = tax_lines([(amount, [vat]) for amount in left], CENTS, per_document=True)
    assert sums(lines) == (expect["net"], expect["vat"], expect["gross"])


@runs("TAX-26")
def tax_table_and_grand_total_agree(case):
    vat = TaxRate("vat", percent(case.given["vat"]), included=True)
    for per_document in (True, False):
        lines = tax_lines([(D("379.00"), [vat])] * 2, CENTS, per_document=per_document)
        net, tax, gross = sums(lines)
        shown = sum(share.amount for line in lines for share in line.taxes)
        assert gross == case.expect["gross"] == net + shown == net + tax


@runs("TAX-27")
def currency_without_small_coins(case):
    line = case.given["lines"][0]
    taxed = tax_line(
        D(line["gross"]), [TaxRate("vat", percent(case.given["vat"]), included=True)], Rounding.of_digits(0)
    )
    assert {"net": taxed.net, "vat": taxed.tax, "gross": taxed.gross} == case.expect


@runs("TAX-28")
def per_line_and_per_document_differ_by_a_cent(case):
    vat = TaxRate("vat", percent(case.given["vat"]))
    rows = [(amount, [vat]) for amount in case.given["net_lines"]]
    for policy in ("per_line", "per_document"):
        net, tax, _gross = sums(tax_lines(rows, CENTS, per_document=policy == "per_document"))
        assert (net, tax) == (case.expect["net"], case.expect[f"{policy}_vat"])

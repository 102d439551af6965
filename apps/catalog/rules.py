"""Arithmetic of prices, line amounts, taxes and payment terms; Decimal only, no Django.

Percentages are as people write them (12.5 is 12.5 %). Amounts are in the document's currency, quantities in the unit
of the line unless a name says `stock_quantity`. Formulas: prices and taxes by domain 5.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from kontor.core.money import split_rest

ZERO = Decimal(0)
HUNDRED = Decimal(100)
CENT = Decimal("0.01")
LAST_DAY_OF_MONTH = 31
MONTHS = 12
_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}


@dataclass(frozen=True, slots=True)
class Rounding:
    """How amounts of a currency are rounded: to multiples of `step`, an exact half by `mode`."""

    step: Decimal = CENT
    mode: str = "half_up"

    @classmethod
    def of_digits(cls, digits: int, mode: str = "half_up") -> "Rounding":
        """The rounding of a currency with that many decimal places."""
        return cls(Decimal(1).scaleb(-digits), mode)

    def round(self, amount: Decimal) -> Decimal:
        """The amount as a multiple of the step."""
        steps = (amount / self.step).quantize(Decimal(1), rounding=_MODES[self.mode])
        return steps * self.step


def line_amount(quantity: Decimal, unit_price: Decimal, discount_percent: Decimal, rounding: Rounding) -> Decimal:
    """Quantity × price after the line discount, rounded once."""
    return rounding.round(quantity * unit_price * (HUNDRED - discount_percent) / HUNDRED)


def spread_discount(amounts: Sequence[Decimal], discount: Decimal, rounding: Rounding) -> list[Decimal]:
    """The amounts after a discount on the whole document, spread by amount; the last line takes the rest."""
    digits = max(0, -int(rounding.step.as_tuple().exponent))
    shares = split_rest(discount, amounts, digits)
    return [amount - share for amount, share in zip(amounts, shares, strict=True)]


# --- prices -------------------------------------------------------------------------------------------------------


class AmbiguousPrice(ValueError):
    """Two price rules fit equally well: a person must say which one counts."""


@dataclass(frozen=True, slots=True)
class PriceRule:
    """One row of a price list that fits the product; quantities, price and surcharge are per stock unit."""

    min_quantity: Decimal = ZERO
    max_quantity: Decimal | None = None
    price: Decimal | None = None
    surcharge: Decimal = ZERO
    discount_percent: Decimal = ZERO
    specificity: int = 0
    priority: int = 0

    def fits(self, stock_quantity: Decimal) -> bool:
        """Whether the quantity lies within the rule's range, both ends included."""
        return self.min_quantity <= stock_quantity and (
            self.max_quantity is None or stock_quantity <= self.max_quantity
        )


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one unit of the line before discount, and the discount on it."""

    unit_price: Decimal
    discount_percent: Decimal = ZERO


def choose_rule(rules: Sequence[PriceRule], stock_quantity: Decimal) -> PriceRule | None:
    """The rule that counts: highest priority, most specific, highest tier, in this order; AmbiguousPrice on a tie."""

    def rank(rule: PriceRule) -> tuple[int, int, Decimal]:
        return (rule.priority, rule.specificity, rule.min_quantity)

    fitting = sorted((rule for rule in rules if rule.fits(stock_quantity)), key=rank, reverse=True)
    if not fitting:
        return None
    if len(fitting) > 1 and rank(fitting[0]) == rank(fitting[1]) and fitting[0] != fitting[1]:
        msg = "Two price rules fit equally well; give one of them a higher priority."
        raise AmbiguousPrice(msg)
    return fitting[0]


def price_of(list_price: Decimal, quantity: Decimal, factor: Decimal, rules: Sequence[PriceRule]) -> Price:
    """The price per unit of the line; `factor` says how many stock units one unit of the line is."""
    rule = choose_rule(rules, quantity * factor)
    if rule is None:
        return Price(list_price * factor)
    base = list_price if rule.price is None else rule.price
    return Price((base + rule.surcharge) * factor, rule.discount_percent)


# --- taxes --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax of a line: `included` in the price or on top; `affects_base` when later taxes are levied on it too."""

    key: object
    rate: Decimal
    included: bool = False
    affects_base: bool = False


@dataclass(frozen=True, slots=True)
class TaxShare:
    """What one tax makes of one line."""

    key: object
    base: Decimal
    amount: Decimal
    raw: Decimal


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """A line after tax: net + taxes = gross, always."""

    net: Decimal
    taxes: tuple[TaxShare, ...]

    @property
    def tax(self) -> Decimal:
        """All taxes of the line."""
        return sum((share.amount for share in self.taxes), ZERO)

    @property
    def gross(self) -> Decimal:
        """What the customer pays for the line."""
        return self.net + self.tax


def _coefficients(taxes: Sequence[TaxRate]) -> list[Decimal]:
    """The amount of each tax on a net of 1, in order."""
    base, found = Decimal(1), []
    for tax in taxes:
        amount = base * tax.rate / HUNDRED
        found.append(amount)
        if tax.affects_base:
            base += amount
    return found


def net_of(price: Decimal, taxes: Sequence[TaxRate]) -> Decimal:
    """The unrounded net amount of a price that includes those of the taxes marked included."""
    pairs = zip(taxes, _coefficients(taxes), strict=True)
    return price / (1 + sum((part for tax, part in pairs if tax.included), ZERO))


def _rounded(raws: dict[int, Decimal], rounding: Rounding) -> dict[int, Decimal]:
    """Each amount rounded; the first takes what is missing to the rounded sum of all."""
    rounded = {index: rounding.round(raw) for index, raw in raws.items()}
    if rounded:
        first = next(iter(rounded))
        rounded[first] += rounding.round(sum(raws.values(), ZERO)) - sum(rounded.values(), ZERO)
    return rounded


def _share(net: Decimal, taxes: Sequence[TaxRate], raws: Sequence[Decimal], amounts: dict[int, Decimal]) -> TaxedLine:
    base, shares = net, []
    for index, tax in enumerate(taxes):
        shares.append(TaxShare(tax.key, base, amounts[index], raws[index]))
        if tax.affects_base:
            base += amounts[index]
    return TaxedLine(net, tuple(shares))


def tax_line(amount: Decimal, taxes: Sequence[TaxRate], rounding: Rounding) -> TaxedLine:
    """The line with every tax rounded on the line; `amount` is the line amount, included taxes still in it.

    Included: tax = round(amount × part of the gross), net = amount - tax. On top: tax = round(net × rate).
    """
    amount = rounding.round(amount)
    parts = _coefficients(taxes)
    raw_net = net_of(amount, taxes)
    inside = {index: raw_net * parts[index] for index, tax in enumerate(taxes) if tax.included}
    amounts = _rounded(inside, rounding)
    net = amount - sum(amounts.values(), ZERO)
    outside = {index: net * parts[index] for index, tax in enumerate(taxes) if not tax.included}
    amounts.update(_rounded(outside, rounding))
    raws = [inside[index] if index in inside else outside[index] for index in range(len(taxes))]
    return _share(net, taxes, raws, amounts)


def _moved(line: TaxedLine, key: object, difference: Decimal, included: bool) -> TaxedLine:
    """The line with `difference` added to one tax; a tax inside the price takes it from the net."""
    net = line.net - difference if included else line.net
    shares = tuple(
        TaxShare(share.key, share.base, share.amount + difference, share.raw) if share.key == key else share
        for share in line.taxes
    )
    return TaxedLine(net, shares)


def tax_document(lines: Sequence[TaxedLine], taxes: Sequence[TaxRate], rounding: Rounding) -> list[TaxedLine]:
    """The lines with each tax rounded once per document: the largest line of a tax takes its difference."""
    result = list(lines)
    for tax in taxes:
        shares = [(index, share) for index, line in enumerate(lines) for share in line.taxes if share.key == tax.key]
        wanted = rounding.round(sum((share.raw for _, share in shares), ZERO))
        difference = wanted - sum((share.amount for _, share in shares), ZERO)
        if difference:
            largest = max(shares, key=lambda pair: (abs(lines[pair[0]].net), -pair[0]))[0]
            result[largest] = _moved(result[largest], tax.key, difference, tax.included)
    return result


def tax_lines(
    amounts: Sequence[tuple[Decimal, Sequence[TaxRate]]], rounding: Rounding, *, per_document: bool
) -> list[TaxedLine]:
    """All lines of a document taxed under the company's policy; each amount comes with the taxes of its line."""
    lines = [tax_line(amount, taxes, rounding) for amount, taxes in amounts]
    if not per_document:
        return lines
    known = {tax.key: tax for _, taxes in amounts for tax in taxes}
    return tax_document(lines, list(known.values()), rounding)


# --- payment terms ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TermLine:
    """One instalment of a payment term: how much (`kind`, `value`) and when.

    When: first `months` on, then to `month_day` of that month (31 is its last day), then `days` on, then to the next
    `next_day` of a month at or after that; 0 skips a step.
    """

    kind: str = "rest"  # percent (of the total), percent_of_rest, fixed, rest
    value: Decimal = ZERO
    months: int = 0
    month_day: int = 0
    days: int = 0
    next_day: int = 0


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of an invoice with a due date of its own."""

    due_date: date
    amount: Decimal


def _days_in(year: int, month: int) -> int:
    following = date(year + month // MONTHS, month % MONTHS + 1, 1)
    return (following - timedelta(days=1)).day


def _on_day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, _days_in(year, month)))


def add_months(start: date, months: int) -> date:
    """The same day so many months on, or the last day of a shorter month."""
    count = start.year * MONTHS + start.month - 1 + months
    return _on_day(count // MONTHS, count % MONTHS + 1, start.day)


def due_date(start: date, term: TermLine) -> date:
    """When an instalment is due for a document of the day `start`."""
    due = add_months(start, term.months)
    if term.month_day:
        due = _on_day(due.year, due.month, term.month_day)
    due += timedelta(days=term.days)
    if term.next_day:
        candidate = _on_day(due.year, due.month, term.next_day)
        after = add_months(date(due.year, due.month, 1), 1)
        due = candidate if candidate >= due else _on_day(after.year, after.month, term.next_day)
    return due


def instalments(total: Decimal, start: date, terms: Sequence[TermLine], rounding: Rounding) -> list[Instalment]:
    """The total divided by the term's lines; the last line takes the rest. No lines: all of it at once, on `start`."""
    left, found = total, []
    for term in terms[:-1]:
        amount = {
            "percent": total * term.value / HUNDRED,
            "percent_of_rest": left * term.value / HUNDRED,
            "fixed": term.value,
            "rest": left,
        }[term.kind]
        amount = rounding.round(amount)
        left -= amount
        found.append(Instalment(due_date(start, term), amount))
    last = terms[-1] if terms else TermLine()
    found.append(Instalment(due_date(start, last), left))
    return [part for part in found if part.amount] or found[-1:]


@dataclass(frozen=True, slots=True)
class EarlyDiscount:
    """What a customer may keep back who pays in time; the tax part only counts when the discount is taken."""

    until: date
    amount: Decimal
    net: Decimal
    tax: Decimal


def early_discount(
    net: Decimal, tax: Decimal, start: date, offer: tuple[Decimal, int], rounding: Rounding
) -> EarlyDiscount:
    """The discount of `offer` = (percent, days) on an invoice, divided into its net and its tax part."""
    percent, days = offer
    net_part = rounding.round(net * percent / HUNDRED)
    tax_part = rounding.round(tax * percent / HUNDRED)
    return EarlyDiscount(start + timedelta(days=days), net_part + tax_part, net_part, tax_part)

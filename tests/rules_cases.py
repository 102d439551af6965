"""One table of what rules do, run on the server and, in a browser, on the page: both must show the same.

Each case has the rules of an object, what a record holds before (None for a new one), what is sent, and what follows:
fields that are hidden, required and locked, choices that are left, values that are set, warnings, and the fields that a
save refuses (() for a save that goes through). The object is `make_rules_object`'s.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.designed import Designed
from tests.designed import field as made

OBJECT = "rule_card"
LINES = "rule_item_lines"


def make_rules_object(designed: Designed) -> None:
    """An object with a field of each kind that rules speak of, and lines."""
    designed.object("rule_firm", made("name"), made("limit", "money"))
    kinds = [{"key": key, "label": {"en": key.capitalize(), "zh-hans": key}} for key in ("small", "big", "huge")]
    designed.object(
        OBJECT,
        made("title"),
        made("kind", "choice", choices=tuple(kinds)),
        made("amount", "money"),
        made("discount", "percent"),
        made("reason", "text"),
        made("approved", "boolean"),
        made("due", "date"),
        made("firm", "relation", target="rule_firm"),
    )
    designed.object("rule_item", made("what"), made("price", "money"), made("note"), kind="line", parent=OBJECT)


@dataclass(frozen=True)
class Case:
    """One case."""

    name: str
    rules: list[dict[str, Any]]
    sent: dict[str, Any]
    before: dict[str, Any] | None = None
    hidden: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    choices: dict[str, frozenset[str]] = field(default_factory=dict)
    holds: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    line_hidden: tuple[frozenset[str], ...] = ()
    line_required: tuple[frozenset[str], ...] = ()


def rule(*effects: dict[str, Any], when: str = "", condition: Any = None, active: bool = True) -> dict[str, Any]:
    """A rule as the designer sends it."""
    return {
        "label": {"en": "Rule", "zh-hans": "规则"},
        "active": active,
        "when": when,
        "condition": condition or {},
        "effects": list(effects),
    }


def effect(kind: str, field: str = "", **said: Any) -> dict[str, Any]:
    """An effect as the designer sends it."""
    message = said.pop("message", "")
    return {"effect": kind, "field": field, **said, **({"message": {"en": message}} if message else {})}


BIG = {"and": [{"field": "amount", "op": "gt", "value": "1000"}]}
HAS_DISCOUNT = {"or": [{"field": "discount", "op": "gt", "value": 0}, {"field": "kind", "op": "eq", "value": "huge"}]}

CASES = [
    Case(
        "hides while it holds",
        [rule(effect("hide", "discount"), condition=BIG)],
        {"amount": "2000"},
        hidden=frozenset({"discount"}),
    ),
    Case("hides no more", [rule(effect("hide", "discount"), condition=BIG)], {"amount": "10"}),
    Case(
        "shows only while it holds",
        [rule(effect("show", "reason"), when="[discount] > 10")],
        {"discount": "5"},
        hidden=frozenset({"reason"}),
    ),
    Case(
        "shows now",
        [rule(effect("show", "reason"), when="[discount] > 10")],
        {"discount": "15", "reason": "x"},
        holds={"reason": "x"},
    ),
    Case(
        "shows when one of several rules says so",
        [rule(effect("show", "reason"), when="[discount] > 10"), rule(effect("show", "reason"), when="[approved]")],
        {"discount": "1", "approved": True},
    ),
    Case("a blank is no match", [rule(effect("hide", "reason"), when="[discount] > 10")], {"title": "a"}),
    Case(
        "a hidden field sent is refused",
        [rule(effect("hide", "discount"), condition=BIG)],
        {"amount": "2000", "discount": "5"},
        hidden=frozenset({"discount"}),
        refused=("discount",),
    ),
    Case(
        "a hidden field sent unchanged is ignored",
        [rule(effect("hide", "discount"), condition=BIG)],
        {"amount": "2000", "discount": "5"},
        before={"amount": "1", "discount": "5"},
        hidden=frozenset({"discount"}),
        holds={"discount": "5"},
    ),
    Case(
        "a hidden field sent empty is ignored",
        [rule(effect("hide", "discount"), condition=BIG)],
        {"amount": "2000", "discount": ""},
        hidden=frozenset({"discount"}),
    ),
    Case(
        "requires",
        [rule(effect("require", "reason"), condition=HAS_DISCOUNT)],
        {"discount": "3"},
        required=frozenset({"reason"}),
        refused=("reason",),
    ),
    Case(
        "requires and has",
        [rule(effect("require", "reason"), condition=HAS_DISCOUNT)],
        {"discount": "3", "reason": "old friend"},
        required=frozenset({"reason"}),
    ),
    Case(
        "requires by the other part",
        [rule(effect("require", "reason"), condition=HAS_DISCOUNT)],
        {"kind": "huge"},
        required=frozenset({"reason"}),
        refused=("reason",),
    ),
    Case(
        "what is hidden is not required",
        [rule(effect("require", "reason"), condition=HAS_DISCOUNT), rule(effect("hide", "reason"), when="[approved]")],
        {"discount": "3", "approved": True},
        hidden=frozenset({"reason"}),
    ),
    Case(
        "locks",
        [rule(effect("lock", "amount"), when="[approved]")],
        {"approved": True, "amount": "6"},
        before={"amount": "5"},
        locked=frozenset({"amount"}),
        refused=("amount",),
    ),
    Case(
        "locks and keeps",
        [rule(effect("lock", "amount"), when="[approved]")],
        {"approved": True, "amount": "5.00"},
        before={"amount": "5"},
        locked=frozenset({"amount"}),
        holds={"amount": "5"},
    ),
    Case(
        "sets a value",
        [rule(effect("set", "reason", value="large"), condition=BIG)],
        {"amount": "2000"},
        holds={"reason": "large"},
    ),
    Case(
        "sets by a formula",
        [rule(effect("set", "discount", formula="MIN([amount] / 1000, 20)"), condition=BIG)],
        {"amount": "5000"},
        holds={"discount": "5"},
    ),
    Case(
        "sets only while it holds",
        [rule(effect("set", "reason", value="large"), condition=BIG)],
        {"amount": "20", "reason": "own"},
        holds={"reason": "own"},
    ),
    Case(
        "later rules see what earlier ones set",
        [
            rule(effect("set", "kind", value="huge"), condition=BIG),
            rule(effect("require", "reason"), condition=HAS_DISCOUNT),
        ],
        {"amount": "2000"},
        required=frozenset({"reason"}),
        holds={"kind": "huge"},
        refused=("reason",),
    ),
    Case(
        "sets and locks",
        [rule(effect("set", "discount", value="7"), effect("lock", "discount"), condition=BIG)],
        {"amount": "2000", "discount": "7"},
        locked=frozenset({"discount"}),
        holds={"discount": "7"},
    ),
    Case(
        "restricts",
        [rule(effect("restrict", "kind", value=["small"]), when="[amount] < 10")],
        {"amount": "5", "kind": "big"},
        choices={"kind": frozenset({"small"})},
        refused=("kind",),
    ),
    Case(
        "restricts to what is chosen",
        [rule(effect("restrict", "kind", value=["small", "big"]), when="[amount] < 10")],
        {"amount": "5", "kind": "big"},
        choices={"kind": frozenset({"small", "big"})},
    ),
    Case(
        "restricts to what all rules leave",
        [
            rule(effect("restrict", "kind", value=["small", "big"])),
            rule(effect("restrict", "kind", value=["big", "huge"])),
        ],
        {"kind": "big"},
        choices={"kind": frozenset({"big"})},
    ),
    Case(
        "warns",
        [rule(effect("warn", "amount", message="That is a lot."), condition=BIG)],
        {"amount": "2000"},
        warnings=("That is a lot.",),
    ),
    Case(
        "refuses",
        [rule(effect("refuse", "amount", message="Never so much."), condition=BIG)],
        {"amount": "2000"},
        refused=("amount",),
    ),
    Case(
        "refuses as a whole",
        [rule(effect("refuse", message="Not today."), when='[kind] = "huge"')],
        {"kind": "huge"},
        refused=("",),
    ),
    Case(
        "does nothing when switched off",
        [rule(effect("refuse", "amount", message="No."), condition=BIG, active=False)],
        {"amount": "2000"},
    ),
    Case(
        "reads related records",
        [rule(effect("refuse", "amount", message="Over the limit."), when="[amount] > [firm.limit]")],
        {"amount": "2000", "firm": "firm"},
        refused=("amount",),
    ),
    Case(
        "both conditions must hold",
        [rule(effect("hide", "due"), condition=BIG, when="[approved]")],
        {"amount": "2000", "approved": False},
    ),
    Case("always", [rule(effect("lock", "due"))], {"due": "2026-01-01"}, locked=frozenset({"due"}), refused=("due",)),
    Case(
        "hides on lines",
        [rule(effect("hide", f"{LINES}.note"), when="[price] < 10")],
        {LINES: [{"what": "a", "price": "5"}, {"what": "b", "price": "50", "note": "x"}]},
        line_hidden=(frozenset({"note"}), frozenset()),
    ),
    Case(
        "requires on lines",
        [rule(effect("require", f"{LINES}.note"), when="[price] > [parent.amount]")],
        {"amount": "10", LINES: [{"what": "a", "price": "5"}, {"what": "b", "price": "50"}]},
        line_required=(frozenset(), frozenset({"note"})),
        refused=("note",),
    ),
    Case(
        "sets on lines",
        [rule(effect("set", f"{LINES}.note", formula='"about " & [what]'))],
        {LINES: [{"what": "a", "price": "5"}]},
        holds={f"{LINES}.note": "about a"},
        line_hidden=(frozenset(),),
        line_required=(frozenset(),),
    ),
]

"""Random documents and actions in random order: whatever is refused, every invariant holds afterwards."""

import random
from datetime import timedelta
from typing import Any

import pytest

from kontor.core.errors import Refusal
from kontor.records.actions import Action, Input, actions_of
from kontor.schema.registry import object_of
from tests.apps.house import House, broken

pytestmark = pytest.mark.django_db
DOCUMENTS = ("quote", "order", "shipment", "invoice", "payment", "purchase_order")
LEAST_DONE = 5


class Walk:
    """A company in which somebody presses buttons at random."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 (a walk that can be walked again, no secret)
        self.house = House()
        self.customers = [self.house.customer(credit_limit=limit) for limit in (None, "500", "0")]
        self.products = [self.house.stocked(20), self.house.stocked(5), self.house.service()]
        self.done: list[str] = []
        self.refused = 0

    def step(self) -> None:
        """One new document, one action, or a day gone by."""
        what = self.dice.random()
        if what < 0.25:
            self._make()
        elif what < 0.95:
            self._act()
        else:
            self.house.now += timedelta(days=self.dice.randint(1, 20))

    def _lines(self) -> list[dict[str, Any]]:
        chosen = self.dice.sample(self.products, self.dice.randint(1, len(self.products)))
        return [{"product": one.pk, "quantity": str(self.dice.randint(1, 8))} for one in chosen]

    def _make(self) -> None:
        key = self.dice.choice(("quote", "order", "purchase_order", "payment"))
        customer = self.dice.choice(self.customers)
        if key == "payment":
            values: dict[str, Any] = {"customer": customer.pk, "amount": str(self.dice.randint(1, 200))}
        elif key == "purchase_order":
            bought = [{"product": one.pk, "quantity": "3", "unit_price": "7"} for one in self.products[:2]]
            values = {"supplier": self.house.supplier().pk, "lines": bought}
        else:
            values = {"customer": customer.pk, "lines": self._lines()}
        self._try(f"{key}.create", lambda: self.house.save(key, **values))

    def _act(self) -> None:
        key = self.dice.choice(DOCUMENTS)
        records = list(object_of(key).model._base_manager.order_by("id"))
        if records:
            record, action = self.dice.choice(records), self.dice.choice(actions_of(key))
            inputs = {one.name: value for one in action.inputs if (value := self._input(action, one)) is not None}
            self._try(action.verb, lambda: self.house.run(record, action.name, **inputs))

    def _input(self, action: Action, one: Input) -> Any:
        """A value for an input; optional ones are left out half of the time."""
        if not one.required and self.dice.random() < 0.5:
            return None
        if one.target:
            rows = list(object_of(one.target).model._base_manager.order_by("id").values_list("pk", flat=True))
            return str(self.dice.choice(rows)) if rows else None
        if one.choices:
            return self.dice.choice(one.choices)[0]
        if one.type == "boolean":
            return self.dice.random() < 0.5
        return {"text": "because", "long_text": "because", "date": self.house.today.isoformat()}.get(
            one.type, str(self.dice.randint(1, 30))
        )

    def _try(self, what: str, function: Any) -> None:
        try:
            function()
        except Refusal:
            self.refused += 1
        else:
            self.done.append(what)


def walk(seed: int, steps: int) -> None:
    """Walks, and looks at every invariant at the end."""
    house = Walk(seed)
    for _at in range(steps):
        house.step()
    assert len(house.done) >= LEAST_DONE
    assert house.refused > 0
    assert broken() == {}, (seed, house.done)


@pytest.mark.parametrize("seed", range(3))
def test_a_short_random_walk_breaks_nothing(seed: int) -> None:
    walk(seed, 60)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 140))
def test_a_long_random_walk_breaks_nothing(seed: int) -> None:
    walk(seed, 250)

"""How invariants compare what is stored with what it should be."""

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
ZERO = Decimal(0)


def differences(what: str, stored: Mapping[K, object], found: Mapping[K, object]) -> list[str]:
    """One sentence per key whose stored value is not the one found; a key missing on one side counts as 0 there."""
    return [
        f"{what} {key}: stored {stored.get(key, ZERO)}, should be {found.get(key, ZERO)}"
        for key in sorted({*stored, *found}, key=str)
        if stored.get(key, ZERO) != found.get(key, ZERO)
    ]


def added(*pairs: tuple[K, Decimal]) -> dict[K, Decimal]:
    """The sum of the amounts of each key."""
    sums: dict[K, Decimal] = {}
    for key, amount in pairs:
        sums[key] = sums.get(key, ZERO) + amount
    return sums

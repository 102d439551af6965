"""The people of the demo company: nine employees of the sample, and whoever keeps warehouse, books and system."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from apps.company.demo.northwind import Northwind
from apps.company.services import Newcomer, add_person, change, save
from kontor.core.actor import Actor
from kontor.core.clock import Clock, FixedClock
from kontor.identity.models import Person
from kontor.identity.services import actor_of

DOMAIN = "northwind.example"
PASSWORD = "kontor-demo"  # noqa: S105 (printed on the front page of the demo)
HEAD, EUROPE = 2, 5
EUROPEANS = (5, 6, 7, 9)

OTHERS = (
    ("warehouse", "Walter Hale", "Warehouse Lead", "Warehouse", "en"),
    ("finance", "Fiona Brandt", "Accountant", "Finance", "en"),
    ("administrator", "Ada Novak", "Systems Administrator", "Northwind Traders", "en"),
)


def clock_at(day: date, hour: int, minute: int = 0) -> Clock:
    """A clock that stands at that time."""
    return FixedClock(datetime.combine(day, time(hour, minute), tzinfo=UTC))


@dataclass(slots=True)
class Cast:
    """Everybody who acts, ready to act: employees by number, the others by role."""

    sellers: dict[int, Person]
    others: dict[str, Person]
    actors: dict[Any, Actor]

    def seller(self, number: int) -> Actor:
        """An employee of the sample."""
        return self.actors[number]

    def role(self, key: str) -> Actor:
        """Whoever has that role outside sales."""
        return self.actors[key]


def engage(sample: Northwind, root: Any, clock: Clock) -> Cast:
    """Builds the organisation tree and gives everybody a post and a login."""
    sales = save("team", clock, name="Sales", parent=root.pk)
    america = save("team", clock, name="Sales Americas", parent=sales.pk)
    europe = save("team", clock, name="Sales Europe", parent=sales.pk)
    teams = {
        "Warehouse": save("team", clock, name="Warehouse", parent=root.pk),
        "Finance": save("team", clock, name="Finance", parent=root.pk),
        root.name: root,
    }
    sellers = {}
    for row in sample.rows("employees"):
        number = int(row["employee_id"])
        team = sales if number == HEAD else europe if number in EUROPEANS else america
        sellers[number] = _engage(row["first_name"], row["last_name"], row["title"], number, team, clock)
    others = {
        role: add_person(Newcomer(name, f"{role}@{DOMAIN}", role, PASSWORD, title, language), teams[place], clock)
        for role, name, title, place, language in OTHERS
    }
    for team, manager in ((sales, HEAD), (america, HEAD), (europe, EUROPE)):
        change(team, clock, manager=sellers[manager].pk)
    people: list[tuple[Any, Person]] = [*sellers.items(), *others.items()]
    actors: dict[Any, Actor] = {key: actor_of(person) for key, person in people}
    return Cast(sellers, others, actors)


def _engage(first: str, last: str, title: str, number: int, team: Any, clock: Clock) -> Person:
    role = "sales_manager" if number in (HEAD, EUROPE) else "sales_rep"
    email = f"{first}.{last}@{DOMAIN}".lower()
    return add_person(Newcomer(f"{first} {last}", email, role, PASSWORD, title), team, clock)

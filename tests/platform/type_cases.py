"""One case per field type: two values, how they are typed, shown and exported, and what is no value of the type."""

from dataclasses import dataclass
from typing import Any

from babel.dates import format_date

from kontor.core.clock import system_clock
from kontor.core.ids import new_id

TODAY = system_clock().today()
NEVER = "01900000-0000-7000-8000-000000000000"
LONG = "x" * 10_001


@dataclass(frozen=True)
class Named:
    """A record that is made for the test: its object (or file name) stands for it until then."""

    kind: str
    name: str


@dataclass(frozen=True)
class Case:
    """A field of the sample that holds the type; `low` sorts before `high`."""

    field: str
    low: Any
    high: Any
    shown: str
    cell: str
    wrong: tuple[Any, ...]
    stored: Any = None
    part: str = ""
    empty: Any = None
    needed: bool = False
    settable: bool = True
    typed: str = ""

    @property
    def answer(self) -> Any:
        """The low value as the API answers it."""
        return self.low if self.stored is None else self.stored


CASES: dict[str, Case] = {
    "text": Case("name", "Abel", "Berta", "Abel", "Abel", ("x" * 81, "a\x00b"), part="Ab", needed=True),
    "long_text": Case(
        "note", "One\nTwo", "Zwei", "One", "One\nTwo", (LONG, "a\x00b"), stored="One\nTwo", part="tw", empty=""
    ),
    "rich_text": Case(
        "story", "<p>Rich <b>text</b></p>", "<p>Zwei</p>", "<p>Rich <b>text</b></p>", "Rich text", ("x" * 200_001,),
        part="Rich", empty="",
    ),
    "integer": Case("rank", 1234, 5678, "1,234", "1234", ("1.5", "many", 2_147_483_648, "1e400")),
    "decimal": Case("factor", "0.125", "7.5", "0.125", "0.125", ("much", "NaN", "1e40", "1000000000")),
    "money": Case("price", "12.50", "99.95", "12.50", "12.5", ("much", "Infinity", "1e14", "1_000")),
    "unit_price": Case("unit_price", "0.123456", "7.50", "0.1235", "0.123456", ("much", "sNaN", "1e12")),
    "percent": Case("share", "12.5", "40", "12.5%", "12.5", ("half", "100000", "12,5")),
    "quantity": Case("amount", "2.5", "3", "2.5", "2.5", ("some", "-Infinity", "1e12")),
    "rate": Case("rate", "1.0000000001", "2", "1.0000000001", "1.0000000001", ("par", "1e8")),
    "date": Case(
        "bought_on", TODAY.isoformat(), "2150-01-01", format_date(TODAY, "medium", locale="en"), TODAY.isoformat(),
        ("2025-02-29", "31/04/2026", "02/03", "10000-01-01", "1899-12-31", "0001-01-01"),
    ),
    "datetime": Case(
        "seen_at", f"{TODAY}T10:30:00Z", "2150-01-01T00:00:00Z", "10:30", f"{TODAY} 10:30:00",
        ("yesterday", "2026-02-30T10:00:00Z", "1800-01-01T00:00:00Z"),
    ),
    "boolean": Case("insured", False, True, "No", "false", ("perhaps", "2"), empty=False),
    "choice": Case("kind", "tool", "vehicle", "Tool", "tool", ("plane", "Tool"), empty=""),
    "multi_choice": Case("uses", ["tool"], ["vehicle"], "Tool", "tool", (["plane"],), part="tool", empty=[]),
    "email": Case("email", "abel@example.com", "berta@example.com", "abel@example.com", "abel@example.com",
                  ("abel", "a@b@c", "abel@"), part="abel", empty=""),
    "phone": Case("phone", "+49 30 11", "+49 30 22", "+49 30 11", "+49 30 11", ("call me", "12", "1" * 41),
                  part="+49 30 1", empty=""),
    "url": Case("website", "https://abel.example", "https://berta.example", "https://abel.example",
                "https://abel.example", ("no address", "javascript:alert(1)", "ftp://abel.example"),
                part="https://abel", empty=""),
    "relation": Case("maker", Named("maker", "Abel"), Named("maker", "Berta"), "Abel", "Abel", (NEVER, "abel")),
    "user": Case("keeper", Named("person", "Abel"), Named("person", "Berta"), "Abel", "Abel", (NEVER, "abel")),
    "team": Case("site", Named("team", "Abel"), Named("team", "Berta"), "Abel", "Abel", (NEVER, "abel")),
    "file": Case("manual", Named("file", "abel.txt"), Named("file", "berta.txt"), "abel.txt", "abel.txt",
                 (NEVER, "abel", Named("foreign file", "foreign.txt"))),
    "image": Case("picture", Named("file", "abel.png"), Named("file", "berta.png"), "abel.png", "abel.png",
                  (NEVER, "abel", Named("file", "no-picture.txt"))),
    "number": Case("number", None, None, "AS-", "AS-", ("AS-1", "7"), part="AS-", settable=False),
    "address": Case(
        "place", {"street": "Hafen 1", "postal_code": "23552", "city": "Lübeck"}, {"city": "Zwickau"},
        "Hafen 1, 23552 Lübeck", "Hafen 1, 23552 Lübeck", ({"street": "x" * 201}, {"planet": "Mars"}, "Hafen 1"),
    ),
    "duration": Case("lasts", "PT1H30M", "PT30H", "1:30", "1:30", ("soon", "1:75", "P", "99999999h"), typed="1:30"),
    "rating": Case("stars", 2, 5, "★★☆☆☆", "2", ("0", "6", "2.5", "many")),
    "colour": Case("colour", "#2f6fed", "#ff0000", "#2f6fed", "#2f6fed", ("blue", "#12345", "url(x)"), empty=""),
    "barcode": Case("barcode", "4006381333931", "A-17 B", "4006381333931", "4006381333931",
                    ("4006381333932", "ß", " \n"), part="40063", empty=""),
    "geo_point": Case("stands_at", "52.520008,13.404954", "60.000000,10.000000", "52.520008, 13.404954",
                      "52.520008, 13.404954", ("91,0", "0,181", "Berlin", "1"), empty="", typed="52.520008, 13.404954"),
    "tags": Case("tags", ["red", "round"], ["square"], "red", "red, round", (["x" * 41],), part="red", empty=[],
                 typed="red, round"),
    "signature": Case("signature", Named("file", "abel.png"), Named("file", "berta.png"), "abel.png", "abel.png",
                      (NEVER, "abel", Named("file", "no-picture.txt"))),
    "id": Case("source_id", str(new_id()), str(new_id()), "", "", ("abel", "123")),
}  # fmt: skip

"""A gallery: cards with a picture."""

from dataclasses import dataclass, field

from kontor.web.kinds.board import Card, card_of
from kontor.web.kinds.reading import Look
from kontor.web.lists.columns import note_of

PAGE_SIZE = 48
FACTS = 4


@dataclass(frozen=True, slots=True)
class Gallery:
    """A page of cards, each with the address of its picture."""

    cards: list[tuple[Card, str]]
    pictures: bool
    icon: str
    empty: bool
    next_url: str
    previous_url: str
    note: str
    template: str = field(default="kinds/gallery.html", init=False)


def gallery_of(look: Look, size: int = PAGE_SIZE) -> Gallery:
    """The cards: one query, and one per colour."""
    image = look.named("image")
    paths = [path for path in look.columns if path not in (image, look.found.label_field)][:FACTS]
    page = look.read([*paths, image, "version"], size=size, cursor=look.state.cursor)
    tones = look.tones(page.rows)
    cards = []
    for row in page.rows:
        held = row.get(image) if image else None
        cards.append((card_of(look, row, paths, tones), f"/files/{held.id}" if held else ""))
    return Gallery(
        cards=cards,
        pictures=bool(image),
        icon=look.found.icon,
        empty=not cards,
        next_url=look.state.url(cursor=page.next_cursor) if page.next_cursor else "",
        previous_url=look.state.url(cursor=page.previous_cursor) if page.previous_cursor else "",
        note=note_of(len(cards), more=bool(page.next_cursor or page.previous_cursor)),
    )

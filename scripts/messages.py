"""`python -m scripts.messages`: brings locale/ up to date with every sentence that is asked to be translated."""

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from scripts.places import ROOT

CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
HEADER = """# Chinese (simplified) texts of Kontor.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
Found = tuple[str | tuple[str, ...], str, str | None]


def found() -> Iterator[Found]:
    """Every (message, place, context) of code and templates."""
    for folder in ("platform/kontor", "apps"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _of(path, path.read_text())
    for path in sorted((ROOT / "templates").rglob("*.*")):
        # indentation means nothing in a template, and something to who reads it as Python
        code = templatize(path.read_text(), origin=str(path))
        yield from _of(path, "\n".join(line.lstrip() for line in code.splitlines()))


def _of(path: Path, code: str) -> Iterator[Found]:
    place = str(path.relative_to(ROOT))
    names: Any = list(KEYWORDS)
    calls: Iterable[Any] = extract_python(io.BytesIO(code.encode()), names, [], {})
    for _line, name, message, _comments in calls:
        parts = list(message) if isinstance(message, tuple | list) else [message]
        if not parts or not parts[0]:
            continue
        spec: Any = KEYWORDS.get(name)
        if spec and isinstance(spec[0], tuple):
            yield parts[1], place, parts[0]
        elif spec and len(parts) > 1:
            yield (parts[0], parts[1]), place, None
        else:
            yield parts[0], place, None


def catalogue() -> Catalog:
    """The translations as they are kept."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans", domain="django")


def merged(old: Catalog) -> Catalog:
    """The catalogue of every message there is now, with the translations there are."""
    fresh = Catalog(locale="zh_Hans", domain="django", project="Kontor", charset="utf-8", fuzzy=False)
    for message, place, context in found():
        known = old.get(message if isinstance(message, str) else message[0], context)
        translated = known.string if known is not None else ""
        fresh.add(message, translated, locations=[(place, 0)], context=context)
    return fresh


def missing(held: Catalog) -> list[str]:
    """Messages that have no translation, or one with other placeholders."""
    texts = []
    for message in held:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        if not all(strings) or any(message.check()):
            texts.append(message.id if isinstance(message.id, str) else message.id[0])
    return texts


def main() -> int:
    """Writes the catalogue anew and prints what is still to translate."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    old = catalogue() if CATALOGUE.exists() else Catalog(locale="zh_Hans")
    fresh = merged(old)
    body = io.BytesIO()
    write_po(body, fresh, width=110, sort_output=True, omit_header=True, include_lineno=False)
    CATALOGUE.write_text(f"{HEADER}\n{body.getvalue().decode().lstrip()}")
    rest = missing(fresh)
    for text in rest:
        print(text)
    print(f"{len(fresh)} messages, {len(rest)} to translate")
    return 1 if rest else 0


if __name__ == "__main__":
    sys.exit(main())

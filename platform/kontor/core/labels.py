"""Labels of declarations, said once in both languages where the thing is declared."""

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language, override

LANGUAGES = ("en", "zh-hans")


def _pick(english: str, chinese: str) -> str:
    language = get_language() or "en"
    return chinese if chinese and language.startswith("zh") else english


_lazy_pick = lazy(_pick, str)


def L(english: str, chinese: str = "") -> Any:  # noqa: N802 (reads as a label, not a call)
    """A lazy string: English, or 中文 where that language is active and given."""
    return _lazy_pick(english, chinese)


def in_both(label: Any) -> dict[str, str]:
    """A lazy label in every language, empty where it says nothing."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(label or "")
    return found


def stored_label(labels: dict[str, str]) -> str:
    """The text of a stored label in the active language, falling back to English, then to any."""
    language = (get_language() or "en").lower()
    key = "zh-hans" if language.startswith("zh") else "en"
    return labels.get(key) or labels.get("en") or next(iter(labels.values()), "")


_lazy_stored = lazy(stored_label, str)


def lazy_label(labels: dict[str, str]) -> Any:
    """A stored label as a lazy string, in the language of whoever reads it."""
    return _lazy_stored(labels)

"""Folds text for search: case, accents and width do not matter; Chinese is cut into pairs of characters."""

import re
import unicodedata

_RUNS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\W_\u3400-\u9fff\U00020000-\U0003ffff]+")
_CJK = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
MAX_TOKENS = 2000


def fold(text: str) -> str:
    """Lower case, compatibility forms made plain, accents taken off."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def tokens(text: str) -> list[str]:
    """The words of a text, and every pair of neighbouring Chinese characters."""
    found: list[str] = []
    for run in _RUNS.findall(fold(text)):
        if _CJK.match(run) and len(run) > 1:
            found.extend(run[at : at + 2] for at in range(len(run) - 1))
            found.append(run[-1])
        else:
            found.append(run)
    return found[:MAX_TOKENS]


def terms(text: str) -> list[str]:
    """The words to look for; each may be the beginning of a longer one, but a Chinese pair stands for itself."""
    found: list[str] = []
    for run in _RUNS.findall(fold(text)):
        if _CJK.match(run) and len(run) > 1:
            found.extend(run[at : at + 2] for at in range(len(run) - 1))
        else:
            found.append(run)
    return found

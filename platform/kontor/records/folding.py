"""Folds text for search: case, accents and width do not matter; Chinese is cut into pairs of characters.

A Chinese name is also found by its pinyin, whole or by initials, from any of its characters on.
"""

import re
import unicodedata

from pypinyin import lazy_pinyin

_RUNS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\W_\u3400-\u9fff\U00020000-\U0003ffff]+")
_CJK = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
MAX_TOKENS = 2000
SPOKEN = 20


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


def spoken(text: str) -> list[str]:
    """The pinyin of Chinese in a short text and its initials, from each character on: 张三 as zhangsan, zs and san."""
    found: list[str] = []
    for run in _RUNS.findall(fold(text)):
        if not _CJK.match(run):
            continue
        syllables = [fold(one) for one in lazy_pinyin(run[:SPOKEN], errors="ignore")]
        for at in range(len(syllables)):
            found.append("".join(syllables[at:]))
            if at + 1 < len(syllables):
                found.append("".join(one[0] for one in syllables[at:]))
    return list(dict.fromkeys(found))[:MAX_TOKENS]

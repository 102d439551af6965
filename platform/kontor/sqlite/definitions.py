"""Reads the definitions of columns out of a stored CREATE TABLE statement."""

from collections.abc import Iterator

_CLOSING = {'"': '"', "'": "'", "`": "`", "[": "]"}
_TABLE_CONSTRAINTS = {"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"}


def column_definitions(sql: str) -> dict[str, str]:
    """Column name → everything behind the name (type and constraints), word for word."""
    found: dict[str, str] = {}
    for part in _parts(sql):
        name, rest = _split_name(part)
        if name is not None:
            found[name] = rest
    return found


def _parts(sql: str) -> Iterator[str]:
    """The comma-separated parts between the outer parentheses."""
    depth, start, closing = 0, 0, ""
    for place, letter in enumerate(sql):
        if closing:
            closing = "" if letter == closing else closing
        elif letter in _CLOSING:
            closing = _CLOSING[letter]
        elif letter == "(":
            depth += 1
            start = place + 1 if depth == 1 else start
        elif letter in ",)" and depth == 1:
            yield sql[start:place].strip()
            start = place + 1
            depth -= letter == ")"
        elif letter == ")":
            depth -= 1


def _split_name(part: str) -> tuple[str | None, str]:
    if part[:1] in _CLOSING:
        closing = _CLOSING[part[0]]
        end = part.index(closing, 1)
        while part[end + 1 : end + 2] == closing:
            end = part.index(closing, end + 2)
        return part[1:end].replace(closing * 2, closing), part[end + 1 :].strip()
    word, _, rest = part.partition(" ")
    if word.upper() in _TABLE_CONSTRAINTS:
        return None, ""
    return word, rest.strip()

"""Names: keys out of labels, and refusing those that would clash or mislead."""

import keyword
import re
import secrets
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from kontor.core.errors import BadInput
from kontor.core.labels import LANGUAGES
from kontor.core.models import Document, Line, Record
from kontor.schema.models import FieldDef, ObjectDef, State
from kontor.schema.registry import shipped_models
from kontor.schema.specs import Label, lines_name

MAX_KEY = 50
MAX_LABEL = 120
_KEY = re.compile(r"[a-z][a-z0-9_]*[a-z0-9]|[a-z]")
# words with a meaning of their own where keys stand: addresses, filters, form fields, history rows
RESERVED_OBJECTS = frozenset(
    {
        "account", "admin", "api", "batch", "design", "event", "events", "export", "file", "files", "health", "history",
        "home", "import", "job", "jobs", "login", "logout", "me", "media", "new", "object", "objects", "query",
        "schema", "search", "settings", "static", "trash",
    }
)  # fmt: skip
RESERVED_FIELDS = frozenset(
    {
        "active", "actor", "actor_id", "actor_name", "and", "cause", "change_id", "count", "csrfmiddlewaretoken",
        "cursor", "delete", "fields", "filter", "form", "format", "id", "instance", "lines", "next_record", "not", "or",
        "page_size", "parent", "pk", "position", "prev_record", "revert_url", "root", "root_id", "search", "show",
        "sort", "then", "tracked_fields", "trashed", "trashed_at", "version",
    }
)  # fmt: skip
_BASES: dict[str, Any] = {"record": Record, "document": Document, "line": Line}


def new_name(prefix: str) -> str:
    """A short random name for a table or column: never out of words of people, never used twice."""
    return f"{prefix}{secrets.token_hex(5)}"


def check_label(label: Any, field: str = "label", *, needed: bool = True) -> dict[str, str]:
    """The label by language, cleaned; BadInput when it is empty, too long or holds what nobody can see."""
    if isinstance(label, str):
        label = {"en": label}
    if not isinstance(label, dict) or not set(label) <= set(LANGUAGES):
        raise BadInput(_("A label is given in English (en), in Chinese (zh-hans) or in both."), field=field)
    cleaned = {language: _text(text, field) for language, text in label.items()}
    cleaned = {language: text for language, text in cleaned.items() if text}
    if needed and not cleaned:
        raise BadInput(_("A label is needed."), field=field)
    return cleaned


def _text(raw: Any, field: str) -> str:
    if not isinstance(raw, str):
        raise BadInput(_("Text is expected here."), field=field)
    text = unicodedata.normalize("NFC", raw).strip()
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for letter in text):
        raise BadInput(_("A label holds visible characters only."), field=field)
    if len(text) > MAX_LABEL:
        raise BadInput(_("At most %(limit)s characters are allowed.") % {"limit": MAX_LABEL}, field=field)
    return text


def key_for(label: Label, taken: Iterable[str] = (), fallback: str = "field") -> str:
    """A key out of a label: its English words, else its Chinese ones in pinyin; with a number when it is taken."""
    text = label.get("en") or " ".join(lazy_pinyin(label.get("zh-hans", "")))
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    key = "_".join(words)[: MAX_KEY - 4].strip("_") or fallback
    if key[0].isdigit():
        key = f"{fallback}_{key}"
    if keyword.iskeyword(key) or key in RESERVED_FIELDS or key in RESERVED_OBJECTS:
        key = f"{key}_{fallback}"
    taken = set(taken)
    number, wanted = 2, key
    while key in taken:
        key, number = f"{wanted}_{number}", number + 1
    return key


def check_key(key: Any) -> None:
    """BadInput for what is no key."""
    if not isinstance(key, str) or len(key) > MAX_KEY or "__" in key or not _KEY.fullmatch(key):
        raise BadInput(
            _("A key is made of small letters, digits and single _; it begins with a letter, %(limit)s at most.")
            % {"limit": MAX_KEY},
            field="key",
        )
    if keyword.iskeyword(key) or keyword.issoftkeyword(key):
        raise _reserved(key)


def _reserved(key: str) -> BadInput:
    return BadInput(_("%(key)s has a meaning of its own; choose another key.") % {"key": key}, field="key")


def object_keys() -> set[str]:
    """All keys of objects there are or ever were."""
    return set(shipped_models()) | set(ObjectDef.objects.values_list("key", flat=True))


def check_object_key(key: str) -> None:
    """BadInput when no object may be called that."""
    check_key(key)
    if key in RESERVED_OBJECTS:
        raise _reserved(key)
    if key in object_keys():
        raise BadInput(_("There is or was an object with the key %(key)s.") % {"key": key}, field="key")


def base_of(object_key: str) -> Any:
    """The class that rows of an object have at least: its model, or the base of its kind while it has none."""
    shipped = shipped_models().get(object_key)
    if shipped is not None:
        return shipped
    kind = ObjectDef.objects.filter(key=object_key).exclude(state=State.PURGED).values_list("kind", flat=True).first()
    if kind is None:
        raise BadInput(_("There is no such object."), field="object")
    return _BASES[kind]


def field_keys(object_key: str) -> set[str]:
    """All names that are taken on an object: fields of any state, lines, and names by which others link to it."""
    base = base_of(object_key)
    taken = set(FieldDef.objects.filter(object=object_key).values_list("key", flat=True))
    taken |= {name for field in base._meta.get_fields() for name in (field.name, getattr(field, "attname", ""))}
    taken |= set(getattr(getattr(base, "declare", None), "computed", ()))
    for key, settings in ObjectDef.objects.filter(parent=object_key).values_list("key", "settings"):
        taken.add(lines_name(key, settings))
    for key, name, settings in FieldDef.objects.filter(target=object_key, type="relation").values_list(
        "object", "key", "settings"
    ):
        taken.add(str(settings.get("reverse") or f"{key}_{name}_set"))
    return taken


def check_field_key(object_key: str, key: str, type_key: str = "text") -> None:
    """BadInput when no field of the object may be called that."""
    check_key(key)
    if key in RESERVED_FIELDS or key.startswith("history_") or key.endswith("_id"):
        raise _reserved(key)
    taken = field_keys(object_key)
    if key in taken or f"{key}_id" in taken:
        raise BadInput(_("There is or was a field with the key %(key)s here.") % {"key": key}, field="key")
    if hasattr(base_of(object_key), key):
        raise _reserved(key)


def check_reverse(target: str, name: str) -> None:
    """BadInput when the target's records cannot know those that link to them by that name."""
    if "__" in name or not re.fullmatch(r"[a-z][a-z0-9_]*", name) or len(name) > 2 * MAX_KEY + 8:
        raise BadInput(_("%(name)s is no name for the way back.") % {"name": name}, field="reverse_label")
    if name in field_keys(target) or hasattr(base_of(target), name):
        raise BadInput(
            _("%(target)s already has something called %(name)s.") % {"target": target, "name": name},
            field="reverse_label",
        )

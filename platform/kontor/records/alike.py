"""What a value is compared by when two records may be the same one: spelling, legal forms and formats left aside."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from kontor.records.folding import fold

LONGEST = 120
_WORDS = re.compile(r"[^\W_]+")
_FORMS_SAID = (
    "gmbh mbh ggmbh ag kg kgaa ohg ug ek ltd limited inc incorporated llc llp lp plc corp corporation co company "
    "sa sas sarl srl spa bv nv oy oyj ab asa aps kk pty pte sdn bhd jsc ooo"
)
_FORMS = frozenset(_FORMS_SAID.split())
_CHINESE_FORMS = re.compile("(股份有限公司|有限责任公司|有限公司|株式会社|公司)")
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_FREE_MAIL_SAID = (
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.de yahoo.fr yahoo.co.uk "
    "icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de proton.me "
    "protonmail.com mail.com zoho.com fastmail.com qq.com vip.qq.com foxmail.com 163.com 126.com yeah.net sina.com "
    "sina.cn sohu.com 139.com 189.cn aliyun.com mail.ru yandex.ru yandex.com naver.com orange.fr free.fr laposte.net "
    "libero.it"
)
_FREE_MAIL = frozenset(_FREE_MAIL_SAID.split())


def person_key(text: str) -> str:
    """A person's name: case, accents and the order of its words do not matter."""
    return "".join(sorted(_WORDS.findall(fold(text).replace(".", " "))))


def name_key(text: str) -> str:
    """A company's name without its legal form, whatever the order of its words."""
    plain = fold(text).replace(".", "")
    words = _WORDS.findall(_CHINESE_FORMS.sub(" ", plain))
    telling = [word for word in words if word not in _FORMS]
    return "".join(sorted(telling or _WORDS.findall(plain)))


def code_key(text: str) -> str:
    """An identifier by its letters and digits."""
    found = "".join(_WORDS.findall(fold(text)))
    return found if len(found) > 3 else ""


def phone_key(text: str) -> str:
    """A telephone number by its last digits, so that it is the same with and without the country's code."""
    plain = re.sub(r"[^\d+]", "", text)
    abroad = plain.startswith(("+", "00"))
    digits = plain.replace("+", "").lstrip("0")
    if digits.startswith("86") and len(digits) == 13:
        digits, abroad = digits[2:], False
    if not abroad and _CHINESE_MOBILE.fullmatch(digits):
        return digits
    return digits[-8:] if len(digits) > 5 else ""


def email_key(text: str) -> str:
    """A mail address in small letters."""
    return text.strip().lower() if "@" in text else ""


def domain_key(text: str) -> str:
    """The domain of a mail address or a web address; none for those where anybody has his mail."""
    host = text.rpartition("@")[2] if "@" in text and "//" not in text else _host(text)
    host = host.strip().lower().removeprefix("www.")
    return "" if host in _FREE_MAIL or "." not in host else host


def _host(text: str) -> str:
    try:
        return urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""


KINDS: dict[str, Callable[[str], str]] = {
    "name": name_key,
    "person": person_key,
    "code": code_key,
    "phone": phone_key,
    "email": email_key,
    "domain": domain_key,
}


def key_of(kind: str, value: Any) -> str:
    """What a value is compared by; "" when it tells nothing."""
    return KINDS[kind](str(value))[:LONGEST] if value else ""

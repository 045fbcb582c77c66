"""Names and looks that people may have.

A name has 1 to 24 visible characters in Unicode's NFC: no control, direction or zero-width
characters, no blanks that pass for nothing, at most two marks on a character. Names that look
like those of staff are refused; the mark of an official is a flag that only the server sets.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from metaserver.errors import Refused
from metaserver.protocol.codes import NAME_MAX_CHARS, ErrorCode

MARKS_MAX: Final = 2
_TYPED_MAX: Final = 200
"""Longer ones are refused unread."""
_LOOK_MAX: Final = (3, 7, 7, 7, 7, 15, 15)
_INVISIBLE: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
"""Letters and symbols, by category, that show nothing."""
_VARIANTS: Final = re.compile("[\ufe00-\ufe0f]")
_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_GUEST: Final = re.compile(r"(guest|손님)\s*\d*")
_STAFF: Final = frozenset({
    "admin", "administrator", "moderator", "mod", "official", "staff", "operator", "system",
    "sysop", "root", "support", "seoulcity", "metaverseseoul", "mayor",
})  # fmt: skip
_STAFF_BEGINS: Final = ("admin", "moderator", "official")
_STAFF_PARTS: Final = (
    "운영자",
    "운영진",
    "운영팀",
    "관리자",
    "관리팀",
    "공무원",
    "공식계정",
    "모더레이터",
    "어드민",
    "담당관",
    "서울시장",
    "서울시청",
    "서울특별시",
    "시스템",
    "管理员",
    "管理員",
    "官方",
    "公务员",
    "管理者",
    "運営",
    "公式",
)
_LIKE: Final = str.maketrans("0134578@$|!аеорсухіӏαοι", "oieastbasliaeopcyxilaoi")
"""Digits, signs, Cyrillic and Greek that pass for Latin letters."""


def clean_name(raw: str) -> str:
    """The name as it is shown. Raises ``Refused`` (``bad_name``)."""
    name = _VARIANTS.sub("", unicodedata.normalize("NFC", raw[: _TYPED_MAX + 1]))
    name = re.sub(" +", " ", _SPACES.sub(" ", name)).strip(" ")
    if not name or len(raw) > _TYPED_MAX or not _visible(name) or _reserved(name):
        raise Refused(ErrorCode.BAD_NAME)
    return name


def _visible(name: str) -> bool:
    shown = marks = 0
    for char in name:
        category = unicodedata.category(char)
        if category[0] == "C" or category in ("Zl", "Zp") or char in _INVISIBLE:
            return False
        if category[0] == "M":
            marks += 1
            if marks > MARKS_MAX or not shown:
                return False
        else:
            shown, marks = shown + 1, 0
    return shown <= NAME_MAX_CHARS


def _reserved(name: str) -> bool:
    plain = unicodedata.normalize("NFKC", name).casefold()
    if _GUEST.fullmatch(plain) or any(part in re.sub(r"\W", "", plain) for part in _STAFF_PARTS):
        return True
    letters = re.sub(r"[^a-z]+", " ", _unmarked(plain).translate(_LIKE)).split()
    words = {*letters, "".join(letters)}
    return any(word in _STAFF or word.startswith(_STAFF_BEGINS) for word in words)


def _unmarked(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def guest_name(number: int) -> str:
    """The same for all readers; clients may show it in their language."""
    return f"Guest {number}"


def pack_look(look: list[int], flags: int = 0) -> bytes:
    """Seven choices to the five bytes of a record; what is out of range becomes the highest.

    body<<4 | skin, hair<<4 | hair colour, outfit, colour<<4 | colour, flags (the server's).
    """
    body, skin, hair, hair_colour, outfit, upper, lower = (
        min(choice, most) for choice, most in zip(look, _LOOK_MAX, strict=True)
    )
    return bytes((body << 4 | skin, hair << 4 | hair_colour, outfit, upper << 4 | lower, flags))

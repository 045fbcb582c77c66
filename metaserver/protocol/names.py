"""Names that people may show to others.

A name has 1 to 24 visible characters in Unicode's NFC: no control, direction or zero-width
characters, no blanks that pass for nothing, at most two marks on a character. A name that looks
like that of staff is for verified officials alone; what passes for a Latin letter, or for a sign
of something verified, counts as that.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from metaserver.errors import Refused
from metaserver.protocol.codes import NAME_MAX_CHARS, ErrorCode
from metaserver.protocol.lookalikes import jamo, skeleton

MARKS_MAX: Final = 2
_TYPED_MAX: Final = 200
"""Longer ones are refused unread."""
_INVISIBLE: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
"""Letters and symbols, by category, that show nothing."""
_VARIANTS: Final = re.compile("[\ufe00-\ufe0f]")
_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_GUEST: Final = re.compile(r"(guest|손님)\s*\d*")
_SIGNS: Final = frozenset("✓✔☑✅🗸🗹🛡👮📛🔰")
"""Check marks, shields and badges."""
_STAFF: Final = frozenset(skeleton(word) for word in (
    "admin", "administrator", "moderator", "mod", "official", "staff", "operator", "system",
    "sysop", "root", "support", "seoulcity", "metaverseseoul", "mayor", "guide",
))  # fmt: skip
_STAFF_ENDS: Final = tuple(skeleton(word) for word in ("admin", "moderator"))
"""No word may begin or end so; ``Badminton`` may be."""
_STAFF_WITHIN: Final = skeleton("official")
_STAFF_PARTS: Final = tuple(jamo(part) for part in (
    "운영자", "운영진", "운영팀", "관리자", "관리팀", "공무원", "공식계정", "모더레이터", "어드민",
    "담당관", "서울시장", "서울시청", "서울특별시", "다산콜", "시스템", "안내원",
    "管理员", "管理員", "官方", "公务员", "公務員", "管理者", "運営", "公式",
))  # fmt: skip
_CITY: Final = re.compile("서울시(?!민)")
_CALL_CENTRE: Final = re.compile("(?<![0-9a-z])[1il|!]2[0o](?![0-9a-z])")
"""120: the city's telephone number for whatever one wants to know or to complain of."""


def clean_name(raw: str, *, staff: bool = False) -> str:
    """The name as it is shown; ``staff``: a verified official may be called so.

    Raises ``Refused`` (``bad_name``).
    """
    name = _VARIANTS.sub("", unicodedata.normalize("NFC", raw[: _TYPED_MAX + 1]))
    name = re.sub(" +", " ", _SPACES.sub(" ", name)).strip(" ")
    if not name or len(raw) > _TYPED_MAX or not _visible(name):
        raise Refused(ErrorCode.BAD_NAME)
    if not staff and imitates_staff(name):
        raise Refused(ErrorCode.BAD_NAME)
    return name


def imitates_staff(name: str) -> bool:
    """Whether it may be taken for the name of staff, or for the guest number of somebody else."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    if _GUEST.fullmatch(plain) or _SIGNS & set(name) or _CALL_CENTRE.search(plain):
        return True
    return _korean(plain) or _latin(name)


def _korean(plain: str) -> bool:
    """Also in Chinese characters."""
    words = re.split(r"\W+", plain)
    apart = all(len(word) <= 1 for word in words)
    if _CITY.search("".join(words) if apart else plain):
        return True
    letters = jamo("".join(words))
    return any(part in letters for part in _STAFF_PARTS)


def _latin(name: str) -> bool:
    found = re.sub(r"[^a-z]+", " ", skeleton(name)).split()
    return any(_staff_word(word) for word in {*found, "".join(found)})


def _staff_word(word: str) -> bool:
    ends = word.startswith(_STAFF_ENDS) or word.endswith(_STAFF_ENDS)
    return word in _STAFF or ends or _STAFF_WITHIN in word


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

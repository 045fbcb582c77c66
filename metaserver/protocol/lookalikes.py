"""What looks alike becomes alike, so that names can be compared by how they look.

A small table in the manner of Unicode's confusables (UTS 39): the letters that pass for those of
the words nobody may call himself by.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_SMALL: Final = {
    "a": "4@аαɑᴀⱥ", "b": "8ʙв", "c": "сϲᴄ¢", "d": "ԁɗᴅđð", "e": "3еεєҽᴇё€", "f": "ғƒſ",
    "g": "9ɡցɢ", "j": "јϳ", "k": "кκᴋ", "l": "1|!iіιıɩǃӏłɪʟ", "m": "мᴍϻ", "n": "ոпηɴ",
    "o": "0оοօσᴏøө", "p": "рρᴘ", "r": "гʀ", "s": "5$ѕꜱʂ§", "t": "7+тτᴛ†", "u": "υսцᴜμ",
    "v": "ѵνᴠ", "w": "ѡԝᴡ", "x": "хχ×", "y": "уүγʏ¥", "z": "2ᴢ",
}  # fmt: skip
_LARGE: Final = {
    "a": "ΑꓮᎪᗩ", "b": "ΒꓐᏴ", "c": "ꓚᏟᑕ", "d": "ꓓᎠᗪ", "e": "ΕꓰᎬ", "f": "ꓝϜᖴ", "l": "ΙꓲꓡᏞᏆᒪӀ",
    "m": "ΜꓟᎷ", "n": "Νꓠ", "o": "ΟꓳՕ", "p": "ΡꓑᏢ", "r": "ꓣᎡᖇ", "s": "ꓢᏚЅ", "t": "ΤꓔᎢ",
    "y": "Υꓬ",
}  # fmt: skip
"""Those whose small letter looks like another one, or that have none."""
_PAIRS: Final = (("rn", "m"), ("vv", "w"))
_FINALS: Final = "ᆨᆩᆫᆮᆯᆷᆸᆺᆻᆼᆽᆾᆿᇀᇁᇂ"
_FIRSTS: Final = "ᄀᄁᄂᄃᄅᄆᄇᄉᄊᄋᄌᄎᄏᄐᄑᄒ"
"""Consonants at the end of a syllable, and the same ones at its beginning."""


def _folding(table: dict[str, str]) -> dict[int, str]:
    return {ord(like): letter for letter, others in table.items() for like in others}


_FOLD_SMALL: Final = _folding(_SMALL)
_FOLD_LARGE: Final = _folding(_LARGE)
_FOLD_FINALS: Final = str.maketrans(_FINALS, _FIRSTS)


def skeleton(text: str) -> str:
    """Small Latin letters without marks; what passes for one is that one."""
    plain = unicodedata.normalize("NFKD", text).translate(_FOLD_LARGE).casefold()
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    letters = letters.translate(_FOLD_SMALL)
    for pair, one in _PAIRS:
        letters = letters.replace(pair, one)
    return letters


def jamo(text: str) -> str:
    """Hangul as a row of letters: the same for 공무원 and for ㄱㅗㅇㅁㅜㅇㅝㄴ."""
    return unicodedata.normalize("NFKD", text).translate(_FOLD_FINALS)

"""Text that people type: what of it is kept."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from metaserver.errors import Refused
from metaserver.protocol.codes import CHAT_MAX_CHARS, ErrorCode

WORDS_MAX_CHARS: Final = 1000
"""Of a report."""
_DIRECTION: Final = re.compile("[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Marks that turn, hide or join text; the joiner of emoji (200d) and of Persian (200c) stay."""
_INVISIBLE: Final = re.compile("[\u115f\u1160\u3164\uffa0\u2800\u200c\u200d\ufe00-\ufe0f\\s]")


def clean_text(raw: str) -> str:
    """A chat message in NFC, on one line, without control and direction characters.

    Raises ``Refused``: ``empty_text``, ``text_too_long``.
    """
    text = clean_words(raw)
    if not _INVISIBLE.sub("", text):
        raise Refused(ErrorCode.EMPTY_TEXT)
    if len(text) > CHAT_MAX_CHARS:
        raise Refused(ErrorCode.TEXT_TOO_LONG)
    return text


def clean_words(raw: str) -> str:
    """As ``clean_text``, but it may be empty or long."""
    text = "".join(" " if c in "\n\t\r" else c for c in _DIRECTION.sub("", raw) if _kept(c))
    # Only now: what was removed may have stood between a letter and its accent.
    return re.sub(r" {2,}", " ", unicodedata.normalize("NFC", text)).strip()


def _kept(char: str) -> bool:
    return char in "\n\t\r" or unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn")

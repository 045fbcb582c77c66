"""The code that follows a complaint: what its reporter holds, and the server does not keep.

It is made anew from the city's key, the complaint's number and a salt each time, 80 bits in
Crockford's base32 (https://www.crockford.com/base32.html), so that a copy of the database opens
nothing without the key.
"""

from __future__ import annotations

import hmac
import re
import secrets
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_BYTES: Final = 10
_LETTERS: Final = 16
_TYPED_MAX: Final = 64
"""Longer ones are wrong unread."""
_ALIKE: Final = str.maketrans("OIL", "011")
_SIGNS: Final = re.compile(r"[\s\u2010-\u2015\u2212-]+")
"""Blanks, hyphens and dashes, which people type where they like."""
_SALT_BYTES: Final = 8


def new_salt() -> str:
    """16 hex digits."""
    return secrets.token_hex(_SALT_BYTES)


def follow_code(key: bytes, number: str, salt: str) -> str:
    """``XXXX-XXXX-XXXX-XXXX``."""
    value = int.from_bytes(_secret(key, number, salt), "big")
    letters = "".join(_ALPHABET[value >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[at : at + 4] for at in range(0, _LETTERS, 4))


def read_code(typed: str) -> bytes | None:
    """What somebody typed, as it is compared; None for what is no code.

    Case, blanks and hyphens do not matter, O is 0, I and L are 1.
    """
    if len(typed) > _TYPED_MAX:
        return None
    letters = _SIGNS.sub("", typed).upper().translate(_ALIKE)
    if len(letters) != _LETTERS or not set(letters) <= set(_ALPHABET):
        return None
    value = 0
    for letter in letters:
        value = value << 5 | _ALPHABET.index(letter)
    return value.to_bytes(_CODE_BYTES, "big")


def opens(code: bytes | None, key: bytes, number: str, salt: str) -> bool:
    """Whether it is the code of that number and salt; in the same time wherever it differs."""
    return code is not None and hmac.compare_digest(code, _secret(key, number, salt))


def _secret(key: bytes, number: str, salt: str) -> bytes:
    message = b"\0".join((b"complaint", number.encode(), salt.encode()))
    return hmac.digest(key, message, "sha256")[:_CODE_BYTES]

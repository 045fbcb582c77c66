"""Names that guests get, and looks. What a name may be stands in ``protocol.names``."""

from __future__ import annotations

from typing import Final

OFFICIAL: Final = 1
"""Flag of a look: a verified official. Only an account token sets it."""
_LOOK_MAX: Final = (3, 7, 7, 7, 7, 15, 15)


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

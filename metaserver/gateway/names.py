"""Names that guests get. What a name may be stands in ``protocol.names``."""

from __future__ import annotations


def guest_name(number: int) -> str:
    """The same for all readers; clients may show it in their language."""
    return f"Guest {number}"

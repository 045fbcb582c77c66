"""Wrong codes, counted: where they came from, and for which number."""

from __future__ import annotations

from metaserver.civic.limits import Limit
from metaserver.ports import Clock


class WrongCodes:
    """``address_key``: hashed address of who tries; '' is not counted."""

    def __init__(self, clock: Clock) -> None:
        self._here = Limit("codes", burst=10, every_s=60, clock=clock)
        self._there = Limit("codes", burst=20, every_s=60, clock=clock)

    def check(self, number: str, address_key: str) -> None:
        """Before a code is tried. Raises ``Limited``."""
        # A number alone is held back only where somebody has been wrong before, so that nobody
        # can lock a holder out by typing wrong codes for their number.
        self._here.check(address_key)
        if self._here.knows(address_key):
            self._there.check(number)

    def count(self, number: str, address_key: str) -> None:
        """One was wrong. ``number`` '' where there is no such number."""
        self._here.spend(address_key)
        self._there.spend(number)

"""How long it took lately, counted at most every few seconds."""

from __future__ import annotations

from typing import Final

from metaserver.civic.complaints.days import seoul_day, start_of
from metaserver.civic.complaints.rules import DAY_MS
from metaserver.civic.help.rules import MEASURED
from metaserver.ports import Clock
from metaserver.ports.help import Handled, HelpGiven, HelpStore

KEPT_S: Final = 10.0
GIVEN_DAYS: Final = 30
GIVEN_KEPT_S: Final = 60.0
"""The page is for everybody; the database counts at most so often."""
_TODAY: Final = "today:"


class Figures:
    def __init__(self, store: HelpStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, tuple[float, list[Handled]]] = {}
        """By department (of a catalogue, so few), and today's."""
        self._given: tuple[float, HelpGiven] | None = None

    async def lately(self, department: str) -> list[Handled]:
        """The department's last talks that are over. Raises ``StoreError``."""
        now_s = self._clock.monotonic_s()
        known = self._known.get(department)
        if known is None or now_s - known[0] > KEPT_S:
            found = await self._store.handled(department=department, limit=MEASURED)
            known = self._known[department] = now_s, found
        return known[1]

    async def today(self) -> list[Handled]:
        """All that were taken since midnight in Seoul. Raises ``StoreError``."""
        now_s = self._clock.monotonic_s()
        known = self._known.get(_TODAY)
        if known is None or now_s - known[0] > KEPT_S:
            midnight_ms = start_of(seoul_day(self._clock.unix_ms()))
            known = self._known[_TODAY] = now_s, await self._store.handled_since(midnight_ms)
        return known[1]

    async def given(self) -> HelpGiven:
        """Of the last ``GIVEN_DAYS``. Raises ``StoreError``."""
        now_s = self._clock.monotonic_s()
        if self._given is None or now_s - self._given[0] > GIVEN_KEPT_S:
            since_ms = self._clock.unix_ms() - GIVEN_DAYS * DAY_MS
            self._given = now_s, await self._store.given(since_ms)
        return self._given[1]

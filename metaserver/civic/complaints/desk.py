"""What citizens' and officials' side of the 120 desk have in common."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from metaserver.civic.complaints.catalogue import FILE, load_catalogue
from metaserver.civic.complaints.days import Calendar
from metaserver.civic.complaints.rules import is_number
from metaserver.civic.means import Means
from metaserver.civic.models import Language
from metaserver.civic.texts import load_texts
from metaserver.errors import Conflict, NotFound
from metaserver.ports.complaints import Change, Complaint, Event

CHANGED_MEANWHILE_MAX: Final = 5
"""So often a citizen's change is tried again where others were quicker."""
MERGES_FOLLOWED: Final = 5

_log = logging.getLogger(__name__)


def no_complaint() -> NotFound:
    return NotFound("complaint", "There is no such complaint, or the code is another.")


class Desk:
    """Store, catalogue, calendar, texts, and who is told of changes."""

    def __init__(self, means: Means) -> None:
        """Raises ``SettingError`` where the catalogue or the texts cannot be used."""
        self.means = means
        self.store = means.complaints
        self.clock = means.clock
        self.catalogue = load_catalogue(means.catalogue or FILE)
        self.calendar = Calendar()
        self.texts = load_texts(Path(__file__).parent)

    def words(self, name: str, language: Language) -> str:
        return self.texts[language].words[name]

    async def by_number(self, number: str) -> Complaint:
        """Raises ``NotFound``."""
        found = await self.store.by_number(number) if is_number(number) else None
        if found is None:
            raise no_complaint()
        return found

    async def heir(self, complaint: Complaint) -> Complaint:
        """The one that goes on in its place, after merges."""
        for _ in range(MERGES_FOLLOWED):
            if complaint.merged_into is None:
                break
            into = await self.store.get(complaint.merged_into)
            if into is None:
                break
            complaint = into
        return complaint

    async def change(
        self, number: str, make: Callable[[Complaint], Awaitable[Change]]
    ) -> Complaint:
        """Makes a change of what it is now, and again where somebody was quicker.

        Raises what ``make`` raises, and ``Conflict`` where others are quicker all the time.
        """
        for attempt in range(CHANGED_MEANWHILE_MAX):
            change = await make(await self.by_number(number))
            try:
                return await self.committed(change)
            except Conflict:
                if attempt == CHANGED_MEANWHILE_MAX - 1:
                    raise
        raise AssertionError("the loop returns or raises")

    async def committed(self, change: Change, into: int | None = None) -> Complaint:
        """Keeps it, then tells of it. ``into``: merges it there. Raises ``Conflict``."""
        if into is None:
            complaint = await self.store.change(change)
        else:
            complaint = await self.store.merge(change, into)
        if change.event is not None:
            self.tell(complaint, change.event)
        return complaint

    def tell(self, complaint: Complaint, event: Event) -> None:
        """It is kept already: whoever fails to hear of it does not undo it."""
        for told in self.means.told:
            try:
                told(complaint, event)
            except Exception:
                _log.exception("somebody could not be told of a change")

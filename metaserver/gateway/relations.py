"""Who has muted or blocked whom: by person, so that it holds in every world.

Both ways: neither hears the other (mute, block), neither sees the other (block). Kept for as long
as the session of the one who did it lasts.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from metaserver.errors import Refused
from metaserver.protocol.codes import ErrorCode

LIST_MAX: Final = 200
"""Muted, and blocked, people of one person."""
_NOBODY: Final[frozenset[str]] = frozenset()


class _Marks:
    """One kind of relation: who marked whom, and the reverse."""

    def __init__(self) -> None:
        self.by: defaultdict[str, set[str]] = defaultdict(set)
        self.of: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, who: str, whom: str) -> None:
        if whom not in self.by[who] and len(self.by[who]) >= LIST_MAX:
            raise Refused(ErrorCode.LIST_FULL)
        self.by[who].add(whom)
        self.of[whom].add(who)

    def remove(self, who: str, whom: str) -> None:
        for table, key, value in ((self.by, who, whom), (self.of, whom, who)):
            if key in table:
                table[key].discard(value)
                if not table[key]:
                    del table[key]

    def forget(self, who: str) -> None:
        for whom in list(self.by.get(who, ())):
            self.remove(who, whom)

    def either(self, person: str) -> set[str] | frozenset[str]:
        """All on the other end of a mark by or of this person."""
        if person not in self.by and person not in self.of:
            return _NOBODY
        return self.by.get(person, _NOBODY) | self.of.get(person, _NOBODY)


class Relations:
    def __init__(self) -> None:
        self._mutes = _Marks()
        self._blocks = _Marks()

    def mute(self, who: str, whom: str) -> None:
        """Raises ``Refused`` (``list_full``)."""
        self._mutes.add(who, whom)

    def unmute(self, who: str, whom: str) -> None:
        self._mutes.remove(who, whom)

    def block(self, who: str, whom: str) -> None:
        """Raises ``Refused`` (``list_full``)."""
        self._blocks.add(who, whom)

    def unblock(self, who: str, whom: str) -> None:
        self._blocks.remove(who, whom)

    def apart(self, person: str) -> set[str] | frozenset[str]:
        """Whose chat this person does not get, and who does not get theirs."""
        muted, hidden = self._mutes.either(person), self._blocks.either(person)
        return muted | hidden if muted and hidden else muted or hidden

    def hidden(self, person: str) -> set[str] | frozenset[str]:
        """Whom this person does not see, and who does not see them."""
        return self._blocks.either(person)

    def turned_away(self, who: str, whom: str) -> bool:
        """Whether ``who`` did it: only then may they be told."""
        return any(whom in marks.by.get(who, _NOBODY) for marks in (self._mutes, self._blocks))

    def muted(self, who: str, whom: str) -> bool:
        return whom in self._mutes.by.get(who, _NOBODY)

    def forget(self, who: str) -> set[str]:
        """The session of ``who`` ended: its marks are gone. Returns whom it had hidden."""
        had = set(self._blocks.by.get(who, _NOBODY))
        self._mutes.forget(who)
        self._blocks.forget(who)
        return had

"""Who was heard of, and when: consoles of officials, visitors in a talk.

It is kept in memory alone, by the clock that never jumps. After a restart everybody has just been
heard of: nobody loses a talk because the server was away.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from metaserver.civic.complaints.presence import PresenceDesk
from metaserver.civic.complaints.rules import departments_of
from metaserver.civic.help.rules import ON_DUTY_S, Departments, Post
from metaserver.ports.accounts import Account
from metaserver.ports.complaints import Duty

SEEN_EVERY_S: Final = 10.0
"""A console writes down at most so often that it is there."""
POSTS_KEPT_S: Final = 2.0
CONSOLES_MAX: Final = 1000
"""The one that was heard of longest ago makes way."""


@dataclass(frozen=True, slots=True)
class _Console:
    heard_s: float
    departments: Departments


class Presence:
    def __init__(self, duty: PresenceDesk) -> None:
        self._duty = duty
        self._office = duty.desk.means.office
        self._clock = duty.desk.clock
        self._began_s = self._clock.monotonic_s()
        self._consoles: dict[str, _Console] = {}
        self._visitors: dict[int, float] = {}
        self._posts: tuple[float, list[Post]] | None = None
        """When they were read, and who."""

    async def at_console(self, by: Account) -> Duty | None:
        """Notes it; the duty of that official, None for who is not on duty."""
        self._consoles.pop(by.id, None)
        self._consoles[by.id] = _Console(self._clock.monotonic_s(), departments_of(by))
        if len(self._consoles) > CONSOLES_MAX:
            del self._consoles[next(iter(self._consoles))]
        mine = next((each for each in await self._office.on_duty(0) if each.account == by.id), None)
        if mine and self._clock.unix_ms() - mine.seen_ms > SEEN_EVERY_S * 1000:
            return await self._duty.seen(by)
        return mine

    def in_talk(self, talk: int) -> None:
        """Its visitor was heard of."""
        self._visitors[talk] = self._clock.monotonic_s()

    def official_silent_s(self, account: str) -> float:
        console = self._consoles.get(account)
        return self._clock.monotonic_s() - (console.heard_s if console else self._began_s)

    def visitor_silent_s(self, talk: int) -> float:
        return self._clock.monotonic_s() - self._visitors.get(talk, self._began_s)

    def forget_all_but(self, talks: Collection[int]) -> None:
        """Those that are over need nobody's presence."""
        self._visitors = {talk: s for talk, s in self._visitors.items() if talk in talks}

    async def posts(self) -> list[Post]:
        """Officials who are on duty at a console, read at most every ``POSTS_KEPT_S``."""
        now_s = self._clock.monotonic_s()
        if self._posts is None or now_s - self._posts[0] > POSTS_KEPT_S:
            since_ms = self._clock.unix_ms() - int(ON_DUTY_S * 1000)
            self._posts = now_s, self._at_posts(await self._office.on_duty(since_ms))
        return self._posts[1]

    def _at_posts(self, duties: list[Duty]) -> list[Post]:
        posts = []
        for duty in duties:
            console = self._consoles.get(duty.account)
            # Other pages of the office keep up the duty too; but nobody takes talks there.
            if self.official_silent_s(duty.account) <= ON_DUTY_S:
                departments = console.departments if console else frozenset({duty.department})
                posts.append(Post(duty.account, departments))
        return posts

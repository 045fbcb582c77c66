"""A person in the city: ``async with connect(url, name="...") as city``."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from metaclient.errors import NoAnswer
from metaclient.events import Events
from metaclient.life import Life
from metaclient.presence import Wishes
from metaclient.view import View
from metaserver.protocol import messages as m
from metaserver.protocol.quantise import WALK_MPS, State

PERSON_WITHIN_S = 40.0
"""A person is given 30 s, and the network the rest."""


@dataclass(frozen=True, slots=True)
class Person:
    avatar: int
    name: str
    flags: int
    distance_m: int | None
    """None: on another level."""
    x: float
    y: float
    visit: m.Visit


class City:
    """One person's connection. Made by ``connect``."""

    def __init__(self, url: str, wishes: Wishes, *, watch: bool = True) -> None:
        self.life = Life(url, wishes, watch=watch)
        """What goes on behind; of use to tests and recorders."""

    # ---- who and where ---------------------------------------------------------------------------

    @property
    def avatar(self) -> int:
        """One's own avatar in this world; -1 before one has entered."""
        return self.life.presence.entered.avatar if self.life.presence.entered else -1

    @property
    def view(self) -> View | None:
        """Everybody in sight; None until the world's grid is there, and where one does not
        watch."""
        return self.life.view

    @property
    def name(self) -> str:
        return self.life.presence.name

    @property
    def world(self) -> str:
        return self.life.presence.entered.world if self.life.presence.entered else ""

    @property
    def level(self) -> str:
        return self.life.walker.course.level

    @property
    def position(self) -> tuple[float, float]:
        """Metres on the level, by one's own reckoning."""
        return self.life.walker.position

    @property
    def arrival(self) -> m.Arrival | None:
        """How the present connection began."""
        return self.life.presence.arrival

    @property
    def online(self) -> bool:
        """Whether one is connected and in a world at this moment."""
        return self.life.link.is_open and self.life.in_world.is_set()

    def server_ms(self) -> int:
        """The server's clock, milliseconds modulo 2**32."""
        return self.life.server_ms()

    # ---- what one can do -------------------------------------------------------------------------

    def walk(self, heading: int, speed_mps: float = WALK_MPS) -> None:
        """Straight on; ``heading`` in 256 steps, counter-clockwise from +y."""
        self.life.walker.walk(heading, speed_mps)

    def stop(self) -> None:
        self.life.walker.walk(self.life.walker.course.heading, 0.0)

    async def move_to(self, x: float, y: float, speed_mps: float = WALK_MPS) -> None:
        """Straight to a point; there is no way-finding. Raises ``Interrupted`` at a wall."""
        await self.life.walker.walk_to(x, y, speed_mps)

    def act(self, state: State) -> None:
        """Stops, and sits, waves, bows, claps or dances; ``State.FREE`` ends it."""
        if state is not State.FREE:
            self.stop()
        self.life.send(m.Act(state=int(state)))

    async def say(
        self, text: str, channel: m.Channel = m.Channel.NEARBY, to: int = 0
    ) -> None:  # fmt: skip
        """Raises ``NotGranted``, ``NoAnswer``."""
        await self.life.asking.ask(lambda ref: m.Say(ref=ref, channel=channel, text=text, to=to))

    async def go(self, place: str = "", world: str = "") -> None:
        """To a named place, of this world or another. Raises ``NotGranted``, ``NoAnswer``."""
        await self.life.asking.ask(lambda ref: m.Go(ref=ref, world=world, place=place))

    async def visit(self, avatar: int) -> None:
        """To a person, who may be asked first and has 30 s to answer. Raises ``NotGranted``,
        ``NoAnswer``."""
        await self.life.asking.ask(
            lambda ref: m.VisitPerson(ref=ref, avatar=avatar), within_s=PERSON_WITHIN_S
        )

    async def answer_visit(self, avatar: int, yes: bool) -> None:
        """Whether ``avatar``, who asked, may come. Raises ``NotGranted``, ``NoAnswer``."""
        await self.life.asking.ask(lambda ref: m.VisitAnswer(ref=ref, avatar=avatar, yes=yes))

    async def appear(self, name: str, look: tuple[int, ...]) -> None:
        """Another name or look. Raises ``NotGranted``, ``NoAnswer``."""
        await self.life.asking.ask(lambda ref: m.Appear(ref=ref, name=name, look=list(look)))
        self.life.presence.change(name=name, look=look)
        self.life.presence.name = name or self.life.presence.name

    async def relate(self, avatar: int, relation: m.Relation) -> None:
        """Mute, block, or end it. Raises ``NotGranted``, ``NoAnswer``."""
        await self.life.asking.ask(lambda ref: m.Relate(ref=ref, avatar=avatar, relation=relation))

    async def report(self, avatar: int, reason: m.Reason, words: str = "") -> None:
        """Tell the moderators. Raises ``NotGranted``, ``NoAnswer``."""
        await self.life.asking.ask(
            lambda ref: m.Report(ref=ref, avatar=avatar, reason=reason, words=words)
        )

    async def take_tour(self, tour: str) -> m.Touring:
        """Calls the tour's guide to its start, or joins it where it is; walk behind its avatar.

        What it tells comes as ``Chat`` with ``FLAG_WORLD_TEXT``. Raises ``NotGranted``,
        ``NoAnswer``.
        """
        answer = await self.life.asking.ask(lambda ref: m.TakeTour(ref=ref, tour=tour))
        if not isinstance(answer, m.Touring):
            raise NoAnswer("the answer was of another kind")
        return answer

    async def people(self, first: int = 0) -> list[Person]:
        """Who is in this world, nearest first, a page of the list from ``first`` on."""
        answer = await self.life.asking.ask(lambda ref: m.ListPeople(ref=ref, first=first))
        rows = answer.rows if isinstance(answer, m.People) else []
        return [_person(row) for row in rows]

    def set_tier(self, tier: m.Tier) -> None:
        self.life.presence.change(tier=tier)
        self.life.send(m.SetTier(tier=tier))

    def set_visit(self, visit: m.Visit) -> None:
        self.life.presence.change(visit=visit)
        self.life.send(m.SetVisit(visit=visit))

    def fetch_chat(self, after: int) -> None:
        """Asks for chat after this number; it comes as events."""
        self.life.send(m.FetchChat(after=after))

    def events(self) -> Events:
        """``async for event in city.events()``: messages, ``Disconnected``, ``Missed``.

        Raises ``Closed`` at its end where the server does not want one back."""
        return self.life.events

    # ---- coming and going ------------------------------------------------------------------------

    async def leave(self) -> None:
        """Says goodbye (no resume) and closes."""
        self.life.send(m.Bye())
        await self.life.link.close()
        await self.life.end()

    async def drop(self) -> None:
        """Ends without a word, as a phone that runs out of power: the server keeps the place."""
        await self.life.end()


def _person(row: tuple[int, str, int, int, float, float, int]) -> Person:
    avatar, name, flags, distance_m, x, y, visit = row
    away = None if distance_m < 0 else distance_m
    return Person(avatar, name, flags, away, x, y, m.Visit(visit))


@contextlib.asynccontextmanager
async def connect(url: str, *, watch: bool = True, **wishes: Any) -> AsyncIterator[City]:
    """Enters the city and stays until the block ends.

    ``url`` is the server's address, ``http://...`` or ``ws://...``; the rest is as in ``Wishes``
    (name, look, world, place, locale, tier, visit). Without ``watch`` there is no view of others,
    which saves most of the work. Raises ``Closed`` where one is refused.
    """
    city = City(url, Wishes(**wishes), watch=watch)
    city.life.start()
    try:
        await city.life.entered()
        yield city
        await city.leave()
    finally:
        await city.life.end()

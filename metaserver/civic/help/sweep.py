"""What time alone makes of talks; a job that runs every few seconds.

In this order: once after the start, talks whose complaint was made but not written down are
mended; then each talk that waits or is open is looked at; then waiting visitors hear of their
places, if somebody moved; then figures.
"""

from __future__ import annotations

from typing import Final

from metaserver import metrics
from metaserver.civic.complaints.rules import departments_of, is_of
from metaserver.civic.help.desk import HelpDesk
from metaserver.civic.help.queue import QUEUE
from metaserver.civic.help.rules import Due, Post, due
from metaserver.civic.help.visiting import PLACES
from metaserver.civic.help.writing import Written
from metaserver.errors import Conflict, NotFound
from metaserver.ports.help import LIVE, Move, Talk, TalkState

SWEEP_EVERY_S: Final = 4.0
PLACES_PER_S: Final = 50
"""Of so many waiting visitors the places are told a second: the longer the queue, the rarer."""


class Sweep:
    def __init__(self, desk: HelpDesk, written: Written) -> None:
        self._desk = desk
        self._written = written
        self._is_mended = False
        self._told: tuple[int, list[Post]] = (0, [])
        """The queue's stamp and who was on duty when places were told last."""
        self._told_s = 0.0

    async def run(self) -> None:
        """Raises ``StoreError``; what was done until then stays done."""
        live = await self._desk.queue.live()
        if not self._is_mended:
            for talk in live:
                await self._written.mend(talk)
            self._is_mended = True
        may_go_on = await self._may_go_on(live)
        for talk in live:
            await self._look_at(talk, may_go_on.get((talk.official, talk.department), True))
        await self._tell_places()
        self._count(await self._desk.queue.live())

    async def _may_go_on(self, live: list[Talk]) -> dict[tuple[str, str], bool]:
        """For each official with each department: whether it is still theirs."""
        found: dict[tuple[str, str], bool] = {}
        pairs = {(each.official, each.department) for each in live if each.official}
        for official in {official for official, _ in pairs}:
            account = await self._desk.means.accounts.get(official)
            allowed = departments_of(account) if account else frozenset()
            found |= {pair: is_of(pair[1], allowed) for pair in pairs if pair[0] == official}
        return found

    async def _look_at(self, talk: Talk, may_go_on: bool) -> None:
        presence = self._desk.presence
        what = due(
            talk,
            visitor_silent_s=presence.visitor_silent_s(talk.id),
            official_silent_s=presence.official_silent_s(talk.official),
            may_go_on=may_go_on,
        )
        move = self._move(talk, what)
        if move is None:
            return
        try:
            await self._desk.move(talk, move)
        except (Conflict, NotFound):
            return  # somebody was quicker; it is looked at again
        if what is Due.BACK:
            metrics.HELP_RETURNED.inc()

    def _move(self, talk: Talk, what: Due) -> Move | None:
        now_ms, happened = self._desk.clock.unix_ms(), self._desk.happened
        match what:
            case Due.GONE:
                return Move(
                    talk=talk.id, states=LIVE, lines=[happened("ended", "gone")],
                    values={"state": TalkState.ENDED, "ended_ms": now_ms, "ended_by": "gone"},
                )  # fmt: skip
            case Due.BACK:
                return Move(
                    talk=talk.id, states=(TalkState.OPEN,), official=talk.official,
                    lines=[happened("back")],
                    values={
                        "state": TalkState.WAITING, "official": "", "taken_ms": None,
                        "away_ms": None,
                    },
                )  # fmt: skip
            case Due.AWAY:
                return Move(
                    talk=talk.id, states=(TalkState.OPEN,), official=talk.official,
                    values={"away_ms": now_ms}, lines=[happened("away")],
                )  # fmt: skip
        return None

    async def _tell_places(self) -> None:
        now = self._desk.bell.last(QUEUE), await self._desk.presence.posts()
        now_s = self._desk.clock.monotonic_s()
        waiting = sum(each.state is TalkState.WAITING for each in await self._desk.queue.live())
        if now != self._told and now_s - self._told_s >= waiting / PLACES_PER_S:
            self._told, self._told_s = now, now_s
            self._desk.bell.ring(PLACES)

    def _count(self, live: list[Talk]) -> None:
        for state in LIVE:
            metrics.HELP_TALKS.labels(state.value).set(sum(each.state is state for each in live))

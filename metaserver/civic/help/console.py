"""What an official's console draws: who waits, and the talks that the official has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from metaserver.civic.complaints.cases import allowed_to
from metaserver.civic.complaints.days import iso_time
from metaserver.civic.complaints.rules import is_of
from metaserver.civic.help.asking import BEGINNING_CHARS
from metaserver.civic.help.desk import HelpDesk, console_topic, cursor
from metaserver.civic.help.models import WAIT_MAX_S, Console, OnDuty, TakenShown, Waiting
from metaserver.civic.help.queue import WAITING
from metaserver.civic.help.rules import (
    CAPACITY,
    HERE_S,
    Departments,
    covered,
    median_s,
    to_answer_s,
    to_person_s,
)
from metaserver.civic.help.shown import Nameplates, Reading
from metaserver.civic.models import Language
from metaserver.errors import Conflict
from metaserver.ports.accounts import Account
from metaserver.ports.complaints import Duty
from metaserver.ports.help import Handled, Move, Side, Talk, TalkState

WAITING_SHOWN_MAX: Final = 50


class ConsoleHelp:
    """Each method raises ``NotFound("office")`` for who is no official, and ``StoreError``."""

    def __init__(self, desk: HelpDesk) -> None:
        self._help = desk

    async def console(
        self, by: Account, language: Language, *, version: int = 0,
        talks: Mapping[str, int] | None = None, wait_s: float = 0.0,
    ) -> Console:  # fmt: skip
        """At once where something is newer than ``version``, otherwise when it comes, at the
        latest after ``wait_s``. ``talks``: number to cursor, of those whose lines are known.

        The official counts as heard of.
        """
        allowed_to(by)
        desk = self._help
        duty = await desk.presence.at_console(by)
        await self._greet(by)
        topics, whose = (WAITING, console_topic(by.id)), console_topic(by.id)
        within_s = min(wait_s, WAIT_MAX_S, await self._fades_s(by))
        if within_s <= 0 or desk.bell.has_rung(topics, version):
            allowed = allowed_to(by)
        else:
            await desk.bell.wait(topics, version, within_s, who=whose)
            allowed = await self._still_allowed(by)
        stamp = desk.bell.now
        live = await desk.queue.live()
        has_some = any(each.official == by.id for each in live)
        mine = await desk.store.of_official(by.id) if has_some else []
        cursors = talks or {}
        return self._drawn(
            by, language, allowed, stamp, duty, covered(live, allowed),
            [await self.taken(by, each, cursors.get(each.number, 0), language) for each in mine],
            await desk.figures.today(),
        )  # fmt: skip

    async def waiting(self, by: Account) -> int:
        """How many wait for this official's departments. Who asks is not at the console by it."""
        allowed = allowed_to(by)
        return len(covered(await self._help.queue.live(), allowed))

    async def taken(self, by: Account, talk: Talk, after: int, language: Language) -> TakenShown:
        desk = self._help
        names = Nameplates(desk, by)
        lines = await desk.store.lines(talk.id, after) if talk.lines > after else []
        first_ms = talk.first_taken_ms or talk.asked_ms
        return TakenShown(
            number=talk.number,
            department=talk.department,
            department_title=desk.catalogue.department_name(talk.department, language),
            language=_language(talk),
            visitor=talk.visitor,
            account=bool(talk.account),
            world=talk.world,
            level=talk.level,
            world_place=self._place(talk, language),
            lat=talk.lat,
            lon=talk.lon,
            lines=await Reading(desk, talk, language, names, office=True).lines(lines),
            next=cursor(lines, after),
            typing=desk.typists.left_s(talk.id, Side.VISITOR) > 0,
            here=desk.presence.visitor_silent_s(talk.id) <= HERE_S,
            waited_s=round((first_ms - talk.asked_ms) / 1000),
            asked=iso_time(talk.asked_ms),
            complaint=talk.complaint,
            version=talk.version,
        )

    def _drawn(
        self, by: Account, language: Language, allowed: Departments, stamp: int,
        duty: Duty | None, waiting: Sequence[Talk], mine: Sequence[TakenShown],
        today: Sequence[Handled],
    ) -> Console:  # fmt: skip
        ours = [each for each in today if is_of(each.department, allowed)]
        return Console(
            version=stamp,
            duty=OnDuty(department=duty.department, since=iso_time(duty.since_ms))
            if duty
            else None,
            waiting=tuple(
                self._waiting(each, place, language)
                for place, each in enumerate(waiting[:WAITING_SHOWN_MAX], 1)
            ),
            waiting_total=len(waiting),
            talks=tuple(mine),
            capacity=CAPACITY,
            mine_today=sum(each.official == by.id for each in today),
            median_wait_s=median_s(to_person_s(ours)),
            median_answer_s=median_s(to_answer_s(ours)),
        )

    def _waiting(self, talk: Talk, place: int, language: Language) -> Waiting:
        waited_ms = self._help.clock.unix_ms() - talk.asked_ms
        return Waiting(
            number=talk.number,
            department=talk.department,
            department_title=self._help.catalogue.department_name(talk.department, language),
            language=_language(talk),
            asked=iso_time(talk.asked_ms),
            waited_s=max(0, waited_ms // 1000),
            question=talk.question[:BEGINNING_CHARS],
            place=place,
        )

    def _place(self, talk: Talk, language: Language) -> str:
        """World, level and metres; '' where it is not known."""
        if not talk.world:
            return ""
        where = self._help.where(talk.world, talk.level, language)
        if talk.x_m is None or talk.y_m is None:
            return where
        return f"{where} ({talk.x_m:.0f} m, {talk.y_m:.0f} m)"

    async def _still_allowed(self, by: Account) -> Departments:
        """A role may be taken away while its console waits."""
        account = await self._help.means.accounts.get(by.id)
        return allowed_to(account or replace(by, grants=()))

    async def _greet(self, by: Account) -> None:
        """Visitors who were told that the connection is lost hear that it is back."""
        desk, live = self._help, await self._help.queue.live()
        if not any(each.official == by.id and each.away_ms is not None for each in live):
            return
        for talk in await desk.store.of_official(by.id):
            if talk.away_ms is None:
                continue
            move = Move(
                talk=talk.id, states=(TalkState.OPEN,), official=by.id, version=talk.version,
                values={"away_ms": None}, lines=[desk.happened("here", author=by.id)],
            )  # fmt: skip
            try:
                await desk.move(talk, move)
            except Conflict:
                continue  # something else happened to it; the next look sees what

    async def _fades_s(self, by: Account) -> float:
        """Until one of the visitors who are shown as writing is not any more."""
        desk = self._help
        left = [
            desk.typists.left_s(each.id, Side.VISITOR)
            for each in await desk.queue.live()
            if each.official == by.id
        ]
        return min(filter(None, left), default=WAIT_MAX_S)


def _language(talk: Talk) -> Language:
    return "en" if talk.language == "en" else "ko"

"""A talk, for the visitor who holds its code."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from metaserver import metrics
from metaserver.civic.complaints.codes import opens, read_code
from metaserver.civic.complaints.days import iso_time, seoul_day
from metaserver.civic.complaints.rules import DAY_MS
from metaserver.civic.help.asking import AskingHelp
from metaserver.civic.help.desk import HelpDesk, check_key, cursor, no_talk, said, topic_of
from metaserver.civic.help.models import WAIT_MAX_S, HelpRequest, TalkShown
from metaserver.civic.help.rules import (
    KEPT_DAYS,
    LINES_MAX,
    Standing,
    handling_s,
    is_number,
    on_duty_for,
    standing,
)
from metaserver.civic.help.shown import Nameplates, Reading
from metaserver.civic.limits import Limit
from metaserver.civic.models import Asker, Language
from metaserver.civic.wrong_codes import WrongCodes
from metaserver.errors import Conflict, Invalid
from metaserver.ports.access import Once
from metaserver.ports.help import LIVE, Line, Move, Side, Talk, TalkState

PLACES: Final = "places"
"""Topic that rings now and then while the queue moves: with each move would be a storm."""
SAYS_BURST: Final = 10
STARS: Final = range(1, 6)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a visitor was last told that is no line and no version, and when."""

    stamp: int
    place: int
    is_manned: bool
    typing: bool


class VisitingHelp(AskingHelp):
    """``code`` opens a talk, and ``address_key`` counts wrong ones: ``NotFound`` for what it does
    not open, ``Limited`` after many. Each may raise ``StoreError``."""

    def __init__(self, desk: HelpDesk) -> None:
        super().__init__(desk)
        self._wrong = WrongCodes(desk.clock)
        self._says = Limit("limited", burst=SAYS_BURST, every_s=1, clock=desk.clock)
        self._told: dict[int, _Told] = {}

    async def ask(
        self, wish: HelpRequest, asker: Asker, visit: str, once: Once | None
    ) -> tuple[TalkShown, str]:
        """The talk and its code. Raises as ``begin`` does."""
        talk = await self.begin(wish, asker, visit, once)
        return await self._telling(talk, 0, asker.language), self._help.code(talk)

    async def look(
        self, number: str, code: str, *, after: int = 0, version: int = 0, language: Language,
        wait_s: float = 0.0, address_key: str = "",
    ) -> TalkShown:  # fmt: skip
        """At once where something is newer than ``after`` and ``version``, otherwise when it
        comes, at the latest after ``wait_s``."""
        desk = self._help
        stamp = desk.bell.now
        talk = await self._opened(number, code, address_key)
        until_s = desk.clock.monotonic_s() + min(wait_s, WAIT_MAX_S)
        topics = [topic_of(talk.id), *([PLACES] if talk.state is TalkState.WAITING else [])]
        while True:
            shown = await self._shown(talk, after, language)
            left_s = until_s - desk.clock.monotonic_s()
            is_news = (shown.version, shown.next) != (version, after)
            is_over = left_s <= 0 or desk.bell.is_closed
            if is_news or is_over or self._is_untold(talk, shown):
                self._told[talk.id] = self._telling_of(shown, stamp)
                return shown
            fades_s = desk.typists.left_s(talk.id, Side.OFFICIAL) or left_s
            await desk.bell.wait(topics, stamp, min(left_s, fades_s), who=topic_of(talk.id))
            stamp = desk.bell.now
            talk = await desk.by_number(number)

    async def say(
        self, number: str, code: str, words: str, key: str, language: Language, *,
        after: int = 0, address_key: str = "",
    ) -> TalkShown:  # fmt: skip
        """The same ``key`` twice is one line.

        Raises ``Invalid`` (``words``, ``key``), ``Limited``, and ``Conflict``: ``state`` where it
        is over, ``talk_full``.
        """
        desk = self._help
        talk = await self._opened(number, code, address_key)
        check_key(key)
        words = said(words)
        self._says.take(topic_of(talk.id))
        line = Line(
            time_ms=desk.clock.unix_ms(), side=Side.VISITOR, author=talk.account, words=words
        )
        move = Move(talk=talk.id, states=LIVE)
        kept, is_new = await desk.store.say(move, line, key, lines_max=LINES_MAX)
        if is_new:
            desk.typists.stop(talk.id, Side.VISITOR)
            desk.tell(talk, kept)
        return await self._telling(kept, after, language)

    async def typing(self, number: str, code: str, *, address_key: str = "") -> None:
        talk = await self._opened(number, code, address_key)
        if self._help.typists.begin(talk.id, Side.VISITOR):
            self._help.tell(talk, talk)

    async def end(
        self, number: str, code: str, language: Language, *, after: int = 0, address_key: str = ""
    ) -> TalkShown:
        """It is over; once more changes nothing."""
        desk = self._help
        talk = await self._opened(number, code, address_key)
        try:
            talk = await desk.move(talk, self._ending(talk))
        except Conflict:
            talk = await desk.by_number(number)
        return await self._telling(talk, after, language)

    async def rate(
        self, number: str, code: str, stars: int, language: Language, *, after: int = 0,
        address_key: str = "",
    ) -> TalkShown:  # fmt: skip
        """1 to 5, once it is over; the last one counts.

        Raises ``Invalid`` (``stars``) and ``Conflict("state")``.
        """
        if stars not in STARS:
            raise Invalid({"stars": "range"})
        desk = self._help
        talk = await self._opened(number, code, address_key)
        over = (TalkState.ENDED, TalkState.WRITTEN)
        move = Move(talk=talk.id, states=over, values={"stars": stars})
        return await self._telling(await desk.move(talk, move), after, language)

    async def transcript(
        self, number: str, code: str, language: Language, *, address_key: str = ""
    ) -> str:
        """Plain text, a paragraph a line."""
        desk = self._help
        talk = await self._opened(number, code, address_key)
        reading = Reading(desk, talk, language, Nameplates(desk), office=False)
        lines = await reading.lines(await desk.store.lines(talk.id))
        department = desk.catalogue.department_name(talk.department, language)
        head = [
            desk.words("transcript.title", language, number=talk.number),
            desk.words("transcript.department", language, department=department),
            desk.words("transcript.asked", language, time=iso_time(talk.asked_ms)),
            desk.words("transcript.until", language, day=self._until(talk)),
        ]
        told = []
        for line in lines:
            name = line.name or desk.words(f"side.{line.side.value}", language)
            told.append(f"[{line.time}] {name}\n{line.words}")
            if line.source:
                told.append(desk.words("transcript.source", language, source=line.source))
        return "\n".join(head) + "\n\n" + "\n\n".join(told) + "\n"

    def forget_told_but(self, talks: Collection[int]) -> None:
        self._told = {talk: told for talk, told in self._told.items() if talk in talks}

    async def _opened(self, number: str, code: str, address_key: str) -> Talk:
        """Its visitor has been heard of."""
        self._wrong.check(number, address_key)
        talk = await self._help.store.by_number(number) if is_number(number) else None
        key = self._help.means.key
        if talk is None or not opens(read_code(code), key, talk.number, talk.code_salt):
            if code:
                metrics.HELP_WRONG_CODES.inc()
                self._wrong.count(number if talk else "", address_key)
            raise no_talk()
        self._help.presence.in_talk(talk.id)
        return talk

    def _ending(self, talk: Talk) -> Move:
        now_ms = self._help.clock.unix_ms()
        values = {"state": TalkState.ENDED, "ended_ms": now_ms, "ended_by": "visitor"}
        lines = [self._help.happened("ended", "visitor")]
        return Move(talk=talk.id, states=LIVE, values=values, lines=lines)

    async def _shown(self, talk: Talk, after: int, language: Language) -> TalkShown:
        desk = self._help
        lines = await desk.store.lines(talk.id, after) if talk.lines > after else []
        reading = Reading(desk, talk, language, Nameplates(desk), office=False)
        posts = await desk.presence.posts()
        stands = await self._standing(talk)
        is_open = talk.state is TalkState.OPEN
        return TalkShown(
            number=talk.number,
            state=talk.state,
            department=talk.department,
            department_title=desk.catalogue.department_name(talk.department, language),
            asked=iso_time(talk.asked_ms),
            place=stands.ahead + 1 if stands else 0,
            ahead=stands.ahead if stands else 0,
            wait_s=stands.wait_s if stands else None,
            on_duty=len(on_duty_for(talk.department, posts)),
            official=await reading.names.of(talk.official) if is_open else "",
            badge=is_open,
            typing=is_open and desk.typists.left_s(talk.id, Side.OFFICIAL) > 0,
            away=is_open and talk.away_ms is not None,
            lines=await reading.lines(lines),
            next=cursor(lines, after),
            version=talk.version,
            answer_by=desk.answer_by() if stands else "",
            complaint=talk.complaint,
            complaint_code=await reading.code_of(talk.complaint) if talk.complaint else "",
            stars=talk.stars,
            until=self._until(talk),
        )

    async def _telling(self, talk: Talk, after: int, language: Language) -> TalkShown:
        stamp = self._help.bell.now
        shown = await self._shown(talk, after, language)
        self._told[talk.id] = self._telling_of(shown, stamp)
        return shown

    def _telling_of(self, shown: TalkShown, stamp: int) -> _Told:
        return _Told(stamp, shown.place, shown.on_duty > 0, shown.typing)

    def _is_untold(self, talk: Talk, shown: TalkShown) -> bool:
        """Whether something has changed that is no line and no version. Places count only when
        their bell has rung since: else everybody in a long queue would ask without a pause."""
        told = self._told.get(talk.id)
        if told is None:
            return True
        now = self._telling_of(shown, told.stamp)
        may_tell_places = self._help.bell.has_rung([PLACES], told.stamp)
        return now.typing != told.typing or (may_tell_places and now != told)

    async def _standing(self, talk: Talk) -> Standing | None:
        """None where it does not wait."""
        if talk.state is not TalkState.WAITING:
            return None
        desk = self._help
        live = await desk.queue.live()
        before = [
            each for each in live
            if each.state is TalkState.WAITING
            and (each.asked_ms, each.id) < (talk.asked_ms, talk.id)
        ]  # fmt: skip
        lately = await desk.figures.lately(talk.department)
        posts = await desk.presence.posts()
        return standing(talk.department, before, live, posts, handling_s(lately))

    def _until(self, talk: Talk) -> str:
        ended_ms = talk.ended_ms if talk.ended_ms is not None else self._help.clock.unix_ms()
        return seoul_day(ended_ms + KEPT_DAYS * DAY_MS).isoformat()

"""Asking for a person: how it stands, what the desk knows, a place in the queue."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping
from typing import Any, Final

from metaserver import metrics
from metaserver.civic.complaints.codes import new_salt
from metaserver.civic.complaints.places import point_problem
from metaserver.civic.forms import read_form
from metaserver.civic.help.desk import HelpDesk
from metaserver.civic.help.models import DeskShown, HelpRequest, Ticket
from metaserver.civic.help.queue import QUEUE, WAITING
from metaserver.civic.help.rules import (
    WAITING_MAX,
    handling_s,
    median_s,
    on_duty_for,
    standing,
    to_answer_s,
)
from metaserver.civic.knowledge.models import QUESTION_MAX, Answer
from metaserver.civic.limits import Limit
from metaserver.civic.models import Asker, Language
from metaserver.ports.access import Once
from metaserver.ports.help import Line, Side, Talk, TalkState

BEGINNING_CHARS: Final = 160


class AskingHelp:
    def __init__(self, desk: HelpDesk) -> None:
        self._help = desk
        clock, free = desk.clock, desk.means.unlimited
        self._asks = Limit("limited", burst=5, every_s=720, clock=clock, unlimited=free)
        self._questions = Limit("limited", burst=20, every_s=3, clock=clock, unlimited=free)

    def departments(self, language: Language) -> tuple[tuple[str, str], ...]:
        """Code and name of each that can be asked."""
        known = self._help.catalogue.departments
        return tuple((each.code, each.name.in_(language)) for each in known)

    async def desk(self, department: str, language: Language) -> DeskShown:
        """How it stands there. Raises ``Invalid`` (``department``) and ``StoreError``."""
        desk = self._help
        desk.check_department(department)
        live = await desk.queue.live()
        waiting = [each for each in live if each.state is TalkState.WAITING]
        lately = await desk.figures.lately(department)
        posts = await desk.presence.posts()
        stands = standing(department, waiting, live, posts, handling_s(lately))
        return DeskShown(
            department=department,
            department_title=desk.catalogue.department_name(department, language),
            on_duty=len(on_duty_for(department, posts)),
            waiting=stands.ahead,
            wait_s=stands.wait_s,
            answer_by=desk.answer_by(),
            typical_answer_s=median_s(to_answer_s(lately)),
        )

    async def answer(
        self, question: str, department: str, language: Language, *, address_key: str = ""
    ) -> Answer:
        """Of the knowledge base; nothing of it is kept. ``department`` '' is none in particular.

        Raises ``Invalid`` (``question``, ``department``) and ``Limited``.
        """
        self._questions.take(address_key)
        if department:
            self._help.check_department(department)
        return self._help.look_up(question, language, department)

    def check(self, form: Mapping[str, Any]) -> HelpRequest:
        """Raises ``Invalid``."""
        wish = read_form(HelpRequest, form, lines={"question", "asked"})
        self._help.check_department(wish.department)
        return wish

    async def current(self, account: str, visit: str) -> Ticket | None:
        """What opens the talk of that account or visit that is not over. Raises ``StoreError``."""
        talk = await self._help.store.current(account, self._visit_key(visit))
        return Ticket(talk.number, self._help.code(talk)) if talk else None

    async def begin(self, wish: HelpRequest, asker: Asker, visit: str, once: Once | None) -> Talk:
        """Committed when it returns; the same ``once`` is answered with the same talk.

        Raises ``Conflict``: ``talking`` (that account or visit has one already), ``crowded``,
        ``reused``; ``Invalid``, ``Limited`` and ``StoreError``.
        """
        self._asks.take(asker.address_key)
        talk = self._talk(wish, asker, self._visit_key(visit))
        lines = await self._lines(wish, asker)
        talk, is_new = await self._help.store.ask(talk, lines, once=once, waiting_max=WAITING_MAX)
        if is_new:
            metrics.HELP_ASKED.inc()
            self._help.presence.in_talk(talk.id)
            self._help.bell.ring(QUEUE, WAITING)
        return talk

    def _talk(self, wish: HelpRequest, asker: Asker, visit_key: str) -> Talk:
        lat, lon = wish.lat, wish.lon
        if lat is None or lon is None or point_problem(lat, lon):
            lat = lon = None  # a place that cannot be is not worth a refusal
        return Talk(
            code_salt=new_salt(),
            asked_ms=self._help.clock.unix_ms(),
            department=wish.department,
            language=asker.language,
            question=wish.question[:BEGINNING_CHARS],
            visitor=wish.name,
            account=asker.account,
            visit_key=visit_key,
            world=wish.world,
            level=wish.level,
            x_m=wish.x,
            y_m=wish.y,
            lat=lat,
            lon=lon,
        )

    async def _lines(self, wish: HelpRequest, asker: Asker) -> list[Line]:
        """What the desk was asked and answered, the question, and that a person was asked for."""
        asked = list(dict.fromkeys((*wish.asked, wish.question)))
        lines = []
        for question in asked:
            now_ms = self._help.clock.unix_ms()
            lines += [
                Line(time_ms=now_ms, side=Side.VISITOR, author=asker.account, words=question),
                self._answered(question[:QUESTION_MAX], wish.department, asker.language),
            ]
            await asyncio.sleep(0)  # each look-up takes milliseconds, and others want their turn
        return [*lines, self._help.happened("asked", wish.department)]

    def _answered(self, question: str, department: str, language: Language) -> Line:
        answer = self._help.look_up(question, language, department)
        if not answer.known or not answer.hits:
            return self._help.happened("unknown")
        best = answer.hits[0]
        return Line(
            time_ms=self._help.clock.unix_ms(), side=Side.DESK, words=best.words, entry=best.entry,
            title=best.title, source=best.source,
        )  # fmt: skip

    def _visit_key(self, visit: str) -> str:
        if not visit:
            return ""
        return hmac.digest(self._help.means.key, b"visit\0" + visit.encode(), "sha256").hex()[:32]

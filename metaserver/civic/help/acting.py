"""What officials do with talks: take, tell, hand on, turn into a complaint, end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from metaserver import metrics
from metaserver.civic.complaints.cases import allowed_to
from metaserver.civic.complaints.rules import is_of
from metaserver.civic.forms import clean_words
from metaserver.civic.help.canned import CannedAnswers
from metaserver.civic.help.console import ConsoleHelp
from metaserver.civic.help.desk import HelpDesk, check_key, console_topic, no_talk, said
from metaserver.civic.help.models import WORDS_MAX, Canned, ComplaintForm, TakenShown
from metaserver.civic.help.rules import CAPACITY, LINES_MAX, is_number
from metaserver.civic.help.writing import Written, check_complaint
from metaserver.civic.knowledge.models import Answer
from metaserver.civic.limits import Limit
from metaserver.civic.models import Language
from metaserver.errors import Conflict
from metaserver.ports.accounts import Account, AuditEntry
from metaserver.ports.help import Line, Move, Side, Talk, TalkState

TELLS_BURST: Final = 10
_OPEN: Final = (TalkState.OPEN,)


class ActingHelp(ConsoleHelp):
    """Each method raises ``NotFound``: ``office`` for who is no official, ``talk`` for a talk of
    another department; ``Conflict("state")`` for one that the official does not have (any more),
    and ``StoreError``. Each act is in the audit log, without words; lines tell of their author
    themselves."""

    def __init__(self, desk: HelpDesk, written: Written, canned: CannedAnswers) -> None:
        super().__init__(desk)
        self._written = written
        self._canned = canned
        self._tells = Limit("limited", burst=TELLS_BURST, every_s=1, clock=desk.clock)

    async def take(self, by: Account, number: str, language: Language) -> TakenShown:
        """The one of that number, or ('') the one that waits longest of what the official covers.
        One that the official has already is given again.

        Raises ``Conflict``: ``nobody`` waits, ``taken`` by somebody else, ``capacity``.
        """
        desk, allowed = self._help, allowed_to(by)
        before = await self._visible(by, number) if number else None
        if before is not None and before.official == by.id and before.state is TalkState.OPEN:
            return await self.taken(by, before, 0, language)
        talk = await desk.store.take(
            by.id, allowed, number=number, capacity=CAPACITY, now_ms=desk.clock.unix_ms(),
            audit=self._audit(by, "take", number),
        )  # fmt: skip
        if talk is None:
            raise _taken() if number else Conflict("nobody", "Nobody waits any more.")
        if talk.taken_ms == talk.first_taken_ms:
            metrics.HELP_TO_PERSON_SECONDS.observe(_since_asked_s(talk, talk.taken_ms))
        desk.tell_taken(talk)
        return await self.taken(by, talk, 0, language)

    async def tell(
        self, by: Account, number: str, words: str, key: str, language: Language, *,
        after: int = 0,
    ) -> TakenShown:  # fmt: skip
        """The same ``key`` twice is one line.

        Raises ``Invalid`` (``words``, ``key``), ``Limited``, ``Conflict("talk_full")``.
        """
        desk = self._help
        talk = await self._theirs(by, number)
        check_key(key)
        words = said(words)
        self._tells.take(console_topic(by.id) + number)
        now_ms = desk.clock.unix_ms()
        line = Line(time_ms=now_ms, side=Side.OFFICIAL, author=by.id, words=words)
        is_first = talk.first_answer_ms is None
        move = Move(
            talk=talk.id, states=_OPEN, official=by.id,
            values={"first_answer_ms": now_ms} if is_first else {},
        )  # fmt: skip
        kept, is_new = await desk.store.say(move, line, key, lines_max=LINES_MAX)
        if is_new:
            if is_first:
                metrics.HELP_TO_ANSWER_SECONDS.observe(_since_asked_s(kept, now_ms))
            desk.typists.stop(talk.id, Side.OFFICIAL)
            desk.tell(talk, kept)
        return await self.taken(by, kept, after, language)

    async def typing_to(self, by: Account, number: str) -> None:
        talk = await self._theirs(by, number)
        if self._help.typists.begin(talk.id, Side.OFFICIAL):
            self._help.tell(talk, talk)

    async def transfer(self, by: Account, number: str, department: str, note: str) -> None:
        """Into the queue of that department, by the time of first asking; who takes it there reads
        the note, the visitor does not.

        Raises ``Invalid`` (``department``, ``note``).
        """
        desk = self._help
        talk = await self._theirs(by, number)
        desk.check_department(department)
        note = clean_words(note, field="note", most=WORDS_MAX)
        lines = [desk.happened("transferred", department, author=by.id)]
        if note:
            now_ms = desk.clock.unix_ms()
            lines.insert(0, Line(time_ms=now_ms, side=Side.NOTE, author=by.id, words=note))
        move = Move(
            talk=talk.id, states=_OPEN, official=by.id,
            values={
                "state": TalkState.WAITING, "department": department, "official": "",
                "taken_ms": None, "away_ms": None,
            },
            lines=lines, audit=self._audit(by, "transfer", number, department=department),
        )  # fmt: skip
        await desk.move(talk, move)

    def check_complaint(self, form: Mapping[str, Any]) -> ComplaintForm:
        """Raises ``Invalid``."""
        return check_complaint(form)

    async def complain(self, by: Account, number: str, form: ComplaintForm) -> str:
        """Number of the complaint that the talk is now; its visitor reads number and code.

        Raises ``Invalid`` by the fields of the form, ``Conflict("written")`` where another came of
        this talk before.
        """
        talk = await self._theirs(by, number)
        receipt = await self._written.complain(talk, form, self._audit(by, "complain", number))
        return receipt.number

    async def end_talk(self, by: Account, number: str) -> None:
        desk = self._help
        talk = await self._theirs(by, number)
        now_ms = desk.clock.unix_ms()
        move = Move(
            talk=talk.id, states=_OPEN, official=by.id,
            values={"state": TalkState.ENDED, "ended_ms": now_ms, "ended_by": "official"},
            lines=[desk.happened("ended", "official", author=by.id)],
            audit=self._audit(by, "end", number),
        )  # fmt: skip
        await desk.move(talk, move)

    def canned(self, by: Account, language: Language) -> tuple[Canned, ...]:
        allowed_to(by)
        return self._canned.in_(language)

    async def knowledge(
        self, by: Account, question: str, department: str, language: Language
    ) -> Answer:
        """Raises ``Invalid`` (``question``, ``department``)."""
        allowed_to(by)
        if department:
            self._help.check_department(department)
        return self._help.look_up(question, language, department)

    async def _visible(self, by: Account, number: str) -> Talk:
        """Of a department that the official covers."""
        allowed = allowed_to(by)
        talk = await self._help.by_number(number) if is_number(number) else None
        if talk is None or not is_of(talk.department, allowed):
            raise no_talk()
        return talk

    async def _theirs(self, by: Account, number: str) -> Talk:
        """That the official has. The store asks the same again when something is written."""
        talk = await self._visible(by, number)
        if talk.official != by.id or talk.state is not TalkState.OPEN:
            raise Conflict("state", "You do not have this talk any more.")
        return talk

    def _audit(self, by: Account, act: str, number: str, **detail: str) -> AuditEntry:
        return AuditEntry(
            time_ms=self._help.clock.unix_ms(), actor=by.id, action=f"help.{act}",
            subject=f"talk:{number}", detail=detail,
        )  # fmt: skip


def _since_asked_s(talk: Talk, at_ms: int | None) -> float:
    return ((at_ms or talk.asked_ms) - talk.asked_ms) / 1000


def _taken() -> Conflict:
    return Conflict("taken", "Somebody else was quicker; take the next one.")

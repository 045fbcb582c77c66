"""Reports from people; removals and bans by operators."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any, Final

from metaserver import metrics
from metaserver.errors import Refused, StoreError
from metaserver.gateway.attendance import Attendance
from metaserver.gateway.book import SessionBook
from metaserver.gateway.chat import Said
from metaserver.gateway.session import EVIDENCE_WITHIN_MS, Session
from metaserver.gateway.texts import WORDS_MAX_CHARS, clean_words
from metaserver.ports import Ban, Clock, ModerationStore, ReportCase
from metaserver.protocol.codes import Close, ErrorCode
from metaserver.protocol.messages import Report

REPORTS_AT_ONCE: Final = 50
"""Reports on their way to the store; a further one is told that it is busy."""
HOUR_MS: Final = 3_600_000

_log = logging.getLogger(__name__)
Spawn = Callable[[Coroutine[Any, Any, None]], object]


class Moderation:
    """``banned`` is asked for every socket, so it reads a cache; ``refresh`` renews that."""

    def __init__(
        self,
        *,
        store: ModerationStore,
        book: SessionBook,
        attendance: Attendance,
        clock: Clock,
        address_key: Callable[[str], str],
        spawn: Spawn,
    ) -> None:
        self._store = store
        self._book = book
        self._attendance = attendance
        self._clock = clock
        self._address_key = address_key
        self._spawn = spawn
        self._bans: dict[str, int] = {}
        """Address key -> until when, Unix milliseconds."""
        self._under_way = 0

    # ---- reports ----

    def report(self, session: Session, wish: Report) -> None:
        """Raises ``Refused``; ``done`` follows once it is committed."""
        case = self._case(session, wish)
        now_s = self._clock.monotonic_s()
        if not session.report_bucket.take(now_s):
            wait_s = session.report_bucket.wait_s(now_s)
            session.error(wish.ref, ErrorCode.TOO_MANY_MESSAGES, wait_s)
            return
        if self._under_way >= REPORTS_AT_ONCE:
            raise Refused(ErrorCode.STORE_DOWN)
        self._under_way += 1
        self._spawn(self._keep(session, wish.ref, case))

    def _case(self, session: Session, wish: Report) -> ReportCase:
        room = session.here()
        heard = session.heard or ()
        resident = room.residents.get(wish.avatar)
        if resident is not None:
            person, name = resident.person, resident.name
        else:  # gone already, but what they said is still known
            said = [each for each in heard if each.avatar == wish.avatar]
            if not said:
                raise Refused(ErrorCode.UNKNOWN_PERSON)
            person, name = said[-1].person, said[-1].name
        reported = self._book.by_person.get(person)
        since_ms = self._clock.unix_ms() - EVIDENCE_WITHIN_MS
        return ReportCase(
            id=None,
            time_ms=self._clock.unix_ms(),
            world=room.info.id,
            reporter=session.person,
            reported=person,
            reported_name=name,
            reported_address_key=reported.address_key if reported else "",
            reason=wish.reason.value,
            words=clean_words(wish.words)[:WORDS_MAX_CHARS],
            evidence=[_line(each) for each in heard if each.time_ms >= since_ms],
        )

    async def _keep(self, session: Session, ref: int, case: ReportCase) -> None:
        try:
            await self._store.add_report(case)
        except StoreError:
            session.error(ref, ErrorCode.STORE_DOWN)
        else:
            metrics.GATEWAY_REPORTS.inc()
            session.done(ref)
        finally:
            self._under_way -= 1

    # ---- operators ----

    def remove(self, who: str, words: str = "") -> int:
        """Removes a person, by id or by name; returns how many there were."""
        found = [s for s in self._book if who in (s.person, s.name)]
        for session in found:
            self._tell_and_end(session, Close.REMOVED, words)
        return len(found)

    async def ban(self, who: str, *, hours: float, reason: str = "") -> int:
        """Bans an address, by its key or by a person who is here, and removes all from there.

        Returns the ban's number. Raises ``StoreError``; ``Refused`` (``unknown_person``) where
        ``who`` is neither.
        """
        session = self._book.by_person.get(who)
        key = session.address_key if session else who
        if len(key) != 32 or not key:
            raise Refused(ErrorCode.UNKNOWN_PERSON)
        now_ms = self._clock.unix_ms()
        until_ms = now_ms + int(hours * HOUR_MS)
        number = await self._store.add_ban(Ban(None, key, reason, now_ms, until_ms))
        self._bans[key] = until_ms
        self._expel(reason)
        return number

    def end_account(self, account: str) -> int:
        """Ends the sessions of an account, those that are away included: how many."""
        found = [s for s in self._book if account and s.account == account]
        for session in found:
            self._end(session, Close.ACCOUNT)
        return len(found)

    def banned(self, address: str) -> bool:
        return bool(self._bans) and self._holds(self._address_key(address))

    async def refresh(self) -> None:
        """Reads the bans; where the store does not answer, those known so far go on."""
        try:
            bans = await self._store.bans(self._clock.unix_ms())
        except StoreError:
            _log.warning("bans could not be read; the former ones go on")
            return
        self._bans = {ban.address_key: ban.until_ms for ban in bans}
        self._expel("")

    def _expel(self, reason: str) -> None:
        for session in self._book:
            if self._holds(session.address_key):
                self._tell_and_end(session, Close.BANNED, reason)

    def _holds(self, key: str) -> bool:
        return self._bans.get(key, 0) > self._clock.unix_ms()

    def _tell_and_end(self, session: Session, code: Close, words: str) -> None:
        session.notice(code.name.lower(), words)
        self._end(session, code, words)

    def _end(self, session: Session, code: Close, words: str = "") -> None:
        connection, kind = session.connection, code.name.lower()
        last_words = session.take()
        self._attendance.leave(session)
        if connection is not None:
            metrics.GATEWAY_REJECTED.labels(kind).inc()
            connection.write(last_words)
            connection.close(code, words or kind)


def _line(said: Said) -> dict[str, Any]:
    return {
        "seq": said.seq,
        "time_ms": said.time_ms,
        "channel": said.channel.name.lower(),
        "person": said.person,
        "name": said.name,
        "text": said.text,
    }

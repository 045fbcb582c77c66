"""Who of a world gets which frame.

Everybody with the same viewer cell and tier is *settled* in one view and gets the very same
bytes. Who changes view is *moving* for one tick; whose socket is not empty is *lagging* and gets
nothing until it is, then what was missed, in one frame. Recipients are fixed before the first
yield; who closes or leaves meanwhile is skipped.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from time import thread_time
from typing import Final

from metaserver import metrics
from metaserver.gateway.budget import Budget
from metaserver.gateway.compose import Step
from metaserver.gateway.rings import View
from metaserver.gateway.room import Room
from metaserver.gateway.session import Session
from metaserver.gateway.settled import Row, Settled
from metaserver.protocol.frames import frame_header, websocket_frame
from metaserver.protocol.messages import Tier

YIELD_AFTER: Final = 96
"""Writes between two turns of the event loop, about a millisecond."""
STEP_DOWN_WITHIN_S: Final = 10.0


class Audience:
    """Of one room. ``unsent`` is shared: sessions with something in their outbox.

    ``drained`` is called for one whose socket has emptied, before its frame is written.
    """

    def __init__(
        self,
        room: Room,
        unsent: set[Session],
        *,
        monotonic_s: Callable[[], float],
        drained: Callable[[Session], None],
    ) -> None:
        self._room = room
        self.budget = Budget(room.info)
        self._unsent = unsent
        self._now = monotonic_s
        self._drained = drained
        self._settled = Settled()
        self._moving: dict[Session, None] = {}
        self._lagging: dict[Session, None] = {}
        self._empty: tuple[int | None, int, bytes] = (None, -1, b"")
        """Epoch and tick, and their empty frame."""
        self._bytes = 0
        """Written in this tick past the hottest loop: counted here, as a metric costs a
        microsecond each time."""

    # ---- coming and going ----

    def admit(self, session: Session) -> None:
        """From the next tick on, beginning with the whole view."""
        self.remove(session)
        session.audience = self
        self._moving[session] = None

    def remove(self, session: Session) -> None:
        self._settled.remove(session)
        self._moving.pop(session, None)
        self._lagging.pop(session, None)
        session.audience = session.shown = session.stalled_s = None

    def retune(self, session: Session) -> None:
        """Its viewer cell or tier may have changed."""
        if session.audience is self and session not in self._lagging:
            self._moving[session] = None

    def retune_dense(self) -> None:
        """Those whose rung of the ladder is another now."""
        for step, members in self._settled.rows():
            view = step.to
            if self.budget.rung(view.cell, view.tier) != view.rung:
                self._moving.update(dict.fromkeys(members))

    @property
    def lagging(self) -> int:
        return len(self._lagging)

    # ---- one tick ----

    def plan(self, previous_tick: int) -> list[Row]:
        """All steps of this tick and who makes them; moves everybody to where the step leads."""
        steps: dict[Step, list[Session]] = {}
        now_s = self._now()
        for session in [*self._moving, *self._lagging]:
            connection = session.connection
            if connection is None or connection.closing:
                self._moving.pop(session, None)
            elif connection.stalled:
                self._lag(session, previous_tick, now_s)
            else:
                self._catch_up(session, now_s)
                step = self._step(session, previous_tick)
                self._settled.remove(session)
                steps.setdefault(step, []).append(session)
        rows = self._settled.rows()
        for step, sessions in steps.items():
            rows.append((step, sessions))
            for session in sessions:
                self._settle(session, step.to)
        return rows

    async def write(self, rows: list[Row], frames: list[bytes], previous_tick: int) -> None:
        """One write for each who is due one, with turns of the loop between.

        The hottest loop of the server. Nearly everybody has an empty socket and nothing but the
        frame to get; ``_write`` is for the others.
        """
        now_s, sent, sent_bytes, turn = self._now(), 0, 0, YIELD_AFTER
        spent_s, began_s = 0.0, thread_time()
        for (step, sessions), frame in zip(rows, frames, strict=True):
            size = len(frame)
            for session in sessions if frame else ():
                connection = session.connection
                if (
                    connection is not None
                    and session.audience is self
                    and not session.outbox
                    and connection.offer(frame)
                ):
                    session.framed_s = now_s
                    sent += 1
                    sent_bytes += size
                else:
                    sent += self._write(session, step, frame, previous_tick, now_s)
                turn -= 1
                if not turn:
                    turn = YIELD_AFTER
                    spent_s += thread_time() - began_s
                    await asyncio.sleep(0)
                    began_s = thread_time()
        self.flush(previous_tick)
        metrics.GATEWAY_WRITE_CPU_SECONDS.inc(spent_s + thread_time() - began_s)
        metrics.GATEWAY_FRAMES.inc(sent)
        metrics.GATEWAY_BYTES.inc(sent_bytes + self._bytes)
        self._bytes = 0

    def flush(self, previous_tick: int) -> None:
        """Replies of those who got no frame."""
        for session in [s for s in self._unsent if s.audience is self]:
            connection = session.connection
            if connection is None or connection.closing:
                continue
            if connection.stalled:
                self._lag(session, previous_tick, self._now())
            else:
                data = session.take()
                self._bytes += len(data)
                connection.write(data)

    def skip(self, previous_tick: int) -> None:
        """A tick that nobody is sent, because this process is behind: all catch up later."""
        for _, members in self._settled.rows():
            for session in members:
                self._lag(session, previous_tick, None)

    def empty_frame(self, session: Session) -> None:
        """So that a client in a quiet world knows that it is not alone: the same bytes for all of
        a tick."""
        room, connection = self._room, session.connection
        if room.epoch is None or session.stalled_s is not None or connection is None:
            return
        if self._empty[:2] != (room.epoch, room.tick):
            head = frame_header(room.epoch, room.tick, room.time_ms, room.interval_ms, 0)
            self._empty = room.epoch, room.tick, websocket_frame(head)
        frame = self._empty[2]
        session.framed_s = self._now()
        if not session.outbox and connection.offer(frame):
            metrics.GATEWAY_BYTES.inc(len(frame))
        else:
            session.push(frame)

    # ---- inside ----

    def _write(
        self, session: Session, step: Step, frame: bytes, previous_tick: int, now_s: float
    ) -> bool:
        connection = session.connection
        if session.audience is not self or connection is None or connection.closing:
            return False
        if connection.stalled:
            metrics.GATEWAY_SKIPPED.inc()
            if step.was != step.to or not step.follows(previous_tick):
                self._settled.remove(session)
                session.shown = None  # it never got the step: all anew
            self._lag(session, previous_tick, now_s)
            return False
        data = session.take(frame)
        self._bytes += len(data)
        connection.write(data)
        session.framed_s = now_s
        return True

    def _step(self, session: Session, previous_tick: int) -> Step:
        cell = self._room.whereabouts.cell(session.avatar)
        to = View(cell, session.tier, self.budget.rung(cell, session.tier))
        if session.shown is None:
            return Step(None, previous_tick, to)
        late = session in self._lagging
        return Step(session.shown, session.shown_tick if late else previous_tick, to)

    def _settle(self, session: Session, view: View) -> None:
        self._moving.pop(session, None)
        self._lagging.pop(session, None)
        self._settled.add(session, view)

    def _lag(self, session: Session, previous_tick: int, now_s: float | None) -> None:
        """``now_s`` None: the fault is ours."""
        if now_s is not None and session.stalled_s is None:
            session.stalled_s = now_s
        if session in self._lagging:
            session.shown_tick = min(session.shown_tick, previous_tick)
            return
        self._settled.remove(session)
        self._moving.pop(session, None)
        session.shown_tick = previous_tick
        self._lagging[session] = None

    def _catch_up(self, session: Session, now_s: float) -> None:
        """Counts a catch-up after a stall of the socket; the second in 10 s costs a tier."""
        if session.stalled_s is None:
            return
        session.stalled_s = None
        metrics.GATEWAY_CATCH_UPS.inc()
        self._drained(session)
        if session.shown is None:
            return  # what did not fit was the first view, which is as large as it is
        before_s, session.caught_up_s = session.caught_up_s, now_s
        if now_s - before_s <= STEP_DOWN_WITHIN_S and session.tier < Tier.MINIMAL:
            session.caught_up_s = -math.inf
            session.tier = Tier(session.tier + 1)
            metrics.GATEWAY_TIER_STEPS.inc()
            session.notice("tier_down")

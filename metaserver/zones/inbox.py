"""What gateways sent since the last tick."""

from __future__ import annotations

import asyncio
import contextlib

import numpy as np

from metaserver import metrics
from metaserver.errors import Malformed
from metaserver.protocol.bus import Inbox, MoveColumns, unpack_inbox
from metaserver.simulation.arrays import I64
from metaserver.simulation.courses import Courses
from metaserver.zones.people import People
from metaserver.zones.steady import unwrap

MESSAGES_MAX = 1024


class Mailbox:
    """Bytes from the bus, kept until the tick. Holds ``MESSAGES_MAX`` messages, ten seconds of a
    gateway that sends every 10 ms; what comes when it is full is dropped and counted."""

    def __init__(self, world: str) -> None:
        self._world = world
        self._waiting: list[bytes] = []
        self._stirred = asyncio.Event()

    def receive(self, subject: str, data: bytes) -> None:
        """A ``ports.BusHandler``."""
        if len(self._waiting) >= MESSAGES_MAX:
            metrics.ZONE_INBOX_OVERFLOWS.labels(self._world).inc()
            return
        self._waiting.append(data)
        self._stirred.set()

    @property
    def waits(self) -> bool:
        """Whether anything is there."""
        return bool(self._waiting)

    async def stirred(self, within_s: float) -> None:
        """Waits until something is there, or for so long."""
        self._stirred.clear()
        if not self._waiting:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), within_s)

    def drain(self) -> list[Inbox]:
        """All messages in order of arrival; a malformed one is left out and counted."""
        waiting, self._waiting = self._waiting, []
        inboxes = []
        for data in waiting:
            try:
                inboxes.append(unpack_inbox(data))
            except Malformed:
                metrics.ZONE_REFUSED_WISHES.labels(self._world, "malformed").inc()
        return inboxes


def courses(inboxes: list[Inbox], people: People, now_ms: int) -> Courses:
    """The latest course of each avatar, from the gateway that speaks for it."""
    m = _joined([_own(inbox, people) for inbox in inboxes if len(inbox.moves)])
    slots = m.avatar.astype(np.int64)
    last = _last_of_each(slots)
    return Courses(
        slot=slots[last],
        x=m.x[last].astype(np.float64),
        y=m.y[last].astype(np.float64),
        heading=m.heading[last],
        speed=m.speed[last],
        time_ms=unwrap(m.time_ms[last], now_ms),
    )


def _joined(moves: list[MoveColumns]) -> MoveColumns:
    """One gateway tells a tick in one inbox as a rule: its columns are taken as they are."""
    if len(moves) < 2:
        return moves[0] if moves else MoveColumns.empty()
    return MoveColumns(
        np.concatenate([m.avatar for m in moves]),
        np.concatenate([m.x for m in moves]),
        np.concatenate([m.y for m in moves]),
        np.concatenate([m.heading for m in moves]),
        np.concatenate([m.speed for m in moves]),
        np.concatenate([m.time_ms for m in moves]),
    )


def _last_of_each(slots: I64) -> I64:
    """Where each number stands for the last time, by number."""
    order = slots.argsort(kind="stable")
    ascending = slots[order]
    last = np.ones(len(order), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=last[:-1])
    return order[last]


def _own(inbox: Inbox, people: People) -> MoveColumns:
    m = inbox.moves
    mine = people.spoken_for_by(inbox.gateway, m.avatar)
    if mine.all():
        return m
    return MoveColumns(
        m.avatar[mine], m.x[mine], m.y[mine], m.heading[mine], m.speed[mine], m.time_ms[mine]
    )

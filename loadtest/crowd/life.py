"""What becomes of bots: from the first connect to the end, socket by socket."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from loadtest.crowd.behave import Habit
from loadtest.crowd.books import Books
from loadtest.crowd.bot import Bot
from loadtest.crowd.columns import NEVER, Columns, Stage
from loadtest.crowd.ground import NOWHERE, Grounds
from loadtest.crowd.hearing import Hearing
from loadtest.crowd.job import Count
from loadtest.crowd.messages import Hellos
from loadtest.crowd.packing import frame_head, frame_kinds
from metaserver.protocol.codes import Close
from metaserver.protocol.frames import Kind

PING_EVERY_S = 20.0
"""Who waits at the door says something now and then."""
SAMPLES_PER_S = 4000
"""Frames whose age is looked at, by the whole worker."""
FRAMES_PER_S = 10
REFUSALS_MAX = 5
BACKOFF_S = (0.5, 5.0)
ALONE_AFTER_S = 1.0
"""Who has a view, and no keyframe for so long after it, is in empty surroundings."""
NO_CODE = 1006
"""The socket ended without a close code (RFC 6455, 7.1.5)."""
FINAL = frozenset(
    {
        Close.MALFORMED, Close.NOT_HELLO, Close.ORIGIN, Close.REPLACED, Close.REMOVED,
        Close.BANNED, Close.TOO_LARGE, Close.VERSION,
    }
)  # fmt: skip
"""Close codes after which a client does not come back by itself."""


class CrowdLife:
    """``Life`` of all bots of a worker."""

    def __init__(
        self, *, books: Books, columns: Columns, grounds: Grounds, habits: Sequence[Habit],
        hellos: Hellos,
    ) -> None:  # fmt: skip
        self.books, self.columns, self.grounds = books, columns, grounds
        self.tally = books.tally
        self.bots = [Bot(self, row) for row in range(len(columns))]
        self.hearing = Hearing(books, columns, grounds)
        self.every = max(1, len(columns) * FRAMES_PER_S // SAMPLES_PER_S)
        """Of so many frames of a bot one is looked at."""
        self.on_present: list[Callable[[Bot, float], None]] = []
        """Whoever wants to know that a bot is in a world."""
        self.on_look: Callable[[Bot, float, float], None] = self._count_age
        """Takes the age in milliseconds of a frame that was looked at, and when that was."""
        self._habits, self._hellos = habits, hellos

    # ---- the socket ------------------------------------------------------------------------------

    def opened(self, bot: Bot) -> None:
        books, row, now_s = self.books, bot.row, time.monotonic()
        books.count(Count.OPENED)
        books.count(Count.CONNECTED)
        if np.isnan(books.connect_s[row]):
            books.connect_s[row] = now_s
        self.columns.stage[row] = Stage.WAITING
        self.columns.beat_s[row] = now_s + PING_EVERY_S
        bot.countdown = 1
        bot.send(self._hellos.of(bot, self.grounds.worlds[self.columns.plan.world[row]]))

    def ended(self, bot: Bot, close_code: int) -> None:
        code = close_code or NO_CODE
        self.books.close_codes[code] += 1
        self.out(bot)
        if bot.welcome:
            self.books.count(Count.DROPPED)
            self._come_back(bot, code)
        else:
            self.refused(bot, f"the server closed with {code} before it said welcome", code)

    def refused(self, bot: Bot, why: str, close_code: int = 0) -> None:
        """No connection, or none that was welcomed."""
        self.books.count(Count.REFUSED)
        self.books.fault(why)
        bot.refusals += 1
        self._come_back(bot, close_code)

    def out(self, bot: Bot) -> None:
        """It has no socket any more, wanted or not."""
        self.books.count(Count.CONNECTED, -1)
        self.hearing.leave_world(bot, time.monotonic())
        self.columns.stage[bot.row] = Stage.OUT
        self.columns.beat_s[bot.row] = NEVER

    def _come_back(self, bot: Bot, close_code: int) -> None:
        """After a while, or never."""
        columns, row = self.columns, bot.row
        if close_code in FINAL or bot.refusals > REFUSALS_MAX:
            columns.stage[row], columns.dial_s[row] = Stage.GONE, NEVER
            self.books.count(Count.GAVE_UP)
            return
        columns.stage[row] = Stage.OUT
        low, high = BACKOFF_S
        columns.dial_s[row] = time.monotonic() + low + (high - low) * columns.chance.one(row)

    def received(self, bot: Bot, data: bytes, now_s: float) -> None:
        self.hearing.hear(bot, data, now_s)

    # ---- frames ----------------------------------------------------------------------------------

    def looked_at(self, bot: Bot, frame: memoryview, now_s: float) -> None:
        bot.countdown = self.every
        try:
            epoch, time_ms = frame_head(frame)
            if epoch != bot.epoch:
                bot.countdown = 1
            elif bot.present:
                self.on_look(bot, self.books.clock.age_ms(now_s * 1000, time_ms), now_s)
            else:
                self._look_around(bot, bytes(frame), now_s)
        except (ValueError, IndexError):
            self.hearing.undecodable("a frame")

    def _count_age(self, _bot: Bot, age_ms: float, _now_s: float) -> None:
        self.books.ages.add(age_ms)

    def _look_around(self, bot: Bot, frame: bytes, now_s: float) -> None:
        kinds = frame_kinds(frame)
        if Kind.KEYFRAME in kinds:
            self._present(bot, now_s)
        elif bot.view_s and now_s - bot.view_s > ALONE_AFTER_S:
            self._present(bot, bot.view_s)
        else:
            bot.countdown = 1
            if Kind.VIEW in kinds:
                bot.view_s = now_s

    def _present(self, bot: Bot, seen_s: float) -> None:
        books, row, now_s = self.books, bot.row, time.monotonic()
        books.count(Count.PRESENT)
        self.columns.stage[row], bot.present = Stage.PRESENT, True
        bot.countdown = 1 + row % self.every
        bot.since_s = bot.since_s or now_s
        if np.isnan(books.first_key_s[row]):
            books.count(Count.PRESENT_ONCE)
            books.first_key_s[row] = seen_s
            books.join_ms[row] = (seen_s - bot.dialled_s) * 1000
        if self.columns.floor[row] != NOWHERE:
            self._habits[self.columns.plan.behaviour[row]].begin(row, now_s)
        for tell in self.on_present:
            tell(bot, now_s)

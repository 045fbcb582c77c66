"""What bots make of messages: who they are, where they are, what was refused."""

from __future__ import annotations

from collections.abc import Callable

from loadtest.crowd.books import Books
from loadtest.crowd.bot import Bot
from loadtest.crowd.columns import NEVER, Columns, Stage
from loadtest.crowd.ground import NOWHERE, Grounds
from loadtest.crowd.job import Count
from loadtest.crowd.packing import decoded
from metaserver.errors import ProtocolError
from metaserver.protocol import messages as m
from metaserver.protocol.codec import encode
from metaserver.protocol.codes import ErrorCode

EXPECTED = frozenset({ErrorCode.TOO_MANY_MESSAGES, ErrorCode.WORLD_BUSY, ErrorCode.WORLD_FULL})
"""Errors that a crowd has to live with."""
WANTED = frozenset({"go", "stairs"})
"""Corrections that are no reproach."""
CAME_BACK = frozenset({m.Arrival.RESUMED, m.Arrival.RESTORED})


class Hearing:
    def __init__(self, books: Books, columns: Columns, grounds: Grounds) -> None:
        self._books, self._columns, self._grounds = books, columns, grounds
        self._on: dict[type, Callable[..., None]] = {
            m.Welcome: self._welcome, m.Entered: self._entered, m.Correct: self._correct,
            m.Chat: self._chat, m.Error: self._error, m.Pong: self._pong,
            m.Ticket: self._ticket, m.Drain: self._ticket,
        }  # fmt: skip

    def hear(self, bot: Bot, data: bytes, now_s: float) -> None:
        """A message that is not a frame."""
        try:
            message = decoded(data)
        except ProtocolError as error:
            self.undecodable(str(error))
            return
        bot.last_event = max(bot.last_event, getattr(message, "event", 0))
        handler = self._on.get(type(message))
        if handler is not None:
            handler(bot, message, now_s)

    def undecodable(self, what: str) -> None:
        self._books.count(Count.ERRORS)
        self._books.fault(f"what the server sent could not be decoded: {what}")

    def leave_world(self, bot: Bot, now_s: float) -> None:
        """It is in none from now on."""
        columns, row = self._columns, bot.row
        if bot.present:
            self._books.count(Count.PRESENT, -1)
            bot.present = False
        self._mark_gap(bot, now_s)
        if columns.floor[row] != NOWHERE:
            world = int(self._grounds.world_of[columns.floor[row]])
            self._books.departed.append((now_s, world, bot.avatar))
        columns.floor[row] = NOWHERE
        columns.turn_s[row] = columns.say_s[row] = columns.go_s[row] = NEVER

    def _mark_gap(self, bot: Bot, now_s: float) -> None:
        floor = self._columns.floor[bot.row]
        if self._columns.plan.marked[bot.row] and floor != NOWHERE:
            self._books.tracks.gap(now_s, int(self._grounds.world_of[floor]), bot.avatar)

    def ping(self, bot: Bot, now_s: float) -> None:
        bot.send(encode(m.Ping(time_ms=int(now_s * 1000) % 2**32)))

    # ---- one message each ------------------------------------------------------------------------

    def _welcome(self, bot: Bot, welcome: m.Welcome, now_s: float) -> None:
        if bot.resume:
            came_back = welcome.arrival in CAME_BACK
            self._books.count(Count.RESUMED if came_back else Count.LOST)
        if welcome.arrival is not m.Arrival.RESUMED:
            bot.last_event, bot.since_s = 0, 0.0
        bot.welcome, bot.refusals, bot.resume = True, 0, welcome.resume
        self._books.clock.answered(bot.dialled_s * 1000, now_s * 1000, welcome.server_ms)

    def _pong(self, bot: Bot, pong: m.Pong, now_s: float) -> None:
        now_ms = now_s * 1000
        sent_ms = now_ms - (now_ms - pong.time_ms) % 2**32
        self._books.clock.answered(sent_ms, now_ms, pong.server_ms)

    def _entered(self, bot: Bot, entered: m.Entered, now_s: float) -> None:
        columns, row = self._columns, bot.row
        self.leave_world(bot, now_s)
        if entered.world != bot.world:
            bot.last_chat = entered.chat_seq
        bot.world, bot.epoch, bot.avatar = entered.world, entered.epoch, entered.avatar
        bot.view_s, bot.countdown = 0.0, 1
        columns.stage[row] = Stage.ENTERED
        columns.recent[row] = -1
        self._put(row, entered, entered.world, now_s)

    def _correct(self, bot: Bot, correct: m.Correct, now_s: float) -> None:
        columns, row = self._columns, bot.row
        if correct.reason not in WANTED:
            self._books.count(Count.CORRECTED)
        if columns.stage[row] < Stage.ENTERED:
            return
        self._mark_gap(bot, now_s)
        self._put(row, correct, bot.world, now_s)
        if bot.present and columns.floor[row] != NOWHERE:
            columns.turn_s[row] = now_s

    def _put(self, row: int, at: m.Entered | m.Correct, world: str, now_s: float) -> None:
        """It stands there."""
        columns = self._columns
        columns.floor[row] = self._grounds.floor(world, at.level)
        columns.x[row], columns.y[row], columns.since_s[row] = at.x, at.y, now_s
        columns.heading[row], columns.speed_q[row] = at.heading, 0

    def _chat(self, bot: Bot, chat: m.Chat, _now_s: float) -> None:
        self._books.count(Count.CHAT)
        bot.last_chat = max(bot.last_chat, chat.seq)

    def _error(self, _bot: Bot, error: m.Error, _now_s: float) -> None:
        if error.error not in EXPECTED:
            self._books.count(Count.ERRORS)
            self._books.fault(f"the server said no: {error.error}")

    def _ticket(self, bot: Bot, ticket: m.Ticket | m.Drain, _now_s: float) -> None:
        bot.ticket = ticket.ticket or bot.ticket

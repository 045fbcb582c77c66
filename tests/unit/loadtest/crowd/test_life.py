"""What becomes of a bot by what its socket says; the sockets are stand-ins."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from loadtest.crowd.books import Books
from loadtest.crowd.bot import Bot
from loadtest.crowd.columns import NEVER, Stage
from loadtest.crowd.ground import NOWHERE
from loadtest.crowd.job import Control, Count
from loadtest.crowd.life import ALONE_AFTER_S, REFUSALS_MAX, CrowdLife
from loadtest.crowd.measuring import AFTER_SLEEP_S, Measuring
from loadtest.crowd.messages import Hellos
from loadtest.crowd.silence import LOOK_EVERY_S, Silence
from loadtest.crowd.sleepers import Sleepers
from loadtest.crowd.turns import STANDING_EVERY_S, Turns
from loadtest.scenario import Sleeps
from metaserver.protocol import messages as m
from metaserver.protocol.codec import HASH, decode_client, encode
from metaserver.protocol.codes import Close, ErrorCode
from metaserver.protocol.frames import Kind, frame_header, pack_fragment
from tests.unit.loadtest.crowd.town import WEST, Town, scenario

SERVER_MS = 50_000
WALK = {"share": 1, "do": "walk", "turns_per_s": 2}


class FakeSocket:
    """What bots use of a WebSocket's transport."""

    def __init__(self) -> None:
        self.sent: list[m.Message] = []
        self.closing = self.aborted = self.paused = False
        self.underlying_transport = self

    def send(self, _kind: object, data: bytes) -> None:
        self.sent.append(decode_client(data))

    def is_closing(self) -> bool:
        return self.closing

    def abort(self) -> None:
        self.aborted = True

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False


class Crowd:
    """Bots of one scenario, with books."""

    def __init__(self, clients: int = 3, **more: Any) -> None:
        said = scenario(WALK, **more)
        self.town = Town(said, clients)
        self.columns = self.town.columns
        self.columns.stage[:], self.columns.floor[:] = Stage.OUT, NOWHERE
        self.columns.turn_s[:] = NEVER
        self.counters = np.zeros(len(Count))
        self.books = Books(self.counters, clients)
        self.life = CrowdLife(
            books=self.books, columns=self.columns, grounds=self.town.grounds,
            habits=self.town.habits, hellos=Hellos("full", ""),
        )  # fmt: skip

    def open(self, row: int = 0) -> tuple[Bot, FakeSocket]:
        bot, socket = self.life.bots[row], FakeSocket()
        bot.dialled_s = time.monotonic()
        bot.on_ws_connected(socket)  # type: ignore[arg-type]
        return bot, socket

    def hear(self, bot: Bot, message: m.Message) -> None:
        self.life.received(bot, encode(message), time.monotonic())

    def welcome(self, bot: Bot, arrival: m.Arrival = m.Arrival.FRESH) -> None:
        self.hear(
            bot,
            m.Welcome(
                person="p", name="Guest 1", resume="token", arrival=arrival,
                server_ms=SERVER_MS, language="ko",
            ),
        )  # fmt: skip

    def enter(self, bot: Bot, epoch: int = 3, world: str = "hall") -> None:
        self.hear(
            bot,
            m.Entered(
                world=world, world_hash="h", epoch=epoch, avatar=7, level="ground",
                x=WEST[0], y=WEST[1], heading=0, chat_seq=5,
            ),
        )  # fmt: skip

    def frame(self, bot: Bot, kind: Kind, *, epoch: int = 3, after_s: float = 0.0) -> None:
        data = frame_header(epoch, 9, SERVER_MS, 100, 1) + pack_fragment(1, kind, 9, b"")
        self.life.looked_at(bot, memoryview(data), time.monotonic() + after_s)

    def present(self, row: int = 0) -> tuple[Bot, FakeSocket]:
        bot, socket = self.open(row)
        self.welcome(bot)
        self.enter(bot)
        self.frame(bot, Kind.KEYFRAME)
        return bot, socket

    def end(self, bot: Bot, code: int = 0) -> None:
        assert bot.transport is not None
        bot.close_code = code
        bot.on_ws_disconnected(bot.transport)


def test_a_newcomer_says_hello_and_is_there_with_the_first_keyframe() -> None:
    crowd = Crowd()
    bot, socket = crowd.open()
    hello = socket.sent[0]
    assert isinstance(hello, m.Hello)
    assert (hello.hash, hello.world, hello.resume) == (HASH, "hall", "")
    crowd.welcome(bot)
    crowd.enter(bot)
    crowd.frame(bot, Kind.MOVES)
    assert not bot.present
    crowd.frame(bot, Kind.KEYFRAME)
    assert bot.present
    assert crowd.columns.turn_s[0] < NEVER
    for count in (Count.OPENED, Count.CONNECTED, Count.PRESENT, Count.PRESENT_ONCE):
        assert crowd.counters[count] == 1
    assert 0 <= crowd.books.join_ms[0] < 1000


def test_frames_of_another_epoch_say_nothing() -> None:
    crowd = Crowd()
    bot, _ = crowd.open()
    crowd.welcome(bot)
    crowd.enter(bot, epoch=4)
    crowd.frame(bot, Kind.KEYFRAME, epoch=3)
    assert not bot.present


def test_who_is_alone_is_there_since_the_view_came() -> None:
    crowd = Crowd()
    bot, _ = crowd.open()
    crowd.welcome(bot)
    crowd.enter(bot)
    crowd.frame(bot, Kind.VIEW)
    crowd.frame(bot, Kind.MOVES, after_s=ALONE_AFTER_S / 2)
    assert not bot.present
    crowd.frame(bot, Kind.MOVES, after_s=ALONE_AFTER_S * 2)
    assert bot.present
    assert crowd.books.join_ms[0] < ALONE_AFTER_S * 1000


def test_another_world_is_not_there_before_its_keyframe() -> None:
    crowd = Crowd()
    bot, _ = crowd.present()
    crowd.enter(bot, epoch=8)
    assert crowd.counters[Count.PRESENT] == 0
    assert crowd.columns.turn_s[0] == NEVER
    crowd.frame(bot, Kind.KEYFRAME, epoch=8)
    assert crowd.counters[Count.PRESENT] == crowd.counters[Count.PRESENT_ONCE] == 1


def test_an_unwanted_end_is_a_drop_and_it_comes_back_with_its_token() -> None:
    crowd = Crowd()
    bot, _ = crowd.present()
    crowd.end(bot, Close.OVERFLOW)
    assert crowd.counters[Count.DROPPED] == 1
    assert crowd.counters[Count.CONNECTED] == crowd.counters[Count.PRESENT] == 0
    assert crowd.books.close_codes == {Close.OVERFLOW: 1}
    assert time.monotonic() < crowd.columns.dial_s[0] < time.monotonic() + 6
    _, socket = crowd.open()
    hello = socket.sent[0]
    assert isinstance(hello, m.Hello)
    assert (hello.resume, hello.world, hello.last_chat) == ("token", "hall", 5)
    crowd.welcome(bot, m.Arrival.RESUMED)
    assert crowd.counters[Count.RESUMED] == 1


@pytest.mark.parametrize("arrival", [m.Arrival.LOST, m.Arrival.FRESH])
def test_who_comes_back_as_somebody_else_is_lost(arrival: m.Arrival) -> None:
    crowd = Crowd()
    bot, _ = crowd.present()
    crowd.end(bot)
    crowd.open()
    crowd.welcome(bot, arrival)
    assert crowd.counters[Count.LOST] == 1
    assert bot.since_s == 0


def test_another_version_is_the_end() -> None:
    crowd = Crowd()
    bot, _ = crowd.open()
    crowd.end(bot, Close.VERSION)
    assert crowd.counters[Count.REFUSED] == crowd.counters[Count.GAVE_UP] == 1
    assert crowd.columns.stage[0] == Stage.GONE
    assert crowd.books.close_codes == {Close.VERSION: 1}


def test_who_is_refused_tries_a_few_times() -> None:
    crowd = Crowd()
    bot = crowd.life.bots[0]
    for _ in range(REFUSALS_MAX):
        crowd.life.refused(bot, "503")
        assert crowd.columns.stage[0] == Stage.OUT
    crowd.life.refused(bot, "503")
    assert crowd.columns.stage[0] == Stage.GONE
    assert crowd.counters[Count.GAVE_UP] == 1
    assert crowd.books.sentences == ["503"]


def test_nothing_is_written_to_a_socket_that_closes() -> None:
    crowd = Crowd()
    bot, socket = crowd.present()
    said = len(socket.sent)
    socket.closing = True
    assert not bot.send(encode(m.Bye()))
    socket.closing = False
    bot.abort()
    assert not bot.send(encode(m.Bye()))
    assert len(socket.sent) == said
    assert socket.aborted


def test_who_ends_its_socket_itself_does_not_hear_of_it() -> None:
    crowd = Crowd()
    bot, socket = crowd.present()
    bot.abort()
    bot.on_ws_disconnected(socket)  # type: ignore[arg-type]
    assert crowd.counters[Count.DROPPED] == 0


def test_a_correction_sets_one_down_and_one_turns_at_once() -> None:
    crowd = Crowd(marked=1)
    bot, _ = crowd.present()
    crowd.hear(bot, m.Correct(level="ground", x=9, y=8, heading=3, reason="wall"))
    columns = crowd.columns
    assert (columns.x[0], columns.y[0], columns.speed_q[0]) == (9, 8, 0)
    assert columns.turn_s[0] <= time.monotonic()
    assert crowd.counters[Count.CORRECTED] == 1
    assert crowd.books.tracks.array()[-1, 7] == 0
    crowd.hear(bot, m.Correct(level="ground", x=9, y=8, heading=3, reason="stairs"))
    assert crowd.counters[Count.CORRECTED] == 1


def test_errors_that_nobody_asked_for_are_counted() -> None:
    crowd = Crowd()
    bot, _ = crowd.present()
    crowd.hear(bot, m.Error(event=1, ref=1, error=ErrorCode.TOO_MANY_MESSAGES))
    assert crowd.counters[Count.ERRORS] == 0
    crowd.hear(bot, m.Error(event=2, ref=1, error=ErrorCode.STORE_DOWN))
    crowd.life.received(bot, b"\x91\x3f", time.monotonic())
    assert crowd.counters[Count.ERRORS] == 2
    assert len(crowd.books.sentences) == 2
    assert bot.last_event == 2


def test_a_course_is_said_at_each_turn_and_again_after_a_while() -> None:
    crowd = Crowd()
    _, socket = crowd.present()
    turns = Turns(crowd.life, crowd.town.habits)
    now_s = time.monotonic() + 1
    turns.step(now_s)
    first = socket.sent[-1]
    assert isinstance(first, m.Move)
    assert first.speed > 0
    crowd.columns.turn_s[0] = NEVER
    turns.step(now_s + 0.9)
    assert socket.sent[-1] is first
    turns.step(now_s + 1.1)
    again = socket.sent[-1]
    assert isinstance(again, m.Move)
    assert again.heading == first.heading
    assert again.time_ms - first.time_ms == pytest.approx(1100, abs=2)
    moved_m = np.hypot(again.x - first.x, again.y - first.y)
    assert moved_m == pytest.approx(1.1 * first.speed / 4)


def test_who_waits_at_the_door_says_something_now_and_then() -> None:
    crowd = Crowd()
    _, socket = crowd.open()
    turns = Turns(crowd.life, crowd.town.habits)
    turns.step(time.monotonic() + 1)
    assert len(socket.sent) == 1
    turns.step(time.monotonic() + STANDING_EVERY_S + 1)
    assert isinstance(socket.sent[-1], m.Ping)


def test_a_silent_server_is_a_dead_one() -> None:
    crowd = Crowd()
    silent, socket = crowd.present(0)
    alive, _ = crowd.present(1)
    sleeper, _ = crowd.present(2)
    sleeper.sleeps = True
    silence = Silence(crowd.life)
    for look in range(3):
        alive.heard = True
        silence.step(1000 + look * LOOK_EVERY_S)
    assert socket.aborted
    assert silent.transport is None
    assert alive.transport is not None
    assert sleeper.transport is not None
    assert crowd.counters[Count.DROPPED] == 1


def test_sleepers_are_whole_again_with_the_first_frame_of_now() -> None:
    sleeps = Sleeps(share=1, after_s=2, for_s=5)
    crowd = Crowd(1, sleeps=sleeps.model_dump())
    bot, socket = crowd.present()
    control = np.zeros(len(Control))
    sleepers = Sleepers(sleeps, control, crowd.life)
    sleepers.step(1000)
    control[Control.MEASURE_FROM] = 1000
    sleepers.step(1001)
    assert not socket.paused
    sleepers.step(1002)
    assert socket.paused
    sleepers.step(1007)
    assert not socket.paused
    sleepers.look(bot, 4000.0, 1007.1)
    sleepers.look(bot, 80.0, 1007.25)
    sleepers.look(bot, 80.0, 1007.35)
    assert crowd.books.whole_again_ms == pytest.approx([250])
    assert crowd.books.ages.flush(0) == (0, 0)


def test_the_phases_of_the_measuring() -> None:
    control = np.zeros(len(Control))
    books = Books(np.zeros(len(Count)), 1)
    plain = Measuring(books, control, None)
    sleepy = Measuring(books, control, Sleeps(share=0.1, after_s=10, for_s=20, within_s=5))
    assert plain.phase(1000) is None
    control[Control.MEASURE_FROM], control[Control.MEASURE_UNTIL] = 1000, 1045
    assert [plain.phase(at) for at in (999, 1000, 1044, 1045)] == [None, 0, 0, None]
    moments = (1009, 1010, 1029, 1030, 1034, 1035 + AFTER_SLEEP_S, 1046)
    assert [sleepy.phase(at) for at in moments] == [0, 1, 1, 2, 2, 3, None]


def test_only_what_is_measured_is_counted() -> None:
    control = np.zeros(len(Control))
    books = Books(np.zeros(len(Count)), 1)
    measuring = Measuring(books, control, None)
    control[Control.MEASURE_FROM], control[Control.MEASURE_UNTIL] = 1000, 1010
    for at, frames, age_ms in ((999, 10, 5), (1000, 20, 15), (1009, 50, 25), (1010, 60, 35)):
        measuring.step(at)
        books.tally.frames = frames
        books.ages.add(age_ms)
    measuring.step(1011)
    report = measuring.report(1012)
    assert report.frames_measured == 50 - 10
    assert np.flatnonzero(report.age_histogram[0]).tolist() == [15, 25]
    assert books.counters[Count.FRAMES] == 60

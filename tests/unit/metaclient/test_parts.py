"""The pure parts of the client."""

import asyncio
import socket

import pytest
from metaclient.clock import ServerClock
from metaclient.course import Course
from metaclient.dialer import LONGEST_S, Dialer, pause
from metaclient.events import WAITING, Events, Missed
from metaclient.worlds import http_url, socket_url

from metaserver.protocol.messages import ChatMissed


def test_the_clock_believes_the_fastest_answer() -> None:
    clock = ServerClock()
    clock.guess(now_ms=0, server_ms=50)
    assert clock.server_ms(10) == 60
    clock.answer(sent_ms=100, received_ms=140, server_ms=1120)
    clock.answer(sent_ms=200, received_ms=900, server_ms=1210)
    assert clock.round_trip_ms == 40
    assert clock.server_ms(200) == 1200


def test_the_clock_wraps_with_the_servers() -> None:
    clock = ServerClock()
    clock.answer(sent_ms=0, received_ms=0, server_ms=2**32 - 5)
    assert clock.server_ms(10) == 5


def test_a_course_is_a_straight_line() -> None:
    course = Course()
    course.put(10.0, level="ground", x=1.0, y=1.0, heading=0)
    course.turn(10.0, heading=64, speed_mps=2.0)
    assert course.at(13.0) == pytest.approx((-5.0, 1.0))
    course.turn(13.0, heading=0, speed_mps=99.0)
    assert course.speed_mps == 5.0
    assert course.at(14.0) == pytest.approx((-5.0, 6.0))
    heading, away_m = course.toward(14.0, -5.0, 0.0)
    assert (heading, away_m) == (128, pytest.approx(6.0))


def test_where_nothing_answers_tries_follow_quickly_for_a_while() -> None:
    assert all(0.2 <= pause(n, 0) <= 0.8 for n in range(12) for _ in range(20))
    assert max(pause(60, 0) for _ in range(200)) > 5


def test_a_server_that_says_no_is_left_alone_for_longer_each_time() -> None:
    assert all(pause(1, 1) <= 1.0 for _ in range(100))
    longest = [max(pause(n, n) for _ in range(300)) for n in (1, 3, 8)]
    assert longest == sorted(longest)
    assert longest[-1] <= LONGEST_S


async def test_dialling_ends_its_tries_when_it_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        dialling = asyncio.create_task(Dialer(f"ws://127.0.0.1:{port}/ws").dial())
        await asyncio.sleep(0.1)
        assert len(asyncio.all_tasks()) > 2
        dialling.cancel()
        await asyncio.sleep(0.1)
        assert len(asyncio.all_tasks()) <= 2


async def test_events_that_nobody_reads_are_counted_and_dropped() -> None:
    events = Events()
    for n in range(WAITING + 5):
        events.add(ChatMissed(n=n))
    events.end(None)
    told = [event async for event in events]
    assert told[:2] == [Missed(5), ChatMissed(n=5)]
    assert len(told) == WAITING + 1


def test_one_address_gives_the_other() -> None:
    assert socket_url("https://seoul.example/x") == "wss://seoul.example/ws"
    assert socket_url("ws://localhost:8080") == "ws://localhost:8080/ws"
    assert http_url("ws://localhost:8080/ws") == "http://localhost:8080"

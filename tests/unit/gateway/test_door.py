"""Bad input: each kind has its close code or error, its counter, and harms nobody else."""

from __future__ import annotations

import math
import random

import msgpack
import pytest

from metaserver import metrics
from metaserver.gateway.settings import GatewaySettings
from metaserver.protocol.codec import HASH, encode
from metaserver.protocol.codes import Close
from metaserver.protocol.messages import (
    VERSION,
    Act,
    Channel,
    Entered,
    Error,
    Hello,
    ListPeople,
    Move,
    Ping,
    Pong,
    Say,
    Welcome,
)
from tests.protocol import samples
from tests.unit.gateway.stage import Client, Stage


def rejected(kind: str) -> float:
    return (
        metrics.REGISTRY.get_sample_value("metaserver_gateway_rejected_total", {"kind": kind})
        or 0.0
    )


def surplus(kind: str) -> float:
    return (
        metrics.REGISTRY.get_sample_value("metaserver_gateway_surplus_total", {"kind": kind}) or 0.0
    )


def raw(*fields: object) -> bytes:
    packed: bytes = msgpack.packb(list(fields))
    return packed


BAD_MESSAGES = {
    "not msgpack": (b"\xc1", Close.MALFORMED, "malformed"),
    "empty": (b"", Close.MALFORMED, "malformed"),
    "no array": (msgpack.packb("hello"), Close.MALFORMED, "malformed"),
    "an empty array": (raw(), Close.MALFORMED, "malformed"),
    "two arrays": (raw(13, 1) * 2, Close.MALFORMED, "malformed"),
    "deep nesting": (b"\x91" * 4000, Close.MALFORMED, "malformed"),
    "unknown code": (raw(999), Close.MALFORMED, "unknown"),
    "a server's message": (raw(70, 1, 1), Close.MALFORMED, "unknown"),
    "too few fields": (raw(2, 1.0), Close.MALFORMED, "malformed"),
    "too many fields": (raw(13, 1, 2), Close.MALFORMED, "malformed"),
    "wrong type": (raw(13, "now"), Close.MALFORMED, "malformed"),
    "NaN": (raw(2, math.nan, 0.0, 0, 0, 0), Close.MALFORMED, "malformed"),
    "infinite": (raw(2, 0.0, math.inf, 0, 0, 0), Close.MALFORMED, "malformed"),
    "far outside": (raw(2, 1e9, 0.0, 0, 0, 0), Close.MALFORMED, "malformed"),
    "negative": (raw(13, -1), Close.MALFORMED, "malformed"),
    "hello twice": (encode(Hello(version=VERSION, hash=HASH)), Close.NOT_HELLO, "out_of_order"),
}


@pytest.mark.parametrize("case", BAD_MESSAGES)
async def test_a_bad_message_closes_its_socket_alone(case: str) -> None:
    data, code, kind = BAD_MESSAGES[case]
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        before = rejected(kind)
        kim.send_bytes(data)
        assert kim.closed_with == code
        assert 0 < len(kim.close_reason) <= 120
        assert rejected(kind) == before + 1
        lee.send(Say(ref=1, channel=Channel.NEARBY, text="still here"))
        await stage.tick(2)
        assert lee.said() == ["still here"]


FIRST = {
    "not hello": (encode(Ping(time_ms=1)), Close.NOT_HELLO),
    "another version": (raw(1, VERSION + 1, HASH), Close.VERSION),
    "another version with other fields": (raw(1, VERSION + 1, HASH, *range(30)), Close.VERSION),
    "another hash": (raw(1, VERSION, "0" * 16), Close.VERSION),
    "no version": (raw(1), Close.MALFORMED),
    "text for a version": (raw(1, "one", HASH), Close.MALFORMED),
    "True for a code": (raw(True, VERSION, HASH), Close.NOT_HELLO),
    "rubbish": (b"\xff\xff", Close.MALFORMED),
    "a look out of shape": (raw(1, VERSION, HASH, "ko", 0, "", [1, 2]), Close.MALFORMED),
    "a world that is no slug": (
        raw(1, VERSION, HASH, "ko", 0, "", [0] * 7, "", "", "", "../etc"), Close.MALFORMED
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FIRST)
async def test_a_bad_first_message(case: str) -> None:
    data, code = FIRST[case]
    async with Stage() as stage:
        client = stage.socket()
        client.send_bytes(data)
        assert client.closed_with == code
        assert len(stage.gateway.book) == 0


async def test_no_hello_within_5_s() -> None:
    async with Stage() as stage:
        client = stage.socket()
        await stage.wait(4.8)
        assert client.closed_with is None
        await stage.wait(0.4)
        assert client.closed_with == Close.HELLO_TIMEOUT


async def test_sockets_that_say_nothing_are_bounded_in_total() -> None:
    async with Stage(GatewaySettings(pre_hello_max=3, drain_s=0)) as stage:
        silent = [stage.socket() for _ in range(3)]
        assert stage.socket().status == 503
        await stage.wait(5.2)
        assert {client.closed_with for client in silent} == {Close.HELLO_TIMEOUT}
        assert stage.socket().status == 101


async def test_text_messages_are_refused() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        before = rejected("text")
        kim.send_frame(0x1, b'{"hello": 1}')
        assert kim.closed_with == Close.MALFORMED
        assert rejected("text") == before + 1


@pytest.mark.parametrize("pieces", [1, 3])
async def test_more_than_4_kb_is_refused(pieces: int) -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        before = rejected("too_large")
        for i in range(pieces):
            kim.send_frame(0 if i else 2, b"\x00" * (6000 // pieces), fin=i == pieces - 1)
        assert kim.closed_with == Close.TOO_LARGE
        assert rejected("too_large") == before + 1


async def test_exactly_4_kb_is_taken() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        data = raw(4, 1, 0, "x" * 1900)
        kim.send_bytes(data + b"")
        kim.send_frame(2, b"\xd4" * 4096)
        assert kim.closed_with == Close.MALFORMED  # read, and found to be nothing


async def test_a_message_may_come_in_fragments() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        data = encode(Say(ref=1, channel=Channel.NEARBY, text="piecemeal"))
        kim.send_frame(0x2, data[:3], fin=False)
        kim.send_frame(0x9, b"ping in between")
        kim.send_frame(0x0, data[3:8], fin=False)
        kim.send_frame(0x0, data[8:])
        await stage.tick(2)
        assert kim.said() == ["piecemeal"]
        assert kim.pongs == 1


async def test_endless_empty_fragments_are_refused() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.send_frame(0x2, b"", fin=False)
        for _ in range(100):
            kim.send_frame(0x0, b"", fin=False)
        assert kim.closed_with == Close.MALFORMED


async def test_broken_websocket_frames_are_refused() -> None:
    async with Stage() as stage:
        for data in (b"\x82\x05hello", b"\xff\x80aaaa", b"\x80\x80aaaa", b"\x83\x80aaaa"):
            kim = await stage.enter()
            kim.connection.data_received(data)
            assert kim.closed_with == 1002


async def test_surplus_moves_are_dropped_and_counted() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        before = surplus("moves")
        for i in range(40):
            kim.send(Move(x=float(i), y=1.0, heading=0, speed=0, time_ms=0))
        assert kim.closed_with is None
        assert surplus("moves") == before + 20
        await stage.tick()
        assert stage.plaza.moves == [(kim.avatar, 19.0, 1.0)], "the latest that was allowed"


async def test_five_times_too_many_moves_close() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        for _ in range(101):
            kim.send(Move(x=1.0, y=1.0, heading=0, speed=0, time_ms=0))
        assert kim.closed_with == Close.TOO_FREQUENT


async def test_ten_moves_a_second_are_fine_for_a_minute() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        before = surplus("moves")
        for i in range(600):
            kim.send(Move(x=20 + i % 3, y=20.0, heading=0, speed=8, time_ms=i))
            await stage.tick()
        assert surplus("moves") == before
        assert len(stage.plaza.moves) == 600


async def test_too_many_other_messages_are_answered_and_twice_as_many_close() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        for i in range(50):
            kim.send(ListPeople(ref=i))
        await stage.tick()
        errors = kim.got(Error)
        assert [(e.ref, e.error) for e in errors] == [
            (i, "too_many_messages") for i in range(40, 50)
        ]
        assert errors[0].retry_s > 0
        for i in range(60):
            kim.send(ListPeople(ref=i))
        assert kim.closed_with == Close.TOO_FREQUENT
        assert lee.closed_with is None


async def test_a_flood_of_websocket_pings_closes_and_never_fills_memory() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.transport.reading = False
        for _ in range(200):
            kim.send_frame(0x9, b"x" * 125)
        assert len(kim.transport.kept) < 4096
        kim.transport.read_on()
        assert kim.closed_with == Close.TOO_FREQUENT


async def test_pongs_come_with_the_next_write() -> None:
    async with Stage() as stage:
        kim = stage.socket()
        kim.send_frame(0x9, b"?")
        await stage.tick()
        kim.read()
        assert kim.pongs == 1


async def test_a_name_of_ten_thousand_characters() -> None:
    async with Stage() as stage:
        client = stage.socket()
        client.hello(name="n" * 10_000)
        assert client.closed_with == Close.TOO_LARGE
        longish = await stage.enter("n" * 3_000)
        assert longish.all(Error)[0].error == "bad_name"
        assert longish.all(Welcome)[0].name.startswith("Guest ")


async def test_wishes_before_one_is_in_a_world() -> None:
    async with Stage(GatewaySettings(joins_per_s=1, drain_s=0)) as stage:
        await stage.enter()
        kim = stage.socket()
        kim.hello()
        kim.send(Move(x=1.0, y=1.0, heading=0, speed=0, time_ms=0))
        kim.send(Act(state=1))
        kim.send(Say(ref=5, channel=Channel.NEARBY, text="too early"))
        kim.send(Ping(time_ms=3))
        await stage.tick()
        assert kim.got(Pong)[0].time_ms == 3
        await stage.wait(1.5)
        assert kim.all(Entered)
        assert [(e.ref, e.error) for e in kim.all(Error)][-1] == (5, "not_in_world")


async def test_a_handler_that_fails_costs_its_own_socket_only() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")

        def broken(*_: object) -> None:
            raise ZeroDivisionError

        door = stage.gateway._door
        door._handlers = {**door._handlers, ListPeople: broken}
        before = rejected("internal")
        kim.send(ListPeople(ref=1))
        assert kim.closed_with == 1011
        assert rejected("internal") == before + 1
        lee.send(Ping(time_ms=1))
        await stage.tick()
        assert lee.got(Pong)


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_bytes_come_the_door_holds(seed: int) -> None:
    """Random and mutated messages: a code or an answer, never an exception, nobody else hurt."""
    chance = random.Random(seed)
    before = rejected("internal")
    async with Stage() as stage:
        lee = await stage.enter("Lee")
        good = [encode(message) for message in samples.FROM_CLIENT]
        for _ in range(40):
            client = await stage.enter()
            for _ in range(5):
                data = bytearray(chance.choice(good))
                for _ in range(chance.randrange(4)):
                    data[chance.randrange(len(data))] = chance.randrange(256)
                client.send_bytes(bytes(data[: chance.randrange(1, len(data) + 1)]))
            if chance.random() < 0.3 and not client.transport.closed:
                client.connection.data_received(chance.randbytes(30))
            await stage.tick()
            assert_documented(client)
        lee.send(Ping(time_ms=9))
        await stage.tick()
        assert lee.got(Pong)[-1].time_ms == 9
    assert rejected("internal") == before


def assert_documented(client: Client) -> None:
    code = client.closed_with
    assert code is None or code in set(Close) | {1000, 1002}

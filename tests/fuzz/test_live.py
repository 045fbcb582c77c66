"""Bad input to a real server: a documented code or error, a counter, and nobody else notices."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import urllib.request
from collections.abc import AsyncIterator, Iterator

import msgpack
import pytest
from metaclient import City, connect
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed, InvalidStatus

from metaserver.protocol import messages as m
from metaserver.protocol.codec import decode_server, encode
from metaserver.protocol.codes import Close
from metaserver.protocol.declaration import HASH
from metaserver.protocol.messages import VERSION
from tests.fuzz.mutate import Mutator
from tests.protocol import samples
from tests.support.server import CityProcess

HELLO = encode(m.Hello(version=VERSION, hash=HASH, name="불청객"))
NAN, INFINITE = float("nan"), float("inf")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    with CityProcess(tmp_path_factory.mktemp("fuzzed") / "data") as process:
        yield process


@contextlib.asynccontextmanager
async def bystander(city: CityProcess) -> AsyncIterator[City]:
    """Somebody who walks about meanwhile; nothing of what happens may reach them."""
    async with connect(city.url, name="시민") as person:
        frames = 0

        def count(_: object) -> None:
            nonlocal frames
            frames += 1

        person.life.on_frame = count
        token = person.life.presence.resume
        person.walk(random.randrange(256), 1.0)
        await asyncio.sleep(0.4)
        yield person
        person.stop()
        before = frames
        await person.say("별일 없어요", m.Channel.WORLD)
        for _ in range(150):
            if frames > before:
                break
            await asyncio.sleep(0.02)
        assert frames > before
        assert person.life.presence.resume == token, "it had to come back"


@contextlib.asynccontextmanager
async def intruder(city: CityProcess, hello: bytes = HELLO) -> AsyncIterator[ClientConnection]:
    """A socket that has said hello (where there is one) and been let in."""
    async with open_socket(city.ws_url, compression=None, proxy=None, max_size=None) as socket:
        if hello:
            await socket.send(hello)
            await until(socket, m.Entered)
        yield socket


async def until(socket: ClientConnection, kind: type[m.Message]) -> m.Message:
    async with asyncio.timeout(10):
        while True:
            data = await socket.recv()
            message = decode_server(data) if isinstance(data, bytes) else None
            if isinstance(message, kind):
                return message


async def close_code(socket: ClientConnection) -> int:
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(10):
            while True:
                await socket.recv()
    return socket.close_code or 0


async def rejected(city: CityProcess) -> dict[str, float]:
    """The counters of refused and closed connections, by kind."""
    text = await asyncio.to_thread(lambda: urllib.request.urlopen(f"{city.url}/metrics").read())
    found = re.findall(rb'metaserver_gateway_rejected_total\{kind="(\w+)"\} ([\d.e+]+)', text)
    return {kind.decode(): float(value) for kind, value in found}


AFTER_HELLO = [
    ("nothing", b"", Close.MALFORMED, "malformed"),
    ("not msgpack", b"\xc1\xc1", Close.MALFORMED, "malformed"),
    ("no array", msgpack.packb({"code": 2}), Close.MALFORMED, "malformed"),
    ("nested deeply", b"\x91" * 3000, Close.MALFORMED, "malformed"),
    ("an unknown code", msgpack.packb([63, 1]), Close.MALFORMED, "unknown"),
    ("a server's message", msgpack.packb([65, 1]), Close.MALFORMED, "unknown"),
    ("too many fields", msgpack.packb([3, 1, 1]), Close.MALFORMED, "malformed"),
    ("NaN", msgpack.packb([2, NAN, 0.0, 0, 0, 0]), Close.MALFORMED, "malformed"),
    ("infinity", msgpack.packb([2, 0.0, INFINITE, 0, 0, 0]), Close.MALFORMED, "malformed"),
    ("a place far out", msgpack.packb([2, 1e9, 0.0, 0, 0, 0]), Close.MALFORMED, "malformed"),
    ("100 m/s", msgpack.packb([2, 0.0, 0.0, 0, 400, 0]), Close.MALFORMED, "malformed"),
    ("hello twice", HELLO, Close.NOT_HELLO, "out_of_order"),
    ("5,000 bytes", bytes(5000), Close.TOO_LARGE, "too_large"),
    ("a megabyte", bytes(2**20), Close.TOO_LARGE, "too_large"),
    ("text", "hello", Close.MALFORMED, "text"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code", "kind"), [row[1:] for row in AFTER_HELLO], ids=[row[0] for row in AFTER_HELLO]
)
async def test_a_bad_message_closes_only_its_sender(
    city: CityProcess, data: bytes | str, code: Close, kind: str
) -> None:
    before = await rejected(city)
    async with bystander(city), intruder(city) as socket:
        with contextlib.suppress(ConnectionClosed):
            await socket.send(data)
        assert await close_code(socket) == code
    assert (await rejected(city)).get(kind, 0) == before.get(kind, 0) + 1


LONG = "가" * 10_000
FIRST = [
    ("a move first", encode(m.Move(x=0, y=0, heading=0, speed=0, time_ms=0)), Close.NOT_HELLO,
     "out_of_order"),
    ("another version", msgpack.packb([1, VERSION + 1, HASH]), Close.VERSION, "version"),
    ("another hash", msgpack.packb([1, VERSION, "0" * 16]), Close.VERSION, "version"),
    ("hello without fields", msgpack.packb([1]), Close.MALFORMED, "malformed"),
    ("a name of 10,000 characters", msgpack.packb([1, VERSION, HASH, "ko", 0, LONG]),
     Close.TOO_LARGE, "too_large"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code", "kind"), [row[1:] for row in FIRST], ids=[row[0] for row in FIRST]
)
async def test_a_bad_first_message_is_refused(
    city: CityProcess, data: bytes, code: Close, kind: str
) -> None:
    before = await rejected(city)
    async with bystander(city), intruder(city, b"") as socket:
        with contextlib.suppress(ConnectionClosed):
            await socket.send(data)
        assert await close_code(socket) == code
    assert (await rejected(city)).get(kind, 0) == before.get(kind, 0) + 1


@pytest.mark.parametrize(
    "name", ["x" * 1000, "\x00\x01", "\u202egnihtemos", "ad\u200bmin", "관리자"]
)
async def test_a_bad_name_makes_a_guest_and_is_told(city: CityProcess, name: str) -> None:
    async with intruder(city, b"") as socket:
        await socket.send(encode(m.Hello(version=VERSION, hash=HASH, name=name)))
        welcome = await until(socket, m.Welcome)
        assert isinstance(welcome, m.Welcome)
        assert welcome.name.startswith("Guest ")
        error = await until(socket, m.Error)
        assert isinstance(error, m.Error)
        assert error.error == "bad_name"


@pytest.mark.parametrize("forged", [{"resume": "A" * 40}, {"ticket": samples.TICKET}])
async def test_a_forged_token_makes_somebody_new(city: CityProcess, forged: dict[str, str]) -> None:
    async with bystander(city) as person, intruder(city, b"") as socket:
        await socket.send(encode(m.Hello(version=VERSION, hash=HASH, **forged)))  # type: ignore[arg-type]
        welcome = await until(socket, m.Welcome)
        assert isinstance(welcome, m.Welcome)
        assert welcome.arrival is m.Arrival.LOST
        assert welcome.person != person.life.presence.person


async def test_a_foreign_page_is_not_let_in(city: CityProcess) -> None:
    before = await rejected(city)
    async with open_socket(city.ws_url, origin="https://evil.example", proxy=None) as socket:  # type: ignore[arg-type]
        assert await close_code(socket) == Close.ORIGIN
    assert (await rejected(city))["origin"] == before.get("origin", 0) + 1


async def test_another_path_is_not_there(city: CityProcess) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with open_socket(f"{city.ws_url}/elsewhere", proxy=None):
            pass
    assert refused.value.response.status_code == 404


async def test_far_too_many_messages_close_and_a_few_too_many_are_refused(
    city: CityProcess,
) -> None:
    async with bystander(city), intruder(city) as socket:
        for ref in range(60):
            await socket.send(encode(m.Go(ref=ref, world="", place="nowhere")))
        errors = set()
        async with asyncio.timeout(10):
            while "too_many_messages" not in errors:
                error = await until(socket, m.Error)
                errors.add(error.error if isinstance(error, m.Error) else "")
        with contextlib.suppress(ConnectionClosed):
            for ref in range(400):
                await socket.send(encode(m.Ping(time_ms=ref)))
        assert await close_code(socket) == Close.TOO_FREQUENT


@pytest.mark.parametrize("away_m", [100.0, 8.0])
async def test_a_jump_is_corrected_and_seen_by_nobody(city: CityProcess, away_m: float) -> None:
    async with bystander(city) as person, intruder(city) as socket:
        await asyncio.sleep(0.3)
        await socket.send(encode(m.Go(ref=1, world="", place="")))
        here = await until(socket, m.Correct)
        assert isinstance(here, m.Correct)
        jump = m.Move(x=here.x + away_m, y=here.y, heading=0, speed=8, time_ms=person.server_ms())
        await asyncio.sleep(1.1)  # courses that were in flight when one was set down are void
        await socket.send(encode(jump))
        back = await until(socket, m.Correct)
        assert isinstance(back, m.Correct)
        assert (back.x, back.y) == pytest.approx((here.x, here.y), abs=0.5)
        assert back.reason in ("speed", "bounds", "wall")


async def test_hundreds_of_mutated_messages_hurt_nobody(city: CityProcess) -> None:
    mutator = Mutator(11)
    valid = [encode(message) for message in samples.FROM_CLIENT]
    documented = {int(code) for code in Close} | {1000, 1002, 1007}
    async with bystander(city):
        for _ in range(60):
            async with intruder(city) as socket:
                with contextlib.suppress(ConnectionClosed):
                    for _ in range(10):
                        await socket.send(mutator.make(valid))
                await socket.close()
                code = await close_code(socket)
                assert code in documented
    text = await asyncio.to_thread(lambda: urllib.request.urlopen(f"{city.url}/metrics").read())
    assert b'rejected_total{kind="internal"}' not in text
    assert "Traceback" not in city.log

"""The whole server with visitors in it: frames arrive, orders are felt, a stop is told."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from metaserver.protocol import messages as m
from metaserver.protocol.codec import HASH, decode_server, encode
from metaserver.protocol.codes import Close
from metaserver.protocol.frames import Frame, Kind
from metaserver.protocol.records import unpack_delta, unpack_enters
from tests.support.server import ROOT, CityProcess

Received = m.Message | Frame


class Visitor:
    """The least that can be a client."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.welcome: m.Welcome
        self.entered: m.Entered

    async def until(self, wanted: Callable[[Received], bool]) -> Received:
        async with asyncio.timeout(15):
            while True:
                data = await self.socket.recv()
                assert isinstance(data, bytes)
                message = decode_server(data)
                if wanted(message):
                    return message

    async def get(self, kind: type[m.Message]) -> m.Message:
        message = await self.until(lambda each: isinstance(each, kind))
        assert isinstance(message, kind)
        return message

    async def send(self, message: m.Message) -> None:
        await self.socket.send(encode(message))

    async def closed(self) -> int:
        """The code it is closed with."""
        with pytest.raises(ConnectionClosed) as caught:
            await self.until(lambda _: False)
        assert caught.value.rcvd is not None
        return caught.value.rcvd.code


@asynccontextmanager
async def visiting(
    server: CityProcess, name: str, origin: str | None = None
) -> AsyncIterator[Visitor]:
    async with connect(server.ws_url, compression=None, proxy=None, origin=origin) as socket:
        visitor = Visitor(socket)
        await visitor.send(m.Hello(version=m.VERSION, hash=HASH, name=name))
        visitor.welcome = await visitor.get(m.Welcome)  # type: ignore[assignment]
        visitor.entered = await visitor.get(m.Entered)  # type: ignore[assignment]
        yield visitor
        with contextlib.suppress(ConnectionClosed):
            await visitor.send(m.Bye())


def shown(avatar: int) -> Callable[[Received], bool]:
    """A frame in which that avatar comes into view."""

    def wanted(message: Received) -> bool:
        return isinstance(message, Frame) and any(
            avatar in enters(fragment.kind, fragment.data) for fragment in message.fragments
        )

    return wanted


def enters(kind: Kind, data: bytes) -> list[int]:
    if kind is Kind.KEYFRAME:
        return unpack_enters(data).moves.id.tolist()
    return unpack_delta(data).enters.moves.id.tolist() if kind is Kind.DELTA else []


async def order(server: CityProcess, *arguments: str) -> str:
    """An operator's command."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "metaserver", *arguments, "--data", str(server.data),
        cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode()


def counted(server: CityProcess, world: str, people: int) -> bool:
    """Whether health tells so many in time; zones count every two seconds."""
    until_s = time.monotonic() + 10
    while time.monotonic() < until_s:
        with urllib.request.urlopen(server.url + "/healthz", timeout=5) as response:
            if json.load(response)["worlds"][world] == people:
                return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    """For tests that leave it as it was."""
    with CityProcess(tmp_path_factory.mktemp("city") / "data") as server:
        yield server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CityProcess]:
    """For tests that end it."""
    with CityProcess(tmp_path / "data") as server:
        yield server


async def test_two_people_see_each_other_and_are_counted(city: CityProcess) -> None:
    async with visiting(city, "가람") as a, visiting(city, "나래", city.url) as b:
        assert a.entered.world == b.entered.world == "seoul-plaza"
        await asyncio.gather(a.until(shown(b.entered.avatar)), b.until(shown(a.entered.avatar)))
        assert await asyncio.to_thread(counted, city, "seoul-plaza", 2)
        await a.send(m.Say(ref=7, channel=m.Channel.WORLD, text="안녕하세요"))
        heard = await b.get(m.Chat)
        assert (heard.name, heard.text) == ("가람", "안녕하세요")  # type: ignore[attr-defined]


async def test_operators_list_remove_ban_and_lift(city: CityProcess) -> None:
    async with visiting(city, "가람") as removed, visiting(city, "나래") as banned:
        listed = await order(city, "moderate", "people")
        assert removed.welcome.person in listed
        assert "나래" in listed
        await order(city, "moderate", "remove", removed.welcome.person, "--words", "잠시 쉬세요")
        assert await removed.closed() == Close.REMOVED
        told = await order(city, "moderate", "ban", banned.welcome.person, "--hours", "1")
        assert "Ban 1 holds" in told
        assert await banned.closed() == Close.BANNED
    async with connect(city.ws_url, proxy=None) as socket:
        assert await Visitor(socket).closed() == Close.BANNED
    await order(city, "moderate", "lift", "1")
    async with visiting(city, "나래") as again:
        assert again.entered.world == "seoul-plaza"


async def test_a_report_is_kept_listed_and_decided(city: CityProcess) -> None:
    async with visiting(city, "가람") as a, visiting(city, "나래") as b:
        await a.until(shown(b.entered.avatar))
        await b.send(m.Say(ref=1, channel=m.Channel.WORLD, text="광고입니다"))
        await a.get(m.Chat)
        await a.send(m.Report(ref=9, avatar=b.entered.avatar, reason=m.Reason.SPAM))
        await a.get(m.Done)
    listed = await order(city, "moderate", "reports", "--evidence")
    assert "spam" in listed
    assert "나래: 광고입니다" in listed
    await order(city, "moderate", "decide", "1", "warned")
    assert await order(city, "moderate", "reports") == "None.\n"


async def test_sigterm_tells_everybody_and_exits_0_in_time(server: CityProcess) -> None:
    async with visiting(server, "가람") as a:
        begun = time.monotonic()
        stopped = asyncio.create_task(asyncio.to_thread(server.terminate))
        drain = await a.get(m.Drain)
        assert drain.ticket  # type: ignore[attr-defined]
        assert await a.closed() == Close.GOING_AWAY
        assert await stopped == 0
        assert time.monotonic() - begun < 10
    with server:
        async with connect(server.ws_url, compression=None, proxy=None) as socket:
            back = Visitor(socket)
            ticket = drain.ticket  # type: ignore[attr-defined]
            await back.send(m.Hello(version=m.VERSION, hash=HASH, name="가람", ticket=ticket))
            welcome = await back.get(m.Welcome)
            assert welcome.arrival is m.Arrival.RESTORED  # type: ignore[attr-defined]


async def test_a_client_that_does_not_read_does_not_delay_the_stop(server: CityProcess) -> None:
    async with connect(server.ws_url, compression=None, proxy=None, max_queue=1) as socket:
        await socket.send(encode(m.Hello(version=m.VERSION, hash=HASH)))
        await asyncio.sleep(1)
        socket.transport.pause_reading()
        begun = time.monotonic()
        assert await asyncio.to_thread(server.terminate) == 0
        assert time.monotonic() - begun < 10
        with contextlib.suppress(RuntimeError):
            socket.transport.resume_reading()


async def test_a_second_signal_does_not_wait(server: CityProcess) -> None:
    async with connect(server.ws_url, compression=None, proxy=None, max_queue=1) as socket:
        await socket.send(encode(m.Hello(version=m.VERSION, hash=HASH)))
        await asyncio.sleep(0.5)
        socket.transport.pause_reading()  # so that the first signal has somebody to wait for
        os.kill(server.pid, signal.SIGTERM)
        await asyncio.sleep(0.3)
        begun = time.monotonic()
        assert await asyncio.to_thread(server.terminate) == 1
        assert time.monotonic() - begun < 0.5
        with contextlib.suppress(RuntimeError):
            socket.transport.resume_reading()


async def test_a_foreign_page_is_told_that_it_may_not(city: CityProcess) -> None:
    async with connect(city.ws_url, proxy=None, origin="https://evil.example") as socket:
        assert await Visitor(socket).closed() == Close.ORIGIN

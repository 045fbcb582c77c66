"""The relay between clients and a server: what it holds, keeps in order, and passes on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest

from loadtest.conditioner import JITTER, RETRANSMIT_S, Conditioner, Line
from loadtest.relay import DOWN, HELD_MAX, UP, Relay
from tests.support.listening import listening

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def opened(port: int) -> Streams:
    return await asyncio.open_connection("127.0.0.1", port)


async def answer_s(streams: Streams, words: bytes = b"hello") -> float:
    """How long until all of it has come back."""
    reader, writer = streams
    began_s = time.monotonic()
    writer.write(words)
    assert await asyncio.wait_for(reader.readexactly(len(words)), 5) == words
    return time.monotonic() - began_s


# ---- what a line does ------------------------------------------------------------------------


def test_half_the_latency_lies_on_each_way_with_some_jitter() -> None:
    line = Line(target_port=9, latency_ms=100, loss=0, seed=1)
    held = [line.hold_s(way) for way in (UP, DOWN) * 500]
    assert min(held) >= 0.05 * (1 - JITTER)
    assert max(held) <= 0.05 * (1 + JITTER)
    assert max(held) - min(held) > 0.005


def test_a_share_of_the_chunks_waits_for_a_retransmission() -> None:
    line = Line(target_port=9, latency_ms=0, loss=0.1, seed=1)
    lost = sum(line.hold_s(UP) >= RETRANSMIT_S for _ in range(10_000))
    assert 900 < lost < 1100
    slow = Line(target_port=9, latency_ms=300, loss=1, seed=1)
    assert slow.hold_s(UP) > 0.6


def test_the_same_seed_gives_the_same_line() -> None:
    one, other = (Line(target_port=9, latency_ms=80, loss=0.3, seed=7) for _ in range(2))
    assert [one.hold_s(UP) for _ in range(50)] == [other.hold_s(UP) for _ in range(50)]


# ---- through the relay -----------------------------------------------------------------------


async def test_bytes_come_late_and_in_order() -> None:
    async with listening(echo) as port, Line(
        target_port=port, latency_ms=60, loss=0.3, seed=5
    ) as line:  # fmt: skip
        reader, writer = await opened(line.port)
        assert await answer_s((reader, writer)) >= 0.053
        said = [f"{i:04d}".encode() for i in range(200)]
        for words in said:
            writer.write(words)
            await asyncio.sleep(0.001)
        assert await asyncio.wait_for(reader.readexactly(800), 5) == b"".join(said)
        writer.close()


async def test_the_end_of_a_stream_comes_after_its_last_bytes() -> None:
    async with listening(echo) as port, Line(
        target_port=port, latency_ms=40, loss=0, seed=5
    ) as line:  # fmt: skip
        reader, writer = await opened(line.port)
        writer.write(b"last words")
        writer.write_eof()
        assert await asyncio.wait_for(reader.read(), 2) == b"last words"
        writer.close()
        await asyncio.sleep(0.1)
        assert line.connections == 0


async def test_a_client_that_is_gone_is_gone_for_the_server_too() -> None:
    ended = asyncio.Event()

    async def until_gone(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await reader.read()
        ended.set()
        writer.close()

    async with listening(until_gone) as port, Relay(target_port=port) as relay:
        _, writer = await opened(relay.port)
        writer.transport.abort()
        await asyncio.wait_for(ended.wait(), 2)


async def test_where_nobody_listens_behind_it_the_connection_ends() -> None:
    async with listening(echo) as port:
        pass
    async with Relay(target_port=port) as relay:
        reader, writer = await opened(relay.port)
        with contextlib.suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), 2) == b""
        writer.close()


async def test_one_who_does_not_read_is_held_back_and_gets_everything_later() -> None:
    total = 64 * HELD_MAX
    taken = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        for _ in range(64):
            writer.write(bytes(HELD_MAX))
            await writer.drain()
            taken += HELD_MAX
        writer.close()

    async with listening(flood) as port, Relay(target_port=port) as relay:
        reader, writer = await opened(relay.port)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(0.3)
        assert taken < total
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        got = 0
        while data := await asyncio.wait_for(reader.read(1 << 20), 2):
            got += len(data)
        assert got == total
        writer.close()


# ---- in a process of its own -----------------------------------------------------------------


async def test_a_conditioner_delays_in_both_directions() -> None:
    async with listening(echo) as port:
        conditioner = await asyncio.to_thread(Conditioner(port, 80, 0.0).__enter__)
        try:
            streams = await opened(conditioner.port)
            taken_s = [await answer_s(streams) for _ in range(5)]
            streams[1].close()
        finally:
            await asyncio.to_thread(conditioner.__exit__)
    assert min(taken_s) >= 0.072
    assert sorted(taken_s)[2] < 0.2


def test_it_ends_with_the_process_that_made_it() -> None:
    parent = """
import time
from loadtest.conditioner import Conditioner
if __name__ == "__main__":
    with Conditioner(9, 10, 0.0) as conditioner:
        print(conditioner._process.pid, flush=True)
        time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process:
        pid = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        process.wait(5)
    until_s = time.monotonic() + 5
    while _is_there(pid):
        assert time.monotonic() < until_s, "it outlives its parent"
        time.sleep(0.02)


def _is_there(pid: int) -> bool:
    """And not just waiting for somebody to take note of its end."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
    except OSError:
        os.kill(pid, 0)
        return True


@pytest.mark.parametrize("way", [UP, DOWN])
async def test_what_a_relay_loses_takes_the_rest_of_the_stream_with_it(way: str) -> None:
    class Losing(Relay):
        losing = False

        def hold_s(self, way_: str) -> float | None:
            return None if self.losing and way_ == way else 0.0

    async with listening(echo) as port, Losing(target_port=port) as relay:
        reader, writer = await opened(relay.port)
        await answer_s((reader, writer))
        relay.losing = True
        writer.write(b"lost")
        await asyncio.sleep(0.1)
        relay.losing = False
        writer.write(b"too late")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(9), 0.2)
        writer.close()

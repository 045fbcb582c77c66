"""The proxy that other tests break networks with does what it says."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.proxy import DOWN, Proxy
from tests.support.listening import listening

ROOT = Path(__file__).parents[2]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(100):
        writer.write(data)


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    async with listening(echo) as port, Proxy(target_port=port) as proxy:
        yield proxy


async def connect(proxy: Proxy) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", proxy.port)


async def answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, within_s: float = 0.2
) -> bytes | None:
    """What comes back for a word; None: nothing, and no end either."""
    writer.write(b"hello")
    try:
        return await asyncio.wait_for(reader.read(100), within_s)
    except TimeoutError:
        return None


async def test_bytes_pass_both_ways(proxy: Proxy) -> None:
    reader, writer = await connect(proxy)
    assert await answer(reader, writer) == b"hello"
    writer.close()


@pytest.mark.parametrize("ways", [(), (DOWN,)])
async def test_a_swallowed_connection_stays_open_and_silent(
    proxy: Proxy, ways: tuple[str, ...]
) -> None:
    reader, writer = await connect(proxy)
    proxy.swallow(*ways)
    assert await answer(reader, writer) is None
    proxy.restore()
    assert await answer(reader, writer) is None
    assert not reader.at_eof()
    again = await connect(proxy)
    assert await answer(*again) == b"hello"
    for each in (writer, again[1]):
        each.close()


async def test_a_cut_connection_ends_at_once(proxy: Proxy) -> None:
    reader, writer = await connect(proxy)
    assert await answer(reader, writer) == b"hello"
    proxy.cut()
    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(reader.read(100), 1)
    writer.close()


async def test_delay_holds_bytes_back_each_way(proxy: Proxy) -> None:
    reader, writer = await connect(proxy)
    proxy.delay_s = 0.1
    began = asyncio.get_running_loop().time()
    assert await answer(reader, writer, within_s=1) == b"hello"
    assert asyncio.get_running_loop().time() - began >= 0.2
    writer.close()


async def test_it_is_driven_from_another_process() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.proxy", "--target-port", "9",
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert (await process.stdout.readline()).startswith(b"ready ")
    for command, said in (("swallow down", "ok"), ("count", "ok 0"), ("sing", "unknown: sing")):
        process.stdin.write(f"{command}\n".encode())
        assert (await process.stdout.readline()).decode().strip() == said
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 5) == 0

"""How the generator's bots join a peer, and how they tell it where they are."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence

import httpx
import msgpack
from picows import WSMsgType, ws_connect

from loadtest.compare.bots import Bot, ColyseusBot, Counter, JsonWitness, PlainReader
from loadtest.compare.rings import Rings

CONNECTING_MAX = 32
"""Handshakes under way at a time."""
ROOM_DATA = 13
_MOVE = bytes([ROOM_DATA]) + msgpack.packb("move")
"""Colyseus: a message of the room, its type (a short text looks the same in msgpack), its value."""


async def some_at_a_time(n: int, join: Callable[[int], Awaitable[None]]) -> None:
    """Runs ``join`` for 0 to n - 1."""
    turns = asyncio.Semaphore(CONNECTING_MAX)

    async def one(index: int) -> None:
        async with turns:
            await join(index)

    await asyncio.gather(*(one(index) for index in range(n)))


class Crowd:
    """Of the floor, which wants to hear nothing."""

    speaks = False
    """Whether it says where its bots are."""

    def __init__(self, port: int, rings: Rings) -> None:
        self.port = port
        self.rings = rings

    async def connect(self, n: int) -> Sequence[Counter]:
        """Returns when all are in."""
        loop = asyncio.get_running_loop()
        readers: list[Counter] = []

        async def join(_: int) -> None:
            made = await loop.create_connection(PlainReader, "127.0.0.1", self.port)
            readers.append(made[1])

        await some_at_a_time(n, join)
        return readers

    def move(self, bot: int, x: float, y: float, heading: int) -> None:
        """Says where a bot is: metres, and 256 steps."""


class BroadcastCrowd(Crowd):
    """JSON in text messages. Bot 0 stands in the middle and decodes what it gets."""

    speaks = True
    bots: list[Bot]

    async def connect(self, n: int) -> Sequence[Counter]:
        self.bots = [Bot() if index else JsonWitness(self.rings) for index in range(n)]

        async def join(index: int) -> None:
            await ws_connect(lambda: self.bots[index], f"ws://127.0.0.1:{self.port}/")

        await some_at_a_time(n, join)
        return self.bots

    def move(self, bot: int, x: float, y: float, heading: int) -> None:
        if bot == 0:
            x = y = 0.0
        message = json.dumps({"x": round(x, 2), "y": round(y, 2)})
        self.bots[bot].send(WSMsgType.TEXT, message.encode())


class ColyseusCrowd(Crowd):
    """Speaks the wire protocol of Colyseus' client library, which would cost a core by itself."""

    speaks = True
    bots: list[Bot]

    async def connect(self, n: int) -> Sequence[Counter]:
        self.bots = [ColyseusBot() for _ in range(n)]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as http:

            async def join(index: int) -> None:
                answer = await http.post("/matchmake/joinOrCreate/plaza", json={})
                seat = answer.raise_for_status().json()
                path = f"{seat['processId']}/{seat['roomId']}?sessionId={seat['sessionId']}"
                url = f"ws://127.0.0.1:{self.port}/{path}"
                await ws_connect(lambda: self.bots[index], url)
                await self.bots[index].joined

            await some_at_a_time(n, join)
        return self.bots

    def move(self, bot: int, x: float, y: float, heading: int) -> None:
        message = msgpack.packb({"x": x, "y": y, "heading": heading})
        self.bots[bot].send(WSMsgType.BINARY, _MOVE + message)


CROWDS: dict[str, type[Crowd]] = {
    "floor": Crowd,
    "broadcast": BroadcastCrowd,
    "colyseus": ColyseusCrowd,
    "colyseus-views": ColyseusCrowd,
}

"""A client written from docs/protocol.md alone; it imports nothing of the server.

It enters, keeps a view, walks and talks: enough to see whether the document is complete.
"""

from __future__ import annotations

import asyncio
import json
import math
import struct
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

import msgpack
from websockets.asyncio.client import connect

VIEW, NAMES, KEYFRAME, DELTA, MOVES = 4, 3, 2, 1, 0


@dataclass
class Seen:
    cell: int
    bound: int
    recorded: int = -1
    x: float = 0.0
    y: float = 0.0
    heading: int = 0
    speed_mps: float = 0.0
    state: int = 0
    time_ms: int = 0
    name: str = ""
    named: int = -1

    def at(self, time_ms: int) -> tuple[float, float]:
        seconds = ((time_ms - self.time_ms + 2**31) % 2**32 - 2**31) / 1000
        angle = self.heading * 2 * math.pi / 256
        way_m = self.speed_mps * seconds
        return self.x - math.sin(angle) * way_m, self.y + math.cos(angle) * way_m


class MinimalClient:
    def __init__(self, base_url: str, version: int, hash_: str) -> None:
        self.base_url, self.version, self.hash = base_url, version, hash_
        self.people: dict[int, Seen] = {}
        self.spoken: dict[int, int] = {}
        self.entered: dict[str, Any] = {}
        self.chat: list[tuple[str, str]] = []
        self.granted: set[int] = set()
        self.time_ms = 0
        self.times: dict[int, int] = {}
        self.clock_ms = 0.0
        self.levels: list[dict[str, Any]] = []
        self.cell_m = 0.0

    async def run(self, name: str) -> None:
        """Until cancelled."""
        address = self.base_url.replace("http", "ws", 1) + "/ws"
        async with connect(address, compression=None, proxy=None) as self.socket:
            await self.send(1, self.version, self.hash, "ko", 0, name)
            async for data in self.socket:
                await self.receive(msgpack.unpackb(data))

    async def send(self, *message: Any) -> None:
        await self.socket.send(msgpack.packb(list(message)))

    async def say(self, ref: int, text: str) -> None:
        await self.send(4, ref, 1, text)

    async def walk(self, x: float, y: float, heading: int, speed_mps: float) -> None:
        now_ms = round(time.monotonic() * 1000 + self.clock_ms) % 2**32
        await self.send(2, x, y, heading, round(speed_mps / 0.25), now_ms)

    async def receive(self, message: list[Any]) -> None:
        code, fields = message[0], message[1:]
        if code == 0:
            self.frame(*fields)
        elif code == 65:  # Welcome
            self.clock_ms = fields[4] - time.monotonic() * 1000
        elif code == 66:  # Entered
            names = ["world", "hash", "epoch", "avatar", "level", "x", "y", "heading", "chat_seq"]
            self.people, self.spoken = {}, {}
            self.entered = dict(zip(names, fields, strict=False))
            await asyncio.to_thread(self.load_world)
        elif code == 68:  # Chat
            self.chat.append((fields[4], fields[5]))
        elif code == 71:  # Done
            self.granted.add(fields[1])

    def load_world(self) -> None:
        folder = f"{self.base_url}/worlds/{self.entered['world']}/{self.entered['hash']}"
        with urllib.request.urlopen(f"{folder}/world.json") as answer:
            self.cell_m = json.load(answer)["cell_m"]
        with urllib.request.urlopen(f"{folder}/raster.bin") as answer:
            self.levels = msgpack.unpackb(answer.read())["levels"]

    def frame(self, epoch: int, tick: int, now_ms: int, interval_ms: int, parts: list[Any]) -> None:
        if not self.entered or epoch != self.entered["epoch"]:
            return
        self.time_ms = self.times[tick] = now_ms
        for cell, kind, low, data in parts:
            of = tick - ((tick - low) & 127)
            at_ms = self.times.get(of, (now_ms - (tick - of) * interval_ms) % 2**32)
            self.fragment(cell, kind, of, at_ms, data)

    def fragment(self, cell: int, kind: int, tick: int, at_ms: int, data: bytes) -> None:
        if kind == VIEW:
            cells = struct.unpack(f"<{len(data) // 2 - 3}H", data[6:])
            self.spoken = {each: self.spoken.get(each, tick) for each in cells}
            self.remove(lambda seen: seen.cell not in self.spoken)
            return
        if kind == MOVES:
            self.moves(cell, tick, at_ms, data, enter=False)
        elif kind == KEYFRAME:
            n = len(data) // 12
            listed = self.moves(cell, tick, at_ms, data[: 7 * n], enter=True)
            self.remove(lambda s: s.cell == cell and s.bound <= tick, but=listed)
        elif kind == DELTA:
            self.delta(cell, tick, at_ms, data)
        elif kind == NAMES:
            self.names(tick, data)
        if cell in self.spoken:
            self.spoken[cell] = max(self.spoken[cell], tick)

    def delta(self, cell: int, tick: int, at_ms: int, data: bytes) -> None:
        n, enters = data[0], data[1]
        leaving = struct.unpack_from(f"<{2 * n}H", data, 2)
        for who, to in zip(leaving[:n], leaving[n:], strict=True):
            seen = self.people.get(who)
            if seen is None or seen.cell != cell or seen.bound > tick:
                continue
            seen.cell, seen.bound = to, tick
            if self.spoken.get(to, tick + 1) > tick:
                del self.people[who]
        start = 2 + 4 * n
        self.moves(cell, tick, at_ms, data[start : start + 7 * enters], enter=True)
        self.moves(cell, tick, at_ms, data[start + 12 * enters :], enter=False)

    def moves(self, cell: int, tick: int, at_ms: int, data: bytes, *, enter: bool) -> set[int]:
        n = len(data) // 7
        ids = struct.unpack_from(f"<{n}H", data)
        x0, y0 = self.corner(cell)
        for i, who in enumerate(ids):
            if who not in self.people and not enter:
                continue
            seen = self.people.setdefault(who, Seen(cell, tick))
            if seen.bound <= tick:
                seen.cell, seen.bound = cell, tick
            if seen.recorded > tick:
                continue
            b0, b1, b2 = data[2 * n + 3 * i : 2 * n + 3 * i + 3]
            step_m = self.cell_m / 4096
            seen.x = x0 + ((b0 | (b1 & 15) << 8) + 0.5) * step_m
            seen.y = y0 + ((b1 >> 4 | b2 << 4) + 0.5) * step_m
            state = data[6 * n + i]
            seen.heading, seen.state, seen.speed_mps = data[5 * n + i], state >> 5, (state & 31) / 4
            seen.recorded, seen.time_ms = tick, at_ms
        return set(ids)

    def names(self, tick: int, data: bytes) -> None:
        at = 0
        while at < len(data):
            (who,), size = struct.unpack_from("<H", data, at), data[at + 7]
            seen = self.people.get(who)
            if seen is not None and tick >= seen.named:
                seen.name, seen.named = data[at + 8 : at + 8 + size].decode(), tick
            at += 8 + size

    def remove(self, gone: Any, but: set[int] = frozenset()) -> None:  # type: ignore[assignment]
        for who in [w for w, seen in self.people.items() if w not in but and gone(seen)]:
            del self.people[who]

    def corner(self, cell: int) -> tuple[float, float]:
        for level in self.levels:
            number = cell - level["first_cell"]
            if 0 <= number < level["columns"] * level["rows"]:
                row, column = divmod(number, level["columns"])
                return level["x0"] + column * self.cell_m, level["y0"] + row * self.cell_m
        raise KeyError(cell)

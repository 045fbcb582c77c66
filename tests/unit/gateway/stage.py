"""A gateway without sockets, clock or zones: what tests turn by hand.

``Stage`` puts one gateway on stage with a fake zone for each of two worlds; ``Client`` speaks to
it through bytes, as a browser would.
"""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from metaserver.errors import StoreError
from metaserver.gateway.connection import Connection
from metaserver.gateway.gateway import Gateway
from metaserver.gateway.settings import GatewaySettings, GatewayStores
from metaserver.identity.tokens import TokenBox
from metaserver.ports import Ban, BusHandler, ChatLine, ReportCase
from metaserver.protocol import bus
from metaserver.protocol.bus import CellOut, KeyOut, TickOut
from metaserver.protocol.codec import HASH, decode_server, encode
from metaserver.protocol.frames import Frame
from metaserver.protocol.messages import (
    VERSION,
    Chat,
    Entered,
    Hello,
    Message,
    Welcome,
)
from metaserver.protocol.views import LevelCells, WorldInfo, cell_at

M = TypeVar("M", bound=Message)
SHORT_S = 0.1


class FakeClock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def monotonic_s(self) -> float:
        return self.now_s

    def server_ms(self) -> int:
        return int(self.now_s * 1000) % 2**32

    def unix_ms(self) -> int:
        return 1_790_000_000_000 + int(self.now_s * 1000)


class FakeBus:
    """Hands over at once. ``broken``: refuses everything."""

    def __init__(self) -> None:
        self.handlers: dict[str, list[BusHandler]] = {}
        self.broken: Exception | None = None

    def publish(self, subject: str, data: bytes) -> None:
        if self.broken is not None:
            raise self.broken
        for handler in list(self.handlers.get(subject, ())):
            handler(subject, data)

    async def subscribe(self, subject: str, handler: BusHandler) -> Callable[[], None]:
        self.handlers.setdefault(subject, []).append(handler)
        return lambda: self.handlers[subject].remove(handler)

    async def close(self) -> None:
        self.handlers.clear()


class FakeChatStore:
    def __init__(self) -> None:
        self.lines: list[ChatLine] = []
        self.down = False

    async def append(self, lines: Sequence[ChatLine]) -> None:
        await asyncio.sleep(0)
        if self.down:
            raise StoreError("down")
        self.lines.extend(lines)

    async def last_seq(self, world: str) -> int:
        return max((line.seq for line in self.lines if line.world == world), default=0)

    async def since(self, world: str, after: int, limit: int) -> list[ChatLine]:
        await asyncio.sleep(0)
        if self.down:
            raise StoreError("down")
        return [line for line in self.lines if line.world == world and line.seq > after][-limit:]


class FakeModerationStore:
    def __init__(self) -> None:
        self.cases: list[ReportCase] = []
        self.banned: list[Ban] = []
        self.down = False

    async def add_report(self, report: ReportCase) -> int:
        await asyncio.sleep(0)
        if self.down:
            raise StoreError("down")
        self.cases.append(report)
        return len(self.cases)

    async def reports(self, *, open_only: bool, limit: int) -> list[ReportCase]:
        return self.cases[-limit:]

    async def reported_address(self, report: int) -> str | None:
        return None

    async def decide(self, report: int, decision: str, now_ms: int) -> bool:
        return False

    async def add_ban(self, ban: Ban) -> int:
        self.banned.append(ban)
        return len(self.banned)

    async def lift_ban(self, ban: int) -> bool:
        del self.banned[ban - 1]
        return True

    async def bans(self, now_ms: int) -> list[Ban]:
        if self.down:
            raise StoreError("down")
        return [ban for ban in self.banned if ban.until_ms > now_ms]


@dataclass
class FakePerson:
    avatar: int
    person: str
    name: str
    x: float
    y: float
    level: str
    hidden: bool = False
    away: bool = False


@dataclass
class FakeZone:
    """Answers as a zone does, without moving anybody. Tests add emissions and events."""

    info: WorldInfo
    bus: FakeBus
    epoch: int
    tick_no: int = 0
    chat_seq: int = 0
    silent: bool = False
    """Does not answer joins."""
    refuse: str = ""
    people: dict[int, FakePerson] = field(default_factory=dict)
    events: list[list[Any]] = field(default_factory=list)
    near: dict[int, CellOut] = field(default_factory=dict)
    middle: dict[int, CellOut] = field(default_factory=dict)
    far: dict[int, CellOut] = field(default_factory=dict)
    keys: dict[int, KeyOut] = field(default_factory=dict)
    controls: list[list[Any]] = field(default_factory=list)
    """All that ever came."""
    moves: list[tuple[int, float, float]] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)
    """Viewer cells to tell of."""

    def receive(self, subject: str, data: bytes) -> None:
        inbox = bus.unpack_inbox(data)
        for i, avatar in enumerate(inbox.moves.avatar.tolist()):
            x, y = float(inbox.moves.x[i]), float(inbox.moves.y[i])
            self.moves.append((avatar, x, y))
            self.walk(avatar, x, y)
        for control in inbox.controls:
            self.controls.append(control)
            self._take(inbox.gateway, control)

    def walk(self, avatar: int, x: float, y: float) -> None:
        if avatar in self.people:
            person = self.people[avatar]
            person.x, person.y = x, y
            self.moved[avatar] = cell_at(self.info, person.level, x, y)

    def _take(self, gateway: str, control: list[Any]) -> None:
        op, *fields = control
        if op == bus.JOIN:
            self._join(gateway, *fields)
            return
        person = self.people.get(fields[0])
        if person is None:
            return
        if op == bus.LEAVE:
            del self.people[person.avatar]
            self.events.append([bus.GONE, person.avatar, person.person])
        elif op in (bus.AWAY, bus.HIDE, bus.BACK):
            person.away = op != bus.BACK
            person.hidden = op == bus.HIDE
        elif op == bus.SAY:
            self._say(person, *fields[1:])
        elif op in (bus.GO, bus.VISIT):
            self.events.append([bus.GRANTED, person.avatar, fields[1]])
        elif op == bus.APPEAR:
            person.name = fields[1]
            self.events.append([bus.ROSTER, person.avatar, person.person, person.name, 0])

    def _join(
        self,
        gateway: str,
        request: int,
        person: str,
        name: str,
        look: bytes,
        x: float,
        y: float,
        level: str,
        heading: int,
        place: str | None,
        last_chat: int,
    ) -> None:
        if self.silent:
            return
        if self.refuse:
            self.events.append([bus.REFUSED, gateway, request, self.refuse])
            return
        known = next((p for p in self.people.values() if p.person == person), None)
        if known is None:
            avatar = next(i for i in range(10_000) if i not in self.people)
            if place is not None:
                x, y, level = 20.0, 20.0, self.info.levels[0].id
            known = self.people[avatar] = FakePerson(avatar, person, name, x, y, level)
        known.hidden = known.away = False
        self.moved[known.avatar] = cell_at(self.info, known.level, known.x, known.y)
        self.events.append(
            [
                bus.JOINED,
                gateway,
                request,
                known.avatar,
                known.x,
                known.y,
                known.level,
                heading,
                self.chat_seq,
            ]
        )
        self.events.append([bus.ROSTER, known.avatar, person, known.name, 0])

    def _say(
        self,
        person: FakePerson,
        ref: int,
        channel: int,
        text: str,
        to_avatar: int,
        time_ms: int,
        to_persons: list[str] | None,
    ) -> None:
        self.chat_seq += 1
        hearers = None
        if channel == 0:
            hearers = [p.avatar for p in self.people.values() if abs(p.x - person.x) <= 20]
        if channel == 2:
            hearers = [person.avatar, to_avatar]
        recipients = None if hearers is None else np.array(hearers, "<u2").tobytes()
        self.events.append(
            [
                bus.SAID,
                self.chat_seq,
                channel,
                person.avatar,
                person.person,
                person.name,
                text,
                time_ms,
                0,
                recipients,
                ref,
            ]
        )
        self.events.append([bus.GRANTED, person.avatar, ref])

    def publish(self, time_ms: int) -> None:
        self.tick_no += 1
        out = TickOut(
            self.epoch,
            self.tick_no,
            time_ms,
            100,
            self.near,
            self.middle,
            self.far,
            self.keys,
            np.array(list(self.moved), "<u2").tobytes(),
            np.array(list(self.moved.values()), "<u2").tobytes(),
            self.events,
        )
        self.near, self.middle, self.far, self.keys = {}, {}, {}, {}
        self.events, self.moved = [], {}
        self.bus.publish(bus.world_out(self.info.id), bus.pack_tick(out))

    def seen(self, op: str) -> list[list[Any]]:
        return [control for control in self.controls if control[0] == op]

    def avatar_of(self, person: str) -> int:
        return next(p.avatar for p in self.people.values() if p.person == person)


class FakeTransport(asyncio.Transport):
    """Takes everything; ``reading = False`` makes it keep what is written."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        super().__init__({"peername": (address, 50_000)})
        self.sent = bytearray()
        self.kept = bytearray()
        self.reading = True
        self.closed = self.eof = False
        self.writes = 0
        self.protocol: Connection | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed, "written after the end"
        self.writes += 1
        (self.sent if self.reading else self.kept).extend(data)

    def get_write_buffer_size(self) -> int:
        return len(self.kept)

    def read_on(self) -> None:
        self.reading = True
        self.sent += self.kept
        self.kept.clear()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.eof = True
        if self.reading:  # the other end closes, too
            asyncio.get_running_loop().call_soon(self.abort)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.abort()

    def abort(self) -> None:
        if not self.closed:
            self.closed = True
            assert self.protocol is not None
            self.protocol.connection_lost(None)


class Client:
    """One WebSocket from the other end."""

    def __init__(self, connection: Connection, address: str = "127.0.0.1") -> None:
        self.connection = connection
        self.transport = FakeTransport(address)
        self.transport.protocol = connection
        self.response = b""
        self.messages: list[Message | Frame] = []
        self.close_code: int | None = None
        self.close_reason = ""
        self.resume = ""
        self.avatar = -1
        self.person = ""
        self.pongs = 0

    # ---- sending ----

    def upgrade(self, path: str = "/ws", host: str = "city.test", **headers: str) -> Client:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {path} HTTP/1.1",
            f"host: {host}",
            "connection: Upgrade",
            "upgrade: websocket",
            f"sec-websocket-key: {key}",
            "sec-websocket-version: 13",
            *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        ]
        self.connection.connection_made(self.transport)
        self.connection.data_received("\r\n".join([*lines, "", ""]).encode())
        head, _, rest = bytes(self.transport.sent).partition(b"\r\n\r\n")
        self.response = head + rest if b" 101 " not in head else head
        self.transport.sent = bytearray(rest if b" 101 " in head else b"")
        return self

    @property
    def status(self) -> int:
        return int(self.response.split()[1])

    def send(self, message: Message) -> None:
        self.send_bytes(encode(message))

    def send_bytes(self, data: bytes) -> None:
        self.send_frame(0x2, data)

    def send_frame(self, opcode: int, data: bytes, *, fin: bool = True) -> None:
        if not self.transport.closed:
            self.connection.data_received(client_frame(opcode, data, fin=fin))

    def hello(self, **fields: Any) -> None:
        self.send(Hello(version=VERSION, hash=HASH, **fields))

    def vanish(self) -> None:
        """The network takes the connection."""
        self.transport.abort()

    # ---- receiving ----

    def read(self) -> list[Message | Frame]:
        """What came since the last call."""
        data, self.transport.sent = bytes(self.transport.sent), bytearray()
        news: list[Message | Frame] = []
        while data:
            opcode, payload, data = split_frame(data)
            if opcode == 0x8:
                self.close_code = int.from_bytes(payload[:2], "big")
                self.close_reason = payload[2:].decode()
            elif opcode == 0xA:
                self.pongs += 1
            else:
                assert opcode == 0x2
                news.append(self._note(decode_server(payload)))
        self.messages += news
        return news

    def _note(self, message: Message | Frame) -> Message | Frame:
        if isinstance(message, Welcome):
            self.resume, self.person = message.resume, message.person
        if isinstance(message, Entered):
            self.avatar = message.avatar
        return message

    def got(self, kind: type[M]) -> list[M]:
        """Messages of a kind among those not read yet."""
        return [message for message in self.read() if isinstance(message, kind)]

    def all(self, kind: type[M]) -> list[M]:
        self.read()
        return [message for message in self.messages if isinstance(message, kind)]

    def frames(self) -> list[Frame]:
        return [message for message in self.read() if isinstance(message, Frame)]

    def said(self) -> list[str]:
        return [chat.text for chat in self.got(Chat)]

    @property
    def closed_with(self) -> int | None:
        self.read()
        return self.close_code


class Stage:
    """``async with Stage() as stage``."""

    def __init__(self, settings: GatewaySettings | None = None, **more: Any) -> None:
        self.clock = FakeClock()
        self.bus = FakeBus()
        self.chat_store = FakeChatStore()
        self.moderation_store = FakeModerationStore()
        self.tokens = TokenBox(bytes(range(32)), self.clock)
        self.settings = settings or GatewaySettings(drain_s=0.0, **more)
        self.worlds = {"plaza": plaza(), "hall": hall()}
        self.zones = {
            world: FakeZone(info, self.bus, epoch=10 + i)
            for i, (world, info) in enumerate(self.worlds.items())
        }
        self.gateway = self.new_gateway()
        self.transports: list[FakeTransport] = []

    def new_gateway(self) -> Gateway:
        return Gateway(
            bus=self.bus,
            clock=self.clock,
            worlds=self.worlds,
            tokens=self.tokens,
            stores=GatewayStores(self.chat_store, self.moderation_store),
            settings=self.settings,
        )

    async def __aenter__(self) -> Stage:
        for world, zone in self.zones.items():
            await self.bus.subscribe(bus.zone_inbox(world), zone.receive)
        await self.gateway.start()
        await self.tick()
        return self

    async def __aexit__(self, *_: object) -> None:
        for transport in self.transports:
            transport.abort()
        await self.gateway.drain()

    @property
    def plaza(self) -> FakeZone:
        return self.zones["plaza"]

    @property
    def hall(self) -> FakeZone:
        return self.zones["hall"]

    async def tick(self, times: int = 1) -> None:
        """A tenth of a second: what clients said reaches the zones, and their ticks the clients."""
        for _ in range(times):
            self.clock.now_s += SHORT_S
            self.gateway.beat()
            self.gateway.flush()
            for zone in self.zones.values():
                zone.publish(self.clock.server_ms())
            await self.settle()

    async def settle(self) -> None:
        for _ in range(12):
            await asyncio.sleep(0)

    async def wait(self, seconds: float) -> None:
        await self.tick(round(seconds / SHORT_S))

    async def pass_by(self, seconds: float) -> None:
        """Time goes by at once, with one beat and tick at the end."""
        self.clock.now_s += seconds - SHORT_S
        await self.tick()

    def socket(self, address: str = "127.0.0.1", **headers: str) -> Client:
        connection = self.gateway.connection_factory()()
        client = Client(connection, address)
        self.transports.append(client.transport)
        return client.upgrade(**headers)

    async def enter(self, name: str = "", **fields: Any) -> Client:
        """A visitor who stands in a world."""
        address = fields.pop("address", "127.0.0.1")
        client = self.socket(address)
        client.hello(name=name, **fields)
        await self.tick(2)
        client.read()
        return client

    async def come_back(self, client: Client, **fields: Any) -> Client:
        again = self.socket()
        fields.setdefault("resume", client.resume)
        again.hello(**fields)
        await self.tick(2)
        again.read()
        return again


def plaza() -> WorldInfo:
    """160 x 80 m of ground and a hall above it, cells of 8 m."""
    ground = LevelCells("ground", 0.0, 0.0, 160.0, 80.0, 0, 20, 10)
    upper = LevelCells("upper", 0.0, 0.0, 40.0, 40.0, 200, 5, 5)
    return WorldInfo("plaza", "a" * 16, 8, "gate", ("gate", "fountain"), (ground, upper))


def hall() -> WorldInfo:
    level = LevelCells("lobby", -20.0, -20.0, 20.0, 20.0, 0, 5, 5)
    return WorldInfo("hall", "b" * 16, 8, "door", ("door", "desk"), (level,))


def client_frame(opcode: int, data: bytes, *, fin: bool = True) -> bytes:
    """A masked WebSocket frame, as clients send them."""
    head = bytes(((0x80 if fin else 0) | opcode,))
    n = len(data)
    if n < 126:
        head += bytes((0x80 | n,))
    elif n < 65536:
        head += b"\xfe" + n.to_bytes(2, "big")
    else:
        head += b"\xff" + n.to_bytes(8, "big")
    mask = os.urandom(4)
    return head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data))


def split_frame(data: bytes) -> tuple[int, bytes, bytes]:
    """Opcode, payload, and the bytes after a server's frame."""
    assert data[0] & 0x80 and not data[1] & 0x80
    n, at = data[1], 2
    if n == 126:
        n, at = int.from_bytes(data[2:4], "big"), 4
    elif n == 127:
        n, at = int.from_bytes(data[2:10], "big"), 10
    assert len(data) >= at + n
    return data[0] & 0x0F, data[at : at + n], data[at + n :]

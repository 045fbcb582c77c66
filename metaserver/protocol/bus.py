"""What gateway and zone tell each other; the only language they share.

Subjects (``{world}`` is a world id, ``{gateway}`` a gateway id):

=========================  ===========  ===========  ===========================================
subject                    publisher    subscriber   content
=========================  ===========  ===========  ===========================================
``zone.{world}.in``        gateways     the zone     ``Inbox``: once per gateway and tick
``world.{world}.out``      the zone     gateways,    ``TickOut``: once per tick, all cells' bytes
                                        recorders
=========================  ===========  ===========  ===========================================

Messages are msgpack; columns are little-endian ``bin``. A zone answers a ``join`` inside its
next ``TickOut``, so that an answer always precedes the frames that depend on it. Nothing here
grows with the number of avatars but the columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgpack
import numpy as np

from metaserver.errors import Malformed
from metaserver.protocol.quantise import F32, U8, U16

_packer = msgpack.Packer()


def zone_inbox(world: str) -> str:
    return f"zone.{world}.in"


def world_out(world: str) -> str:
    return f"world.{world}.out"


@dataclass(slots=True)
class MoveColumns:
    """The latest course of each avatar that changed it; arrays of shape (n,)."""

    avatar: U16
    x: F32
    y: F32
    heading: U8
    speed: U8
    """Quarter metres a second."""
    time_ms: np.ndarray[Any, np.dtype[np.uint32]]

    def __len__(self) -> int:
        return len(self.avatar)

    @classmethod
    def empty(cls) -> MoveColumns:
        return cls.of([])

    @classmethod
    def of(cls, rows: list[tuple[int, float, float, int, int, int]]) -> MoveColumns:
        """Rows of (avatar, x, y, heading, speed, time_ms)."""
        columns = list(zip(*rows, strict=True)) if rows else [()] * 6
        return cls(
            np.array(columns[0], "<u2"), np.array(columns[1], "<f4"), np.array(columns[2], "<f4"),
            np.array(columns[3], "u1"), np.array(columns[4], "u1"), np.array(columns[5], "<u4"),
        )  # fmt: skip


# ---- gateway to zone: controls, arrays of [op, ...] ----------------------------------------------
# Each is a plain list on the wire; the names of the fields stand here once.

JOIN = "join"
"""[join, request, person, name, look(5 bytes), x, y, level, heading, place, last_chat]

``request`` is answered by ``joined`` or ``refused``. ``person`` is 16 hex digits. With a ``place``
('' = the world's start) x, y, level are ignored; ``place`` None: put it at x, y on ``level``
(nearest walkable spot). A person that is already in the world gets its avatar back."""
LEAVE = "leave"
"""[leave, avatar]: gone for good; its id rests until every stream has told of it."""
AWAY = "away"
"""[away, avatar]: its connection is gone: stands still with state AWAY."""
HIDE = "hide"
"""[hide, avatar]: away for 5 s: viewers see it leave, its place is kept."""
BACK = "back"
"""[back, avatar]: its connection is back: in view again, state FREE."""
ACT = "act"
"""[act, avatar, state]"""
SAY = "say"
"""[say, avatar, ref, channel, text, to_avatar, time_ms_unix, to_persons_or_None]"""
GO = "go"
"""[go, avatar, ref, place]: to a place of this world ('' = its start)."""
VISIT = "visit"
"""[visit, avatar, ref, to_avatar]: to beside that avatar (permission already given)."""
LOAD = "load"
"""[load, percent]: how much of a tick's length the gateway takes to tell it; now and then."""
REPLAY = "replay"
"""[replay, avatar, ref, do, value]: of a recording; a living world denies it."""
TOUR = "tour"
"""[tour, avatar, ref, tour]: to take a tour; answered by ``touring`` or ``denied``."""
APPEAR = "appear"
"""[appear, avatar, name, look(5 bytes)]"""


@dataclass(slots=True)
class Inbox:
    """One gateway's wishes of one tick."""

    gateway: str
    moves: MoveColumns = field(default_factory=MoveColumns.empty)
    controls: list[list[Any]] = field(default_factory=list)


def pack_inbox(inbox: Inbox) -> bytes:
    m = inbox.moves
    columns = [c.tobytes() for c in (m.avatar, m.x, m.y, m.heading, m.speed, m.time_ms)]
    packed: bytes = _packer.pack([inbox.gateway, columns, inbox.controls])
    return packed


def unpack_inbox(data: bytes) -> Inbox:
    """Raises ``Malformed``."""
    try:
        gateway, columns, controls = msgpack.unpackb(data, raw=False)
        kinds = ("<u2", "<f4", "<f4", "u1", "u1", "<u4")
        arrays = [np.frombuffer(c, k) for c, k in zip(columns, kinds, strict=True)]
    except (ValueError, TypeError, msgpack.UnpackException) as error:
        raise Malformed("inbox") from error
    if len({len(a) for a in arrays}) != 1:
        raise Malformed("inbox: columns of different lengths")
    if type(gateway) is not str or not _all_lists(controls):
        raise Malformed("inbox: types")
    return Inbox(gateway, MoveColumns(*arrays), controls)


def _all_lists(rows: Any) -> bool:
    """Whether ``rows`` is a list of non-empty lists, as controls and events are."""
    return type(rows) is list and all(type(row) is list and row for row in rows)


# ---- zone to gateways: events, arrays of [event, ...], in order, before the tick's frames --------

JOINED = "joined"
"""[joined, gateway, request, avatar, x, y, level, heading, chat_seq]"""
REFUSED = "refused"
"""[refused, gateway, request, error_code]"""
CORRECTED = "corrected"
"""[corrected, avatar, level, x, y, heading, reason]"""
PORTAL = "portal"
"""[portal, avatar, world, place]: walked into a portal to another world."""
SAID = "said"
"""[said, seq, channel, avatar, person, name, text, time_ms, flags, recipients, ref]

``recipients``: bin of u16, or None: everybody in the world. The sender is among the recipients."""
GRANTED = "granted"
"""[granted, avatar, ref]"""
DENIED = "denied"
"""[denied, avatar, ref, error_code]"""
ROSTER = "roster"
"""[roster, avatar, person, name, flags]: a person came or changed its name."""
GONE = "gone"
"""[gone, avatar, person]"""
PLACES = "places"
"""[places, people_in_world, {place: people}]: every 2 s where it changed."""
TOURING = "touring"
"""[touring, avatar, ref, tour, guide, stop]: ``guide`` is an avatar, ``stop`` -1 before the first.
"""
REPLAYING = "replaying"
"""[replaying, at_ms, length_ms, began_unix_ms, playing, speed, server_ms]: state of a recording,
told to everybody in it."""


@dataclass(slots=True)
class CellOut:
    """What one stream of one cell emits in one tick: whole fragments, already packed."""

    fragments: int
    """Number of fragments in ``data``."""
    data: bytes


@dataclass(slots=True)
class KeyOut:
    """A keyframe of one cell, and all its names (a ``NAMES`` fragment), both packed fragments."""

    keyframe: bytes
    names: bytes
    """Empty where nobody is there."""


@dataclass(slots=True)
class TickOut:
    """One world, one tick."""

    epoch: int
    tick: int
    time_ms: int
    interval_ms: int
    near: dict[int, CellOut]
    middle: dict[int, CellOut]
    far: dict[int, CellOut]
    keys: dict[int, KeyOut]
    """Cells whose far stream emitted: their log begins anew here, with this keyframe. Cells that
    are and were empty are not listed; their last keyframe stays the empty one."""
    avatars: bytes
    """Own positions of those whose row changed: u16 ids ..."""
    viewer_cells: bytes
    """... and u16 viewer cells (with the metre of hysteresis), same length: only changes."""
    events: list[list[Any]]


def pack_tick(out: TickOut) -> bytes:
    streams = [
        {cell: [c.fragments, c.data] for cell, c in stream.items()}
        for stream in (out.near, out.middle, out.far)
    ]
    keys = {cell: [k.keyframe, k.names] for cell, k in out.keys.items()}
    head = [out.epoch, out.tick, out.time_ms, out.interval_ms]
    packed: bytes = _packer.pack([*head, *streams, keys, out.avatars, out.viewer_cells, out.events])
    return packed


def unpack_tick(data: bytes) -> TickOut:
    """Raises ``Malformed``."""
    try:
        fields = msgpack.unpackb(data, raw=False, strict_map_key=False)
        epoch, tick, time_ms, interval_ms, near, middle, far, keys, ids, cells, events = fields
        by_rate = [{c: CellOut(n, b) for c, (n, b) in s.items()} for s in (near, middle, far)]
        key_out = {cell: KeyOut(k, n) for cell, (k, n) in keys.items()}
    except (ValueError, TypeError, AttributeError, msgpack.UnpackException) as error:
        raise Malformed("tick") from error
    near, middle, far = by_rate
    if any(type(n) is not int for n in (epoch, tick, time_ms, interval_ms)):
        raise Malformed("tick: head")
    if type(ids) is not bytes or type(cells) is not bytes or len(ids) != len(cells):
        raise Malformed("tick: columns")
    if len(ids) % 2 or not _all_lists(events):
        raise Malformed("tick: events")
    return TickOut(
        epoch, tick, time_ms, interval_ms, near, middle, far, key_out, ids, cells, events
    )

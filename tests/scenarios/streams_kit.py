"""A zone under a clock turned by hand, a small reference composer, and viewers that are held to
the truth of the zone. For the scenarios of cell streams."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import msgpack
import numpy as np
from metaclient.view import Avatar, View

from metaserver.protocol import bus, frames
from metaserver.protocol.bus import Inbox, MoveColumns, TickOut, pack_inbox, unpack_tick
from metaserver.protocol.frames import Frame, Kind, pack_fragment, parse_frame
from metaserver.protocol.views import LevelCells, WorldInfo
from metaserver.simulation.records import EPSILON_M
from metaserver.simulation.terrain import NOWHERE
from metaserver.worldfiles.grid import LevelGrid
from metaserver.worldfiles.models import Place, Portal
from metaserver.worldfiles.tours import TourWay
from metaserver.zones.ground import Ground, ground
from metaserver.zones.zone import Zone, ZoneSettings

STEP_M = 0.25
LOOK = bytes((17, 0, 0, 1, 0))
TICK_MS = 100


class HandClock:
    """Turned by the test."""

    def __init__(self, ms: int = 4_294_967_000) -> None:
        # So near the wrap of the 32 bits that every longer scenario passes it.
        self.ms = ms

    def monotonic_s(self) -> float:
        return self.ms / 1000

    def server_ms(self) -> int:
        return self.ms % 2**32

    def unix_ms(self) -> int:
        return self.ms


class MemoryBus:
    """Keeps what was published."""

    def __init__(self) -> None:
        self.published: list[tuple[str, bytes]] = []
        self.full = False

    def publish(self, subject: str, data: bytes) -> None:
        if self.full:
            from metaserver.errors import BusError

            raise BusError("full")
        self.published.append((subject, data))

    async def subscribe(
        self, subject: str, handler: Callable[[str, bytes], None]
    ) -> Callable[[], None]:
        return lambda: None

    async def close(self) -> None: ...


def level_grid(
    id_: str, *, columns: int, rows: int, cell_m: int = 8, first_cell: int = 0, walls: Iterable[
        tuple[float, float, float, float]
    ] = (), at: tuple[float, float] = (0.0, 0.0),
) -> LevelGrid:  # fmt: skip
    """Open ground of whole cells, with walls as rectangles ``(x0, y0, x1, y1)`` in metres."""
    per_cell = round(cell_m / STEP_M)
    walk = np.ones((rows * per_cell, columns * per_cell), np.bool_)
    for x0, y0, x1, y1 in walls:
        i0, i1 = (round((x - at[0]) / STEP_M) for x in (x0, x1))
        j0, j1 = (round((y - at[1]) / STEP_M) for y in (y0, y1))
        walk[j0:j1, i0:i1] = False
    return LevelGrid(
        id_, at[0], at[1], STEP_M, walk.shape[1], walk.shape[0], walk,
        np.zeros(walk.shape, np.uint8), first_cell, columns, rows, cell_m,
    )  # fmt: skip


def world(
    *grids: LevelGrid,
    id_: str = "yard",
    places: Iterable[Place] = (),
    portals: Iterable[Portal] = (),
    tours: Iterable[TourWay] = (),
) -> Ground:
    """A ground whose start is the middle of its first level, unless ``places`` say otherwise."""
    first = grids[0]
    middle = (first.x0 + first.width * STEP_M / 2, first.y0 + first.height * STEP_M / 2)
    start = Place(id="start", level=first.id, at=middle, radius_m=4)
    return ground(
        world=id_, start="start", grids=grids, places=[start, *places], portals=list(portals),
        tours={way.tour.id: way for way in tours},
    )  # fmt: skip


def info_of(ground: Ground) -> WorldInfo:
    levels = tuple(
        LevelCells(
            grid.id, grid.x0, grid.y0, grid.x0 + grid.width * STEP_M,
            grid.y0 + grid.height * STEP_M, grid.first_cell, grid.columns, grid.rows,
        )
        for grid in ground.grids
    )  # fmt: skip
    cell_m = float(ground.grids[0].cell_m)
    return WorldInfo(ground.world, "0" * 16, cell_m, ground.start, tuple(ground.places), levels)


@dataclass(frozen=True)
class Truth:
    """One avatar at one tick."""

    cell: int
    x: float
    y: float
    heading: int
    speed_q: int
    state: int
    look: bytes
    name: str


class Stage:
    """A zone and what it published, one gateway's wishes, and the truth of every tick."""

    def __init__(
        self,
        ground: Ground,
        *,
        epoch: int = 7,
        capacity: int = 6000,
        record: bool = True,
        clock: HandClock | None = None,
    ) -> None:
        self.ground = ground
        self.info = info_of(ground)
        self.clock = clock or HandClock()
        self.bus = MemoryBus()
        settings = ZoneSettings(epoch=epoch, capacity=capacity)
        self.zone = Zone(ground=ground, settings=settings, bus=self.bus, clock=self.clock)
        self.truth: dict[int, dict[int, Truth]] = {}
        """By tick, then by avatar: who is present."""
        self.out: TickOut | None = None
        """Of the last tick."""
        self._record = record
        self._keyed: dict[int, int] = {}
        """Tick of the last keyframe of each cell."""
        self._controls: list[list[object]] = []
        self._moves: list[tuple[int, float, float, int, int, int]] = []

    @property
    def now(self) -> int:
        """Last tick."""
        return self.zone.state.tick

    def control(self, *row: object) -> None:
        self._controls.append(list(row))

    def course(
        self,
        avatar: int,
        heading: int,
        speed_q: int,
        *,
        at: tuple[float, float] | None = None,
        late_ms: int = 0,
    ) -> None:
        """A client's move, made at the time of the last tick where the zone has the avatar."""
        x, y = at or self.position(avatar)
        time_ms = (self.clock.server_ms() - late_ms) % 2**32
        self._moves.append((avatar, x, y, heading, speed_q, time_ms))

    def position(self, avatar: int) -> tuple[float, float]:
        a = self.zone.state.crowd.avatars
        return float(a.x[avatar]), float(a.y[avatar])

    def cell(self, avatar: int) -> int:
        return int(self.zone.state.crowd.avatars.cell[avatar])

    def tick(self, interval_ms: int = TICK_MS, *, gateway: str = "g1") -> TickOut:
        inbox = Inbox(gateway, MoveColumns.of(self._moves), self._controls)
        self.zone.mailbox.receive("", pack_inbox(inbox))
        self._controls, self._moves = [], []
        self.clock.ms += interval_ms
        self.zone.tick(interval_ms)
        self.out = unpack_tick(self.bus.published[-1][1])
        self._keyed.update(dict.fromkeys(self.out.keys, self.out.tick))
        self.bus.published.clear()
        if self._record:
            self.truth[self.now] = self._snapshot()
        return self.out

    def ticks(self, n: int, each: Callable[[TickOut], object] = lambda out: None) -> None:
        for _ in range(n):
            each(self.tick())

    def join(
        self,
        person: str,
        at: tuple[float, float] | None = None,
        *,
        level: str | None = None,
        name: str | None = None,
        heading: int = 0,
    ) -> int:
        """Join in a tick of its own; gives the avatar."""
        name = person if name is None else name
        level = level or self.ground.grids[0].id
        x, y = at or (0.0, 0.0)
        place = None if at else ""
        self.control(bus.JOIN, 1, person, name, LOOK, x, y, level, heading, place, 0)
        events = self.tick().events
        return next(e[3] for e in events if e[0] == bus.JOINED)

    def events(self, kind: str) -> list[list[object]]:
        assert self.out is not None
        return [event for event in self.out.events if event[0] == kind]

    def last_emission(self, ring: int, cell: int) -> int:
        return int(self.zone.state.crowd._streams._last[ring][cell])

    def last_told(self, ring: int, cell: int) -> int:
        """Of what the log of a cell holds for a ring: its keyframe may be younger than far."""
        return max(self.last_emission(ring, cell), self.last_key(cell))

    def last_key(self, cell: int) -> int:
        return self._keyed.get(cell, 0)

    def thin(self, factor: int) -> None:
        """As in a crowd: far tells with every ``factor``-th keyframe only."""
        self.zone.state.crowd._streams._thinning.factor = factor

    def _snapshot(self) -> dict[int, Truth]:
        a, people = self.zone.state.crowd.avatars, self.zone.state.people
        return {
            int(s): Truth(
                int(a.cell[s]), float(a.x[s]), float(a.y[s]), int(a.heading[s]), int(a.speed[s]),
                int(a.state[s]), a.look[s].tobytes(), people[int(s)].name,
            )
            for s in np.flatnonzero(a.cell != NOWHERE)
        }  # fmt: skip


# ---- composing -----------------------------------------------------------------------------------

Rings = tuple[list[int], list[int], list[int]]


@dataclass
class CellLog:
    """Last keyframe of a cell, and each stream's emissions since."""

    key_tick: int = 0
    key: list[bytes] = field(default_factory=list)
    empty: bool = True
    since: tuple[list[tuple[int, bytes]], ...] = field(default_factory=lambda: ([], [], []))


class Composer:
    """The plainest one that keeps to the rules: no sharing, no wit."""

    def __init__(self) -> None:
        self._logs: dict[int, CellLog] = {}
        self.out: TickOut | None = None

    def take(self, out: TickOut) -> None:
        self.out = out
        for cell, key in out.keys.items():
            fragments = [key.keyframe, key.names] if key.names else [key.keyframe]
            self._logs[cell] = CellLog(out.tick, fragments, empty=not key.names)
        for ring, stream in enumerate((out.near, out.middle, out.far)):
            for cell, told in stream.items():
                log = self._logs.setdefault(cell, CellLog())
                if log.key_tick < out.tick:
                    log.since[ring].append((told.fragments, told.data))

    def caught_up(self, cell: int, ring: int) -> tuple[int, bytes]:
        """Number of fragments and bytes of a cell's log, up to now."""
        log = self._logs.get(cell)
        assert self.out is not None
        if log is None:
            return 0, b""
        key = log.key
        if log.empty and not any(log.since):
            # Idle: its keyframe may be older than seven bits can say, and is as true now.
            key = [pack_fragment(cell, Kind.KEYFRAME, self.out.tick, b"")]
        count = len(key) + sum(n for n, _ in log.since[ring])
        return count, b"".join([*key, *(data for _, data in log.since[ring])])

    def emitted(self, cell: int, ring: int) -> tuple[int, bytes]:
        assert self.out is not None
        told = (self.out.near, self.out.middle, self.out.far)[ring].get(cell)
        return (told.fragments, told.data) if told else (0, b"")


class Viewer:
    """A client with its view, told by a composer; its socket may stall.

    ``shuffle``: the cells of a frame come in an order of chance, as nothing promises another."""

    def __init__(
        self, stage: Stage, composer: Composer, *, shuffle: np.random.Generator | None = None
    ) -> None:
        self.stage = stage
        self.composer = composer
        self.view = View(stage.info, epoch=stage.zone.epoch)
        self.rings: Rings = ([], [], [])
        self.behind = True
        """Its last frames were skipped (or it has just come): it needs the logs."""
        self.bytes = 0
        self._shuffle = shuffle
        self.told: dict[int, int] = {}
        """Tick up to which each cell in view has been told."""

    def see(self, rings: Rings) -> Frame:
        """One frame: this tick, as seen through these rings."""
        frame = self.frame(rings)
        self.view.apply(frame)
        return frame

    def frame(self, rings: Rings) -> Frame:
        """The frame of this tick, composed and parsed but not yet applied."""
        was = {cell: ring for ring, cells in enumerate(self.rings) for cell in cells}
        pieces: list[tuple[int, bytes]] = []
        out = self.composer.out
        assert out is not None
        if rings != self.rings or self.behind:
            data = frames.pack_view(*rings)
            pieces.append((1, pack_fragment(rings[0][0], Kind.VIEW, out.tick, data)))
        for ring, cell in self._order(rings):
            told = self.stage.last_emission(ring, cell)
            if ring < was.get(cell, 3) or self.behind:
                pieces.append(self.composer.caught_up(cell, ring))
                self.told[cell] = self.stage.last_told(ring, cell)
            elif told == out.tick:
                pieces.append(self.composer.emitted(cell, ring))
                self.told[cell] = told
        self.rings, self.behind = rings, False
        count = sum(n for n, _ in pieces)
        head = frames.frame_header(out.epoch, out.tick, out.time_ms, out.interval_ms, count)
        data = head + b"".join(d for _, d in pieces)
        self.bytes += len(data)
        return parse_frame(msgpack.unpackb(data))

    def _order(self, rings: Rings) -> list[tuple[int, int]]:
        cells = [(ring, cell) for ring, cells in enumerate(rings) for cell in cells]
        if self._shuffle is None:
            return cells
        return [cells[i] for i in self._shuffle.permutation(len(cells))]

    def stall(self) -> None:
        """This tick's frame does not get out."""
        self.behind = True

    # ---- held to the truth --------------------------------------------------------------------

    def check(self, *, positions: bool = True) -> None:
        """Nobody is missing, no ghost, everything within the promise, at each stream's last tick.

        ``positions`` False: only who is where, for scenarios with uneven ticks."""
        assert self.view.unknown_moves == 0
        ring_of = {cell: ring for ring, cells in enumerate(self.rings) for cell in cells}
        for id_, avatar in self.view.avatars.items():
            assert avatar.cell in ring_of, f"{id_} is bound to a cell out of view"
            self._check_known(id_, avatar, ring_of[avatar.cell], positions)
        for cell in ring_of:
            told = self.told[cell]
            for id_, truth in self.stage.truth.get(told, {}).items():
                if truth.cell == cell and id_ not in self.view.avatars:
                    assert self._seen_leaving(id_, cell, told), f"{id_} is missing"

    def check_everybody(self) -> None:
        """Exactly those are in view who are there now, each in its cell."""
        in_view = {cell for ring in self.rings for cell in ring}
        truth = self.stage.truth[self.stage.now]
        there = {id_: t.cell for id_, t in truth.items() if t.cell in in_view}
        assert {id_: avatar.cell for id_, avatar in self.view.avatars.items()} == there

    def _check_known(self, id_: int, avatar: Avatar, ring: int, positions: bool) -> None:
        told = self.told[avatar.cell]
        tick = max(told, avatar.tick)
        truth = self.stage.truth[tick].get(id_)
        where = truth.cell if truth else None
        assert where == avatar.cell, f"ghost of {id_} in {avatar.cell} at {tick}, it is in {where}"
        assert truth is not None
        if avatar.record_tick < avatar.tick and avatar.tick > told:
            return  # known to be there by another cell's leave; its own cell has not spoken since
        self._check_record(id_, avatar, truth, tick, positions)
        if ring == 0:
            assert (avatar.name, avatar.look) == (truth.name, truth.look)

    def _check_record(
        self, id_: int, avatar: Avatar, truth: Truth, tick: int, positions: bool
    ) -> None:
        told = (avatar.heading, avatar.speed_q, avatar.state)
        assert told == (truth.heading, truth.speed_q, truth.state), f"{id_} at {tick}"
        if not positions:
            return
        rounding_m = self.stage.info.cell_m / 8192 * 1.001
        then = self.stage.truth[avatar.record_tick][id_]
        assert avatar.time_ms == self._time_ms(avatar.record_tick)
        assert abs(avatar.x - then.x) <= rounding_m, "a record is exact at its tick"
        assert abs(avatar.y - then.y) <= rounding_m, "a record is exact at its tick"
        x, y = avatar.at(self._time_ms(tick))
        assert np.hypot(x - truth.x, y - truth.y) <= EPSILON_M + 2 * rounding_m

    def _time_ms(self, tick: int) -> int:
        return (self.stage.clock.ms - (self.stage.now - tick) * TICK_MS) % 2**32

    def _seen_leaving(self, id_: int, cell: int, told: int) -> bool:
        """Whether it has since been out of view, or in another cell that was told of since."""
        for tick in range(told + 1, self.stage.now + 1):
            truth = self.stage.truth[tick].get(id_)
            where = truth.cell if truth else NOWHERE
            in_view = any(where in ring for ring in self.rings)
            if not in_view or (where != cell and self.told[where] >= tick):
                return True
        return False


def rings_around(info: WorldInfo, cell: int, radii: tuple[int, int, int] = (1, 2, 9)) -> Rings:
    """Near, middle and far cells by Chebyshev distance on the cell's level."""
    level = next(
        lv for lv in info.levels if 0 <= cell - lv.first_cell < lv.columns * lv.rows
    )  # fmt: skip
    row, column = divmod(cell - level.first_cell, level.columns)
    rings: Rings = ([], [], [])
    for number in range(level.columns * level.rows):
        r, c = divmod(number, level.columns)
        distance = max(abs(r - row), abs(c - column))
        for ring, radius in enumerate(radii):
            if distance <= radius:
                rings[ring].append(level.first_cell + number)
                break
    return rings

"""What a crowd costs the zone, and what a move costs a viewer. No sockets, one core.

``rows`` gives ``(what, figure, aim)`` for the table of ``make bench``;
``python -m tests.bench.streams`` prints them by themselves.
"""

from __future__ import annotations

import statistics
import time

import numpy as np

from metaserver.protocol import bus
from metaserver.protocol.bus import Inbox, MoveColumns, pack_inbox
from metaserver.protocol.records import MOVE_BYTES
from tests.scenarios.streams_kit import LOOK, Stage, level_grid, world

WALKERS = 5000
SIDE_CELLS = 20
TICKS = 60
TURNS_PER_S = 2
WALK, RUN, EAST = 8, 20, 192

Row = tuple[str, str, str]


def rows() -> list[Row]:
    stage = crowded()
    milliseconds, cpu_ms, near_kb = ticks(stage)
    quantiles = statistics.quantiles(milliseconds, n=100)
    shape = f"{WALKERS:,} walkers, {SIDE_CELLS**2} cells, {TURNS_PER_S} turns/s each"
    return [
        (f"zone tick, {shape}: median", f"{statistics.median(milliseconds):.1f} ms", "12 ms"),
        (f"zone tick, {shape}: p99", f"{quantiles[98]:.1f} ms", ""),
        (f"zone tick, {shape}: processor time", f"{cpu_ms:.1f} ms", "12 ms"),
        ("near stream of all cells", f"{near_kb:.1f} kB a tick", ""),
        ("straight walker at 2 m/s, alone", f"{straight(WALK):.2f} bytes a tick", "< 2"),
        ("straight runner at 5 m/s, alone", f"{straight(RUN):.2f} bytes a tick", ""),
        ("a move, beyond its 7 bytes", f"{cell_overhead()} bytes a cell", "<= 12"),
    ]


def crowded() -> Stage:
    """Everybody joined, spread over open ground, walking."""
    grid = level_grid("field", columns=SIDE_CELLS, rows=SIDE_CELLS)
    stage = Stage(world(grid), record=False)
    places = np.random.default_rng(1).uniform(1, SIDE_CELLS * 8 - 1, (WALKERS, 2))
    for i, (x, y) in enumerate(places.tolist()):
        row = (bus.JOIN, i, str(i), f"손님 {i}", LOOK, x, y, "field", 0, None, 0)
        stage.control(*row)
    stage.tick()
    send(stage, np.arange(WALKERS), np.random.default_rng(2))
    stage.ticks(12)
    return stage


def send(stage: Stage, who: np.ndarray, random: np.random.Generator) -> None:
    """Another course of each of them, from where it is."""
    a, n = stage.zone.state.crowd.avatars, len(who)
    courses = MoveColumns(
        who.astype("<u2"), a.x[who].astype("<f4"), a.y[who].astype("<f4"),
        random.integers(0, 256, n).astype("u1"), np.full(n, WALK, "u1"),
        np.full(n, stage.clock.server_ms(), "<u4"),
    )  # fmt: skip
    stage.zone.mailbox.receive("", pack_inbox(Inbox("g1", courses)))


def ticks(stage: Stage) -> tuple[list[float], float, float]:
    """Milliseconds of each tick, from its inbox to its message; the mean of the processor's
    alone (the same on a machine that does nothing else); and kB of near a tick."""
    random = np.random.default_rng(3)
    milliseconds, near_bytes, cpu_s = [], 0, 0.0
    for _ in range(TICKS):
        turning = random.choice(WALKERS, WALKERS * TURNS_PER_S // 10, replace=False)
        send(stage, turning, random)
        stage.clock.ms += 100
        began_s, cpu_began_s = time.perf_counter(), time.thread_time()
        stage.zone.tick(100)
        cpu_s += time.thread_time() - cpu_began_s
        milliseconds.append((time.perf_counter() - began_s) * 1000)
        out = bus.unpack_tick(stage.bus.published.pop()[1])
        near_bytes += sum(len(told.data) for told in out.near.values())
    return milliseconds, cpu_s / TICKS * 1000, near_bytes / TICKS / 1000


def straight(speed_q: int) -> float:
    """Bytes a tick of all near fragments of one walker; cells, looks and names included."""
    stage = Stage(world(level_grid("field", columns=SIDE_CELLS, rows=1)), record=False)
    walker = stage.join("a", (1, 4), name="손님 1234")
    stage.course(walker, EAST, speed_q)
    stage.tick()
    sizes: list[int] = []
    stage.ticks(290, lambda out: sizes.extend(len(told.data) for told in out.near.values()))
    return sum(sizes) / 290


def cell_overhead() -> int:
    """Most bytes of a fragment of moves over the moves themselves, for one and for many."""
    stage = Stage(world(level_grid("field", columns=SIDE_CELLS, rows=SIDE_CELLS)), record=False)
    people = [stage.join(str(i), (156, 156)) for i in range(50)]
    over = []
    for n in (1, 50):
        for avatar in people[:n]:
            stage.course(avatar, stage.now % 256, 0)
        (told,) = stage.tick().near.values()
        over.append(len(told.data) - n * MOVE_BYTES)
    return max(over)


if __name__ == "__main__":
    for what, figure, aim in rows():
        print(f"{what:<64} {figure:>18}  {aim}")

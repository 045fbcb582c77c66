"""How long a gateway takes to compose all views of a tick.

5,000 people walk about in one world of 400 cells; 5,000 sessions stand in those 400 viewer cells.
Each tick all views are composed (those who stay and those who step to another cell), for a world
in which everybody changes course about twice a second.

    python -m tests.bench.views
"""

from __future__ import annotations

import time

import numpy as np

from metaserver.gateway.compose import Composer, Step, Taken
from metaserver.gateway.logs import CellLogs
from metaserver.gateway.rings import View
from metaserver.protocol.bus import CellOut, KeyOut, TickOut
from metaserver.protocol.frames import Kind, pack_fragment
from metaserver.protocol.messages import Tier
from metaserver.protocol.views import LevelCells, WorldInfo

SIDE = 20
SESSIONS = 5000
TICKS = 60
CHANGES_PER_S = 2.0
STEPS_PER_TICK = 125
"""Walking at 2 m/s one changes the viewer cell every 4 s."""


def world(side: int = SIDE) -> WorldInfo:
    level = LevelCells("ground", 0, 0, side * 8, side * 8, 0, side, side)
    return WorldInfo("bench", "0" * 16, 8, "start", ("start",), (level,))


def tick_of(tick: int, people: np.ndarray, random: np.random.Generator) -> TickOut:
    """What a zone would publish: sizes as of real ones, content does not matter here."""
    near, middle, far, keys = {}, {}, {}, {}
    for cell, here in enumerate(people.tolist()):
        moved = int(random.binomial(here, CHANGES_PER_S / 10))
        if moved:
            near[cell] = CellOut(1, pack_fragment(cell, Kind.MOVES, tick, bytes(7 * moved)))
        if (tick + cell) % 3 == 0:
            data = bytes(7 * min(here, 3 * moved + 1))
            middle[cell] = CellOut(1, pack_fragment(cell, Kind.MOVES, tick, data))
        if (tick + cell) % 9 == 0:
            far[cell] = CellOut(1, pack_fragment(cell, Kind.MOVES, tick, bytes(7 * here)))
            key = pack_fragment(cell, Kind.KEYFRAME, tick, bytes(12 * here))
            keys[cell] = KeyOut(key, pack_fragment(cell, Kind.NAMES, tick, bytes(16 * here)))
    return TickOut(1, tick, 0, 100, near, middle, far, keys, b"", b"", [])


def measure(tier: Tier = Tier.FULL, sessions: int = SESSIONS) -> dict[str, float]:
    """Milliseconds a tick (median, 99th percentile), views and kB a tick and session."""
    random = np.random.default_rng(7)
    info = world()
    cells = random.integers(info.cells, size=sessions)
    people = np.bincount(cells, minlength=info.cells)
    composer, logs = Composer(info), CellLogs()
    spent_ms, sent_bytes, views = [], 0, 0
    for tick in range(1, TICKS + 1):
        out = tick_of(tick, people, random)
        stay = [Step(View(c, tier), tick - 1, View(c, tier)) for c in np.unique(cells).tolist()]
        who = random.choice(sessions, STEPS_PER_TICK, replace=False)
        to = np.clip(cells[who] + random.choice([-1, 1, SIDE, -SIDE], len(who)), 0, info.cells - 1)
        pairs = {(int(a), int(b)) for a, b in zip(cells[who], to, strict=True) if a != b}
        moves = [Step(View(a, tier), tick - 1, View(b, tier)) for a, b in sorted(pairs)]
        began = time.process_time()
        taken = Taken(out, logs.add(out), tick - 1)
        frames = composer.compose([taken], logs, [*stay, *moves])
        spent_ms.append((time.process_time() - began) * 1000)
        per_cell = np.bincount(cells, minlength=info.cells)
        sent_bytes += sum(
            len(frame) * int(per_cell[step.to.cell])
            for step, frame in zip(stay, frames, strict=False)
        )
        views = len(frames)
        cells[who] = to
    warm = spent_ms[10:]
    return {
        "views": views,
        "median_ms": float(np.median(warm)),
        "p99_ms": float(np.percentile(warm, 99)),
        "kb_per_tick": sent_bytes / TICKS / sessions / 1000,
    }


def rows() -> list[tuple[str, str, str]]:
    """``(what, figure, aim)`` for the table of ``make bench``."""
    told = []
    for tier in Tier:
        m = measure(tier)
        name = f"compose {m['views']:.0f} views, {SESSIONS} sessions, tier {tier.name.lower()}"
        figures = f"{m['median_ms']:.1f} ms a tick (p99 {m['p99_ms']:.1f} ms)"
        told.append((name, f"{figures}, {m['kb_per_tick']:.2f} kB a session and tick", ""))
    return told


if __name__ == "__main__":
    for name, figure, _ in rows():
        print(f"{name}: {figure}")

"""A server of this checkout for one run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loadtest import cores
from loadtest.city import CityProcess
from loadtest.options import Options

SPARE = 100
"""Places of a server beyond the crowd: witnesses, and old connections beside new ones."""
JOINS_PER_S = 1500
CAPACITY_MAX, CONNECTIONS_MAX = 20_000, 60_000
"""More than that a server does not take."""


def settings(options: Options) -> dict[str, str]:
    """Of a server with room for the crowd."""
    room = options.clients + max(SPARE, options.clients // 5)
    return {
        "world_capacity": str(min(room, CAPACITY_MAX)),
        "connections_max": str(min(room, CONNECTIONS_MAX)),
        "joins_per_s": str(JOINS_PER_S),
        **options.settings,
    }


@contextmanager
def served(options: Options) -> Iterator[CityProcess]:
    """Its data is gone afterwards."""
    usable = cores.usable()
    cpu = usable[0] if len(usable) > 1 else None
    with tempfile.TemporaryDirectory() as folder:
        with CityProcess(Path(folder) / "data", port=0, cpu=cpu, **settings(options)) as city:
            yield city

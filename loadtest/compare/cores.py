"""One core for the server, another for its clients."""

from __future__ import annotations

import sys
from typing import NamedTuple

from loadtest.cores import usable
from loadtest.errors import ToolMissing


class TwoCores(NamedTuple):
    server: int
    load: int


def two_cores() -> TwoCores:
    """The first and the last that we may use. Raises ToolMissing where there is only one."""
    ours = usable()
    if not ours or not sys.platform.startswith("linux"):
        raise ToolMissing(
            "The comparison keeps each process to a core of its own, which only Linux lets it do:"
            " run it on a Linux machine, or in a virtual one."
        )
    if len(ours) < 2:
        raise ToolMissing(
            "The comparison needs two cores, one for the server and one for its clients, and this"
            " machine gives it one: run it on a larger one."
        )
    return TwoCores(server=ours[0], load=ours[-1])

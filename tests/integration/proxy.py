"""A TCP proxy that breaks connections the way networks do: without a word.

In a test::

    async with Proxy(target_port=server.port) as proxy:
        ... connect to 127.0.0.1:proxy.port ...
        proxy.swallow()          # both ways; nobody is told
        proxy.restore()          # new connections work again; old ones stay dead, as in a tunnel
        proxy.delay_s = 0.08     # each way
        proxy.cut()              # resets what is open

From another process (a browser test): ``python -m tests.integration.proxy --target-port N``
prints ``ready PORT`` and then takes one command a line from stdin: ``swallow``, ``swallow up``,
``swallow down``, ``restore``, ``delay SECONDS``, ``cut``, ``count``; it answers ``ok`` (and the
number of open connections to ``count``).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Callable

from loadtest.relay import DOWN, UP, Relay


class Proxy(Relay):
    """Swallowing and delay hold for what is read from then on."""

    def __init__(self, *, target_port: int, target_host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(target_port=target_port, target_host=target_host, port=port)
        self.delay_s = 0.0
        self.swallowing: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def swallow(self, *ways: str) -> None:
        """From now on bytes of these ways (default: both) vanish; no FIN, no RST."""
        self.swallowing = frozenset(ways or (UP, DOWN))

    def restore(self) -> None:
        """New connections work again; those that lost bytes stay dead."""
        self.swallowing = frozenset()

    def hold_s(self, way: str) -> float | None:
        return None if way in self.swallowing else self.delay_s


def commands(proxy: Proxy) -> dict[str, Callable[[list[str]], str]]:
    """What stdin may say; each answers with a line."""

    def delay(words: list[str]) -> str:
        proxy.delay_s = float(words[0])
        return "ok"

    return {
        "swallow": lambda words: proxy.swallow(*words) or "ok",
        "restore": lambda _: proxy.restore() or "ok",
        "cut": lambda _: proxy.cut() or "ok",
        "count": lambda _: f"ok {proxy.connections}",
        "delay": delay,
    }


async def serve(target_port: int, port: int) -> None:
    async with Proxy(target_port=target_port, port=port) as proxy:
        print(f"ready {proxy.port}", flush=True)
        known = commands(proxy)
        while line := await asyncio.to_thread(sys.stdin.readline):
            word, *words = line.split() or [""]
            answer = known[word](words) if word in known else f"unknown: {word}"
            print(answer, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="TCP proxy that breaks connections; see source.")
    parser.add_argument("--target-port", type=int, required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.target_port, options.port))


if __name__ == "__main__":
    main()

"""The document is complete: a client written from it alone enters, sees, walks and talks."""

import ast
import asyncio
import re
from contextlib import suppress
from pathlib import Path

from metaclient import connect

from metaserver.protocol import messages as m
from tests.integration import minimal_client
from tests.integration.minimal_client import MinimalClient
from tests.integration.waiting import distance_m, next_event, until
from tests.support.server import CityProcess

DOCUMENT = Path(__file__).parents[2] / "docs/protocol.md"


def test_it_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(minimal_client.__file__).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not any(name.split(".")[0] in ("metaserver", "metaclient") for name in names)


async def test_it_sees_what_the_full_client_sees(city: CityProcess) -> None:
    told = re.search(r"Version (\d+), hash `(\w+)`", DOCUMENT.read_text(encoding="utf-8"))
    assert told is not None
    small = MinimalClient(city.url, int(told[1]), told[2])
    async with connect(city.url, name="나래") as full:
        running = asyncio.create_task(small.run("문서"))
        try:
            await until(lambda: full.avatar in small.people)
            me = small.entered["avatar"]
            await until(lambda: full.view is not None and me in full.view.avatars)
            await until(lambda: small.people[full.avatar].name == "나래")

            full.walk(100, 2.0)
            await asyncio.sleep(1.2)
            seen = small.people[full.avatar].at(full.server_ms())
            assert distance_m(seen, full.position) < 0.4
            full.stop()

            await small.walk(small.entered["x"], small.entered["y"], 32, 2.0)
            assert full.view is not None
            await until(lambda: full.view.avatars[me].speed_q == 8)
            await small.say(7, "문서만 보고 왔어요")
            assert (await next_event(full, m.Chat)).text == "문서만 보고 왔어요"
            await until(lambda: 7 in small.granted)
            assert ("문서", "문서만 보고 왔어요") in small.chat

            await until(lambda: views_agree(small, full))
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


def views_agree(small: MinimalClient, full: object) -> bool:
    """Same people at the same places, wherever both have the same record."""
    view = getattr(full, "view", None)
    if view is None or set(view.avatars) != set(small.people):
        return False
    pairs = [(view.avatars[who], seen) for who, seen in small.people.items()]
    return all(
        (a.cell, a.heading, a.state, a.name) == (b.cell, b.heading, b.state, b.name)
        and abs(a.x - b.x) + abs(a.y - b.y) < 1e-6
        for a, b in pairs
    )

"""Ten seconds in a tunnel: nothing is told to either side, then the network is back."""

from __future__ import annotations

import asyncio
import math

from metaclient import City, connect

from metaserver.protocol.codes import RESUME_AFTER_PRESENCE_S
from metaserver.protocol.messages import Channel, Chat, Entered
from tests.bench._city import Row, city
from tests.integration.proxy import Proxy

NAME = "Ten seconds offline (a proxy that swallows without FIN)"
OFFLINE_S = 10.0
TIMES = 3
NAME_OF_ONE = "터널"
SAID = "들리나요?"


async def rows() -> list[Row]:
    with city() as server:
        async with (
            Proxy(target_port=server.port) as proxy,
            connect(server.url) as witness,
            connect(proxy.url, name=NAME_OF_ONE) as one,
        ):
            most = [0]
            watching = asyncio.create_task(watch(witness, most))
            await asyncio.sleep(RESUME_AFTER_PRESENCE_S + 1)
            trips = [await tunnel(proxy, witness, one) for _ in range(TIMES)]
            watching.cancel()
            await asyncio.sleep(0)
    back_s, moved_m, chat = zip(*trips, strict=True)
    return [
        (f"back in place after the network's return, slowest of {TIMES}",
         f"{max(back_s):.2f} s", "<= 1 s"),
        ("moved meanwhile", f"{max(moved_m):.2f} m", "0 m"),
        ("chat said meanwhile arrives", "yes" if all(chat) else "NO", "yes"),
        ("most of one person ever seen by a witness", f"{most[0]}", "1"),
    ]  # fmt: skip


async def tunnel(proxy: Proxy, witness: City, one: City) -> tuple[float, float, bool]:
    """Seconds until it is back, metres it was moved, whether it got what was said."""
    loop = asyncio.get_running_loop()
    here = one.position
    one.events().clear()
    proxy.swallow()
    await asyncio.sleep(OFFLINE_S / 2)
    await witness.say(SAID, Channel.WORLD)
    await asyncio.sleep(OFFLINE_S / 2)
    proxy.restore()
    began_s = loop.time()
    back_s, heard = math.inf, False
    async with asyncio.timeout(20):
        async for event in one.events():
            if isinstance(event, Entered):
                back_s = loop.time() - began_s
            heard = heard or (isinstance(event, Chat) and event.text == SAID)
            if heard and back_s < math.inf:
                break
    return back_s, math.dist(here, one.position), heard


async def watch(witness: City, most: list[int]) -> None:
    """Keeps in ``most[0]`` how many of the name the witness saw at once, at most."""
    while True:
        avatars = witness.view.avatars.values() if witness.view else ()
        most[0] = max(most[0], sum(avatar.name == NAME_OF_ONE for avatar in avatars))
        await asyncio.sleep(0.05)

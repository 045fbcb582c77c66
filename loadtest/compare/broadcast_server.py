"""What a Python developer writes first: every move goes to everybody, at once, as JSON.

``python -m loadtest.compare.broadcast_server`` prints ``ready <port>`` and ends with its input.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

connected: set[ServerConnection] = set()
ids = itertools.count()


async def visit(connection: ServerConnection) -> None:
    visitor = next(ids)
    connected.add(connection)
    try:
        async for message in connection:
            move = json.loads(message)
            told = {"id": visitor, "x": move["x"], "y": move["y"]}
            broadcast(connected, json.dumps(told))
    finally:
        connected.discard(connection)


async def main() -> None:
    async with serve(visit, "127.0.0.1", 0) as server:
        print("ready", next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    signal.alarm(int(os.environ.get("LIFE_S", "900")))
    asyncio.run(main())

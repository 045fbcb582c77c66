"""Servers that are not cities, in a thread of the test."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

WORLDS = {"start": "seoul-plaza", "worlds": [{"id": "seoul-plaza", "hash": "0123456789abcdef"}]}


def closing(code: int) -> Callable[[ServerConnection], None]:
    """Takes the hello, and closes."""

    def handle(connection: ServerConnection) -> None:
        connection.recv()
        connection.close(code, "")

    return handle


@contextmanager
def fake(
    handle: Callable[[ServerConnection], None],
    *,
    worlds: object = WORLDS,
    upgrade: HTTPStatus | None = None,
) -> Iterator[str]:
    """Address of its WebSocket. ``upgrade``: what it answers instead of one."""

    def answer(connection: ServerConnection, request: Request) -> Response | None:
        if request.path != "/ws":
            return connection.respond(HTTPStatus.OK, json.dumps(worlds))
        return connection.respond(upgrade, "no") if upgrade else None

    with serve(handle, "127.0.0.1", 0, process_request=answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws"
        server.shutdown()
        thread.join()

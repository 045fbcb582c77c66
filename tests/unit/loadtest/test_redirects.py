"""Only the address that was checked is loaded: nobody follows a server to another."""

from __future__ import annotations

import asyncio
import http.server
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from metaclient.dialer import Dialer
from websockets.exceptions import InvalidStatus

from loadtest.crowd.dialling import Dialling


class _Hits(http.server.ThreadingHTTPServer):
    """Sends everybody from ``/ws`` to ``/elsewhere``, and writes down who comes where."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Redirect)
        self.paths: list[str] = []

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.server_address[1]}/ws"


class _Redirect(http.server.BaseHTTPRequestHandler):
    server: _Hits
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.send_response(302)
        self.send_header("Location", self.server.url.replace("/ws", "/elsewhere"))
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[_Hits]:
    with _Hits() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("sleeps", [False, True])
async def test_a_bot_does_not(elsewhere: _Hits, sleeps: bool) -> None:
    refused: list[str] = []
    columns = SimpleNamespace(plan=SimpleNamespace(sleeps=[sleeps]))
    life: Any = SimpleNamespace(refused=lambda _bot, why: refused.append(why), columns=columns)
    await Dialling(elsewhere.url, life)._dial(SimpleNamespace(row=0))  # type: ignore[arg-type]
    assert elsewhere.paths == ["/ws"]
    assert "302" in refused[0]


async def test_a_witness_does_not(elsewhere: _Hits) -> None:
    with pytest.raises(InvalidStatus):
        await asyncio.wait_for(Dialer(elsewhere.url).once(), 5)
    assert elsewhere.paths == ["/ws"]

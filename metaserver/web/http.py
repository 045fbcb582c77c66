"""uvicorn with bounds that it has not: the size of a head, the time for it, open connections.

A WebSocket begins as a request too, so these bounds hold for everybody who has not got through
the upgrade yet.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from metaserver import metrics

HEAD_MAX_BYTES: Final = 16_384
"""Request line and headers of one request."""
HEAD_WITHIN_S: Final = 10.0
"""From the connection, or the first byte of a further request, to the end of its head."""
CONNECTIONS_MAX: Final = 4_000
"""Open HTTP connections, those that became WebSockets not counted; a further one is closed."""
KEEP_ALIVE_S: Final = 15
STOP_WITHIN_S: Final = 1
DATE_EVERY_S: Final = 1.0
"""So often the date that answers carry is written anew."""

_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"connection: close\r\ncontent-length: 0\r\n\r\n"
)


class GuardedHttp(HttpToolsProtocol):
    """One connection, until it is closed or upgraded."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._in_head = True
        self._upgraded = False
        self._head_bytes = 0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS_MAX:
            self._refuse("connections")
        else:
            self._expect_head()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._in_head:
            self._head_bytes += len(data)
            self._expect_head()
        super().data_received(data)
        if self._upgraded:
            # It and its parser hold each other, so both would stay until the collector looks at
            # everything, which may be hours. (Of other connections uvicorn does this at the end.)
            self.parser = cast(Any, None)
        elif self._in_head and self._head_bytes > HEAD_MAX_BYTES:
            self._refuse("large_head", _TOO_LARGE)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._head_bytes = 0
        self._forget_deadline()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head = True

    def handle_websocket_upgrade(self) -> None:
        super().handle_websocket_upgrade()
        self._upgraded = True

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_deadline()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_WITHIN_S, self._refuse, "slow_head")

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, reason: str, answer: bytes = b"") -> None:
        metrics.HTTP_REFUSED.labels(reason).inc()
        self._forget_deadline()
        if answer:
            self.transport.write(answer)
        self.transport.close()


class HttpServer(uvicorn.Server):
    """Serves ``site`` and, by ``websockets``, what is upgraded, on sockets that listen already."""

    def __init__(
        self, *, site: ASGIApp, websockets: Callable[..., Any], sockets: Sequence[socket.socket]
    ) -> None:
        config = uvicorn.Config(
            site,
            http=GuardedHttp,
            ws=cast(Any, websockets),
            loop="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=STOP_WITHIN_S,
        )
        super().__init__(config)
        self._sockets = list(sockets)
        self._ready = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()

    async def start(self) -> None:
        """Returns when connections are accepted."""
        self._task = asyncio.create_task(self.serve(self._sockets))
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({self._task, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._task.done():
            self._task.result()

    async def stop(self) -> None:
        """Accepts nothing more, and gives what runs one second."""
        self.should_exit = True
        self._ending.set()
        if self._task is not None:
            await self._task

    async def main_loop(self) -> None:
        """As uvicorn's, which looks ten times a second whether it is to end: that alone took a
        tenth of a percent of a core and more of a city where nobody is."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), DATE_EVERY_S)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The city listens for signals, not its HTTP server."""
        yield

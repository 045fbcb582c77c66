"""One hello by hand, before a crowd is sent: does the server speak our protocol?"""

from __future__ import annotations

import asyncio

from picows import (
    WSError,
    WSFrame,
    WSInvalidStatusError,
    WSListener,
    WSMsgType,
    WSTransport,
    ws_connect,
)

from loadtest.closing import NO_CODE, closed
from loadtest.errors import ClosedByServer, LoadError, OtherVersion, Unreachable
from metaserver.errors import MetaserverError
from metaserver.protocol.codec import HASH, decode_server, encode
from metaserver.protocol.messages import VERSION, Bye, Hello, Queue, Welcome

WITHIN_S = 10.0


class _Knock(WSListener):
    def __init__(self) -> None:
        self.answer: asyncio.Future[LoadError | None] = asyncio.get_running_loop().create_future()
        self._transport: WSTransport | None = None

    @property
    def opened(self) -> bool:
        return self._transport is not None

    async def leave(self) -> None:
        """Says goodbye, so that the server keeps no place."""
        if self._transport is not None:
            self._transport.send(WSMsgType.BINARY, encode(Bye()))
            self._transport.disconnect()
            await self._transport.wait_disconnected()

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        transport.send(WSMsgType.BINARY, encode(Hello(version=VERSION, hash=HASH)))

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            self._settle(closed(int(frame.get_close_code().value)))
        elif frame.msg_type == WSMsgType.BINARY:
            self._listen(frame.get_payload_as_bytes())

    def _listen(self, data: bytes) -> None:
        try:
            message = decode_server(data)
        except MetaserverError as error:
            self._settle(OtherVersion(f"The server answers something else than a city: {error}."))
            return
        if isinstance(message, Welcome | Queue):
            self._settle(None)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._settle(closed(NO_CODE))

    def _settle(self, error: LoadError | None) -> None:
        if not self.answer.done():
            self.answer.set_result(error)


async def knock(ws_url: str) -> None:
    """Says hello, and goodbye once it is understood.

    Raises ``Unreachable``, ``OtherVersion`` or ``ClosedByServer``.
    """
    listener = _Knock()
    try:
        async with asyncio.timeout(WITHIN_S):
            await ws_connect(
                lambda: listener, ws_url, max_redirects=0, websocket_handshake_timeout=WITHIN_S
            )
            if not listener.opened:
                raise Unreachable(f"{ws_url}: the server ended the connection before the upgrade.")
            error = await listener.answer
    except WSInvalidStatusError as refusal:
        status = refusal.response.status if refusal.response else 0
        raise _refused(ws_url, int(status)) from None
    except TimeoutError:
        raise Unreachable(f"{ws_url}: nobody answers a hello within {WITHIN_S:g} s.") from None
    except (OSError, WSError) as fault:
        raise Unreachable(f"{ws_url}: no WebSocket can be opened there: {fault}.") from None
    finally:
        await listener.leave()
    if error is not None:
        raise error


def _refused(ws_url: str, status: int) -> LoadError:
    if status == 503:
        return ClosedByServer(
            "The server has no room for a connection (HTTP 503); "
            "wait until it is empty, or raise its connections_max."
        )
    return Unreachable(f"{ws_url}: the upgrade to a WebSocket was answered with HTTP {status}.")

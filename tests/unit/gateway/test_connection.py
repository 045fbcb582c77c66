"""The quick way in for small messages, which must never differ from the parser's."""

from __future__ import annotations

import gc
import weakref
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.gateway.connection import Connection
from tests.unit.gateway.stage import Client, FakeTransport, client_frame


class Heard:
    """A guard that takes everything."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.failures: list[str] = []

    def check(self, connection: Any, request: Any) -> None: ...
    def opened(self, connection: Any) -> None: ...
    def control(self, connection: Any) -> None: ...
    def lost(self, connection: Any) -> None: ...

    def received(self, connection: Any, data: bytes) -> None:
        self.messages.append(bytes(data))

    def failed(self, connection: Any, kind: str) -> None:
        self.failures.append(kind)


def opened() -> tuple[Heard, Connection]:
    heard = Heard()
    client = Client(Connection(cast(Any, heard)))
    client.upgrade()
    return heard, client.connection


@pytest.mark.parametrize("size", [0, 1, 27, 125])
async def test_small_messages_need_no_parser(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    heard, connection = opened()
    monkeypatch.setattr(connection._wire, "receive_data", lambda data: pytest.fail("parsed"))
    connection.data_received(client_frame(0x2, bytes(range(size))))
    assert heard.messages == [bytes(range(size))]


@given(
    st.lists(st.tuples(st.sampled_from([0x2, 0x2, 0x2, 0x9]), st.binary(max_size=140)), max_size=6),
    st.lists(st.integers(1, 60), max_size=20),
)
async def test_however_the_bytes_are_cut_the_messages_are_the_same(
    said: list[tuple[int, bytes]], cuts: list[int]
) -> None:
    heard, connection = opened()
    frames = [client_frame(op, data[: 125 if op == 0x9 else None]) for op, data in said]
    stream, at = b"".join(frames), 0
    for cut in [*cuts, len(stream)]:
        if stream[at : at + cut]:
            connection.data_received(stream[at : at + cut])
        at += cut
    assert heard.messages == [data for op, data in said if op == 0x2]
    assert heard.failures == []


async def test_what_only_looks_like_a_message_in_the_middle_of_a_frame_is_no_message() -> None:
    """The head of a frame was read, its body comes by itself and looks like a whole frame."""
    heard, connection = opened()
    inner = client_frame(0x2, b"inner")
    outer = client_frame(0x2, bytes(200))
    masked = bytes(b ^ outer[4 + i % 4] for i, b in enumerate(inner))
    connection.data_received(outer[:8])
    connection.data_received(inner)
    connection.data_received(outer[8 + len(inner) :])
    assert len(heard.messages) == 1
    assert heard.messages[0][: len(inner)] == masked


@pytest.mark.parametrize(
    "last", [b"", b"\x88\x80\0\0\0\0", b"\xff" * 12], ids=["cut", "closed", "bad"]
)
async def test_a_connection_that_ended_needs_no_collector(last: bytes) -> None:
    """Which looks at everything once in hours only, while sockets come and go."""
    heard, connection = opened()
    wire, whole = weakref.ref(connection._wire), weakref.ref(connection)
    gc.collect()
    gc.disable()
    try:
        connection.data_received(client_frame(0x2, b"hello"))
        if last:
            connection.data_received(last)
        transport = cast(FakeTransport, connection.transport)
        transport.abort()
        transport.protocol = None  # real ones let go, too
        del connection
        assert (wire(), whole()) == (None, None)
    finally:
        gc.enable()
    assert heard.messages == [b"hello"]

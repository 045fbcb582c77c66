"""Fragments, frames, views and the WebSocket header in front of them."""

from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.errors import Malformed
from metaserver.protocol.codec import decode_server
from metaserver.protocol.frames import (
    Fragment,
    Frame,
    Kind,
    frame_header,
    pack_fragment,
    pack_view,
    resolve_tick,
    unpack_view,
    websocket_frame,
)

CELLS = st.lists(st.integers(0, 65535), max_size=30)
FRAGMENTS = st.lists(
    st.tuples(
        st.integers(0, 65535), st.sampled_from(Kind), st.integers(0, 127), st.binary(max_size=40)
    ),
    max_size=20,
)


def decoded(data: bytes) -> Frame:
    frame = decode_server(data)
    assert isinstance(frame, Frame)
    return frame


@given(
    epoch=st.integers(0, 2**32 - 1),
    tick=st.integers(127, 2**32 - 1),
    time_ms=st.integers(0, 2**32 - 1),
    parts=FRAGMENTS,
)
def test_a_frame_joined_of_fragments_round_trips(
    epoch: int, tick: int, time_ms: int, parts: list[tuple[int, Kind, int, bytes]]
) -> None:
    packed = [pack_fragment(cell, kind, tick - age, data) for cell, kind, age, data in parts]
    data = frame_header(epoch, tick, time_ms, 100, len(parts)) + b"".join(packed)
    fragments = [Fragment(cell, kind, tick - age, data) for cell, kind, age, data in parts]
    assert decoded(data) == Frame(epoch, tick, time_ms, 100, fragments)


@pytest.mark.parametrize("n", [0, 15, 16, 300, 65535])
def test_any_number_of_fragments_is_one_msgpack_array(n: int) -> None:
    data = frame_header(1, 2, 3, 100, n) + pack_fragment(1, Kind.MOVES, 2, b"") * n
    assert len(msgpack.unpackb(data)[5]) == n


def test_an_empty_frame_is_small() -> None:
    assert len(frame_header(3, 1_000_000, 4_000_000_000, 100, 0)) <= 16


@given(now=st.integers(0, 2**32), age=st.integers(0, 127))
def test_a_tick_is_resolved_up_to_127_ticks_back(now: int, age: int) -> None:
    assert resolve_tick((now - age) & 127, now) == now - age


@given(near=CELLS, middle=CELLS, far=CELLS)
def test_a_view_round_trips(near: list[int], middle: list[int], far: list[int]) -> None:
    assert unpack_view(pack_view(near, middle, far)) == (near, middle, far)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_view_or_malformed(data: bytes) -> None:
    try:
        near, middle, far = unpack_view(data)
    except Malformed:
        return
    assert len(data) == 6 + 2 * len(near + middle + far)


@pytest.mark.parametrize(
    ("size", "header"),
    [
        (0, "82 00"),
        (125, "82 7d"),
        (126, "82 7e 00 7e"),
        (65535, "82 7e ff ff"),
        (65536, "82 7f 00 00 00 00 00 01 00 00"),
    ],
)
def test_a_websocket_header_is_that_of_rfc_6455(size: int, header: str) -> None:
    wanted = bytes.fromhex(header)
    framed = websocket_frame(bytes(size))
    assert framed[: len(wanted)] == wanted
    assert len(framed) == len(wanted) + size


@pytest.mark.parametrize(
    "frame",
    [
        [0],
        [0, 1, 2, 3, 4],
        [0, 1, 2, 3, 4, [], 5],
        [0, 1, 2, 3, 4, None],
        [0, 1, 2, 3, 4, "text"],
        [0, 1, -2, 3, 4, []],
        [0, 1.5, 2, 3, 4, []],
        [0, True, 2, 3, 4, []],
        [0, 1, 2, 3, 4, [1]],
        [0, 1, 2, 3, 4, [[1, 0, 2]]],
        [0, 1, 2, 3, 4, [[1, 5, 2, b""]]],
        [0, 1, 2, 3, 4, [[1, 0.0, 2, b""]]],
        [0, 1, 2, 3, 4, [[1, 0, 128, b""]]],
        [0, 1, 2, 3, 4, [[65536, 0, 2, b""]]],
        [0, 1, 2, 3, 4, [[-1, 0, 2, b""]]],
        [0, 1, 2, 3, 4, [[1, 0, 2, "text"]]],
        [0, 1, 2, 3, 4, {"a": 1}],
    ],
)
def test_what_is_not_a_frame_is_malformed(frame: list[Any]) -> None:
    with pytest.raises(Malformed):
        decode_server(msgpack.packb(frame))

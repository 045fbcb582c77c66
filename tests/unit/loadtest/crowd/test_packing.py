from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadtest.crowd.packing import FRAME_FIRST, decoded, frame_head, frame_kinds, pack_move
from metaserver.errors import ProtocolError
from metaserver.protocol.codec import encode
from metaserver.protocol.frames import Kind, frame_header, pack_fragment
from metaserver.protocol.messages import Move, Pong

U32 = st.integers(0, 2**32 - 1)
METRES = st.floats(-4000, 4000, allow_nan=False)


@given(METRES, METRES, st.integers(0, 255), st.integers(0, 31), U32)
def test_a_packed_move_is_an_encoded_move(
    x: float, y: float, heading: int, speed: int, time_ms: int
) -> None:
    message = Move(x=x, y=y, heading=heading, speed=speed, time_ms=time_ms)
    assert pack_move(x, y, heading, speed, time_ms) == encode(message)


@given(U32, U32, U32, st.integers(0, 1000))
def test_the_head_of_a_frame_is_read_without_the_rest(
    epoch: int, tick: int, time_ms: int, interval_ms: int
) -> None:
    frame = frame_header(epoch, tick, time_ms, interval_ms, 0)
    assert frame[0] == FRAME_FIRST
    assert frame_head(memoryview(frame)) == (epoch, time_ms)


def test_the_kinds_in_a_frame() -> None:
    fragments = [pack_fragment(1, Kind.VIEW, 5, b""), pack_fragment(1, Kind.KEYFRAME, 5, b"")]
    frame = frame_header(1, 5, 500, 100, 2) + b"".join(fragments)
    assert frame_kinds(frame) == {Kind.VIEW, Kind.KEYFRAME}


@pytest.mark.parametrize("broken", [b"\x96\x00", b"\x96\x00\xa1a\x01\x01", b"\x96\x00\xcd\x01"])
def test_what_is_no_frame_is_said_so(broken: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        frame_head(memoryview(broken))
    with pytest.raises(ValueError, match=r"."):
        frame_kinds(broken)


def test_messages_are_decoded_in_full() -> None:
    assert decoded(encode(Pong(time_ms=1, server_ms=2))) == Pong(time_ms=1, server_ms=2)
    with pytest.raises(ProtocolError):
        decoded(b"\x91\x3f")

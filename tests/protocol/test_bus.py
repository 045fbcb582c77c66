"""What gateway and zone tell each other survives the bus."""

from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.errors import Malformed
from metaserver.protocol import bus
from tests.protocol import samples

ROWS = st.lists(
    st.tuples(
        st.integers(0, 65535),
        st.floats(-4000, 4000, width=32),
        st.floats(-4000, 4000, width=32),
        st.integers(0, 255),
        st.integers(0, 31),
        st.integers(0, 2**32 - 1),
    ),
    max_size=20,
)


@given(rows=ROWS)
def test_an_inbox_round_trips(rows: list[tuple[int, float, float, int, int, int]]) -> None:
    controls = [[bus.SAY, 1, 2, 0, "안녕", 0, 5, None], [bus.LEAVE, 7]]
    again = bus.unpack_inbox(bus.pack_inbox(bus.Inbox("g1", bus.MoveColumns.of(rows), controls)))
    m = again.moves
    columns = (m.avatar, m.x, m.y, m.heading, m.speed, m.time_ms)
    told = [tuple(row) for row in zip(*(c.tolist() for c in columns), strict=True)]
    assert told == rows
    assert (again.gateway, again.controls, len(m)) == ("g1", controls, len(rows))


def test_an_empty_inbox_round_trips() -> None:
    again = bus.unpack_inbox(bus.pack_inbox(bus.Inbox("g1")))
    assert (len(again.moves), again.controls) == (0, [])


def test_a_tick_round_trips() -> None:
    data = samples.tick_out()
    again = bus.unpack_tick(data)
    assert bus.pack_tick(again) == data
    assert again.near[10].fragments == 1
    assert again.keys[10].names
    assert np.frombuffer(again.avatars, "<u2").tolist() == [1, 65534]


@pytest.mark.parametrize("unpack", [bus.unpack_inbox, bus.unpack_tick])
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_malformed(unpack: Any, data: bytes) -> None:
    try:
        unpack(data)
    except Malformed as error:
        assert str(error)


COLUMN = b"\0\0"


@pytest.mark.parametrize(
    ("unpack", "value"),
    [
        (bus.unpack_inbox, ["g1", [], []]),
        (bus.unpack_inbox, ["g1", [COLUMN, b"", b"", b"", b"", b""], []]),
        (bus.unpack_inbox, ["g1", [b"\0", b"", b"", b"", b"", b""], []]),
        (bus.unpack_inbox, ["g1", ["", "", "", "", "", ""], []]),
        (bus.unpack_inbox, [5, [b""] * 6, []]),
        (bus.unpack_inbox, ["g1", [b""] * 6, 7]),
        (bus.unpack_inbox, ["g1", [b""] * 6, [7]]),
        (bus.unpack_tick, [1, 2, 3, 4, [], {}, {}, {}, b"", b"", []]),
        (bus.unpack_tick, [1, 2, 3, 4, {1: 2}, {}, {}, {}, b"", b"", []]),
        (bus.unpack_tick, [1, 2, 3, "4", {}, {}, {}, {}, b"", b"", []]),
        (bus.unpack_tick, [1, 2, 3, 4, {}, {}, {}, {}, "", b"", []]),
        (bus.unpack_tick, [1, 2, 3, 4, {}, {}, {}, {}, b"\0", b"", []]),
        (bus.unpack_tick, [1, 2, 3, 4, {}, {}, {}, {}, b"", b"", [5]]),
    ],
)
def test_wrong_shapes_are_malformed(unpack: Any, value: Any) -> None:
    with pytest.raises(Malformed):
        unpack(msgpack.packb(value))

"""Packed columns: what goes in comes out, in the sizes that were promised."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from metaserver.errors import Malformed
from metaserver.protocol.frames import Kind, pack_fragment
from metaserver.protocol.records import (
    Delta,
    Enters,
    Leaves,
    Moves,
    pack_delta,
    pack_enters,
    pack_moves,
    pack_names,
    unpack_delta,
    unpack_enters,
    unpack_moves,
    unpack_names,
)
from tests.protocol import samples


def column(dtype: Any, n: int, largest: int) -> st.SearchStrategy[np.ndarray[Any, Any]]:
    return arrays(dtype, n, elements=st.integers(0, largest))


@st.composite
def moves(draw: st.DrawFn, most: int = 40) -> Moves:
    n = draw(st.integers(0, most))
    return Moves(
        draw(column(np.uint16, n, 65535)),
        draw(column(np.int64, n, 4095)),
        draw(column(np.int64, n, 4095)),
        draw(column(np.uint8, n, 255)),
        draw(column(np.uint8, n, 255)),
    )


@st.composite
def enters(draw: st.DrawFn) -> Enters:
    of = draw(moves())
    looks = draw(arrays(np.uint8, (len(of), 5), elements=st.integers(0, 255)))
    return Enters(of, looks)


@st.composite
def leaves(draw: st.DrawFn) -> Leaves:
    n = draw(st.integers(0, 40))
    return Leaves(draw(column(np.uint16, n, 65535)), draw(column(np.uint16, n, 65535)))


def same(one: Any, other: Any) -> bool:
    """Whether two records hold equal columns, however deep."""
    return all(
        same(a, b) if hasattr(a, "__dataclass_fields__") else np.array_equal(a, b)
        for a, b in ((getattr(one, f), getattr(other, f)) for f in one.__dataclass_fields__)
    )


@given(moves())
def test_moves_round_trip_at_seven_bytes(rows: Moves) -> None:
    packed = pack_moves(rows)
    assert len(packed) == 7 * len(rows)
    assert same(unpack_moves(packed), rows)


@given(enters())
def test_enters_round_trip_at_twelve_bytes(rows: Enters) -> None:
    packed = pack_enters(rows)
    assert len(packed) == 12 * len(rows)
    assert same(unpack_enters(packed), rows)


@given(leaves(), enters(), moves())
def test_a_delta_round_trips(gone: Leaves, come: Enters, moved: Moves) -> None:
    delta = Delta(gone, come, moved)
    packed = pack_delta(delta)
    assert len(packed) == 2 + 4 * len(gone) + 12 * len(come) + 7 * len(moved)
    assert same(unpack_delta(packed), delta)


@given(st.lists(st.tuples(st.integers(0, 65535), st.binary(min_size=5, max_size=5), st.text())))
def test_names_round_trip(entries: list[tuple[int, bytes, str]]) -> None:
    short = [(who, look, name[:60]) for who, look, name in entries]
    assert unpack_names(pack_names(short)) == short


def test_a_name_too_long_is_cut_between_characters() -> None:
    [(_, _, name)] = unpack_names(pack_names([(1, b"\0" * 5, "서" * 100)]))
    assert name == "서" * 85


@pytest.mark.parametrize("n", [1, 8, 30, 100])
def test_a_touched_cell_costs_seven_bytes_a_move_and_at_most_nine_more(n: int) -> None:
    for cell in (0, 127, 128, 255, 256, 65534):
        fragment = pack_fragment(cell, Kind.MOVES, 1000, pack_moves(samples.moves(n)))
        assert len(fragment) <= 7 * n + 9


def test_one_move_in_a_cell_costs_at_most_a_record_and_twelve_bytes() -> None:
    fragment = pack_fragment(65534, Kind.MOVES, 127, pack_moves(samples.moves(1)))
    assert len(fragment) - 7 <= 12


UNPACKERS = (unpack_moves, unpack_enters, unpack_delta, unpack_names)


@pytest.mark.parametrize("unpack", UNPACKERS)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_malformed(unpack: Any, data: bytes) -> None:
    try:
        unpack(data)
    except Malformed as error:
        assert str(error)


@pytest.mark.parametrize(
    ("unpack", "data"),
    [
        (unpack_moves, bytes(8)),
        (unpack_enters, bytes(13)),
        (unpack_delta, b""),
        (unpack_delta, b"\x01\x01" + bytes(15)),
        (unpack_delta, b"\x00\x00" + bytes(6)),
        (unpack_names, bytes(7)),
        (unpack_names, bytes(7) + b"\x02a"),
        (unpack_names, bytes(7) + b"\x01\xff"),
    ],
)
def test_cut_off_columns_are_malformed(unpack: Any, data: bytes) -> None:
    with pytest.raises(Malformed):
        unpack(data)

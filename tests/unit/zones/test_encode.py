"""Cut from whole columns, a cell's fragments are those that packing the cell by itself gives."""

from __future__ import annotations

import msgpack
import numpy as np
import pytest

from metaserver.protocol import bus
from metaserver.protocol.frames import Fragment, Kind, pack_fragment, parse_frame
from metaserver.protocol.quantise import state_byte
from metaserver.protocol.records import (
    ELSEWHERE,
    Delta,
    Enters,
    Leaves,
    Moves,
    pack_delta,
    pack_enters,
    pack_moves,
    pack_names,
)
from metaserver.simulation.streams import Column, Emission, Keys
from metaserver.simulation.terrain import NOWHERE
from metaserver.zones.encode import Encoder
from tests.scenarios.streams_kit import Stage, level_grid, world


@pytest.fixture
def stage() -> Stage:
    stage = Stage(world(level_grid("yard", columns=4, rows=4)))
    rng = np.random.default_rng(9)
    for i in range(40):
        avatar = stage.join(str(i), tuple(rng.uniform(0, 32, 2)), name=f"이름{i}")
        stage.control(bus.APPEAR, avatar, f"이름{i}", bytes(rng.integers(0, 99, 5).tolist()))
        stage.course(avatar, int(rng.integers(256)), int(rng.integers(20)))
    stage.ticks(3)
    return stage


def encoder(stage: Stage) -> Encoder:
    return Encoder(stage.zone.state.crowd.avatars, stage.zone.state.people)


def moves(stage: Stage, slots: list[int]) -> Moves:
    a = stage.zone.state.crowd.avatars
    state = state_byte(a.state[slots], a.speed[slots])
    return Moves(np.array(slots, np.uint16), a.qx[slots], a.qy[slots], a.heading[slots], state)


def enters(stage: Stage, slots: list[int]) -> Enters:
    return Enters(moves(stage, slots), stage.zone.state.crowd.avatars.look[slots])


def emission(
    cells: list[int], leaves: list[list[int]], enters: list[list[int]], moves: list[list[int]],
    to: list[int],
) -> Emission:  # fmt: skip
    return Emission(cells, column(leaves), np.array(to, np.int64), column(enters), column(moves))


def column(per_cell: list[list[int]]) -> Column:
    slots = np.array([slot for slots in per_cell for slot in slots], np.int64)
    return Column(slots, np.cumsum([len(slots) for slots in per_cell]).tolist())


def fragments(data: bytes, n: int) -> list[Fragment]:
    header = msgpack.packb([0, 1, 50, 0, 100])
    array = b"\xdc" + n.to_bytes(2, "big")
    return parse_frame(msgpack.unpackb(b"\x96" + header[1:] + array + data)).fragments


def test_moves_alone_are_plain_moves(stage: Stage) -> None:
    told = emission([3, 7], [[], []], [[], []], [[4, 9, 2], [11]], [])
    out = encoder(stage).stream(50, told)
    for cell, slots in ((3, [4, 9, 2]), (7, [11])):
        packed = pack_fragment(cell, Kind.MOVES, 50, pack_moves(moves(stage, slots)))
        assert (out[cell].fragments, out[cell].data) == (1, packed)


def test_a_delta_is_leaves_enters_and_moves_with_names_behind(stage: Stage) -> None:
    told = emission(
        [2, 5], [[1, 2], [3]], [[4], []], [[], [5, 6]], [7, NOWHERE, 9]
    )  # fmt: skip
    out = encoder(stage).stream(50, told, names=True)
    assert list(out) == [2, 5]
    leaves = Leaves(np.array([1, 2], np.uint16), np.array([7, ELSEWHERE], np.uint16))
    delta = pack_delta(Delta(leaves, enters(stage, [4]), moves(stage, [])))
    person = stage.zone.state.people[4]
    assert out[2].data == pack_fragment(2, Kind.DELTA, 50, delta) + pack_fragment(
        2, Kind.NAMES, 50, pack_names([(4, person.look, person.name)])
    )
    assert out[2].fragments == 2
    leaves = Leaves(np.array([3], np.uint16), np.array([9], np.uint16))
    delta = pack_delta(Delta(leaves, enters(stage, []), moves(stage, [5, 6])))
    assert (out[5].fragments, out[5].data) == (1, pack_fragment(5, Kind.DELTA, 50, delta))


def test_more_leaves_and_enters_than_fit_are_told_in_several_fragments(stage: Stage) -> None:
    many = [i % 40 for i in range(600)]
    told = emission([1], [many], [many[:300]], [[7]], [NOWHERE] * 600)
    out = encoder(stage).stream(50, told)[1]
    parts = fragments(out.data, out.fragments)
    assert [(part.data[0], part.data[1]) for part in parts] == [(255, 255), (255, 45), (90, 0)]
    last = Leaves(np.array(many[510:], np.uint16), np.full(90, ELSEWHERE, np.uint16))
    assert parts[2].data == pack_delta(Delta(last, enters(stage, []), moves(stage, [7])))


def test_a_keyframe_is_everybody_with_all_names(stage: Stage) -> None:
    keys = Keys([4, 6], column([[8, 1], []]))
    out = encoder(stage).keys(50, keys)
    assert out[4].keyframe == pack_fragment(
        4, Kind.KEYFRAME, 50, pack_enters(enters(stage, [8, 1]))
    )
    people = [stage.zone.state.people[slot] for slot in (8, 1)]
    names = pack_names([(p.avatar, p.look, p.name) for p in people])
    assert out[4].names == pack_fragment(4, Kind.NAMES, 50, names)
    assert (out[6].keyframe, out[6].names) == (pack_fragment(6, Kind.KEYFRAME, 50, b""), b"")


def test_nothing_to_tell_is_nothing(stage: Stage) -> None:
    assert encoder(stage).stream(50, emission([], [], [], [], [])) == {}
    assert encoder(stage).keys(50, Keys([], column([]))) == {}

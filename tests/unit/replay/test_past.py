"""What is read of a recording is what was true."""

import math
from pathlib import Path

import numpy as np
import pytest

from metaserver.errors import Malformed
from metaserver.protocol.quantise import DIRECTION_X, DIRECTION_Y, SPEED_STEP_MPS
from metaserver.recorder.format import unpack_rows
from metaserver.recorder.recording import RecordedTick, Recording
from metaserver.replay.past import NOWHERE, Past
from metaserver.replay.reel import Reel
from tests.scenarios.streams_kit import Truth
from tests.unit.recorder.kit import Yard


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    """Ten walkers; one leaves and one comes in between."""
    yard = Yard(tmp_path)
    yard.join(*(f"n{n}" for n in range(10)))
    yard.walk(6)
    yard.leave(yard.walkers[3])
    yard.walk(3)
    yard.join("late")
    yard.walk(6)
    return yard


@pytest.fixture
def recording(yard: Yard) -> Recording:
    return yard.recordings()[0]


def truth_at(yard: Yard, at_ms: int) -> dict[int, Truth]:
    return yard.stage.truth[yard.told[0].tick + at_ms // 100]


def assert_equal(past: Past, truth: dict[int, Truth], at_ms: int) -> None:
    assert set(np.flatnonzero(past.cell != NOWHERE).tolist()) == set(truth)
    for id_, true in truth.items():
        way_m = past.speed[id_] * SPEED_STEP_MPS * (at_ms - past.at_ms[id_]) / 1000
        heading = past.heading[id_]
        x = past.x[id_] + DIRECTION_X[heading] * way_m
        y = past.y[id_] + DIRECTION_Y[heading] * way_m
        assert math.dist((x, y), (true.x, true.y)) <= 0.11
        assert past.cell[id_] == true.cell
        assert (heading, past.speed[id_], past.state[id_]) == (
            true.heading, true.speed_q, true.state,
        )  # fmt: skip
        assert past.look[id_].tobytes() == true.look[:4] + b"\0"


def test_after_every_tick_everybody_is_where_they_were(yard: Yard, recording: Recording) -> None:
    past = Past(yard.stage.ground.terrain)
    for tick in recording.ticks(0):
        past.take(tick)
        assert_equal(past, truth_at(yard, tick.at_ms), tick.at_ms)


@pytest.mark.parametrize("at_ms", [0, 900, 2500, 6900, 7300, 10_400, 16_000])
def test_winding_to_a_moment_is_the_same_as_reading_up_to_it(
    yard: Yard, recording: Recording, at_ms: int
) -> None:
    for before_ms in (0, 12_000):
        past = Past(yard.stage.ground.terrain)
        reel = Reel(recording, past)
        reel.wind(before_ms)
        reel.wind(at_ms)
        assert_equal(past, truth_at(yard, at_ms), at_ms)


def test_a_file_that_goes_on_is_whole_from_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metaserver.recorder.tape.FILE_MS", 5000)
    yard = Yard(tmp_path)
    yard.join(*(f"n{n}" for n in range(10)))
    yard.walk(12)
    first, second, *_ = yard.recordings()
    past = Past(yard.stage.ground.terrain)
    Reel(second, past).wind(0)
    since_ms = second.header.began_unix_ms - first.header.began_unix_ms
    assert_equal(past, truth_at(yard, round(since_ms / 100) * 100), 0)


def test_missing_ticks_are_made_good_within_three_seconds(yard: Yard, recording: Recording) -> None:
    past = Past(yard.stage.ground.terrain)
    for tick in recording.ticks(0):
        if not 5500 <= tick.at_ms < 7500:  # somebody left in between
            past.take(tick)
        if tick.at_ms > 10_600:
            assert_equal(past, truth_at(yard, tick.at_ms), tick.at_ms)


def test_bytes_that_are_no_ticks_are_refused(yard: Yard) -> None:
    """What a checksum cannot find: a file that was made so."""
    ticks = [
        RecordedTick(out.tick, b"".join(p.data for p in out.near.values()), b"")
        for out in yard.told
        if out.near
    ]
    random, refused = np.random.default_rng(1), 0
    for tick in ticks * 3:
        near = bytearray(tick.near)
        near[int(random.integers(len(near)))] = int(random.integers(256))
        past = Past(yard.stage.ground.terrain)
        try:
            past.take(RecordedTick(0, bytes(near), bytes(near)))
        except Malformed:
            refused += 1
    assert refused > 20


@pytest.mark.parametrize("raw", [b"\xc1", b"\x01", b"\x95\1\2\3\4\5", b"\x93\1\2\3", b"\x95\1\2"])
def test_rows_of_another_shape_are_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        list(unpack_rows(raw))

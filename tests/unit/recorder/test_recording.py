"""Files that are cut, broken, foreign or hostile."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import msgpack
import numpy as np
import pytest

from metaserver.errors import Malformed, RecordingError
from metaserver.protocol.frames import Kind
from metaserver.recorder.format import (
    HEAD_BYTES,
    RAW_MAX_BYTES,
    ChunkHead,
    fragments,
    pack_head,
    pack_header,
    unpack_head,
    unpack_header,
)
from metaserver.recorder.recording import Recording
from metaserver.replay.past import Past
from tests.unit.recorder.kit import NAMES, Yard


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    yard = Yard(tmp_path)
    yard.join(*NAMES)
    yard.walk(6)
    return yard


@pytest.fixture
def path(yard: Yard) -> Path:
    return yard.recordings()[0].path


def test_a_last_chunk_that_is_cut_is_left_out(path: Path) -> None:
    whole = Recording(path)
    assert not whole.cut
    data = path.read_bytes()
    for missing in (1, 40, 200):
        path.write_bytes(data[:-missing])
        cut = Recording(path)
        cut.check()
        assert cut.cut
        assert 4000 <= cut.length_ms < whole.length_ms
        assert list(cut.ticks(0))[-1].at_ms == cut.length_ms


def test_a_file_without_a_whole_chunk_is_empty(path: Path) -> None:
    data = path.read_bytes()
    _, header_ends = unpack_header(data)
    for size in (header_ends, header_ends + 5, header_ends + HEAD_BYTES + 5):
        path.write_bytes(data[:size])
        empty = Recording(path)
        assert (empty.length_ms, empty.people, list(empty.ticks(0))) == (0, 0, [])


def test_a_changed_byte_is_found_and_its_time_is_told(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(RecordingError, match=r"is broken \d s after its beginning \(checksum\)"):
        Recording(path).check()


@pytest.mark.parametrize(
    "data", [b"", b"MSREC", b"PK\3\4" * 20, b"MSREC\0\2\n" + bytes(50), b"MSREC\0\1\n\xff\xff\0\0"]
)
def test_another_kind_of_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "holiday.rec"
    path.write_bytes(data)
    with pytest.raises(RecordingError, match=r"holiday\.rec cannot be read as a recording"):
        Recording(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be opened: No such file"):
        Recording(tmp_path / "nothing.rec")


@pytest.mark.parametrize("field", ["began_unix_ms", "time_ms", "lead_ms", "epoch"])
def test_a_time_that_no_calendar_has_is_refused(path: Path, field: str) -> None:
    header, ends = unpack_header(path.read_bytes())
    hostile = replace(header, **cast(Any, {field: 2**63}))
    path.write_bytes(pack_header(hostile) + path.read_bytes()[ends:])
    with pytest.raises(RecordingError, match="values of the header"):
        Recording(path)


@pytest.mark.parametrize(("raw", "packed"), [(100, RAW_MAX_BYTES + 1), (0, 8)])
def test_a_chunk_that_would_fill_the_memory_or_says_nothing_is_refused(
    raw: int, packed: int
) -> None:
    with pytest.raises(Malformed, match="head of a chunk"):
        unpack_head(pack_head(ChunkHead(1, 0, 900, 1, raw, packed, 0)))


def test_a_cell_that_no_world_can_have_is_refused() -> None:
    with pytest.raises(Malformed, match="types of a fragment"):
        list(fragments(msgpack.packb([2**64 - 1, int(Kind.MOVES), 1, b""])))


def test_whatever_is_in_a_file_it_is_read_or_refused(path: Path, yard: Yard) -> None:
    """Bytes changed, taken and doubled, as the checksums would let through."""
    data, random = path.read_bytes(), np.random.default_rng(3)
    refused = 0
    for _ in range(400):
        broken = bytearray(data)
        at, n = int(random.integers(len(data))), int(random.integers(1, 6))
        what = random.integers(3)
        if what == 0:
            broken[at : at + n] = random.bytes(n)
        elif what == 1:
            del broken[at : at + n]
        else:
            broken[at:at] = broken[at : at + n]
        path.write_bytes(broken)
        past = Past(yard.stage.ground.terrain)
        try:
            for tick in Recording(path).ticks(0):
                past.take(tick)
        except (RecordingError, Malformed):
            refused += 1
    assert refused > 100

"""Recordings that this server cannot show are refused with what to do."""

import dataclasses
from pathlib import Path

import pytest

from metaserver.errors import RecordingError
from metaserver.recorder.recording import Recording
from metaserver.replay.fit import check_fit
from metaserver.replays import shelf_rows
from tests.unit.recorder.kit import Yard


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    yard = Yard(tmp_path / "recordings")
    yard.join("a", "b")
    yard.walk(3)
    return yard.recordings()[0]


def test_its_own_world_fits(recording: Recording) -> None:
    check_fit(recording, {"yard": recording.header.world_hash})


@pytest.mark.parametrize(
    ("change", "hashes", "sentence"),
    [
        ({"protocol": "f" * 16}, {}, "play it with the version that recorded it"),
        ({}, {"plaza": "0" * 16}, "shows the world 'yard', which is not here"),
        ({}, {"yard": "1" * 16}, "as 0000000000000000, and here it is 1111111111111111"),
    ],
)
def test_others_do_not(
    recording: Recording, change: dict[str, str], hashes: dict[str, str], sentence: str
) -> None:
    recording.header = dataclasses.replace(recording.header, **change)
    with pytest.raises(RecordingError) as caught:
        check_fit(recording, hashes)
    assert sentence in str(caught.value)
    assert recording.path.name in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_the_list_tells_of_whole_cut_and_broken_files(recording: Recording, tmp_path: Path) -> None:
    whole = recording.path.read_bytes()
    folder = recording.path.parent
    (folder / "20261122T100000.000000Z.rec").write_bytes(whole[:-20])
    (folder / "20261122T110000.000000Z.rec").write_bytes(b"nothing of the kind")
    rows = shelf_rows(tmp_path)
    assert [row[0] for row in rows] == ["yard"] * 3
    lengths, people, notes = ([row[n] for row in rows] for n in (2, 4, 5))
    assert lengths == ["0:03", "0:02", ""]
    assert people == ["2", "2", ""]
    assert notes[:2] == ["", "the end is cut off"]
    assert "cannot be read as a recording" in notes[2]
    assert rows[0][6] == str(recording.path)

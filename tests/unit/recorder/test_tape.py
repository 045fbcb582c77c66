"""Ticks to files, and back."""

import shutil
from pathlib import Path

import pytest

from metaserver.protocol.codec import HASH
from metaserver.recorder import tape
from metaserver.recorder.format import fragments
from metaserver.recorder.recording import Recording
from metaserver.recorder.shelf import FREE_MIN_BYTES, Shelf
from tests.unit.recorder.kit import NAMES, Yard


def test_what_is_read_is_what_was_told(tmp_path: Path) -> None:
    yard = Yard(tmp_path)
    yard.join(*NAMES)
    yard.walk(5)
    (recording,) = yard.recordings()
    header = recording.header
    assert (header.world, header.protocol, header.lead_ms) == ("yard", HASH, 0)
    assert (header.world_hash, header.cell_m) == (yard.stage.info.hash, 8.0)
    ticks = list(recording.ticks(0))
    assert [tick.at_ms for tick in ticks] == [n * 100 for n in range(len(yard.told))]
    assert recording.length_ms == ticks[-1].at_ms == 5100
    assert recording.people == 2
    for tick, out in zip(ticks, yard.told, strict=True):
        assert {cell for cell, _, _ in fragments(tick.near)} == set(out.near)
        assert {cell for cell, _, _ in fragments(tick.keys)} == set(out.keys)
    recording.check()


def test_reading_begins_with_the_chunk_that_is_meant(tmp_path: Path) -> None:
    yard = Yard(tmp_path)
    yard.join("a")
    yard.walk(10)
    (recording,) = yard.recordings()
    ticks = list(recording.ticks(4567))
    assert 4567 - 1100 <= ticks[0].at_ms <= 4567
    assert ticks[-1].at_ms == recording.length_ms
    assert list(recording.ticks(10**6)) == []


def test_the_clock_may_wrap_and_the_file_says_when_it_was(tmp_path: Path) -> None:
    begins_ms = 2**32 * 400 - 1500
    yard = Yard(tmp_path, begins_ms=begins_ms)
    yard.join("a")
    yard.walk(4)
    (recording,) = yard.recordings()
    assert recording.length_ms == 4000
    assert [tick.at_ms for tick in recording.ticks(0)] == list(range(0, 4001, 100))
    assert abs(recording.header.began_unix_ms - begins_ms) <= 200


def test_an_empty_world_is_not_recorded(tmp_path: Path) -> None:
    yard = Yard(tmp_path)
    for _ in range(30):
        yard.tick()
    assert yard.shelf.files() == []
    yard.leave(*yard.join("a"))
    for _ in range(200):
        yard.tick()
    first = yard.shelf.files()
    assert len(first) == 1
    yard.join("b")
    yard.walk(2)
    recordings = yard.recordings()
    assert [r.path for r in recordings][:1] == first
    assert len(recordings) == 2
    assert recordings[0].length_ms <= tape.QUIET_MS + 2000
    assert recordings[1].header.lead_ms == 0


def test_files_rotate_and_each_can_be_read_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tape, "FILE_MS", 6000)
    yard = Yard(tmp_path)
    yard.join(*NAMES)
    yard.walk(20)
    first, *others = yard.recordings()
    assert len(others) >= 3
    assert first.header.lead_ms == 0
    for before, recording in zip([first, *others], others, strict=False):
        header = recording.header
        assert 1500 <= header.lead_ms <= 2500
        listed = [tick for tick in recording.ticks(-3000) if tick.at_ms < 0 and tick.keys]
        assert listed, "all keyframes of a second come before its beginning"
        ends_ms = before.header.began_unix_ms + before.length_ms
        assert 0 < header.began_unix_ms - ends_ms <= 200, "nothing is lost between two files"


def test_the_oldest_files_make_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape, "FILE_MAX_BYTES", 3000)
    yard = Yard(tmp_path, keep_bytes=9000)
    yard.join(*NAMES, "c", "d")
    most = 0
    for _ in range(40):
        yard.walk(1)
        most = max(most, sum(path.stat().st_size for path in yard.shelf.files()))
    assert 6000 < most <= 9000
    recordings = yard.recordings()
    assert max(r.size_bytes for r in recordings) <= 3000
    assert min(r.header.began_unix_ms for r in recordings) > yard.stage.clock.ms - 30_000


def test_another_epoch_is_another_file(tmp_path: Path) -> None:
    yard = Yard(tmp_path)
    yard.join("a")
    yard.walk(2)
    yard.stage.zone.epoch += 1
    yard.walk(2)
    assert len(yard.recordings()) == 2


def test_a_file_is_for_its_owner_only(tmp_path: Path) -> None:
    yard = Yard(tmp_path / "recordings")
    yard.join("a")
    (recording,) = yard.recordings()
    assert recording.path.stat().st_mode & 0o777 == 0o600
    assert recording.path.parent.stat().st_mode & 0o777 == 0o700


def test_what_was_written_is_there_although_the_process_was_killed(tmp_path: Path) -> None:
    yard = Yard(tmp_path)
    yard.join("a")
    yard.walk(5)
    (path,) = yard.shelf.files()  # without closing it
    assert Recording(path).length_ms >= 4000


def test_the_last_of_the_disk_is_left_for_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path)
    shelf.check_free()
    usage = shutil.disk_usage(tmp_path)
    nearly_full = usage._replace(free=FREE_MIN_BYTES - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: nearly_full)
    with pytest.raises(OSError, match="512 MB"):
        shelf.check_free()

"""When recordings go."""

from pathlib import Path

import pytest

from metaserver.errors import StoreError
from metaserver.recorder.shelf import DAY_MS, Shelf, erase_due
from metaserver.register import load_register
from tests.unit.storage.lines import NOW_MS, FixedClock


def put(shelf: Shelf, world: str, began_unix_ms: int, size: int = 100) -> Path:
    path = shelf.path(world, began_unix_ms)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    return path


async def test_files_older_than_the_register_says_are_erased(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    days = next(kind.days for kind in load_register().kinds if kind.id == "recordings")
    assert days == 7
    old = put(shelf, "plaza", NOW_MS - days * DAY_MS - 60_000)
    other = put(shelf, "hall", NOW_MS - 30 * DAY_MS)
    new = put(shelf, "plaza", NOW_MS - days * DAY_MS + 60_000)
    assert await erase_due(shelf, days, FixedClock()) == {"recordings": 2}
    assert (old.exists(), other.exists(), new.exists()) == (False, False, True)


async def test_where_nothing_was_ever_recorded_there_is_nothing_to_erase(tmp_path: Path) -> None:
    assert await erase_due(Shelf(tmp_path / "none"), 7, FixedClock()) == {"recordings": 0}


async def test_what_cannot_be_erased_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path)
    put(shelf, "plaza", NOW_MS - 30 * DAY_MS)

    def fails(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "unlink", fails)
    with pytest.raises(StoreError, match="cannot be erased"):
        await erase_due(shelf, 7, FixedClock())


def test_a_file_that_cannot_be_erased_keeps_no_other_from_it(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    stuck = put(shelf, "hall", NOW_MS - 3 * DAY_MS)
    stuck.unlink()
    stuck.mkdir()
    old = put(shelf, "plaza", NOW_MS - 2 * DAY_MS)
    with pytest.raises(OSError):
        shelf.erase(NOW_MS)
    assert not old.exists()


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    put(shelf, "plaza", NOW_MS)
    mine = tmp_path / "plaza" / "holiday.rec"
    mine.write_bytes(b"")
    (tmp_path / "plaza" / "20261122T134839.000000Z.txt").write_bytes(b"")
    assert len(shelf.files()) == 1
    assert shelf.erase(NOW_MS + DAY_MS) == 1
    assert mine.exists()


def test_room_is_made_by_the_oldest_of_that_world(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    files = [put(shelf, "plaza", NOW_MS + n, 100) for n in range(5)]
    other = put(shelf, "hall", NOW_MS - DAY_MS, 100)
    assert shelf.make_room("plaza", 250) == 3
    assert [path.exists() for path in files] == [False, False, False, True, True]
    assert other.exists()
    assert shelf.make_room("plaza", 250) == 0

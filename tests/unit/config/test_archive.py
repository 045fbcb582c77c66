"""The file of a backup: what was packed is unpacked, or it is told why not."""

import io
import stat
import tarfile
from pathlib import Path

import pytest

from metaserver.archive import CONTENTS, pack, unpack
from metaserver.errors import SettingError

NAMES = ("city.sqlite", "secret.key")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A backup."""
    members = [tmp_path / name for name in NAMES]
    members[0].write_bytes(b"rows" * 1_000_000)
    members[1].write_bytes(bytes(range(32)))
    pack(tmp_path / "city.tar", members, {"server": "1.2.3"})
    return tmp_path / "city.tar"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "to").mkdir()
    return tmp_path / "to"


def test_it_comes_back_as_it_was_and_nobody_else_can_read_it(file: Path, folder: Path) -> None:
    assert unpack(file, folder, NAMES)["server"] == "1.2.3"
    for name in NAMES:
        assert (folder / name).read_bytes() == file.with_name(name).read_bytes()
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_part_that_is_damaged_is_noticed(file: Path, folder: Path) -> None:
    good = file.read_bytes()
    with tarfile.open(file) as tar:
        places = [member.offset_data + member.size // 2 for member in tar.getmembers()]
    for place in places:
        file.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        with pytest.raises(SettingError, match="is damaged"):
            unpack(file, folder, NAMES)
        for name in NAMES:
            (folder / name).unlink(missing_ok=True)


@pytest.mark.parametrize("size", [0, 100, 1000, 5000, 4_000_000])
def test_a_file_that_was_cut_off_is_refused(file: Path, folder: Path, size: int) -> None:
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(SettingError, match="is no backup of a city, or is damaged"):
        unpack(file, folder, NAMES)


def test_what_is_no_backup_is_refused(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "letter").write_text("Dear city, " * 1000)
    with pytest.raises(SettingError, match="is no backup"):
        unpack(tmp_path / "letter", folder, NAMES)
    with pytest.raises(SettingError, match="No such file"):
        unpack(tmp_path / "nothing", folder, NAMES)


@pytest.mark.parametrize(
    ("contents", "kind"),
    [
        (b'{"format": 1, "files": {}}', tarfile.REGTYPE),
        (b'{"format": 2, "files": {}}', tarfile.REGTYPE),
        (b'{"format": 1, "files": []}', tarfile.REGTYPE),
        (b"[]", tarfile.REGTYPE),
        (b"\xff", tarfile.REGTYPE),
        (b"", tarfile.SYMTYPE),
        (b"", tarfile.DIRTYPE),
        (b" " * 200_000, tarfile.REGTYPE),
    ],
)
def test_a_list_of_contents_that_is_none_is_refused(
    tmp_path: Path, folder: Path, contents: bytes, kind: bytes
) -> None:
    with tarfile.open(tmp_path / "wrong.tar", "w") as tar:
        member = tarfile.TarInfo(CONTENTS)
        member.size, member.type, member.linkname = len(contents), kind, "/etc/passwd"
        tar.addfile(member, io.BytesIO(contents))
    with pytest.raises(SettingError, match="is no backup"):
        unpack(tmp_path / "wrong.tar", folder, NAMES)


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        pack(tmp_path / "city.tar", [tmp_path / "missing"], {})
    assert list(tmp_path.iterdir()) == []

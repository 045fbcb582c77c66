"""The data folder: made once, used by one server, private."""

import stat
from pathlib import Path

import pytest

from metaserver.datadir import DataFolder
from metaserver.errors import SettingError


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "deep" / "data")


def test_keys_are_made_once_and_stay(folder: DataFolder) -> None:
    folder.open()
    secret, key = folder.secret(), folder.operator_key()
    assert len(secret) == 32
    folder.close()
    again = DataFolder(folder.path)
    again.open()
    assert (again.secret(), again.operator_key()) == (secret, key)
    assert again.given_operator_key() == key
    again.close()


def test_nobody_else_can_read_it(folder: DataFolder) -> None:
    folder.open()
    folder.secret()
    folder.operator_key()
    folder.announce("http://127.0.0.1:1")
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    for name in ("secret.key", "operator.key", "server.json"):
        assert stat.S_IMODE((folder.path / name).stat().st_mode) == 0o600
    folder.close()


def test_a_second_server_is_refused_with_a_sentence(folder: DataFolder) -> None:
    folder.open()
    with pytest.raises(SettingError, match=r"^data: .* is in use by another server"):
        DataFolder(folder.path).open()
    folder.close()
    second = DataFolder(folder.path)
    second.open()
    second.close()


def test_the_servers_address_is_told_while_it_runs(folder: DataFolder) -> None:
    assert folder.server_url() is None
    folder.open()
    folder.announce("http://127.0.0.1:8080")
    assert DataFolder(folder.path).server_url() == "http://127.0.0.1:8080"
    folder.close()
    assert folder.server_url() is None


def test_the_refused_second_server_does_not_hide_the_first(folder: DataFolder) -> None:
    folder.open()
    folder.announce("http://127.0.0.1:8080")
    second = DataFolder(folder.path)
    with pytest.raises(SettingError):
        second.open()
    second.close()
    assert folder.server_url() == "http://127.0.0.1:8080"
    folder.close()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingError, match=r"^data: .*file/data cannot be written"):
        DataFolder(tmp_path / "file" / "data").open()


def test_a_cut_off_key_is_named(folder: DataFolder) -> None:
    folder.open()
    (folder.path / "secret.key").write_bytes(b"short")
    with pytest.raises(SettingError, match=r"secret\.key has 5 bytes, not 32"):
        folder.secret()
    folder.close()


def test_without_a_server_the_operators_key_is_a_sentence(folder: DataFolder) -> None:
    with pytest.raises(SettingError, match=r"operator\.key cannot be read"):
        folder.given_operator_key()


def test_a_restore_that_was_interrupted_goes_on_at_the_next_start(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.open()
    for name in ("city.sqlite", "city.sqlite-wal", "secret.key"):
        (folder.path / name).write_text("old")

    def power_cut(_: Path, to: Path) -> Path:
        raise KeyboardInterrupt(to)

    with pytest.raises(KeyboardInterrupt), folder.staging() as staged:
        for name in ("city.sqlite", "secret.key", "operator.key"):
            (staged / name).write_text("new")
        monkeypatch.setattr(Path, "replace", power_cut)
        folder.take_over(staged)
    monkeypatch.undo()
    folder.close()
    again = DataFolder(folder.path)
    again.open()
    left = {each.name: each.read_text() for each in again.path.iterdir()}
    assert left == {"lock": "", "city.sqlite": "new", "secret.key": "new", "operator.key": "new"}
    again.close()


def test_what_was_only_staged_is_never_taken_over(folder: DataFolder) -> None:
    folder.open()
    with pytest.raises(KeyboardInterrupt), folder.staging() as staged:
        (staged / "secret.key").write_text("half")
        raise KeyboardInterrupt
    assert [each.name for each in folder.path.iterdir()] == ["lock"]
    assert folder.is_empty()
    folder.close()


def test_a_folder_with_a_key_is_not_empty(folder: DataFolder) -> None:
    folder.open()
    with pytest.raises(SettingError, match="a server makes it at its start"):
        folder.given_keys()
    folder.secret()
    folder.operator_key()
    assert not folder.is_empty()
    assert [each.name for each in folder.given_keys()] == ["secret.key", "operator.key"]
    folder.close()

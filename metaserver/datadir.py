"""The data folder: keys, the database's place, and one server at a time.

======================  =========================================================================
``city.sqlite``         the database, unless the setting ``database_url`` names another
``secret.key``          32 random bytes: signs place tickets, hashes addresses; made once
``operator.key``        what operators' commands show to the running server; made once
``recordings/``         where people walked, where that is being recorded; a folder a world
``server.json``         address of the running server, there while it runs
``lock``                held by the running server
``.restored/``          a backup that is about to take its place; there for a moment only
======================  =========================================================================

The folder and its files are readable by the server's user only.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from metaserver.errors import SettingError

SECRET_BYTES: Final = 32
CITY_KEY: Final = "secret.key"
OPERATOR_KEY: Final = "operator.key"
STAGING: Final = ".restoring"
RESTORED: Final = ".restored"

_PASSING: Final = frozenset({"lock", "server.json", STAGING})


class DataFolder:
    """Use between ``open`` and ``close``; reading the operator's side needs neither."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    @property
    def database(self) -> Path:
        return self.path / "city.sqlite"

    @property
    def recordings(self) -> Path:
        return self.path / "recordings"

    def open(self) -> None:
        """Creates the folder where it is missing and takes its lock.

        Raises ``SettingError`` where it cannot be written or another server uses it.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = (self.path / "lock").open("w")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
                raise
        except BlockingIOError:
            raise SettingError(
                f"data: {self.path} is in use by another server; stop that one or choose "
                "another folder with --data."
            ) from None
        except OSError as error:
            raise SettingError(f"data: {self.path} cannot be written: {_why(error)}.") from error
        self._lock = lock
        self._finish_restore()

    @property
    def key_files(self) -> tuple[Path, ...]:
        return self.path / CITY_KEY, self.path / OPERATOR_KEY

    def given_keys(self) -> tuple[Path, ...]:
        """The files of the keys. Raises ``SettingError`` where one is missing."""
        for each in self.key_files:
            if not each.is_file():
                raise SettingError(f"data: {each} is missing; a server makes it at its start.")
        return self.key_files

    def is_empty(self) -> bool:
        """Whether no city was here before."""
        return not any(each.name not in _PASSING for each in self.path.iterdir())

    @contextlib.contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder in it for what is to be taken over; gone afterwards. Only when opened."""
        staged = self.path / STAGING
        shutil.rmtree(staged, ignore_errors=True)  # of a restore that was killed
        staged.mkdir(mode=0o700)
        try:
            yield staged
        finally:
            shutil.rmtree(staged, ignore_errors=True)

    def take_over(self, staged: Path) -> None:
        """Its files replace those of the same name, all of them: where this is interrupted, the
        next ``open`` goes on with it."""
        staged.rename(self.path / RESTORED)
        _sync(self.path)
        self._finish_restore()

    def _finish_restore(self) -> None:
        restored = self.path / RESTORED
        if not restored.is_dir():
            return
        if (restored / self.database.name).exists():
            # The old database's log must never meet the new one.
            for ending in ("-wal", "-shm"):
                self.database.with_name(self.database.name + ending).unlink(missing_ok=True)
            _sync(self.path)
        for each in restored.iterdir():
            each.replace(self.path / each.name)
        _sync(self.path)
        restored.rmdir()

    def secret(self) -> bytes:
        """The city's key; made at the first start."""
        return self._kept(CITY_KEY, secrets.token_bytes(SECRET_BYTES), SECRET_BYTES)

    def operator_key(self) -> str:
        """Made at the first start; delete the file and restart for another."""
        return self._kept(OPERATOR_KEY, secrets.token_urlsafe(32).encode(), 43).decode()

    def announce(self, url: str) -> None:
        """Tells the operators' commands where the server answers on this machine."""
        self._write("server.json", json.dumps({"url": url, "pid": os.getpid()}).encode())

    def close(self) -> None:
        """Lets the folder go; harmless if it was not opened."""
        if self._lock is not None:
            (self.path / "server.json").unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def server_url(self) -> str | None:
        """Where the running server answers, or None where none runs."""
        try:
            return str(json.loads((self.path / "server.json").read_bytes())["url"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def given_operator_key(self) -> str:
        """For the operators' commands. Raises ``SettingError`` where it cannot be read."""
        try:
            return (self.path / OPERATOR_KEY).read_text("ascii").strip()
        except (OSError, ValueError) as error:
            raise SettingError(
                f"data: {self.path / OPERATOR_KEY} cannot be read: {_why(error)}."
            ) from error

    def _kept(self, name: str, fresh: bytes, length: int) -> bytes:
        try:
            if not (self.path / name).exists():
                self._write(name, fresh)
            found = (self.path / name).read_bytes()
        except OSError as error:
            raise SettingError(
                f"data: {self.path / name} cannot be used: {_why(error)}."
            ) from error
        if len(found) != length:
            raise SettingError(
                f"data: {self.path / name} has {len(found)} bytes, not {length}; restore it from a "
                "backup, or delete it for a new one."
            )
        return found

    def _write(self, name: str, content: bytes) -> None:
        """Whole or not at all, and readable by nobody else at any moment."""
        half = self.path / f".{name}.new"
        half.unlink(missing_ok=True)
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(self.path / name)


def _sync(folder: Path) -> None:
    """What was renamed in it lasts through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _why(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error)

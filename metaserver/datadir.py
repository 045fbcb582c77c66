"""The data folder: keys, the database's place, and one server at a time.

======================  =========================================================================
``city.sqlite``         chat, reports and bans
``secret.key``          32 random bytes: signs place tickets, hashes addresses; made once
``operator.key``        what operators' commands show to the running server; made once
``recordings/``         where people walked, where that is being recorded; a folder a world
``server.json``         address of the running server, there while it runs
``lock``                held by the running server
======================  =========================================================================

The folder and its files are readable by the server's user only.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from pathlib import Path
from typing import IO, Final

from metaserver.errors import SettingError

SECRET_BYTES: Final = 32


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

    def secret(self) -> bytes:
        """The city's key; made at the first start."""
        return self._kept("secret.key", secrets.token_bytes(SECRET_BYTES), SECRET_BYTES)

    def operator_key(self) -> str:
        """Made at the first start; delete the file and restart for another."""
        return self._kept("operator.key", secrets.token_urlsafe(32).encode(), 43).decode()

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
            return (self.path / "operator.key").read_text("ascii").strip()
        except (OSError, ValueError) as error:
            raise SettingError(
                f"data: {self.path / 'operator.key'} cannot be read: {_why(error)}."
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


def _why(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error)

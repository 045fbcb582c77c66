"""``metaserver backup`` and ``metaserver restore``: a whole city in one file, and back.

A backup sees one moment of a running server, which goes on meanwhile. Recordings are not in it:
they are kept for a few days only.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from metaserver.commands import Data
from metaserver.config import Settings, load_settings
from metaserver.errors import SettingError, StoreError

if TYPE_CHECKING:
    from metaserver.datadir import DataFolder


def backup(
    file: Annotated[Path, typer.Argument(help="File to write, such as city-2026-11-22.tar.")],
    data: Data = None,
) -> None:
    """Write database and keys into one file; also while the server runs.

    The file holds personal data and keys and is readable by its owner only. Erase old backups
    as soon as what is in them should be erased.
    """
    settings = load_settings({"data": data})
    with _told(file):
        _backup(settings, file)
    sys.stdout.write(f"Wrote {file} ({file.stat().st_size:,} bytes).\n")


def restore(
    file: Annotated[Path, typer.Argument(help="File that `metaserver backup` wrote.")],
    data: Data = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="In the place of what is there, which is lost.")
    ] = False,
) -> None:
    """Bring database and keys back, all or nothing; no server may run on them meanwhile.

    It makes no difference whether the backup was made of SQLite or of PostgreSQL.
    """
    from metaserver.datadir import DataFolder

    settings = load_settings({"data": data})
    folder = DataFolder(settings.data)
    folder.open()
    try:
        with _told(file):
            _restore(settings, folder, file, replace=replace)
    finally:
        folder.close()
    sys.stdout.write(f"Restored {file} to {settings.data}.\n")


def _backup(settings: Settings, file: Path) -> None:
    from metaserver.archive import pack
    from metaserver.clock import SystemClock
    from metaserver.datadir import DataFolder
    from metaserver.storage.backup import save

    folder = DataFolder(settings.data)
    url = settings.database_url.get_secret_value()
    if not url and not folder.database.exists():
        raise SettingError(f"data: there is no database in {settings.data}.")
    if file.exists():
        raise SettingError(f"{file} is there already; choose another name.")
    keys = folder.given_keys()
    # Beside the file: there is room for it, and nobody else can read it.
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.absolute().parent) as beside:
        copy = Path(beside) / folder.database.name
        asyncio.run(save(url or folder.database, copy))
        about = {"made_ms": SystemClock().unix_ms(), "server": version("metaverse-seoul")}
        pack(file, [copy, *keys], about)


def _restore(settings: Settings, folder: DataFolder, file: Path, *, replace: bool) -> None:
    from metaserver.archive import unpack
    from metaserver.storage.backup import load, prepare

    if not replace and not folder.is_empty():
        raise SettingError(
            f"data: {folder.path} is not empty; --replace puts the backup in the place of what is "
            "there."
        )
    with folder.staging() as staged:
        copy = staged / folder.database.name
        unpack(file, staged, (copy.name, *(each.name for each in folder.key_files)))
        prepare(copy)
        if url := settings.database_url.get_secret_value():
            # The keys follow: where that fails, the command can be given again.
            asyncio.run(load(copy, url, replace=replace))
            copy.unlink()
        folder.take_over(staged)


@contextlib.contextmanager
def _told(file: Path) -> Iterator[None]:
    """Nothing was kept of what failed: says of which file."""
    try:
        yield
    except StoreError as error:
        raise StoreError(f"{file}: {error}") from error
    except OSError as error:
        raise SettingError(f"{file}: {error.filename or file}: {error.strerror}.") from error

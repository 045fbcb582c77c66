"""Where recordings lie: ``<folder>/<world>/<utc time>.rec``, and when they go."""

from __future__ import annotations

import asyncio
import errno
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from metaserver import metrics
from metaserver.errors import StoreError
from metaserver.ports import Clock

SUFFIX: Final = ".rec"
FREE_MIN_BYTES: Final = 512 * 2**20
"""Left on the disk for what matters more: complaints, chat, bans."""
DAY_MS: Final = 86_400_000
KIND: Final = "recordings"
"""Of the register of personal data."""


class Shelf:
    """Files whose name is no time are nobody's recordings: they are not listed, nor touched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, world: str, began_unix_ms: int) -> Path:
        began = datetime.fromtimestamp(began_unix_ms / 1000, UTC)
        return self.folder / world / (began.strftime("%Y%m%dT%H%M%S.%fZ") + SUFFIX)

    def files(self, world: str = "*") -> list[Path]:
        """Oldest first."""
        found = [path for path in self.folder.glob(f"{world}/*{SUFFIX}") if _began(path)]
        return sorted(found, key=lambda path: path.name)

    def check_free(self) -> None:
        """Raises ``OSError`` before the disk is full, as the database lies on it too."""
        if shutil.disk_usage(self.folder).free < FREE_MIN_BYTES:
            raise OSError(errno.ENOSPC, "less than 512 MB of the disk are free")

    def make_room(self, world: str, keep_bytes: int) -> int:
        """Removes the oldest files of a world until all together are no larger; how many went.
        Raises ``OSError``."""
        sizes = {path: _size_bytes(path) for path in self.files(world)}
        total, gone = sum(sizes.values()), 0
        for path, size in sizes.items():
            if total <= keep_bytes:
                break
            path.unlink(missing_ok=True)
            total, gone = total - size, gone + 1
        return gone

    def erase(self, older_than_unix_ms: int) -> int:
        """Removes the files that began before; how many went. Raises ``OSError`` where one does
        not go, when the others have."""
        old = [path for path in self.files() if (_began(path) or 0) < older_than_unix_ms]
        stays: OSError | None = None
        for path in old:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                stays = error
        if stays is not None:
            raise stays
        return len(old)


async def erase_due(shelf: Shelf, keep_days: int, clock: Clock) -> dict[str, int]:
    """The shelf's part of the deletion job: files erased, by kind. Raises ``StoreError``."""
    try:
        files = await asyncio.to_thread(shelf.erase, clock.unix_ms() - keep_days * DAY_MS)
    except OSError as error:
        raise StoreError(f"Recordings in {shelf.folder} cannot be erased: {error}.") from error
    metrics.ERASED_ROWS.labels(KIND).inc(files)
    return {KIND: files}


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # erased meanwhile
        return 0


def _began(path: Path) -> int | None:
    """Unix time in ms that a file's name says, or None."""
    try:
        began = datetime.strptime(path.name.removesuffix(SUFFIX), "%Y%m%dT%H%M%S.%f%z")
    except ValueError:
        return None
    return round(began.timestamp() * 1000)

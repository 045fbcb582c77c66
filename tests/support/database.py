"""A SQLite database with today's tables: made once in a process, and copied for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from metaserver.storage import Database

_made: list[bytes] = []
"""The file, as soon as one was wanted."""


@asynccontextmanager
async def city_database(folder: Path) -> AsyncIterator[Database]:
    """Opened on ``city.sqlite`` in ``folder``; empty."""
    path = folder / "city.sqlite"
    path.write_bytes(await _empty())
    database = Database(path)
    await database.open()
    yield database
    await database.close()


async def _empty() -> bytes:
    if not _made:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "city.sqlite"
            database = Database(path)
            await database.open()
            await database.close()
            _made.append(path.read_bytes())
    return _made[0]

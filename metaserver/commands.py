"""What commands share that open the database themselves: it works beside a running server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from metaserver.config import Settings
from metaserver.errors import SettingError

if TYPE_CHECKING:
    from pathlib import Path

    from metaserver.storage import Database

Data = Annotated[
    str | None, typer.Option(help=Settings.model_fields["data"].description, metavar="DATA")
]


@asynccontextmanager
async def opened(settings: Settings, *, create: bool = False) -> AsyncIterator[Database]:
    """The city's database; a running server may have it open too. Raises ``SettingError``."""
    from metaserver.datadir import DataFolder
    from metaserver.storage import Database

    url, file = settings.database_url.get_secret_value(), DataFolder(settings.data).database
    if create and not url:
        _make(settings.data)
    elif not url and not file.exists():
        raise SettingError(f"data: there is no database in {settings.data}; name its folder.")
    db = Database(url or file)
    await db.open()
    try:
        yield db
    finally:
        await db.close()


def moment(unix_ms: int | None) -> str:
    """In the machine's own time zone."""
    if not unix_ms:
        return ""
    return datetime.fromtimestamp(unix_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def _make(folder: Path) -> None:
    """As the server does at its first start: a command may come before that."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"data: {folder} cannot be written: {error.strerror}.") from error

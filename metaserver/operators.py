"""The operators' side of the desk: finds the running server by its data folder and asks it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx

from metaserver.config import Settings
from metaserver.datadir import DataFolder
from metaserver.errors import Refused, SettingError


class RemoteDesk:
    """Raises ``SettingError`` where no server runs on that data folder."""

    def __init__(self, data: Path) -> None:
        folder = DataFolder(data)
        url = folder.server_url()
        if url is None:
            raise SettingError(f"data: no server runs on {data}; name its folder with --data.")
        self._url = url
        self._key = folder.given_operator_key()

    def get(self, what: str, params: dict[str, str] | None = None) -> Any:
        return self._ask("GET", what, params=params)

    def post(self, what: str, order: dict[str, Any]) -> Any:
        return self._ask("POST", what, json=order)

    def _ask(self, method: str, what: str, **more: Any) -> Any:
        """Raises ``Refused`` with the server's own sentence."""
        headers = {"Authorization": f"Bearer {self._key}"}
        try:
            # Never by way of a proxy: the key is for this machine.
            with httpx.Client(base_url=self._url, trust_env=False, timeout=30) as client:
                response = client.request(method, f"/operator/{what}", headers=headers, **more)
        except httpx.HTTPError as error:
            raise SettingError(f"data: the server at {self._url} does not answer.") from error
        body = response.json()
        if response.status_code != 200:
            raise Refused(str(body.get("error", response.reason_phrase)))
        return body


def erase(settings: Settings) -> dict[str, int]:
    """Runs the deletion job: by the running server, or here where none runs."""
    folder = DataFolder(settings.data)
    if folder.server_url() is not None:
        erased: dict[str, int] = RemoteDesk(settings.data).post("erase", {})
        return erased
    where = settings.database_url.get_secret_value() or folder.database
    if isinstance(where, Path) and not where.exists():
        raise SettingError(f"data: there is no database in {settings.data}.")
    folder.open()
    try:
        return asyncio.run(_erase(folder, where, settings.record_keep_days))
    finally:
        folder.close()


async def _erase(folder: DataFolder, where: Path | str, record_keep_days: int) -> dict[str, int]:
    # Only here: the other commands need no database, and start in half the time without.
    from metaserver.clock import SystemClock
    from metaserver.recorder.shelf import Shelf, erase_due
    from metaserver.register import load_register
    from metaserver.storage import Database, Erasure

    clock, db = SystemClock(), Database(where)
    files = await erase_due(Shelf(folder.recordings), record_keep_days, clock)
    await db.open()
    try:
        return await Erasure(db=db, register=load_register(), clock=clock).run() | files
    finally:
        await db.close()

"""The grids of a world's levels, which a client needs to understand frames, over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import msgpack

from metaclient.errors import ClientError
from metaserver.protocol.views import LevelCells, WorldInfo

TIMEOUT_S = 10.0


def socket_url(url: str) -> str:
    """``http://host`` or ``ws://host`` (path optional) to the address of the WebSocket."""
    parts = urlsplit(url)
    scheme = {"http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
    return urlunsplit((scheme, parts.netloc, "/ws", "", ""))


def http_url(url: str) -> str:
    """The same server's address for files."""
    parts = urlsplit(url)
    scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
    return urlunsplit((scheme, parts.netloc, "", "", ""))


class Worlds:
    """Fetches each world once for every hash of it."""

    def __init__(self, url: str) -> None:
        self._base = http_url(url)
        self._known: dict[tuple[str, str], WorldInfo] = {}

    async def get(self, world: str, hash_: str) -> WorldInfo:
        """Raises ``ClientError`` where the server does not hand it out."""
        key = world, hash_
        if key not in self._known:
            self._known[key] = await self._fetch(world, hash_)
        return self._known[key]

    async def _fetch(self, world: str, hash_: str) -> WorldInfo:
        folder = f"{self._base}/worlds/{world}/{hash_}"
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False) as http:
                spec = (await http.get(f"{folder}/world.json")).raise_for_status().json()
                raster = (await http.get(f"{folder}/raster.bin")).raise_for_status().content
            return info(spec, msgpack.unpackb(raster), hash_)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise ClientError(f"world {world}: {error!r}") from error


def info(spec: dict[str, Any], raster: dict[str, Any], hash_: str) -> WorldInfo:
    """From ``world.json`` and the unpacked ``raster.bin``."""
    bounds = {level["id"]: level["bounds"] for level in spec["levels"]}
    levels = tuple(_level(level, bounds[level["id"]]) for level in raster["levels"])
    places = tuple(place["id"] for place in spec["places"])
    return WorldInfo(spec["id"], hash_, spec["cell_m"], spec["start"], places, levels)


def _level(raster: dict[str, Any], bounds: list[float]) -> LevelCells:
    x0, y0, x1, y1 = bounds
    return LevelCells(
        raster["id"], x0, y0, x1, y1, raster["first_cell"], raster["columns"], raster["rows"]
    )

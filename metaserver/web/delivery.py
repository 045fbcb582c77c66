"""Worlds as the files that a client downloads, each under the hash of their content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgpack

from metaserver.errors import WorldFileError
from metaserver.web.resources import IMMUTABLE, Resource, media_type, resource
from metaserver.worldfiles import World
from metaserver.worldfiles import delivery as parts_of

# A picture is shown by <img>; opened by itself, an SVG may do nothing but be drawn.
_PICTURE = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}


@dataclass(frozen=True, slots=True)
class DeliveredWorld:
    """One world's files and what is told of it before they are loaded."""

    id: str
    hash: str
    """First 16 hex digits of SHA-256 over world.json, raster.bin and the texts by language."""
    files: Mapping[str, bytes]
    """``world.json``, ``raster.bin`` and ``texts.<language>.json``."""
    about: Mapping[str, Any]
    """The world's entry of ``/api/worlds``, people left out."""

    def url(self, file: str) -> str:
        return f"/worlds/{self.id}/{self.hash}/{file}"


def deliver(world: World) -> DeliveredWorld:
    """Packs a world; the same world gives the same bytes and hash."""
    parts = parts_of(world)
    texts = {f"texts.{lang}.json": _json(parts["texts"][lang]) for lang in sorted(parts["texts"])}
    raster = msgpack.packb(parts["raster"])
    files = {"world.json": _json(parts["world"]), "raster.bin": raster, **texts}
    digest = hashlib.sha256(b"".join(files.values())).hexdigest()[:16]
    about = {
        "id": world.spec.id,
        "hash": digest,
        "setting": world.spec.setting,
        "names": {lang: text.name for lang, text in world.texts.items()},
        "summaries": {lang: text.summary for lang, text in world.texts.items()},
        "places": [place.id for place in world.spec.places],
    }
    return DeliveredWorld(world.spec.id, digest, files, about)


def world_files(world: DeliveredWorld) -> dict[str, Resource]:
    """Address to resource."""
    return {
        world.url(name): resource(body, media_type(name), cache=IMMUTABLE)
        for name, body in world.files.items()
    }


def pictures(worlds: Iterable[World], folder: Path) -> dict[str, Resource]:
    """Address to resource, for every picture that a world shows; ``folder`` is the manifest's.

    Raises ``WorldFileError`` where a file is gone since the manifest was checked.
    """
    assets = {asset.url: asset for world in worlds for asset in world.assets.values()}
    found = {}
    for url, asset in sorted(assets.items()):
        try:
            body = (folder / "files" / asset.file).read_bytes()
        except OSError as error:
            raise WorldFileError(f"The picture {asset.file} cannot be read: {error}.") from error
        found[url] = resource(body, asset.media_type, cache=IMMUTABLE, headers=_PICTURE)
    return found


def worlds_answer(
    worlds: Iterable[DeliveredWorld], start: str, people: Mapping[str, int],
    recorded: Collection[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """The body of ``/api/worlds``; the world one arrives in comes first."""
    ordered = sorted(worlds, key=lambda world: (world.id != start, world.id))
    entries = [_entry(world, people) | {"recorded": world.id in recorded} for world in ordered]
    return {"start": start, "worlds": entries}


def _entry(world: DeliveredWorld, people: Mapping[str, int]) -> dict[str, Any]:
    languages = sorted(world.about["names"])
    urls = {
        "world": world.url("world.json"),
        "raster": world.url("raster.bin"),
        "texts": {lang: world.url(f"texts.{lang}.json") for lang in languages},
    }
    return {**world.about, "people": people.get(world.id, 0), "urls": urls}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

"""The built client stays small: what a visitor must fetch before walking, compressed as served.

Reads Vite's manifest in ``clients/web/dist`` (``make test`` builds it) and the start world.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import brotli
import msgpack
import pytest

from metaserver.worldfiles import delivery, load_worlds

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "clients/web/dist"
START = "seoul-plaza"
FLAT_MAX_BYTES = 80_000
DEEP_MAX_BYTES = 400_000
PAGE_BYTES = 4_000
"""The page itself with its boot data, compressed; ``test_serve`` sees less."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    path = DIST / ".vite/manifest.json"
    assert path.exists(), "the client is not built: make build"
    chunks: dict[str, Any] = json.loads(path.read_text())
    return chunks


def packed(data: bytes) -> int:
    return len(brotli.compress(data, quality=9))


def needed(chunks: dict[str, Any], *names: str) -> set[str]:
    """Files of these chunks and of all that they import statically."""
    files: set[str] = set()
    waiting = list(names)
    while waiting:
        chunk = chunks[waiting.pop()]
        if chunk["file"] not in files:
            files |= {chunk["file"], *chunk.get("css", [])}
            waiting += chunk.get("imports", [])
    return files


def size(files: set[str]) -> int:
    return sum(packed((DIST / file).read_bytes()) for file in files)


def world_size() -> int:
    parts = delivery(load_worlds(ROOT / "worlds", ROOT / "assets_manifest")[START])
    text = max(packed(json.dumps(t, ensure_ascii=False).encode()) for t in parts["texts"].values())
    world = packed(json.dumps(parts["world"], ensure_ascii=False).encode())
    return text + world + packed(msgpack.packb(parts["raster"], default=lambda a: a.tobytes()))


def flat(chunks: dict[str, Any]) -> set[str]:
    languages = [name for name in chunks if name.startswith("src/i18n/")]
    return needed(chunks, "index.html", *languages)


def test_the_2d_view_needs_at_most_80_kb(manifest: dict[str, Any]) -> None:
    assert PAGE_BYTES + size(flat(manifest)) + world_size() <= FLAT_MAX_BYTES


def test_the_first_step_in_3d_needs_at_most_400_kb(manifest: dict[str, Any]) -> None:
    files = flat(manifest) | needed(manifest, "src/scene/index.ts")
    assert PAGE_BYTES + size(files) + world_size() <= DEEP_MAX_BYTES


def test_three_is_not_in_the_first_paint(manifest: dict[str, Any]) -> None:
    for file in flat(manifest):
        assert b"WebGLRenderer" not in (DIST / file).read_bytes(), file

"""The built browser client: its files, and the index page with what it needs to begin.

The page carries the answer of ``/api/worlds`` and names the start world's files to the browser
before any script runs, which saves two round trips of the first visit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from metaserver.protocol.codec import HASH
from metaserver.protocol.messages import VERSION
from metaserver.web.resources import IMMUTABLE, REVALIDATE, Resource, media_type, resource

_INDEX: Final = "index.html"
_HEAD_END: Final = re.compile(r"</head>", re.IGNORECASE)
_TEXTS: Final = re.compile(r"src/i18n/([a-z]{2}(?:-[a-z]+)?)\.ts")
Boot = Mapping[str, Any]


class Client:
    """What lies in ``dist``, read once; ``page`` gives the index for each moment."""

    def __init__(self, dist: Path) -> None:
        self.files: dict[str, Resource] = {}
        """Address to resource, the index page left out."""
        self._index = ""
        self._chunks: dict[str, str] = {}
        """Language to the address of its own chunk; one that is in the entry has none."""
        self._page: tuple[str, Resource] | None = None
        """The last page and what it was made of."""
        if (dist / _INDEX).is_file():
            self._index = (dist / _INDEX).read_text(encoding="utf-8")
            self.files = dict(_files(dist))
            self._chunks = _language_chunks(dist)

    @property
    def is_built(self) -> bool:
        return bool(self._index)

    def page(self, worlds: Boot, language: str) -> Resource:
        """The index page. ``worlds``: the body of ``/api/worlds``."""
        boot = {"protocol": {"version": VERSION, "hash": HASH}, **worlds}
        insert = self._module(language) + _preloads(worlds, language) + boot_script(boot)
        if self._page is None or self._page[0] != insert:
            html = _HEAD_END.sub(lambda end: insert + end[0], self._index, count=1)
            headers = {"Vary": "Accept-Language, Cookie"}
            kind = media_type(_INDEX)
            self._page = insert, resource(html.encode(), kind, quality=5, headers=headers)
        return self._page[1]

    def _module(self, language: str) -> str:
        chunk = self._chunks.get(language)
        return f'<link rel="modulepreload" href="{chunk}">' if chunk in self.files else ""


def boot_script(boot: Boot) -> str:
    """Data for the client in the page; ``<`` is escaped, so that no text can end the element."""
    text = json.dumps(boot, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="boot">{text}</script>'


def _preloads(worlds: Boot, language: str) -> str:
    start = next((each for each in worlds["worlds"] if each["id"] == worlds["start"]), None)
    if start is None:
        return ""
    urls = start["urls"]
    first = [urls["world"], urls["texts"].get(language), urls["raster"]]
    return "".join(
        f'<link rel="preload" href="{url}" as="fetch" crossorigin="anonymous">'
        for url in filter(None, first)
    )


def _language_chunks(dist: Path) -> dict[str, str]:
    """From Vite's manifest, where there is one: the texts are imported by the entry, late."""
    try:
        manifest = json.loads((dist / ".vite" / "manifest.json").read_text(encoding="utf-8"))
        return {
            found[1]: "/" + chunk["file"]
            for source, chunk in manifest.items()
            if (found := _TEXTS.fullmatch(source)) and chunk.get("isDynamicEntry")
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # the page works without, one round trip later


def _files(dist: Path) -> list[tuple[str, Resource]]:
    found = []
    for path in sorted(dist.rglob("*")):
        parts = path.relative_to(dist).parts
        hidden = any(part.startswith(".") for part in parts)
        if path.is_file() and not hidden and parts != (_INDEX,):
            # Vite names the files of this folder after their content.
            cache = IMMUTABLE if parts[0] == "assets" else REVALIDATE
            found.append(
                (
                    "/" + "/".join(parts),
                    resource(path.read_bytes(), media_type(path.name), cache=cache),
                )
            )
    return found

"""``assets_manifest/``: every file that worlds need beyond their text, with licence and author.

``manifest.yaml`` lists the files of ``files/``; each is served under its hash
and never changes there. The alt text here says what the picture shows,
whatever exhibit it hangs at.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from metaserver.worldfiles.models import Id, Part
from metaserver.worldfiles.problems import Problem, WorldFilesError
from metaserver.worldfiles.sentences import report
from metaserver.worldfiles.yamlfile import Document, read_yaml

MAX_ASSET_BYTES = 2_000_000
MANIFEST = "manifest.yaml"

MediaType = Literal["image/webp", "image/png", "image/svg+xml"]
ENDINGS: dict[str, str] = {"image/webp": "webp", "image/png": "png", "image/svg+xml": "svg"}


class Asset(Part):
    """One file, as listed in the manifest."""

    id: Id
    file: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*\.(webp|png|svg)$", max_length=80)]
    media_type: MediaType
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=1, le=MAX_ASSET_BYTES)]
    width: Annotated[int, Field(ge=1, le=8192)]
    height: Annotated[int, Field(ge=1, le=8192)]
    """Pixels of the picture."""
    triangles: Annotated[int, Field(ge=0)] = 0
    """Of a model; a picture has none."""
    licence: Annotated[str, Field(min_length=2, max_length=60)]
    author: Annotated[str, Field(min_length=2, max_length=120)]
    alt: dict[str, Annotated[str, Field(min_length=1, max_length=400)]]

    @property
    def url(self) -> str:
        """Address of the file, immutable because it names the content."""
        return f"/media/{self.sha256}.{ENDINGS[self.media_type]}"


class Manifest(Part):
    format: Literal[1]
    assets: Annotated[list[Asset], Field(max_length=2000)]


def load_assets(folder: Path) -> dict[str, Asset]:
    """The assets by id.

    Raises ``WorldFilesError`` with every problem of the manifest and its files.
    """
    assets, problems = read_assets(folder)
    if problems:
        raise WorldFilesError(problems)
    return assets


def read_assets(folder: Path) -> tuple[dict[str, Asset], list[Problem]]:
    """The assets that could be read, and every problem; no manifest means no assets."""
    path = folder / MANIFEST
    if not path.exists():
        return {}, []
    document = read_yaml(path)
    manifest = _parse(document)
    if manifest is None:
        return {}, document.problems
    _check_files(folder, manifest, document)
    return {asset.id: asset for asset in manifest.assets}, document.problems


def _parse(document: Document) -> Manifest | None:
    if document.data is None:
        if not document.problems:
            document.add((), "The file is empty; begin with 'format: 1'.")
        return None
    try:
        return Manifest.model_validate(document.data)
    except ValidationError as error:
        report(error, document)
        return None


def _check_files(folder: Path, manifest: Manifest, document: Document) -> None:
    ids: set[str] = set()
    names: set[str] = set()
    for index, asset in enumerate(manifest.assets):
        for field, value, seen in (("id", asset.id, ids), ("file", asset.file, names)):
            if value in seen:
                document.add(
                    ("assets", index, field), f"'{value}' is listed twice; keep one of them."
                )
            seen.add(value)
        _check_file(folder / "files" / asset.file, asset, index, document)
    unlisted = {path.name for path in (folder / "files").glob("*")} - names
    for name in sorted(unlisted):
        document.add(("assets",), f"files/{name} is not listed; add an entry for it or delete it.")


def _check_file(path: Path, asset: Asset, index: int, document: Document) -> None:
    at = ("assets", index)
    if not asset.file.endswith("." + ENDINGS[asset.media_type]):
        document.add((*at, "media_type"), f"'{asset.file}' is not a file of this media type.")
    for language in ("ko", "en"):
        if language not in asset.alt:
            document.add((*at, "alt"), f"The alt text in '{language}' is missing; add it.")
    if not path.is_file():
        document.add((*at, "file"), f"There is no file files/{asset.file}; add it.")
        return
    size = path.stat().st_size
    if size != asset.bytes:
        document.add((*at, "bytes"), f"The file has {size} bytes; run scripts/hash_assets.py.")
    elif hashlib.sha256(path.read_bytes()).hexdigest() != asset.sha256:
        document.add((*at, "sha256"), "The file has another content; run scripts/hash_assets.py.")

"""Bytes that are served as they are: compressed once, tagged by their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

import brotli
from starlette.requests import Request
from starlette.responses import Response

IMMUTABLE: Final = "public, max-age=31536000, immutable"
"""For addresses that name their content."""
REVALIDATE: Final = "no-cache"
"""Kept by browsers, but asked about each time; the tag makes that cheap."""
NEVER: Final = "no-store"

_WORTH_BYTES: Final = 256
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".bin": "application/octet-stream",
    ".webmanifest": "application/manifest+json",
}
_PACKED_ALREADY: Final = ("image/webp", "image/png", "image/jpeg", "font/woff2")


@dataclass(frozen=True, slots=True)
class Resource:
    """One answer, in each form it may be asked for."""

    body: bytes
    media_type: str
    cache: str
    etag: str
    forms: Mapping[str, bytes]
    """Content-Encoding to compressed bytes, best first; only those that are smaller."""
    headers: Mapping[str, str]


def media_type(name: str) -> str:
    """By the name's ending."""
    ending = PurePath(name).suffix.lower()
    return _TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def resource(
    body: bytes,
    kind: str,
    *,
    cache: str = REVALIDATE,
    quality: int = 9,
    headers: Mapping[str, str] | None = None,
) -> Resource:
    """``quality`` of brotli: 9 for what is packed once at the start, about 5 for each answer."""
    tag = hashlib.sha256(body).hexdigest()[:24]
    forms = _compress(body, quality) if _compressible(body, kind) else {}
    return Resource(body, kind, cache, f'"{tag}"', forms, headers or {})


def answer(request: Request, found: Resource, *, status: int = 200) -> Response:
    """The resource in the form that ``request`` takes, or 304 where it has it already."""
    headers = {"Cache-Control": found.cache, **found.headers}
    body, encoding = _negotiate(request.headers.get("accept-encoding", ""), found)
    if found.forms:
        headers["Vary"] = ", ".join(filter(None, [headers.get("Vary"), "Accept-Encoding"]))
    # A tag names the bytes that travel, so each form has its own.
    etag = found.etag if encoding is None else f'{found.etag[:-1]}-{encoding}"'
    if status == 200 and found.cache != NEVER:
        headers["ETag"] = etag
        if _matches(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
    if encoding is not None:
        headers["Content-Encoding"] = encoding
    return Response(body, status, headers, media_type=found.media_type)


def _compressible(body: bytes, kind: str) -> bool:
    return len(body) >= _WORTH_BYTES and not kind.startswith(_PACKED_ALREADY)


def _compress(body: bytes, quality: int) -> dict[str, bytes]:
    forms = {
        "br": brotli.compress(body, quality=quality),
        "gzip": gzip.compress(body, compresslevel=min(quality, 9), mtime=0),
    }
    return {name: data for name, data in forms.items() if len(data) < len(body) * 0.95}


def _negotiate(accepted: str, found: Resource) -> tuple[bytes, str | None]:
    """RFC 9110, 12.5.3: a coding counts unless its weight is 0; ours is the server's choice."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = _weight(parameter)
    for name, data in found.forms.items():
        if weights.get(name, weights.get("*", 0.0)) > 0:
            return data, name
    return found.body, None


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _matches(given: str, etag: str) -> bool:
    """If-None-Match, by weak comparison (RFC 9110, 8.8.3.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in given.split(",")]
    return etag in tags or tags == ["*"]

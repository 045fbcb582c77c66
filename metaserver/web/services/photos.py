"""Photos of complaints, answered so that a browser can do nothing with them but show them."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from metaserver.ports.complaints import Photo
from metaserver.web.resources import NEVER

_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": 'inline; filename="photo.jpg"',
    "Cache-Control": f"private, {NEVER}",
}


def photo_answer(photo: Photo) -> Response:
    return Response(photo.body, media_type=photo.media_type, headers=_HEADERS)

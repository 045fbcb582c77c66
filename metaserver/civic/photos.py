"""Photos that somebody sends: looked at before they are decoded, then made anew.

What is kept is a JPEG that this server has written itself, upright, at most ``SIDE_MAX`` long and
without anything that was hidden in what came: no place, no device, no comment, no second file.
Phones append things to their photos (a film, a depth map); that is dropped, not refused.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image

from metaserver.errors import Invalid

BYTES_MAX: Final = 10_000_000
PIXELS_MAX: Final = 40_000_000
SIDE_MAX: Final = 1600
QUALITY: Final = 82
CLEANED_WITHIN_S: Final = 10.0

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_ORIENTATION: Final = 0x0112
"""Exif 2.32, 4.6.4: 1 to 8."""
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ZIP_END: Final = b"PK\x05\x06"
_ZIP_START: Final = b"PK\x03\x04"
_ZIP_END_WITHIN: Final = 65_557
"""Its end record, and the longest comment after it."""
_PDF_WITHIN: Final = 1024
_MARKUP: Final = (b"<html", b"<script", b"<svg xmlns", b"<?php", b"<!doctype")
_MARKUP_WITHIN: Final = 65_536
"""Of the beginning and the end: in between, pixels may look like it by chance."""
_WHITE: Final = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    media_type: str
    width: int
    height: int
    body: bytes


def worth_cleaning(data: bytes) -> str:
    """Its format by its first bytes: ``JPEG``, ``PNG`` or ``WEBP``. Cheap.

    Raises ``Invalid`` (``photos``: ``large`` or ``type``).
    """
    if len(data) > BYTES_MAX:
        raise _wrong("large")
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(_PNG):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    raise _wrong("type")


def clean(data: bytes) -> CleanPhoto:
    """A photo that can be kept. To be run in a worker: it takes memory and time.

    Raises ``Invalid`` (``photos``): ``type`` for what is no still picture of a known kind, or is
    another file too; ``large`` beyond ``BYTES_MAX`` or ``PIXELS_MAX``; ``broken``.
    """
    form = worth_cleaning(data)
    if _is_another_file_too(data):
        raise _wrong("type")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _made_anew(data, form)
    except Invalid:
        raise
    except (Image.DecompressionBombError, MemoryError):
        raise _wrong("large") from None
    except Exception:
        # Pillow's readers raise whatever comes to their mind: OSError, SyntaxError, struct.error.
        raise _wrong("broken") from None


def _made_anew(data: bytes, form: str) -> CleanPhoto:
    with Image.open(io.BytesIO(data), formats=[form]) as image:
        if image.width * image.height > PIXELS_MAX:
            raise _wrong("large")
        # A JPEG of several pictures comes from a phone: the first one is the photo.
        if form != "JPEG" and getattr(image, "is_animated", False):
            raise _wrong("type")
        image.draft("RGB", (SIDE_MAX, SIDE_MAX))
        # Before anything else would do so by the way: a second try of what is broken gives black.
        image.load()
        turn = _UPRIGHT.get(_orientation(image))
        small = _opaque(_small(image))
    if turn is not None:
        small = small.transpose(turn)
    return _written(small)


def _orientation(image: Image.Image) -> int:
    """1, upright, where the metadata make no sense."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1


def _small(image: Image.Image) -> Image.Image:
    if image.mode in ("P", "PA", "1"):
        image = image.convert("RGBA")  # palettes cannot be averaged
    if max(image.size) > SIDE_MAX:
        image.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def _opaque(image: Image.Image) -> Image.Image:
    """On white, and a picture of its own: nothing of the old one's metadata is in it."""
    fresh = Image.new("RGB", image.size, _WHITE)
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        fresh.paste(image, mask=image.getchannel("A"))
    else:
        fresh.paste(image.convert("RGB"))
    return fresh


def _written(image: Image.Image) -> CleanPhoto:
    body = io.BytesIO()
    image.save(body, "JPEG", quality=QUALITY, optimize=True)
    return CleanPhoto("image/jpeg", image.width, image.height, body.getvalue())


def _is_another_file_too(data: bytes) -> bool:
    """A ZIP, a PDF or a page that also passes for a picture; photos of phones never do."""
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return True
    if _ZIP_END in data[-_ZIP_END_WITHIN:] and _ZIP_START in data:
        return True
    plain = (data[:_MARKUP_WITHIN] + data[-_MARKUP_WITHIN:]).lower()
    return any(mark in plain for mark in _MARKUP)


def _wrong(code: str) -> Invalid:
    return Invalid({"photos": code})

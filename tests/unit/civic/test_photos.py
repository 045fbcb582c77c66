"""Photos: what is refused, with which code, and what is left of those that are kept."""

from __future__ import annotations

import copy
import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, PngImagePlugin

from metaserver.civic.photos import BYTES_MAX, SIDE_MAX, clean, worth_cleaning
from metaserver.errors import Invalid
from metaserver.workers import Workers

SECRET = b"37.5665N 126.978E, taken by Hong Gil-dong"


def picture(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """Its upper left quarter is red, the rest blue."""
    image = Image.new("RGB", size, "blue")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), "red")
    return image.convert(mode)


def written(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    body = io.BytesIO()
    image.save(body, form, **options)
    return body.getvalue()


JPEG = written(picture())


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def zip_file() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("run.exe", b"MZ")
    return body.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(Invalid) as error:
        clean(data)
    return error.value.fields["photos"]


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body), formats=["JPEG"])


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_jpeg_of_ours(form: str) -> None:
    kept = clean(written(picture(), form))
    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 64, 48)
    image = opened(kept.body)
    red, _, blue = image.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert red > 200 > 60 > blue


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    kept = clean(written(picture((4000, 3000))))
    assert (kept.width, kept.height) == (SIDE_MAX, SIDE_MAX * 3 // 4)


def test_a_very_narrow_one_stays_a_picture() -> None:
    kept = clean(written(picture((20_000, 1)), "PNG"))
    assert (kept.width, kept.height) == (SIDE_MAX, 1)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1", "I;16"])
def test_pictures_of_every_mode_are_taken(mode: str) -> None:
    if mode == "I;16":
        data = written(Image.new("I;16", (8, 8)), "PNG")
    else:
        data = written(picture(mode=mode), "JPEG" if mode == "CMYK" else "PNG")
    assert opened(clean(data).body).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    kept = clean(written(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG"))
    assert opened(kept.body).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (5, 5)), (2, (58, 5)), (3, (58, 42)), (4, (5, 42)),
     (5, (5, 5)), (6, (42, 5)), (7, (42, 58)), (8, (5, 58))],
)  # fmt: skip
def test_it_stands_upright_however_it_was_held(orientation: int, corner: tuple[int, int]) -> None:
    """The red quarter is where the camera says that the upper left one belongs."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    kept = clean(written(picture(), exif=exif))
    image = opened(kept.body)
    assert image.size == ((64, 48) if orientation < 5 else (48, 64))
    red, _, blue = image.getpixel(corner)  # type: ignore[misc]
    assert red > 200 > 60 > blue


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_orientation_that_makes_no_sense_is_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert clean(written(picture(), exif=exif)).width == 64


def with_secrets() -> list[bytes]:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return [
        written(picture(), exif=exif, comment=SECRET, icc_profile=SECRET, xmp=SECRET),
        written(picture(), "PNG", exif=exif, pnginfo=text, icc_profile=SECRET),
        written(picture(), "WEBP", exif=exif, xmp=SECRET, icc_profile=SECRET),
        JPEG + b"\0 a film that a phone appended: " + SECRET,
    ]


@pytest.mark.parametrize("data", with_secrets())
def test_nothing_that_was_hidden_in_it_is_kept(data: bytes) -> None:
    body = clean(data).body
    assert SECRET not in body
    image = opened(body)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Exif" not in body
    assert b"http" not in body


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "type"),
        (b"hello", "type"),
        (b"GIF89a" + b"\0" * 100, "type"),
        (b"BM" + b"\0" * 100, "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "type"),
        (b"%PDF-1.7\n" + JPEG, "type"),
        (b"MZ" + JPEG, "type"),
        (JPEG + zip_file(), "type"),
        (JPEG[:2] + b"\xff\xfe\x00\x18<script>alert(1)</script>"[:28] + JPEG[2:], "type"),
        (JPEG + b"<html><script>alert(1)</script></html>", "type"),
        (JPEG[:20] + b"%PDF-1.4" + JPEG[20:], "type"),
        (JPEG + b"\0" * BYTES_MAX, "large"),
        (JPEG[: len(JPEG) // 2], "broken"),
        (JPEG[:3], "broken"),
        (written(picture(), "PNG")[:-40], "broken"),
        (written(picture(), "WEBP")[:-40], "broken"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\0" * 50, "broken"),
        (png(100, 100, chunk(b"IDAT", b"not zlib")), "broken"),
        (png(0, 0), "broken"),
        (png(10_000, 10_000, chunk(b"IDAT", zlib.compress(b"\0" * 1000))), "large"),
        (png(2**31 - 1, 2**31 - 1), "large"),
        (png(40_000_001, 1), "large"),
    ],
)
def test_what_is_refused(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_a_hundred_megapixels_are_refused_before_they_are_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        PngImagePlugin.PngImageFile, "load", lambda _: pytest.fail("it was decoded")
    )
    rows = zlib.compress(b"\0" * 30_001 * 100)
    assert code_of(png(10_000, 10_000, chunk(b"IDAT", rows))) == "large"


def test_a_text_that_unpacks_to_gigabytes_is_refused() -> None:
    bomb = zlib.compress(b"A" * 100_000_000)
    assert len(bomb) < 200_000
    good = chunk(b"IDAT", zlib.compress(b"\0" + b"\0\0\0" * 8))
    assert code_of(png(8, 1, chunk(b"zTXt", b"Comment\0\0" + bomb), good)) == "broken"
    assert code_of(png(8, 1, chunk(b"iCCP", b"ICC\0\0" + bomb), good)) == "broken"


def exif_bomb() -> bytes:
    """Directories that point at each other, and counts of four thousand million values."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    huge = struct.pack("<HHII", 0x010E, 2, 0xFFFF_FFFF, 8)
    directory = struct.pack("<H", 2) + entry + huge + struct.pack("<I", 8)
    body = b"Exif\0\0" + b"II*\0" + struct.pack("<I", 8) + directory
    return JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + JPEG[2:]


def test_an_exif_bomb_does_no_harm() -> None:
    assert clean(exif_bomb()).width == 64


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_films_are_refused(form: str) -> None:
    film = written(
        picture(), form, save_all=True, append_images=[picture().rotate(90)], duration=50
    )
    assert code_of(film) == "type"


def test_of_a_phones_two_pictures_in_one_the_first_is_the_photo() -> None:
    two = written(picture(), "MPO", save_all=True, append_images=[picture((32, 24))])
    assert clean(two).width == 64


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_damaged_photo_is_taken_or_refused_with_a_code(
    noise: bytes, form: str, data: st.DataObject
) -> None:
    good = written(picture((16, 16)), form)
    at = data.draw(st.integers(0, len(good)))
    try:
        kept = clean(good[:at] + noise + good[at + len(noise) :])
    except Invalid as error:
        assert error.fields["photos"] in ("type", "large", "broken")
    else:
        assert opened(kept.body).format == "JPEG"


def test_what_is_not_worth_a_worker_is_known_by_its_first_bytes() -> None:
    assert worth_cleaning(JPEG) == "JPEG"
    with pytest.raises(Invalid, match="photos: type"):
        worth_cleaning(b"MZ")
    with pytest.raises(Invalid, match="photos: large"):
        worth_cleaning(JPEG + b"\0" * BYTES_MAX)


def test_a_refusal_comes_out_of_a_worker_as_it_is() -> None:
    refusal = copy.copy(Invalid({"photos": "type"}))  # taken apart and put together as there
    assert (refusal.code, refusal.fields, str(refusal)) == (
        "invalid",
        {"photos": "type"},
        "photos: type",
    )


async def test_in_a_real_worker_with_its_limits() -> None:
    workers = Workers(memory_mb=512)
    await workers.start()
    try:
        big = written(picture((7000, 5700)), "PNG")
        kept = await workers.run(clean, big, within_s=10.0)
        assert max(kept.width, kept.height) == SIDE_MAX
        with pytest.raises(Invalid, match="photos: large"):
            await workers.run(clean, png(10_000, 10_000), within_s=5.0)
    finally:
        await workers.stop()

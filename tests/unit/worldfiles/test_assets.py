"""The manifest of pictures: every file is listed, as it is, with licence, author and alt text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from metaserver.worldfiles import WorldFilesError, load_assets

CITY = Path(__file__).resolve().parents[3] / "assets_manifest"


def test_an_asset_is_served_under_its_hash(home: Any) -> None:
    asset = load_assets(home.assets)["picture"]

    assert asset.url == f"/media/{asset.sha256}.svg"


def test_without_a_manifest_there_are_no_assets(tmp_path: Any) -> None:
    assert load_assets(tmp_path) == {}


def test_the_city_s_pictures_are_small_and_as_large_as_told() -> None:
    for asset in load_assets(CITY).values():
        with Image.open(CITY / "files" / asset.file) as picture:
            assert picture.size == (asset.width, asset.height), asset.id
        assert asset.bytes <= 60_000, asset.id
        assert (CITY / "drawings" / f"{asset.id}.svg").is_file(), asset.id


MISTAKES = [
    ("bytes: 6", "bytes: 7", "assets[0].bytes", "has 6 bytes"),
    ("    licence: Apache-2.0\n", "", "assets[0].licence", "missing"),
    ("alt: {ko: 그림, en: A picture}", "alt: {ko: 그림}", "assets[0].alt", "'en' is missing"),
    ("file: picture.svg", "file: ../picture.svg", "assets[0].file", "without a folder"),
    ("media_type: image/svg+xml", "media_type: image/webp", "assets[0].media_type", "media type"),
    ("sha256: ", "sha256: x", "assets[0].sha256", "64 hex digits"),
]


@pytest.mark.parametrize(("old", "new", "field", "words"), MISTAKES)
def test_a_mistake_in_the_manifest_is_told_with_its_line(
    home: Any, change: Any, old: str, new: str, field: str, words: str
) -> None:
    change(home.manifest, old, new)

    with pytest.raises(WorldFilesError) as caught:
        load_assets(home.assets)

    problem = next(p for p in caught.value.problems if p.field == field)
    assert problem.file == str(home.manifest)
    assert words in problem.sentence


def test_a_changed_file_is_told(home: Any) -> None:
    home.picture.write_bytes(b"<SVG/>")

    assert home.only().field == "assets[0].sha256"


def test_a_missing_file_is_told(home: Any) -> None:
    home.picture.unlink()

    assert "There is no file files/picture.svg" in home.only().sentence


def test_a_file_that_nobody_lists_is_told(home: Any) -> None:
    home.picture.with_name("extra.png").write_bytes(b"x")

    assert "files/extra.png is not listed" in home.only().sentence


def test_an_asset_listed_twice_is_told(home: Any) -> None:
    text = home.manifest.read_text("utf-8")
    home.manifest.write_text(text + text[text.index("  - id:") :], "utf-8")

    assert [p.field for p in home.problems()] == ["assets[1].id", "assets[1].file"]


def test_the_script_refreshes_hashes_and_keeps_words(home: Any) -> None:
    home.manifest.write_text("# ours\n" + home.manifest.read_text("utf-8"), "utf-8")
    home.picture.write_bytes(b"<svg>new</svg>")
    assert home.problems() != []

    script = CITY.parent / "scripts" / "hash_assets.py"
    subprocess.run([sys.executable, script, home.assets], check=True, capture_output=True)

    assert home.problems() == []
    assert home.manifest.read_text("utf-8").startswith("# ours\n")

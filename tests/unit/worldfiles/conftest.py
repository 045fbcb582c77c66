"""A small world on disk that passes every check, to be broken one line at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from metaserver.worldfiles import Problem, check

WORLD = """\
format: 1
id: yard
version: 1
setting: outdoor
anchor: {lat: 37.5665, lon: 126.978}
start: gate
levels:
  - {id: ground, bounds: [-20, -10, 20, 10]}
  - {id: roof, bounds: [0, 0, 12, 8]}
surfaces:
  - {level: ground, shape: {polygon: [[-18, -8], [-14, -8], [-14, -4], [-18, -4]]}, material: lawn}
structures:
  - {kind: wall, level: ground, at: [10, 0], size: [20, 0.3, 3], turn_deg: 90}
  - {kind: box, level: ground, at: [0, 6], size: [4, 2, 2]}
  - piece: {kind: tree, level: ground, at: [-18, 8]}
    count: 3
    step: [4, 0]
  - {kind: sign, level: ground, at: [-4, 8], text: hello}
places:
  - {id: gate, level: ground, at: [0, -5], radius_m: 2}
  - {id: terrace, level: roof, at: [6, 4], radius_m: 2}
portals:
  - {id: up, level: ground, shape: {rect: [-12, -2, -10, 0]}, to: {world: yard, place: terrace}}
  - {id: down, level: roof, shape: {circle: [1.5, 1.5, 1]}, to: {world: yard, place: gate}}
desks:
  - {id: help, service: help, level: ground, at: [5, 2], turn_deg: 180}
exhibits:
  - id: picture
    level: ground
    at: [-6, -9.9]
    asset: picture
    sources: [{title: "A book"}]
    as_of: 2026-11-22
sources: [{title: "A book"}]
as_of: 2026-11-22
"""

TEXTS = """\
name: Yard
summary: A yard.
levels: {ground: Ground, roof: Roof}
places:
  gate: {name: Gate}
  terrace: {name: Terrace}
portals: {up: Up, down: Down}
desks:
  help: {name: Help}
exhibits:
  picture: {title: Picture, text: A picture., alt: Nothing much.}
signs: {hello: Hello}
"""

MANIFEST = """\
format: 1
assets:
  - id: picture
    file: picture.svg
    media_type: image/svg+xml
    sha256: a86e02a3a1ea68e65a8ba7a2d2b1f3a79a6b7f8bf9a2c1e0d1f7f5ad4ad4d9a6
    bytes: 6
    width: 10
    height: 10
    licence: Apache-2.0
    author: Somebody
    alt: {ko: 그림, en: A picture}
"""
PICTURE = b"<svg/>"


class Home:
    """A folder with one world and its manifest."""

    def __init__(self, root: Path) -> None:
        self.worlds = root / "worlds"
        self.assets = root / "assets_manifest"
        self.world = self.worlds / "yard" / "world.yaml"
        self.ko = self.worlds / "yard" / "texts" / "ko.yaml"
        self.en = self.worlds / "yard" / "texts" / "en.yaml"
        self.manifest = self.assets / "manifest.yaml"
        self.picture = self.assets / "files" / "picture.svg"

    def problems(self) -> list[Problem]:
        return check(self.worlds)

    def only(self) -> Problem:
        """The one problem there is."""
        problems = self.problems()
        assert len(problems) == 1, "\n".join(str(problem) for problem in problems)
        return problems[0]


def edit(path: Path, old: str, new: str) -> int:
    """Replace one passage; gives the line where it stood, counted from 1."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


Edit = Callable[[Path, str, str], int]


@pytest.fixture
def change() -> Edit:
    return edit


@pytest.fixture
def home(tmp_path: Path) -> Home:
    import hashlib

    built = Home(tmp_path)
    built.ko.parent.mkdir(parents=True)
    built.picture.parent.mkdir(parents=True)
    built.world.write_text(WORLD, "utf-8")
    built.ko.write_text(TEXTS, "utf-8")
    built.en.write_text(TEXTS, "utf-8")
    built.picture.write_bytes(PICTURE)
    written = next(line for line in MANIFEST.splitlines() if "sha256" in line)
    right = f"    sha256: {hashlib.sha256(PICTURE).hexdigest()}"
    built.manifest.write_text(MANIFEST.replace(written, right), "utf-8")
    return built

"""A small world with a short tour, so that a browser can take all of it within a minute."""

from __future__ import annotations

from pathlib import Path

WORLD = """\
format: 1
id: garden
version: 1
setting: outdoor
anchor: {lat: 37.5665, lon: 126.978}
start: gate
levels:
  - {id: ground, bounds: [-24, -20, 24, 20], floor: granite}
surfaces:
  - {level: ground, shape: {rect: [-22, -18, 22, 18]}, material: lawn}
  - {level: ground, shape: {rect: [-2, -18, 2, 18]}, material: brick}
  - {level: ground, shape: {rect: [-14, 4, 14, 8]}, material: brick}
structures:
  - {kind: box, level: ground, at: [-6, 1], size: [6, 2, 2], colour: "#c9a77c"}
  - piece: {kind: tree, level: ground, at: [-20, 15]}
    count: 6
    step: [8, 0]
places:
  - {id: gate, level: ground, at: [0, -12], radius_m: 2}
  - {id: pond, level: ground, at: [-10, 6], radius_m: 2}
tours:
  - id: round
    level: ground
    start: gate
    stops:
      - {at: [0, -3], stay_s: 5}
      - {place: pond, stay_s: 5}
      - {at: [0, 12], stay_s: 5}
sources: [{title: "An invented garden"}]
as_of: 2026-11-22
"""

ENGLISH = """\
name: Test garden
summary: A garden that nobody has planted.
levels: {ground: Garden}
places:
  gate: {name: Gate, about: Where one comes in.}
  pond: {name: Pond, about: Under the trees.}
tours:
  round:
    title: Once around the garden
    about: From the gate to the pond and up to the trees.
    hello: Welcome to the garden. Come along, it is not far.
    stops:
      - This path of brick leads from the gate to the trees.
      - >-
        Here is the pond. It is an invented one, and so are the frogs; but where a guide tells
        something longer, as this one does now, one must be able to read it in peace.
      - These are the trees, the last of our three stops.
    farewell: Thank you for coming along. Goodbye.
"""

KOREAN = """\
name: 시험 정원
summary: 아무도 심은 적이 없는 정원이에요.
levels: {ground: 정원}
places:
  gate: {name: 문, about: 들어오는 곳이에요.}
  pond: {name: 연못, about: 나무 아래예요.}
tours:
  round:
    title: 정원 한 바퀴
    about: 문에서 연못을 지나 나무까지 걸어요.
    hello: 정원에 잘 오셨어요. 함께 걸어요, 멀지 않아요.
    stops:
      - 이 벽돌 길은 문에서 나무까지 이어져요.
      - >-
        여기가 연못이에요. 지어낸 연못이고 개구리도 지어냈어요. 하지만 안내원이 지금처럼 길게
        이야기할 때에도 천천히 읽을 수 있어야 해요.
      - 이것이 나무들이에요. 세 곳 가운데 마지막이에요.
    farewell: 함께해 주셔서 고마워요. 안녕히 가세요.
"""


def plant(folder: Path) -> Path:
    """Writes it, the only world of a city; the folder of worlds."""
    texts = folder / "garden" / "texts"
    texts.mkdir(parents=True)
    (folder / "garden" / "world.yaml").write_text(WORLD)
    (texts / "en.yaml").write_text(ENGLISH)
    (texts / "ko.yaml").write_text(KOREAN)
    return folder

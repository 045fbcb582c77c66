"""Draw a world from above, to look at a layout without starting a server.

    python scripts/draw_world.py worlds/seoul-plaza out/ [--walk]

One PNG a level. ``--walk`` also tints what cannot be walked on.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from metaserver.worldfiles import World, load_world
from metaserver.worldfiles.models import Circle, Level, Rect, Shape, Structure

MATERIALS = {
    "lawn": "#9dbb72", "stone": "#d8cfc0", "granite": "#c6c2bb", "brick": "#c99b7c",
    "asphalt": "#77787a", "soil": "#b59a76", "sand": "#e2d3ae", "water": "#8fc1d9",
    "wood": "#c29a6b", "marble": "#ece6dc", "carpet": "#a8605a", "tile": "#dfd5c3",
    "glass": "#bfdde6", "plaster": "#ede4d4", "concrete": "#b9b6b0",
}  # fmt: skip
KINDS = {
    "tree": "#6f8f4a", "pine": "#4f7550", "shrub": "#7d9b5a", "fountain": "#7fb6d6",
    "bench": "#8a5d3b", "lamp": "#f4cf6b", "planter": "#c9734f", "counter": "#b03a2e",
    "chair": "#8d6f9e", "sign": "#3b3b3b", "screen": "#2b4a6b", "door": "#e0a030",
    "stairs": "#a89f91", "column": "#8a8378", "wave-hall": "#9cc4d6", "stone-hall": "#cfc2aa",
}  # fmt: skip
ROUND = {"tree", "pine", "shrub", "fountain", "lamp", "column", "flagpole", "lantern"}
FONT_FILE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


class Sheet:
    """A level as a picture, north up."""

    def __init__(self, level: Level, pixels_per_m: float) -> None:
        self.x0, self.y0, self.x1, self.y1 = level.bounds
        self.scale = pixels_per_m
        size = (round((self.x1 - self.x0) * self.scale), round((self.y1 - self.y0) * self.scale))
        self.image = Image.new("RGB", size, MATERIALS[level.floor])
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def to(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.x0) * self.scale, (self.y1 - y) * self.scale

    def shape(self, shape: Shape, fill: str, outline: str | None = None) -> None:
        if isinstance(shape, Circle):
            x, y, r = shape.circle
            (ax, ay), (bx, by) = self.to(x - r, y + r), self.to(x + r, y - r)
            self.draw.ellipse((ax, ay, bx, by), fill=fill, outline=outline)
        elif isinstance(shape, Rect):
            x0, y0, x1, y1 = shape.rect
            (ax, ay), (bx, by) = self.to(x0, y1), self.to(x1, y0)
            self.draw.rectangle((ax, ay, bx, by), fill=fill, outline=outline)
        else:
            points = [self.to(x, y) for x, y in shape.polygon]
            self.draw.polygon(points, fill=fill, outline=outline)

    def piece(self, piece: Structure) -> None:
        assert piece.size is not None
        width, depth, _ = piece.size
        turn, corners = math.radians(piece.turn_deg), []
        steps = 20 if piece.kind in ROUND else 4
        for i in range(steps):
            angle = 2 * math.pi * (i + 0.5) / steps
            edge = 0.5 if steps == 20 else math.sqrt(0.5)
            u, v = width * edge * math.cos(angle), depth * edge * math.sin(angle)
            corners.append(
                self.to(
                    piece.at[0] + u * math.cos(turn) - v * math.sin(turn),
                    piece.at[1] + u * math.sin(turn) + v * math.cos(turn),
                )
            )
        colour = piece.colour or KINDS.get(piece.kind, "#a39a8c")
        see_through = "b0" if piece.kind in ROUND or piece.base_m >= 2.1 else "ff"
        self.draw.polygon(corners, fill=colour + see_through, outline="#00000060")
        if piece.kind not in ROUND and depth > 0.4:
            front = self.to(
                piece.at[0] - depth / 2 * math.sin(turn), piece.at[1] + depth / 2 * math.cos(turn)
            )
            self.draw.line([self.to(*piece.at), front], fill="#00000050")

    def label(self, x: float, y: float, text: str, colour: str) -> None:
        font = ImageFont.truetype(FONT_FILE, 13) if Path(FONT_FILE).exists() else None
        px, py = self.to(x, y)
        self.draw.ellipse((px - 4, py - 4, px + 4, py + 4), fill=colour)
        self.draw.text((px + 6, py - 9), text, fill="#1d1d1d", font=font)


def draw_map(world: World, level: Level, *, walk: bool, language: str) -> Image.Image:
    """One level from above, with names in ``language``."""
    longest = max(level.bounds[2] - level.bounds[0], level.bounds[3] - level.bounds[1])
    sheet = Sheet(level, 1500 / longest)
    for surface in world.spec.surfaces:
        if surface.level == level.id:
            sheet.shape(surface.shape, MATERIALS[surface.material])
    for piece in sorted(world.structures, key=lambda piece: piece.base_m):
        if piece.level == level.id:
            sheet.piece(piece)
    if walk:
        _tint(sheet, world, level)
    texts = world.texts[language]
    for portal in world.spec.portals:
        if portal.level == level.id:
            sheet.shape(portal.shape, "#ffd54acc", "#a06000")
    for exhibit in world.spec.exhibits:
        if exhibit.level == level.id:
            sheet.label(*exhibit.at, texts.exhibits[exhibit.id].title, "#7b3fa0")
    for place in world.spec.places:
        if place.level == level.id:
            sheet.shape(Circle(circle=(*place.at, place.radius_m)), "#ffffff30", "#c02020")
            sheet.label(*place.at, texts.places[place.id].name, "#c02020")
    return sheet.image


def _tint(sheet: Sheet, world: World, level: Level) -> None:
    grid = world.grids[level.id]
    mask = Image.fromarray(np.where(grid.walk[::-1], 0, 110).astype(np.uint8))
    mask = mask.resize(sheet.image.size, Image.Resampling.NEAREST)
    sheet.image.paste("#d02040", (0, 0), mask)


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw a world from above, one PNG a level.")
    parser.add_argument("world", type=Path, help="folder of the world")
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("--walk", action="store_true", help="tint what cannot be walked on")
    parser.add_argument("--language", default="en")
    options = parser.parse_args()
    world = load_world(options.world)
    options.out.mkdir(parents=True, exist_ok=True)
    for level in world.spec.levels:
        path = options.out / f"{world.spec.id}-{level.id}.png"
        draw_map(world, level, walk=options.walk, language=options.language).save(path)
        print(path)


if __name__ == "__main__":
    main()

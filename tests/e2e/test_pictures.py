"""Screenshots of each world in both views, to be looked at; none of them may be blank."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from tests.e2e.conftest import NewVisitor

pytestmark = pytest.mark.browser

WORLDS = ("seoul-plaza", "city-hall", "gwanghwamun", "museum")
LEAST_SPREAD = 8.0
"""Standard deviation of brightness; an empty stage has less."""


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("view", ["2d", "3d"])
def test_a_world_is_drawn(visitor: NewVisitor, screenshots: Path, world: str, view: str) -> None:
    person = visitor().open(view)
    person.page.evaluate("() => document.fonts.ready")
    if world != person.world:
        names = person.page.evaluate("fetch('/api/worlds').then((r) => r.json())")["worlds"]
        name = next(w["names"]["en"] for w in names if w["id"] == world)
        person.page.get_by_role("button", name=f"Go to {name}", exact=True).click()
        person.wait_in_world(world)
    if view == "3d":
        person.wait_3d()
    person.page.wait_for_timeout(500)
    picture = person.page.locator("section.stage").screenshot()
    (screenshots / f"{world}-{view}.png").write_bytes(picture)
    assert spread(picture) > LEAST_SPREAD, "blank"


def spread(picture: bytes) -> float:
    """Of the middle, where neither the small map nor the buttons lie."""
    image = Image.open(io.BytesIO(picture)).convert("L")
    width, height = image.size
    middle = image.crop((0, height // 4, width * 3 // 4, height * 3 // 4))
    return ImageStat.Stat(middle).stddev[0]

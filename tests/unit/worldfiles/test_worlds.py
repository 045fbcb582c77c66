"""The worlds of the city: they load, they hold what was promised, and they can be walked."""

from __future__ import annotations

import heapq
import json
import math
from pathlib import Path

import numpy as np
import pytest

from metaserver.worldfiles import LevelGrid, World, check, delivery, load_worlds, local, wgs84
from metaserver.worldfiles.kit import KIT

ROOT = Path(__file__).resolve().parents[3]
IDS = ["city-hall", "gwanghwamun", "museum", "seoul-plaza"]
FACTS = {"seoul-plaza": (37.5665, 126.978), "gwanghwamun": (37.5759, 126.9769)}
"""Representative points of the places, from the project's list of facts."""


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    return load_worlds(ROOT / "worlds")


def walk_m(grid: LevelGrid, start: tuple[float, float], goal: tuple[float, float]) -> float:
    """Length of the shortest walk between two points of a level, over eight neighbours (A*)."""
    moves = [(dj, di) for dj in (-1, 0, 1) for di in (-1, 0, 1) if dj or di]
    (j0, i0, _), (j1, i1, _) = grid.pixels(*start), grid.pixels(*goal)
    here, there = (int(j0), int(i0)), (int(j1), int(i1))
    best, queue = {here: 0.0}, [(math.dist(here, there), here)]
    while queue:
        _, spot = heapq.heappop(queue)
        if spot == there:
            return best[spot] * grid.step_m
        for dj, di in moves:
            after = (spot[0] + dj, spot[1] + di)
            far = best[spot] + math.hypot(dj, di)
            if grid.walk[after] and far < best.get(after, math.inf):
                best[after] = far
                heapq.heappush(queue, (far + math.dist(after, there), after))
    return math.inf


def test_the_city_has_no_problems() -> None:
    assert check(ROOT / "worlds") == []


def test_the_four_worlds_are_there(worlds: dict[str, World]) -> None:
    assert sorted(worlds) == IDS


@pytest.mark.parametrize("id_", IDS)
def test_a_world_has_enough_to_see(worlds: dict[str, World], id_: str) -> None:
    assert len(worlds[id_].spec.places) >= 8
    assert len(worlds[id_].structures) >= 60
    assert set(worlds[id_].texts) >= {"ko", "en"}


@pytest.mark.parametrize("id_", IDS)
def test_every_place_takes_a_group_of_arrivals(worlds: dict[str, World], id_: str) -> None:
    world = worlds[id_]
    for place in world.spec.places:
        spots = world.grids[place.level].spots(*place.at, place.radius_m)
        assert len(spots) >= 12, place.id


@pytest.mark.parametrize("id_", IDS)
def test_each_portal_has_a_way_back(worlds: dict[str, World], id_: str) -> None:
    for portal in worlds[id_].spec.portals:
        there = worlds[portal.to.world]
        assert any(back.to.world == id_ for back in there.spec.portals), portal.id


def test_one_arrives_on_the_plaza_beside_two_desks(worlds: dict[str, World]) -> None:
    plaza = worlds["seoul-plaza"]
    start = next(place for place in plaza.spec.places if place.id == plaza.spec.start)

    assert {desk.service for desk in plaza.spec.desks} == {"complaints", "tourism"}
    for desk in plaza.spec.desks:
        assert np.hypot(desk.at[0] - start.at[0], desk.at[1] - start.at[1]) < 25


def test_city_hall_is_less_than_a_minute_away(worlds: dict[str, World]) -> None:
    plaza = worlds["seoul-plaza"]
    places = {place.id: place.at for place in plaza.spec.places}

    assert walk_m(plaza.grids["ground"], places["square"], (30, 56.8)) <= 60
    assert walk_m(plaza.grids["ground"], places["square"], places["museum-way"]) <= 90


def test_city_hall_offers_its_four_services_and_two_floors(worlds: dict[str, World]) -> None:
    hall = worlds["city-hall"]

    assert {desk.service for desk in hall.spec.desks} == {"complaints", "tourism", "help", "water"}
    assert list(hall.grids) == ["ground", "upper"]


def test_the_situation_room_is_closed(worlds: dict[str, World]) -> None:
    upper = worlds["city-hall"].grids["upper"]

    assert not bool(upper.walkable(21, 2))
    assert bool(upper.walkable(20, -8))


def test_the_stairs_of_the_lobby_rise(worlds: dict[str, World]) -> None:
    heights = worlds["city-hall"].grids["ground"].ground_m(np.full(3, -25.5), [0.0, 6.0, 11.0])

    assert heights == pytest.approx([0, 2.2, 4.2], abs=0.3)


def test_one_walks_through_all_passages_of_gwanghwamun(worlds: dict[str, World]) -> None:
    ground = worlds["gwanghwamun"].grids["ground"]
    along = np.linspace(40, 60, 60)

    for x in (0, 8.7, -8.7):
        assert ground.walkable(np.full_like(along, x), along).all()
    assert not ground.walkable(np.full_like(along, 4.8), along).all()


def test_the_museum_shows_exhibits_with_pictures_and_sources(worlds: dict[str, World]) -> None:
    museum = worlds["museum"]

    assert len(museum.spec.exhibits) >= 12
    for exhibit in museum.spec.exhibits:
        assert exhibit.asset in museum.assets
        for texts in museum.texts.values():
            assert len(texts.exhibits[exhibit.id].text) >= 40


@pytest.mark.parametrize("id_", IDS)
def test_the_delivery_is_what_clients_expect(worlds: dict[str, World], id_: str) -> None:
    parts = delivery(worlds[id_])
    plain = json.loads(json.dumps(parts["world"], allow_nan=False))

    assert all(piece["size"] and "piece" not in piece for piece in plain["structures"])
    assert "format" not in plain
    for exhibit in plain["exhibits"]:
        assert exhibit["picture"].startswith("/media/")
        assert "asset" not in exhibit
    for level, grid in zip(parts["raster"]["levels"], worlds[id_].grids.values(), strict=True):
        bits = np.unpackbits(np.frombuffer(level["walk"], np.uint8), bitorder="little")
        walk = bits[: level["width"] * level["height"]].reshape(level["height"], level["width"])
        assert (walk == grid.walk).all()
        assert len(level["ground"]) == grid.ground.size


@pytest.mark.parametrize("id_", sorted(FACTS))
def test_a_world_lies_where_its_place_lies(worlds: dict[str, World], id_: str) -> None:
    x, y = local(worlds[id_].spec, *FACTS[id_])

    assert np.hypot(x, y) < 250


@pytest.mark.parametrize("heading", [0, 37.5, 90, 271])
def test_a_spot_in_the_world_is_a_spot_in_the_city_and_back(
    worlds: dict[str, World], heading: float
) -> None:
    spec = worlds["seoul-plaza"].spec
    spec = spec.model_copy(
        update={"anchor": spec.anchor.model_copy(update={"heading_deg": heading})}
    )

    for point in ((0, 0), (80, -75), (-1200, 900)):
        assert local(spec, *wgs84(spec, *point)) == pytest.approx(point, abs=1e-6)


def test_a_hundred_metres_north_and_east_are_as_long_as_on_the_map(
    worlds: dict[str, World],
) -> None:
    spec = worlds["seoul-plaza"].spec
    lat, lon = wgs84(spec, 100, 100)

    # A degree at this latitude: 110,988 m of latitude, 88,364 m of longitude (WGS84 tables).
    assert (lat - spec.anchor.lat) * 110_988 == pytest.approx(100, abs=0.05)
    assert (lon - spec.anchor.lon) * 88_364 == pytest.approx(100, abs=0.2)


def test_a_turned_world_faces_its_heading(worlds: dict[str, World]) -> None:
    spec = worlds["seoul-plaza"].spec
    east = spec.model_copy(update={"anchor": spec.anchor.model_copy(update={"heading_deg": 90.0})})

    lat, lon = wgs84(east, 0, 100)

    assert lon > spec.anchor.lon
    assert lat == pytest.approx(spec.anchor.lat, abs=1e-9)


def test_the_document_shows_the_kit_as_it_is() -> None:
    table = (ROOT / "docs" / "worlds.md").read_text("utf-8")

    for kind, entry in KIT.items():
        size = ", ".join(f"{part:g}" for part in entry.size)
        assert f"| {kind} | {size} |" in table, kind

"""Every kind of mistake is told with file, line, field and a sentence that says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from metaserver.worldfiles import Problem, WorldFilesError, load_world, load_worlds

# What is written, what somebody writes instead, the field that is told, words of the sentence.
WORLD_MISTAKES: list[tuple[str, str, str, str]] = [
    # the shape of the file
    ("setting: outdoor", "setting: sideways", "setting", "'outdoor' or 'indoor'"),
    ("version: 1", "version: one", "version", "Write a whole number"),
    ("version: 1", "version: 0", "version", "at least 1"),
    ("lat: 37.5665", "lat: 51.5", "anchor.lat", "at most 37.72"),
    ("lat: 37.5665", "lat: .nan", "anchor.lat", "Write a number"),
    ("lat: 37.5665", "lat: 1e999", "anchor.lat", "finite"),
    ("kind: box", "kind: castle", "structures[1].kind", "'castle' is not known"),
    ("kind: box", "kinnd: box", "structures[1].kinnd", "did you mean 'kind'"),
    ("size: [4, 2, 2]", "size: [4, 2]", "structures[1].size", "at least 3"),
    ("size: [4, 2, 2]", "size: [4, 2, -2]", "structures[1].size[2]", "more than 0"),
    ("count: 3", "count: 1", "structures[2].count", "at least 2"),
    ("id: gate, level", "id: Main Gate, level", "places[0].id", "Write a short id"),
    ("at: [0, -5]", "at: here", "places[0].at", "list of numbers"),
    ("start: gate", "start: 12", "start", "Write text"),
    ("shape: {rect: [-12, -2, -10, 0]}", "shape: {oval: [1, 2, 3]}", "portals[0].shape", "rect, c"),
    ('sources: [{title: "A book"}]\nas_of', "sources: []\nas_of", "sources", "at least 1"),
    ("as_of: 2026-11-22\n", "as_of: last week\n", "as_of", "year-month-day"),
    ("[0, -5], radius_m: 2", "[0, -5], radius_m: yes", "places[0].radius_m", "Write a number"),
    ("lat: 37.5665", "lat: nan", "anchor.lat", "finite"),
    # what must hold between the parts
    ("id: yard", "id: garden", "id", "folder's name, 'yard'"),
    ("id: terrace, level: roof", "id: gate, level: roof", "places[1].id", "used twice"),
    ("level: ground, at: [0, 6]", "level: cellar, at: [0, 6]", "structures[1].level", "no level"),
    ("level: ground, at: [-18, 8]", "level: x1, at: [-18, 8]", "structures[2].piece.level", "x1"),
    ("level: roof, at", "level: loft, at", "places[1].level", "ground, roof"),
    ("start: gate", "start: door", "start", "There is no place 'door'"),
    ("asset: picture", "asset: painting", "exhibits[0].asset", "no asset 'painting'"),
    ("{world: yard, place: gate}", "{world: moon, place: gate}", "portals[1].to.world", "moon"),
    ("{world: yard, place: gate}", "{world: yard, place: sea}", "portals[1].to.place", "'sea'"),
    ("[-14, -8], [-14, -4]", "[-14, -4], [-14, -8]", "surfaces[0].shape.polygon", "crosses itself"),
    ("[-12, -2, -10, 0]", "[-10, -2, -12, 0]", "portals[0].shape.rect", "smaller ones first"),
    ("bounds: [0, 0, 12, 8]", "bounds: [0, 0, -12, 8]", "levels[1].bounds", "2 m larger"),
    ("bounds: [0, 0, 12, 8]", "bounds: [-2000, -2000, 2000, 2000]", "levels", "cells"),
    ("bounds: [0, 0, 12, 8]", "bounds: [-500, -500, 500, 500]", "levels", "shrink"),
    # the ground
    ("at: [0, -5]", "at: [0, 6]", "places[0].at", "covered by a structure"),
    ("at: [6, 4]", "at: [60, 4]", "places[1].at", "outside the level's bounds"),
    ("at: [6, 4]", "at: [11.9, 4]", "places[1].at", "not on walkable ground"),
    ("at: [5, 2], turn_deg: 180", "at: [15, 2], turn_deg: 180", "desks[0].at", "cannot be reached"),
    ("at: [5, 2], turn_deg: 180", "at: [0, 4], turn_deg: 0", "desks[0].at", "covered"),
    ("at: [-6, -9.9]", "at: [-6, 9.9]", "exhibits[0].at", "outside"),
    ("[-12, -2, -10, 0]", "[12, -2, 14, 0]", "portals[0].shape", "cannot be reached"),
    ("kind: box, level: ground, at: [0, 6], size: [4, 2, 2]",
     "kind: stairs, level: ground, at: [0, 6], size: [4, 9, 13]", "structures[1]", "12.75"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "words"), WORLD_MISTAKES)
def test_a_mistake_in_world_yaml_is_told_with_its_line(
    home: Any, change: Any, old: str, new: str, field: str, words: str
) -> None:
    text = home.world.read_text()
    at = old if text.count(old) == 1 else f"\n{old}"
    line = change(home.world, at, at.replace(old, new)) + (at != old)

    told = [p for p in home.problems() if p.file == str(home.world) and p.field == field]

    assert [words in problem.sentence for problem in told] == [True], home.problems()
    # A whole list is told at the line where it begins.
    assert told[0].line == (line if field != "levels" else 7)


def test_a_missing_field_is_told_at_the_part_that_lacks_it(home: Any, change: Any) -> None:
    line = change(home.world, "{id: help, service: help,", "{id: help,")

    problem = home.only()

    assert (problem.line, problem.field) == (line, "desks[0].service")
    assert problem.sentence == "The field 'service' is missing; add it."


def test_a_portal_that_takes_arrivals_away_at_once_is_told_at_the_place(
    home: Any, change: Any
) -> None:
    line = change(home.world, "{id: terrace,", "{id: terrace,")
    change(home.world, "circle: [1.5, 1.5, 1]", "circle: [4.5, 3.5, 1]")

    problem = home.only()

    assert (problem.line, problem.field) == (line, "places[1].at")
    assert "'down' reaches into this place" in problem.sentence


TEXT_MISTAKES = [
    ("  gate: {name: Gate}\n", "", "places.gate", "has no text in this language"),
    ("places:\n", "places:\n  sea: {name: Sea}\n", "places.sea", "no 'sea'"),
    ("name: Yard", 'name: ""', "name", "empty"),
    ("name: Yard", "name: " + "y" * 200, "name", "at most 120"),
    ("signs: {hello: Hello}", "signs: {}", "signs.hello", "add it under 'signs'"),
    ("exhibits:\n", "exhibitz:\n", "exhibitz", "did you mean 'exhibits'"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "words"), TEXT_MISTAKES)
def test_a_mistake_in_one_language_is_told_for_that_language(
    home: Any, change: Any, old: str, new: str, field: str, words: str
) -> None:
    change(home.en, old, new)

    told = home.problems()

    assert {problem.file for problem in told} == {str(home.en)}
    assert any(p.field == field and words in p.sentence for p in told), told


def test_a_language_that_is_missing_altogether_is_told(home: Any) -> None:
    home.ko.unlink()

    assert "ko.yaml" in home.only().file


def test_all_problems_are_told_not_only_the_first(home: Any, change: Any) -> None:
    change(home.world, "at: [0, -5]", "at: [0, 6]")
    change(home.world, "asset: picture", "asset: painting")
    change(home.en, "signs: {hello: Hello}", "signs: {}")
    change(home.manifest, "bytes: 6", "bytes: 7")

    assert len(home.problems()) == 4


def test_a_problem_reads_as_file_line_field_sentence() -> None:
    problem = Problem("worlds/yard/world.yaml", 12, "places[0].at", "Move it.")

    assert str(problem) == "worlds/yard/world.yaml:12: places[0].at: Move it."


def test_loading_a_broken_world_raises_all_its_problems(home: Any, change: Any) -> None:
    change(home.world, "start: gate", "start: door")

    with pytest.raises(WorldFilesError) as caught:
        load_world(home.world.parent)

    assert [problem.field for problem in caught.value.problems] == ["start"]
    with pytest.raises(WorldFilesError):
        load_worlds(home.worlds)


def test_a_folder_without_worlds_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(WorldFilesError, match="no world here"):
        load_worlds(tmp_path)


def test_a_world_folder_without_its_file_is_a_problem(home: Any) -> None:
    (home.worlds / "empty").mkdir()

    assert any("empty/world.yaml" in problem.file for problem in home.problems())


def test_one_world_may_lead_to_another_that_is_not_loaded_with_it(home: Any, change: Any) -> None:
    change(home.world, "{world: yard, place: gate}", "{world: moon, place: sea}")

    assert load_world(home.world.parent).spec.portals[1].to.world == "moon"

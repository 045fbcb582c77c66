"""Scenario files: those of the project, and what is said of wrong ones."""

from pathlib import Path

import pytest

from loadtest import library
from loadtest.errors import ScenarioError
from loadtest.scenario import Does

GOOD = """\
format: 1
name: trial
about: A trial.
worlds: {seoul-plaza: 1}
arrive: {per_s: 10}
mix:
  - share: 1
    do: walk
"""


def test_the_projects_scenarios_are_those_that_users_know() -> None:
    wanted = ["festival", "idle", "museum", "plaza", "sleepers", "spread", "tunnel"]
    assert library.names() == wanted
    assert [library.load(name).name for name in wanted] == wanted


def test_plaza_is_what_its_figures_are_about() -> None:
    plaza = library.load("plaza")
    (everybody,) = plaza.mix
    assert everybody.do is Does.WALK
    assert everybody.turns_per_s == 2
    assert plaza.worlds == {"seoul-plaza": 1}


def test_a_file_is_loaded_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD)
    assert library.load(str(path)).name == "trial"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("share: 1", "share: -1", "file.yaml:7: mix[0].share: '-1' is not allowed; it must be at"),
        ("per_s: 10", "per_s: -3", "file.yaml:5: arrive.per_s: '-3' is not allowed"),
        ("per_s: 10", "per_s: .inf", "file.yaml:5: arrive.per_s: 'inf' is not a finite number"),
        ("per_s: 10", "", "file.yaml:5: arrive: give either per_s or within_s"),
        ("do: walk", "do: wlak", "file.yaml:8: mix[0].do: 'wlak' is not known; it must be one of"),
        ("do: walk", "do: walk\n    turns: 2", "file.yaml:9: mix[0].turns: there is no such key"),
        ("do: walk", "do: walk\n    turns_pers: 2", "did you mean 'turns_per_s'?"),
        ("do: walk", "do: walk\n    speed_mps: [2, 1]", "mix[0].speed_mps: 2 to 1 is no span"),
        ("do: walk", "do: walk\n    group: 2.5", "mix[0].group: '2.5' is not a whole number"),
        ("worlds:", "wolrds:", "file.yaml:4: wolrds: there is no such key; did you mean 'worlds'?"),
        ("about: A trial.\n", "", "file.yaml:1: about: is missing"),
        ("name: trial", "name: A Trial", "file.yaml:2: name: 'A Trial' is not allowed"),
        ("name: trial", "name: trial\nname: two", "file.yaml:3: this key is written twice"),
        ("share: 1", "share: 0.5", "file.yaml:6: mix: the shares sum to 0.5, not to 1"),
        ("{seoul-plaza: 1}", "{}", "file.yaml:4: worlds: name at least one"),
        ("{seoul-plaza: 1}", "&a {seoul-plaza: 1}\nplace: *a", "file.yaml:5: anchors and aliases"),
        ("mix:", "mix: [", "file.yaml:7: this is not YAML"),
        ("format: 1", "\tformat: 1", "file.yaml:1: a tab is used for indentation"),
        (GOOD, "", "file.yaml:1: a scenario is a block of keys"),
        (GOOD, "[" * 50, "file.yaml:1: this is nested deeper than 8 levels"),
        (GOOD, GOOD + "---\nformat: 1\n", "file.yaml:9: a second document begins here"),
        (GOOD, "x" * 200_000, "file.yaml:1: the file is longer than 100,000 characters"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(right: str, wrong: str, said: str) -> None:
    with pytest.raises(ScenarioError) as found:
        library.parse(GOOD.replace(right, wrong, 1), "file.yaml")
    assert said in str(found.value)


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    with pytest.raises(ScenarioError) as found:
        library.parse(GOOD.replace("share: 1", "share: 2").replace("do: walk", "do: fly"), "f")
    assert [line.split(": ")[1] for line in str(found.value).splitlines()] == [
        "mix[0].share",
        "mix[0].do",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plzaa", "did you mean 'plaza'?"),
        ("rave", "there are festival, idle, museum"),
        ("no/such.yaml", "cannot be read: No such file or directory"),
    ],
)
def test_a_scenario_that_is_not_there_is_told_with_those_that_are(name: str, said: str) -> None:
    with pytest.raises(ScenarioError, match="no") as found:
        library.load(name)
    assert said in str(found.value)

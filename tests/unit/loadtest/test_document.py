"""docs/loadtest.md tells of every scenario, key and exit code, and its examples are good."""

import re

import pytest

from loadtest import errors, library, thresholds
from loadtest.city import ROOT
from loadtest.scenario import Behaviour, Does, Drops, PositionErrors, Scenario, Sleeps

TEXT = (ROOT / "docs" / "loadtest.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", library.names())
def test_every_scenario_is_explained(name: str) -> None:
    assert f"| `{name}` |" in TEXT


@pytest.mark.parametrize("model", [Scenario, Behaviour, Drops, Sleeps, PositionErrors])
def test_every_key_of_a_scenario_is_shown(model: type[Scenario]) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    for key in model.model_fields:
        assert re.search(rf"\b{key}:", example), key


def test_every_behaviour_is_named() -> None:
    assert all(f"`{does}`" in TEXT for does in Does)


def test_the_example_is_a_scenario() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert library.parse(example, "docs/loadtest.md").name == "evening"


def test_the_examples_of_thresholds_are_thresholds() -> None:
    found = re.findall(r'--fail-if "([^"]+)"', TEXT)
    assert len(found) >= 3
    for condition in found:
        thresholds.parse(condition)


def test_every_exit_code_of_a_run_is_explained() -> None:
    kinds = {k for k in vars(errors).values() if isinstance(k, type)} - {errors.ToolMissing}
    for kind in kinds:
        assert f"| {kind.exit_code} |" in TEXT, kind

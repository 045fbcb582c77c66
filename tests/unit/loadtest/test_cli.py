import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loadtest import library
from loadtest.cli import app

RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})


@pytest.mark.parametrize("command", [[], ["run"], ["scenarios"]])
def test_every_command_explains_itself(command: list[str]) -> None:
    told = RUNNER.invoke(app, [*command, "--help"])
    assert told.exit_code == 0
    assert "Usage:" in told.output


def test_the_options_that_users_were_promised_are_there() -> None:
    told = RUNNER.invoke(app, ["run", "--help"]).output
    for option in (
        "--scenario", "--clients", "--seconds", "--url", "--json", "--html", "--seed", "--latency",
        "--loss", "--baseline", "--fail-if", "--i-own-this-server", "--processes", "--witnesses",
        "--serve", "--set",
    ):  # fmt: skip
        assert option in told, option
    assert "3 no server there" in told


def test_scenarios_are_listed_with_their_sentences() -> None:
    told = RUNNER.invoke(app, ["scenarios"]).output
    for name in library.names():
        assert name in told
    assert "Everybody on Seoul Plaza" in told


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--scenario", "plaza", "--url", "ws://127.0.0.1:9/ws"], 3, "no server there"),
        (["--scenario", "plaza", "--url", "ws://a.example/ws"], 7, "not this machine"),
        (["--scenario", "plzaa"], 2, "did you mean 'plaza'?"),
        (["--scenario", "plaza", "--serve", "--url", "ws://127.0.0.1:9"], 2, "not both"),
        (["--scenario", "plaza", "--set", "tick_hz=5"], 2, "--set is for the server of --serve"),
        (["--scenario", "plaza", "--serve", "--set", "tick_hz"], 2, "--set tick_hz=10"),
        ([], 2, "Missing option"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_an_exit_code(
    options: list[str], code: int, said: str
) -> None:
    done = RUNNER.invoke(app, ["run", *options])
    assert done.exit_code == code
    assert said in done.output


def test_the_report_is_written_all_the_same(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    url = ["--url", "ws://127.0.0.1:9/ws"]
    done = RUNNER.invoke(app, ["run", "--scenario", "plaza", *url, "--json", str(out)])
    assert str(out) in done.output
    assert json.loads(out.read_text())["exit_code"] == 3

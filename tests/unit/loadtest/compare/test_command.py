"""``python -m loadtest compare``: a small one, for real, and wrong use."""

import subprocess
import sys
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from loadtest.compare import rounds
from loadtest.compare.command import compare
from loadtest.compare.options import Options
from loadtest.compare.outcome import ComparisonResult, Subject
from loadtest.compare.ratios import ratios
from loadtest.errors import ScenarioError
from tests.unit.loadtest.compare.rows import row

ROOT = Path(__file__).parents[4]


def invoked(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(compare)
    return CliRunner().invoke(app, list(arguments))


def test_ours_the_floor_and_broadcast_for_real_with_a_few_clients() -> None:
    only = (Subject.OURS, Subject.FLOOR, Subject.BROADCAST)
    options = Options(clients=30, near=15, rounds=1, seconds=3, only=only, settle_s=0.5)
    result = rounds.compare(options)
    assert result.complete, result.ended
    assert [(row.subject, row.clients) for row in result.rows] == [
        (Subject.OURS, 30), (Subject.FLOOR, 30), (Subject.OURS, 15), (Subject.BROADCAST, 15),
    ]  # fmt: skip
    assert all(row.bytes_per_client_s > 0 and row.frames_per_client_s > 0 for row in result.rows)
    found = {(ratio.what, ratio.peer) for ratio in result.ratios}
    assert {("cpu", Subject.FLOOR), ("cpu", Subject.BROADCAST)} <= found
    # On a busy machine the server's metrics may not be had twice in three seconds; it says so.
    assert ("write", Subject.FLOOR) in found or result.rows[0].remarks
    assert result.machine is not None and "websockets" in result.versions


def test_the_result_is_printed_and_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[Options] = []
    rows = [row(Subject.OURS), row(Subject.COLYSEUS, cpu_cores=0.5)]
    made = ComparisonResult(
        rows=rows, ratios=ratios(rows), complete=False, ended="Interrupted.", exit_code=130
    )
    monkeypatch.setattr(rounds, "compare", lambda options, tell: asked.append(options) or made)
    file = tmp_path / "comparison.json"
    ran = invoked(
        "--clients", "200", "--rounds", "2", "--only", "ours,colyseus", "--json", str(file)
    )
    assert asked == [Options(clients=200, rounds=2, only=(Subject.OURS, Subject.COLYSEUS))]
    assert "Colyseus, 1,000 clients" in ran.stdout
    assert "Interrupted." in ran.stdout
    assert ran.exit_code == 130
    assert ComparisonResult.model_validate_json(file.read_text()) == made


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "photon"], "there is no 'photon' to compare with"),
        (["--only", "floor"], "the floor sends what ours sent"),
        (["--rounds", "0"], "--rounds: 0 is not allowed; it must be 1 to 100"),
        (["--json", "/no/such/folder/file.json"], "no file can be written there"),
    ],
)
def test_wrong_use_is_one_sentence(arguments: list[str], words: str) -> None:
    ran = invoked(*arguments)
    assert isinstance(ran.exception, ScenarioError)
    assert words in str(ran.exception)


def test_the_sentence_goes_to_the_error_stream_with_its_exit_code() -> None:
    command = [sys.executable, "-m", "loadtest", "compare", "--clients", "0"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 2
    assert ran.stderr == "--clients: 0 is not allowed; it must be 1 to 20000.\n"

"""The command as it is typed; nothing is measured here."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from loadtest.figures import lab
from loadtest.figures.command import figures_command
from loadtest.figures.lab import Profiling
from loadtest.progress import Silent


def typed(*words: object) -> Result:
    app = typer.Typer()
    app.command("figures")(figures_command)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_document_can_be_written_without_measuring(tmp_path: Path) -> None:
    out = tmp_path / "docs" / "performance.md"
    assert typed("--write-only", "--out", out).exit_code == 0
    assert "not measured yet" in out.read_text(encoding="utf-8")
    assert (tmp_path / "docs" / "performance").is_dir()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--only", "plazza"], "there is no 'plazza'; there are plaza"),
        (["--rounds", "0"], "--rounds 0: write a number from 1 to 100."),
        (["--out", "/proc/nowhere/x.md"], "no folder can be made there; name another."),
        (["--json-dir", "/dev/null"], "no folder can be made there; name another."),
    ],
)
def test_wrong_options_are_a_sentence_and_code_2(
    tmp_path: Path, words: list[str], told: str
) -> None:
    done = typed("--out", tmp_path / "x.md", *words)
    assert done.exit_code == 2
    assert told in " ".join(done.output.split())
    assert not (tmp_path / "x.md").exists()


def test_a_folder_with_something_else_in_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "idle.json").write_text("{}")
    done = typed("--out", tmp_path / "x.md", "--write-only")
    assert done.exit_code == 2
    assert "measure it again with --only idle" in " ".join(done.output.split())


def test_a_run_that_never_measures_is_never_profiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "server_pid", lambda: pytest.fail("a city was looked for"))
    profiling = Profiling(Silent())
    profiling.phase("arriving: 5,000 within 20 s")
    assert profiling.text == ""

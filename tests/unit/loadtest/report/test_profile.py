"""Own times from py-spy's stacks, and what is said when there is no py-spy."""

from pathlib import Path

import pytest

from loadtest.report import profile


def test_own_time_is_that_of_the_innermost_function() -> None:
    main = "thread (1): MainThread;main (a.py:1)"
    raw = f"{main};tick (a.py:9) 30\n{main} 10\n{main};tick (a.py:9);write (b.py:2) 60\n"
    raw += "thread (2): worker;Queue.get (queue.py:154) 500\n"
    assert profile.own_times(raw).splitlines() == [
        " 60.0 %  write (b.py:2)",
        " 30.0 %  tick (a.py:9)",
        " 10.0 %  main (a.py:1)",
    ]


def test_only_the_largest_are_shown() -> None:
    raw = "\n".join(f"thread (1): MainThread;f{n} (a.py:{n}) {n + 1}" for n in range(100))
    assert len(profile.own_times(raw).splitlines()) == profile.TOP


@pytest.mark.parametrize("raw", ["", "\n\n", "no number here\n", "thread (2): other;get 5\n"])
def test_no_samples_is_a_sentence(raw: str) -> None:
    assert profile.own_times(raw).startswith("No profile")


def test_without_py_spy_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    assert profile.profile(1) == profile.HOW_TO_GET_IT


def fake_py_spy(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    tool = folder / "py-spy"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(folder / "python"))


def test_it_asks_for_this_process_and_reads_what_was_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stacks = "thread (1): MainThread;tick 4"
    script = f'for last; do :; done; case "$*" in *"--pid 77 "*) echo "{stacks}" > "$last";; esac'
    fake_py_spy(tmp_path, monkeypatch, script)
    assert profile.profile(77, 1) == "100.0 %  tick"


def test_what_py_spy_complains_of_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_py_spy(tmp_path, monkeypatch, 'echo "Error: Permission denied" >&2; echo more >&2; exit 1')
    assert profile.profile(77, 1) == "No profile: Permission denied"

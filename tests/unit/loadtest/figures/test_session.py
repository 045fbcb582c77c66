"""Measuring rows: what is run, what is kept, and what happens when a run fails."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from loadtest.compare.outcome import ComparisonResult
from loadtest.errors import Missed, ScenarioError, ServerDied
from loadtest.figures import document, records
from loadtest.figures.command import chosen, measure
from loadtest.figures.rows import BY_NAME, ROWS, Crowd, Peers
from loadtest.figures.session import Session
from loadtest.result import Machine, Quantiles, Result
from tests.unit.loadtest.figures.test_rows import comparison
from tests.unit.loadtest.report import results


class FakeLab:
    """Gives the result that ``make`` makes of a run."""

    def __init__(self, make: Callable[[Crowd], Result] = lambda work: results.full()) -> None:
        self.made: list[str] = []
        self._make = make

    def crowd(self, work: Crowd, seed: int) -> Result:
        self.made.append(f"{work.name} {seed}")
        return self._make(work)

    def peers(self, work: Peers, rounds: int) -> ComparisonResult:
        self.made.append(f"{work.name} x{rounds}")
        one = comparison(work)
        rows = [row.model_copy(update={"round": n}) for n in range(rounds) for row in one.rows]
        return one.model_copy(update={"rows": rows})

    def profile(self, work: Crowd) -> str:
        self.made.append(f"profile {work.name}")
        return " 90.0 %  tick (ticks.py:1)"

    def machine(self) -> Machine:
        machine = results.full().machine
        assert machine is not None
        return machine


def session(folder: Path, lab: FakeLab, rounds: int = 2) -> Session:
    return Session(lab, folder, Console(file=io.StringIO()), rounds)


def test_a_row_is_run_round_after_round_and_recorded(tmp_path: Path) -> None:
    lab = FakeLab()
    record = session(tmp_path, lab).measure(BY_NAME["plaza"])
    assert lab.made == ["plaza-5000 1", "plaza-5000 2"]
    assert record.values("seen near p99") == [204, 204]
    assert records.load(tmp_path, "plaza") == record
    assert record.problems == [] and record.profile == ""


def test_runs_that_rows_share_are_made_once_a_round(tmp_path: Path) -> None:
    lab = FakeLab()
    one = session(tmp_path, lab)
    for name in ("plaza", "memory", "bytes"):
        one.measure(BY_NAME[name])
    runs = [name for name in lab.made if not name.startswith("profile")]
    assert sorted(runs) == ["plaza-1000 1", "plaza-1000 2", "plaza-5000 1", "plaza-5000 2"]


def test_a_comparison_has_its_rounds_in_one_go(tmp_path: Path) -> None:
    lab = FakeLab()
    record = session(tmp_path, lab, rounds=3).measure(BY_NAME["broadcast"])
    assert lab.made == ["broadcast-60 x3"]
    assert record.values("CPU, ours over theirs") == pytest.approx([0.1] * 3)


def test_rounds_on_a_disturbed_machine_are_made_again_and_do_not_count(tmp_path: Path) -> None:
    pulses = iter([100.0, 190.0, 105.0, 110.0])

    def make(work: Crowd) -> Result:
        pulse = next(pulses)
        seen = results.full().seen_ms.model_copy(update={"near": Quantiles(p99=pulse)})
        return results.full().model_copy(
            update={"pulse_us": Quantiles(p50=pulse), "pulse_best_us": 100.0, "seen_ms": seen}
        )

    one = session(tmp_path, FakeLab(make), rounds=3)
    one._best_us = 100.0
    record = one.measure(BY_NAME["plaza"])
    assert record.pulses == [1.0, 1.9, 1.05, 1.1]
    assert record.values("seen near p99") == [100, 105, 110]
    assert "4 rounds of which 3 count" in document.text({"plaza": record}, "f")


def test_where_all_rounds_are_disturbed_they_count_and_it_is_told(tmp_path: Path) -> None:
    slow = {"pulse_us": Quantiles(p50=200.0), "pulse_best_us": 150.0}
    lab = FakeLab(lambda work: results.full().model_copy(update=slow))
    one = session(tmp_path, lab, rounds=2)
    one._best_us = 100.0
    record = one.measure(BY_NAME["plaza"])
    assert record.pulses == [2.0] * 4 and len(record.values("seen near p99")) == 4
    assert "all on a machine that was itself 2 to 2 times slower" in document.text(
        {"plaza": record}, "f"
    )


def test_ten_minutes_are_not_done_three_times(tmp_path: Path) -> None:
    lab = FakeLab()
    assert len(session(tmp_path, lab, rounds=3).measure(BY_NAME["tunnel"]).rounds) == 1


def test_what_is_not_reached_is_profiled_and_the_text_kept(tmp_path: Path) -> None:
    lab = FakeLab(lambda work: results.full(2.0))
    record = session(tmp_path, lab).measure(BY_NAME["plaza"])
    assert lab.made[-1] == "profile plaza-5000"
    assert record.profile == "plaza.profile.txt"
    assert "tick (ticks.py:1)" in (tmp_path / record.profile).read_text(encoding="utf-8")


def test_a_run_that_fails_or_ends_early_measures_nothing_and_says_why(tmp_path: Path) -> None:
    def die(work: Crowd) -> Result:
        raise ServerDied("The server ended.")

    record = session(tmp_path, FakeLab(die)).measure(BY_NAME["plaza"])
    assert record.values("seen near p99") == [None, None]
    assert record.problems[0] == "plaza-5000, round 1: The server ended."
    partial = results.full().model_copy(update={"complete": False, "ended": "It was ended."})
    record = session(tmp_path, FakeLab(lambda work: partial)).measure(BY_NAME["plaza"])
    assert record.values("seen near p99") == [None, None]
    assert record.problems[0] == "plaza-5000, round 1: It was ended."


def test_an_interrupted_run_ends_everything_and_replaces_no_record(tmp_path: Path) -> None:
    session(tmp_path, FakeLab()).measure(BY_NAME["plaza"])
    before = records.load(tmp_path, "plaza")
    stopped = results.full().model_copy(update={"complete": False, "exit_code": 130})
    with pytest.raises(KeyboardInterrupt):
        session(tmp_path, FakeLab(lambda work: stopped)).measure(BY_NAME["plaza"])
    assert records.load(tmp_path, "plaza") == before


def test_missed_gates_of_a_run_are_told_and_the_row_is_not_reached(tmp_path: Path) -> None:
    bad = results.full().model_copy(update={"missed": ["position error far is 9 m."]})
    record = session(tmp_path, FakeLab(lambda work: bad)).measure(BY_NAME["plaza"])
    assert record.values("missed gates") == [1, 1]
    assert record.problems[0] == "plaza-5000, round 1: position error far is 9 m."


def test_time_left_counts_what_is_still_to_be_made(tmp_path: Path) -> None:
    one = session(tmp_path, FakeLab(), rounds=3)
    rows = [BY_NAME["plaza"], BY_NAME["memory"]]
    # Three times 20 s of arrival, 30 s measured, 20 s around it; both rows need the same runs.
    assert one.minutes_left(rows) == pytest.approx(3.5)
    one.measure(rows[0])
    assert one.minutes_left(rows[1:]) == 0


def test_the_document_is_there_after_each_row_and_a_missed_one_is_told(tmp_path: Path) -> None:
    out = tmp_path / "performance.md"
    said = io.StringIO()
    console = Console(file=said, width=120)
    rows = [BY_NAME["plaza"], BY_NAME["growth"]]
    lab = FakeLab(lambda work: results.full(2.0))
    with pytest.raises(Missed, match="Not reached: plaza;"):
        measure(rows, Session(lab, tmp_path, console, 1), out, tmp_path, console)
    assert "row 2 of 2" in said.getvalue() and "not reached" in said.getvalue()
    assert "**no**" in out.read_text(encoding="utf-8")
    measure([], Session(lab, tmp_path, console, 1), out, tmp_path, console)
    assert "**no**" in out.read_text(encoding="utf-8"), "writing alone keeps what was measured"


def test_rows_are_chosen_by_name() -> None:
    assert chosen([]) == list(ROWS)
    assert [row.name for row in chosen(["idle,plaza", "growth"])] == ["plaza", "growth", "idle"]
    with pytest.raises(ScenarioError, match="there is no 'plazza'; there are plaza, stretch"):
        chosen(["plazza"])

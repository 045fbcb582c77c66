"""Our run as a row, and what is said when it could not be made."""

import pytest

from loadtest.compare import ours
from loadtest.compare.outcome import Subject
from loadtest.compare.peers import Work
from loadtest.errors import LoadError
from loadtest.result import Quantiles, Result

WORK = Work(Subject.OURS, 2, 1000, 10.0, 1)


def result(**changed: object) -> Result:
    fields: dict[str, object] = {
        "scenario": "plaza", "clients": 1000, "connected": 1000, "seconds": 10.0, "seed": 1,
        "url": "ws://127.0.0.1:1/ws", "tier": "full", "complete": True,
        "server_cpu_cores": 0.2, "load_cpu_cores": 0.4, "load_lag_ms": Quantiles(p99=3.0),
        "frames_per_client_s": 10.0, "bytes_per_client_s": 14_000.0, "messages_per_client_s": 2.0,
        "updates_per_s": {"near": 2.1},
        "server_counts": {ours.WRITE_CPU: 0.9, ours.FRAMES: 90_000.0},
    }  # fmt: skip
    return Result.model_validate(fields | changed)


def test_a_run_as_a_row() -> None:
    row = ours.row_of(WORK, result())
    assert (row.round, row.clients, row.cpu_cores) == (2, 1000, 0.2)
    assert (row.load_cpu_cores, row.load_lag_p99_ms, row.said_per_client_s) == (0.4, 3.0, 2.0)
    assert row.updates_per_s == {"near": 2.1}
    assert row.remarks == []


def test_the_write_phase_is_the_time_of_a_frame_times_our_frames() -> None:
    row = ours.row_of(WORK, result())
    assert row.write_cpu_cores == pytest.approx(10e-6 * 10 * 1000)


def test_a_run_too_short_to_know_the_write_phase_says_so() -> None:
    row = ours.row_of(WORK, result(server_counts={}))
    assert row.write_cpu_cores is None
    assert row.remarks == ["what writing took is unknown: /metrics answered less than twice"]


def test_what_was_missed_is_remarked_not_fatal() -> None:
    row = ours.row_of(WORK, result(connected=990, missed=["Far ring: 9 m."], exit_code=1))
    assert row.remarks == ["Far ring: 9 m.", "990 of 1000 were connected at the end"]


def test_a_run_that_ended_early_ends_the_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = result(complete=False, ended="The server ended 3 s after the beginning.", exit_code=4)
    monkeypatch.setattr(ours, "run", lambda _: ended)
    with pytest.raises(LoadError, match="could not be measured: The server ended 3 s") as caught:
        ours.measure(WORK)
    assert caught.value.exit_code == 4


def test_without_proc_it_says_so() -> None:
    with pytest.raises(LoadError, match="could not be read from /proc"):
        ours.row_of(WORK, result(server_cpu_cores=None))

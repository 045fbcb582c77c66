"""From reports of workers to figures."""

import numpy as np
import pytest

from loadtest import gather
from loadtest.crowd.job import AGE_BUCKETS, PHASES_MAX, Count, WorkerReport
from loadtest.result import Result
from loadtest.scenario import Sleeps


def report(ages: dict[tuple[int, int], int] | None = None, **fields: object) -> WorkerReport:
    """``ages``: (phase, ms) -> frames."""
    histogram = np.zeros((PHASES_MAX, AGE_BUCKETS), np.int64)
    for at, n in (ages or {}).items():
        histogram[at] = n
    empty = np.empty(0)
    known = {
        "join_ms": empty, "connect_s": empty, "first_key_s": empty, "whole_again_ms": empty,
        "lag_ms": empty, "close_codes": {}, "tracks": np.empty((0, 8)),
    }  # fmt: skip
    return WorkerReport(age_histogram=histogram, **(known | fields))  # type: ignore[arg-type]


def blank(seconds: float = 10.0) -> Result:
    return Result(
        scenario="plaza", clients=10, connected=10, seconds=seconds, seed=1, url="", tier="full",
        complete=True,
    )  # fmt: skip


def test_workers_are_taken_together() -> None:
    result = blank()
    result.load_cpu_cores = 0.5  # the sampler's, of all processes of the generator
    one = report(
        {(0, 10): 98}, join_ms=np.array([100.0]), close_codes={4429: 1}, bytes_measured=6000.0,
        frames_measured=500.0, sent_measured=30.0, lag_ms=np.array([1.0]),
        cpu_s_measured=2.0,
    )  # fmt: skip
    other = report(
        {(0, 200): 2}, join_ms=np.array([300.0]), close_codes={4429: 2, 1006: 1},
        bytes_measured=4000.0, frames_measured=500.0, sent_measured=10.0, cpu_s_measured=3.0,
    )  # fmt: skip
    gather.crowd(result, [one, other], connected=10)

    assert result.frame_age_ms.n == 100
    assert result.frame_age_ms.p50 == pytest.approx(10.5, abs=0.1)
    assert result.frame_age_ms.p99 == pytest.approx(200.5, abs=0.5)
    assert (len(result.frame_age_counts), sum(result.frame_age_counts)) == (201, 100)
    assert result.join_ms.most == 300
    assert result.close_codes == {"1006": 1, "4429": 3}
    assert result.bytes_per_client_s == 100
    assert result.frames_per_client_s == 10
    assert result.messages_per_client_s == pytest.approx(0.4)
    assert result.load_cpu_cores == 0.5
    assert result.load_busiest_cores == pytest.approx(0.3)


def test_a_run_that_measured_nothing_has_no_rates() -> None:
    result = blank(seconds=0.0)
    gather.crowd(result, [report(bytes_measured=10.0)], connected=5)
    assert result.bytes_per_client_s is None
    assert result.frame_age_ms.n == 0
    gather.crowd(result, [], connected=0)
    assert result.load_cpu_cores is None


def test_a_sleep_has_four_phases() -> None:
    result = blank(seconds=45)
    ages = {(0, 5): 10, (1, 50): 10, (2, 80): 10, (3, 7): 10}
    gather.phases(result, [report(ages)], Sleeps(share=0.1, after_s=10, for_s=20, within_s=5))
    assert [(phase.name, phase.seconds) for phase in result.phases] == [
        ("before", 10), ("during", 20), ("waking", 7), ("after", 8),
    ]  # fmt: skip
    assert [round(phase.frame_age_ms.p50 or 0) for phase in result.phases] == [6, 50, 80, 8]


def test_a_run_that_ended_during_the_sleep_has_no_time_after_it() -> None:
    result = blank(seconds=15)
    gather.phases(result, [report()], Sleeps(share=0.1, after_s=10, for_s=20))
    assert [(phase.name, phase.seconds) for phase in result.phases] == [
        ("before", 10),
        ("during", 5),
    ]


def test_counts_are_those_of_the_shared_counters() -> None:
    result = blank()
    totals = np.zeros(len(Count))
    totals[Count.DROPPED], totals[Count.CORRECTED], totals[Count.LOST] = 3, 5, 1
    gather.counts(result, totals)
    assert (result.dropped, result.corrections, result.lost, result.errors) == (3, 5, 1, 0)


def test_the_best_second_may_begin_at_any_moment() -> None:
    times_s = np.array([0.0, 0.9, 1.0, 1.1, 1.2, 1.8, 5.0])
    assert gather.best_second(times_s) == 5
    assert gather.best_second(np.empty(0)) is None


def test_a_rate_is_from_the_first_to_the_last() -> None:
    assert gather.per_second(np.array([3.0, 1.0, 2.0, 5.0])) == pytest.approx(0.75)
    assert gather.per_second(np.array([3.0])) is None
    assert gather.per_second(np.array([3.0, 3.0])) is None

"""What a reader of a report must not miss."""

import pytest

from loadtest.report.remarks import bottleneck, remarks
from loadtest.result import Quantiles, Result
from tests.unit.loadtest.report import results


def with_(**fields: object) -> Result:
    return results.full().model_copy(update=fields)


def test_a_good_run_has_no_remarks() -> None:
    assert remarks(results.full()) == []


@pytest.mark.parametrize(
    ("lag_p99_ms", "age_p99_ms", "named"),
    [(60.0, 100.0, True), (20.0, 100.0, False), (2.0, 3.0, False), (9.0, 12.0, True)],
)
def test_late_timers_of_the_generator_make_it_the_bottleneck(
    lag_p99_ms: float, age_p99_ms: float, named: bool
) -> None:
    run = with_(load_lag_ms=Quantiles(p99=lag_p99_ms), frame_age_ms=Quantiles(p99=age_p99_ms))
    assert (bottleneck(run) is not None) == named


@pytest.mark.parametrize(
    ("used", "cores", "busiest", "named"),
    [(0.95, 1, 0.6, True), (0.95, 3, 0.6, False), (1.3, 3, 0.95, True), (0.95, 2, None, False)],
)
def test_a_generator_without_time_left_is_the_bottleneck(
    used: float, cores: int, busiest: float | None, named: bool
) -> None:
    run = with_(load_cpu_cores=used, load_cores=cores, load_busiest_cores=busiest)
    assert (bottleneck(run) is not None) == named


def test_nothing_measured_is_no_bottleneck() -> None:
    assert bottleneck(results.empty()) is None


def test_a_baseline_of_other_work_is_told() -> None:
    other = with_(clients=1000, scenario="spread")
    [remark] = remarks(results.full(), other)
    assert "scenario spread and not plaza" in remark.text
    assert "clients 1000 and not 5000" in remark.text


def test_two_clocks_are_told_with_their_error() -> None:
    [remark] = remarks(with_(clock_offset_error_ms=3.5))
    assert "3.50 ms" in remark.text

"""The rows of the table: every figure can be had from what its runs give."""

import pytest

from loadtest import library
from loadtest.compare.outcome import ComparisonResult, Subject
from loadtest.compare.outcome import Row as PeerRow
from loadtest.compare.ratios import ratios
from loadtest.figures import measures
from loadtest.figures.rows import ROWS, Crowd, Peers, Row, Work
from loadtest.result import Phase, Quantiles, Result
from tests.unit.loadtest.report import results


def comparison(work: Peers) -> ComparisonResult:
    """Our server needs a tenth of the CPU and a hundredth of the bytes of any other."""
    rows = [peer_row(work, Subject.OURS, 0.05, 1000)]
    rows += [peer_row(work, subject, 0.5, 100_000) for subject in work.peers]
    return ComparisonResult(rows=rows, ratios=ratios(rows))


def peer_row(work: Peers, subject: Subject, cpu_cores: float, size: float) -> PeerRow:
    return PeerRow(
        subject=subject, round=1, clients=work.clients, seconds=10, cpu_cores=cpu_cores,
        write_cpu_cores=cpu_cores / 2, frames_per_client_s=10, bytes_per_client_s=size,
        load_cpu_cores=0.3, updates_per_s={"near": 10, "middle": 5, "far": 1},
    )  # fmt: skip


def found(work: Work) -> Result | ComparisonResult:
    return comparison(work) if isinstance(work, Peers) else sleepers()


def sleepers(during_mb: float = 40.0) -> Result:
    """Half a minute of which 10 s to 20 s are a sleep that holds ``during_mb`` more."""
    full = results.full()
    course = [
        second.model_copy(
            update={"server_rss_mb": 300.0, "server_socket_mb": 30.0 + during_mb * (19 <= at < 29)}
        )
        for at, second in enumerate(full.course)
    ]
    age = {"before": 90.0, "during": 99.0, "waking": 108.0, "after": 90.0}
    phases = [Phase(name=n, seconds=10, frame_age_ms=Quantiles(p99=a)) for n, a in age.items()]
    whole = Quantiles(most=800)
    return full.model_copy(update={"course": course, "phases": phases, "whole_again_ms": whole})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_figure_is_measured_by_the_runs_of_its_row(row: Row) -> None:
    runs = [found(work) for work in row.works]
    values = {aim.what: aim.of(*runs) for aim in row.aims}
    assert len(values) == len(row.aims), "two figures of a row with one name"
    assert all(isinstance(value, float) for value in values.values()), values


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_runs_that_measured_nothing_give_no_figures_and_no_errors(row: Row) -> None:
    runs = [ComparisonResult() if isinstance(w, Peers) else results.empty() for w in row.works]
    for aim in row.aims:
        assert aim.of(*runs) in (None, 0.0)


def test_scenarios_exist() -> None:
    named = {work.scenario for row in ROWS for work in row.works if isinstance(work, Crowd)}
    assert named <= set(library.names())


def test_names_of_rows_and_of_runs_are_unique() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    works = {work for row in ROWS for work in row.works}
    assert len({work.name for work in works}) == len(works)


def test_ratios_are_ours_over_theirs() -> None:
    run = comparison(Peers(60, (Subject.BROADCAST,)))
    assert measures.ratio("cpu", Subject.BROADCAST)(run) == pytest.approx(0.1)
    assert measures.ratio("cpu", Subject.COLYSEUS)(run) is None


def test_growth_is_of_the_costs_of_one_client() -> None:
    many = results.full().model_copy(update={"clients": 4000, "server_cpu_cores": 0.8})
    few = results.full().model_copy(update={"clients": 500, "server_cpu_cores": 0.05})
    assert measures.growth(many, few) == pytest.approx(2.0)


@pytest.mark.parametrize(("slope", "beyond"), [(0.1, 0.0), (0.5, 0.3), (-3.0, 0.0)])
def test_memory_is_flat_where_its_slope_is_within_noise(slope: float, beyond: float) -> None:
    run = results.full().model_copy(
        update={"rss_slope_mb_per_min": slope, "rss_slope_noise_mb_per_min": 0.2}
    )
    assert measures.slope_beyond_noise(run) == pytest.approx(beyond)


def test_what_sleepers_hold_is_that_of_server_and_kernel() -> None:
    assert measures.held_per_sleeper_kb(sleepers(40)) == pytest.approx(40_000 / 500)
    assert measures.others_change("during")(sleepers()) == pytest.approx(10)
    assert measures.others_change("waking")(sleepers()) == pytest.approx(20)


def test_memory_that_still_grows_at_the_end_of_the_sleep_is_not_bounded() -> None:
    assert measures.still_growing(sleepers(40)) == 1.0
    growing = sleepers()
    course = [
        second.model_copy(update={"server_socket_mb": 50.0 * at})
        for at, second in enumerate(growing.course)
    ]
    assert (measures.still_growing(growing.model_copy(update={"course": course})) or 0) > 1.05

"""A worker with sixty bots against a real city: short, and nothing is faked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from loadtest.crowd.job import Count, WorkerReport
from tests.support.server import CityProcess
from tests.unit.loadtest.crowd.run import CLIENTS, Worker, plaza

WALK = {"share": 1, "do": "walk", "turns_per_s": 2}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    with CityProcess(tmp_path_factory.mktemp("city") / "data") as process:
        yield process


@pytest.fixture(scope="module")
def walked(city: CityProcess) -> tuple[WorkerReport, Any]:
    """A report of walkers, and the counters at the end."""
    with Worker(city.url, plaza(WALK), settle_s=1, seconds=4) as worker:
        return worker.report(), worker.counters.copy()


def test_everybody_comes_in_and_stays(walked: tuple[WorkerReport, Any]) -> None:
    report, counters = walked
    assert counters[Count.CONNECTED] == counters[Count.PRESENT] == CLIENTS
    assert counters[Count.PRESENT_ONCE] == len(report.join_ms) == CLIENTS
    assert counters[[Count.DROPPED, Count.REFUSED, Count.GAVE_UP, Count.ERRORS]].sum() == 0
    assert report.errors == []
    assert report.close_codes == {}


def test_frames_come_and_moves_go_at_the_rates_of_the_scenario(
    walked: tuple[WorkerReport, Any],
) -> None:
    report, _ = walked
    assert 8 <= report.frames_measured / CLIENTS / 4 <= 11
    assert report.bytes_measured / report.frames_measured > 50
    assert 1.5 < report.sent_measured / CLIENTS / 4 < 3.5


def test_ages_are_those_of_an_idle_server(walked: tuple[WorkerReport, Any]) -> None:
    report, _ = walked
    ages = np.repeat(np.arange(report.age_histogram.shape[1]), report.age_histogram[0])
    assert len(ages) > 0.9 * report.frames_measured
    assert np.percentile(ages, 50) < 60
    assert report.age_histogram[1:].sum() == 0
    assert report.more["clock"]["error_ms"] < 20


def test_the_server_hardly_ever_corrects_a_walker(walked: tuple[WorkerReport, Any]) -> None:
    _, counters = walked
    assert counters[Count.CORRECTED] <= 2


def test_tracks_are_the_courses_of_the_marked(walked: tuple[WorkerReport, Any]) -> None:
    report, _ = walked
    tracks = report.tracks
    assert len(np.unique(tracks[:, 2])) == 10
    assert (tracks[:, 1] == 0).all()
    assert set(tracks[:, 7]) <= {0.0, 1.0}
    for avatar in np.unique(tracks[:, 2]):
        own = tracks[tracks[:, 2] == avatar]
        assert (np.diff(own[:, 0]) >= 0).all()
        assert len(own) > 5
    present = {(int(world), int(avatar)) for world, avatar in report.more["avatars"]}
    assert len(present) == CLIENTS
    assert {(0, int(avatar)) for avatar in tracks[:, 2]} <= present


def test_who_drops_comes_back_as_the_same(city: CityProcess) -> None:
    drops = {"share": 0.5, "every_s": [0.5, 2], "away_s": [0.2, 0.5]}
    with Worker(city.url, plaza(WALK, drops=drops), settle_s=1, seconds=12) as worker:
        report = worker.report()
        counters = worker.counters
        assert counters[Count.RESUMED] >= 15
        assert counters[Count.LOST] == counters[Count.DROPPED] == counters[Count.REFUSED] == 0
        assert counters[Count.OPENED] >= CLIENTS + counters[Count.RESUMED]
        assert len(report.join_ms) == len(report.connect_s) == CLIENTS
        assert (report.tracks[:, 7] == 0).any()


def test_sleepers_are_whole_again_and_not_counted_among_the_others(city: CityProcess) -> None:
    sleeps = {"share": 0.25, "after_s": 1, "for_s": 3}
    with Worker(city.url, plaza(WALK, sleeps=sleeps), settle_s=1, seconds=8) as worker:
        report = worker.report()
        assert worker.counters[Count.DROPPED] == 0
        assert worker.counters[Count.CONNECTED] == CLIENTS
    sleepers = len(report.whole_again_ms)
    assert sleepers == pytest.approx(CLIENTS / 4, abs=2)
    assert report.whole_again_ms.max() < 1000
    counted = report.age_histogram.sum(axis=1)
    assert (counted > 0).all()
    awake = (CLIENTS - sleepers) * 10
    assert counted[0] == pytest.approx(awake * 1, rel=0.35)
    assert counted[1] + counted[2] == pytest.approx(awake * 5, rel=0.2)


def test_people_talk_and_change_worlds(city: CityProcess) -> None:
    mix = {"share": 1, "do": "stroll", "says_per_min": 20, "moves_on_per_min": 10}
    scenario = plaza(mix, worlds={"seoul-plaza": 1, "museum": 1})
    with Worker(city.url, scenario, settle_s=1, seconds=6) as worker:
        report = worker.report()
        assert worker.counters[Count.CHAT] > CLIENTS
        assert worker.counters[Count.ERRORS] == 0
        assert worker.counters[Count.CONNECTED] == CLIENTS
    assert set(report.more["avatars"][:, 0]) == {0.0, 1.0}
    gaps = report.tracks[report.tracks[:, 7] == 0]
    assert len(gaps) > 0


def test_some_ask_at_a_desk(city: CityProcess) -> None:
    mix = {"share": 1, "do": "stroll", "asks_per_min": 30}
    with Worker(city.url, plaza(mix), settle_s=1, seconds=5) as worker:
        worker.report()
        assert worker.counters[Count.ASKED] > CLIENTS / 2
        assert worker.counters[Count.ERRORS] == 0


def test_it_ends_at_once_when_told_to(city: CityProcess) -> None:
    with Worker(city.url, plaza(WALK), settle_s=60, seconds=60) as worker:
        worker.wait(lambda: worker.counters[Count.PRESENT] == CLIENTS, 10)
        worker.stop()
        report = worker.report(3)
        assert report.frames_measured == 0
        assert len(report.join_ms) == CLIENTS
        worker.wait(lambda: worker.counters[Count.ENDED] == 1, 3)


def test_a_server_that_dies_is_told_of(tmp_path: Path) -> None:
    with CityProcess(tmp_path / "data") as own:
        with Worker(own.url, plaza(WALK), settle_s=60, seconds=60) as worker:
            worker.wait(lambda: worker.counters[Count.PRESENT] == CLIENTS, 10)
            own.kill()
            worker.wait(lambda: worker.counters[Count.REFUSED] >= CLIENTS, 10)
            worker.stop()
            report = worker.report(3)
        assert worker.counters[Count.DROPPED] == CLIENTS
        assert worker.counters[Count.CONNECTED] == worker.counters[Count.PRESENT] == 0
        assert report.close_codes == {1006: CLIENTS}
        assert len(report.errors) == 1
        assert "refused" in report.errors[0].lower()

import pytest

from loadtest.errors import ScenarioError
from loadtest.result import ByRing, Phase, Quantiles, Result
from loadtest.thresholds import parse

RESULT = Result(
    scenario="plaza", clients=100, connected=99, seconds=5, seed=1, url="", tier="full",
    complete=True, dropped=1, frame_age_ms=Quantiles(p99=130.0, n=9),
    seen_ms=ByRing(near=Quantiles(p99=200.0)), updates_per_s={"near": 9.5},
    close_codes={"4429": 2}, phases=[Phase(name="before", seconds=1), Phase(name="x", seconds=3)],
)  # fmt: skip


@pytest.mark.parametrize(
    "condition",
    [
        "frame_age_ms.p99 > 120", "frame_age_ms.p99>120", "seen_ms.near.p99 >= 200", "dropped != 0",
        "connected < 100", "updates_per_s.near <= 9.5", "close_codes.4429 == 2",
        "phases.1.seconds > 2.5",
    ],
)  # fmt: skip
def test_a_condition_that_holds_fails_the_run(condition: str) -> None:
    words = parse(condition).missed(RESULT)
    assert words is not None and words.startswith(condition)


@pytest.mark.parametrize(
    "condition",
    ["frame_age_ms.p99 > 130", "connected < 99", "close_codes.4400 > 0", "strays > 0"],
)
def test_a_condition_that_does_not_hold_is_kept(condition: str) -> None:
    assert parse(condition).missed(RESULT) is None


def test_what_was_not_measured_cannot_be_kept() -> None:
    words = parse("server_cpu_cores > 0.9").missed(RESULT)
    assert words is not None and "was not measured" in words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("frame_age_ms.p9 > 120", "near it are frame_age_ms.p99"),
        ("seen_ms.nera.p99 > 1", "seen_ms.near.p99"),
        ("seen_ms > 1", "a result has no figure 'seen_ms'"),
        ("complete > 0", "a result has no figure 'complete'"),
        ("dropped", "like 'frame_age_ms.p99 > 120'"),
        ("dropped > many", "like 'frame_age_ms.p99 > 120'"),
        ("dropped => 1", "like 'frame_age_ms.p99 > 120'"),
        ("", "like 'frame_age_ms.p99 > 120'"),
    ],
)
def test_a_threshold_that_means_nothing_is_refused(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as found:
        parse(text)
    assert said in str(found.value)

"""What is compared with what, in which order, and what may not be asked."""

import pytest

from loadtest.compare.options import Options, subjects
from loadtest.compare.outcome import Subject
from loadtest.errors import ScenarioError

OURS, FLOOR, BROADCAST, COLYSEUS, VIEWS = Subject


def test_a_round_has_everybody_and_ours_at_both_sizes() -> None:
    assert list(Options(clients=500, near=40).turns()) == [
        (OURS, 500), (FLOOR, 500), (COLYSEUS, 500), (VIEWS, 500), (OURS, 40), (BROADCAST, 40),
    ]  # fmt: skip


def test_ours_is_measured_only_at_sizes_that_a_peer_has() -> None:
    assert list(Options(only=(OURS, BROADCAST)).turns()) == [(OURS, 60), (BROADCAST, 60)]
    assert list(Options(only=(OURS, FLOOR)).turns()) == [(OURS, 1000), (FLOOR, 1000)]
    assert list(Options(only=(OURS,)).turns()) == [(OURS, 1000)]
    assert list(Options(only=(COLYSEUS,)).turns()) == [(COLYSEUS, 1000)]


def test_names_are_read_from_text() -> None:
    assert subjects("ours, colyseus-views,ours") == (OURS, VIEWS)
    with pytest.raises(ScenarioError, match="no 'photon' to compare with; there are ours, floor"):
        subjects("ours,photon")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"clients": 0}, "--clients: 0 is not allowed; it must be 1 to 20000"),
        ({"near": -3}, "--near: -3 is not allowed"),
        ({"rounds": 0}, "--rounds: 0 is not allowed"),
        ({"seconds": float("nan")}, "--seconds: nan is not allowed"),
        ({"only": ()}, "--only: name at least one of ours, floor"),
        ({"only": (FLOOR,)}, "the floor sends what ours sent"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        Options(**wrong)  # type: ignore[arg-type]

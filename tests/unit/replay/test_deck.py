"""Play, pause, seek, speed: which moment is shown when."""

import pytest

from metaserver.protocol.messages import Do
from metaserver.replay.deck import STEADY_MS, Deck


def deck(length_ms: int = 60_000) -> Deck:
    return Deck(length_ms)


def test_it_stands_at_the_beginning_until_it_is_played() -> None:
    d = deck()
    assert d.at_ms(5000) == d.at_ms(9000) == 0
    d.do(Do.PLAY, 0, 9000)
    assert d.at_ms(9000) == 0
    assert d.at_ms(10_500) == 1500


def test_a_pause_costs_no_moment() -> None:
    d = deck()
    d.do(Do.PLAY, 0, 0)
    d.do(Do.PAUSE, 0, 2000)
    assert d.at_ms(50_000) == 2000
    d.do(Do.PLAY, 0, 50_000)
    assert d.at_ms(50_100) == 2100


def test_seeking_keeps_what_it_does_and_stays_within_the_recording() -> None:
    d = deck()
    d.do(Do.SEEK, 30_000, 0)
    assert d.at_ms(1000) == 30_000
    d.do(Do.PLAY, 0, 1000)
    d.do(Do.SEEK, 10_000, 2000)
    assert d.at_ms(2500) == 10_500
    d.do(Do.SEEK, 1e9, 3000)
    assert d.at_ms(3000) == 60_000


def test_a_speed_counts_from_now_on() -> None:
    d = deck()
    d.do(Do.PLAY, 0, 0)
    assert d.do(Do.SPEED, 4.0, 1000)
    assert d.at_ms(2000) == 5000
    assert d.do(Do.SPEED, 0.25, 2000)
    assert d.at_ms(6000) == 6000


@pytest.mark.parametrize("speed", [0.0, 0.2, 8.1, 1e9])
def test_other_speeds_are_not_had(speed: float) -> None:
    d = deck()
    assert not d.do(Do.SPEED, speed, 0)
    assert d.speed == 1.0


def test_at_the_end_it_stands_and_playing_begins_anew() -> None:
    d = deck(2000)
    d.do(Do.PLAY, 0, 0)
    d.end(1900)
    assert d.playing
    d.end(2100)
    assert not d.playing
    assert d.at_ms(90_000) == 2000
    d.do(Do.PLAY, 0, 90_000)
    assert d.at_ms(90_500) == 500


def test_its_state_is_news_when_it_changes_and_every_two_seconds() -> None:
    d = deck()
    assert d.news(0)
    assert not d.news(STEADY_MS - 1)
    assert d.news(STEADY_MS)
    assert d.news(STEADY_MS + 100, anyway=True)
    assert not d.news(STEADY_MS + 200)
    d.do(Do.PAUSE, 0, STEADY_MS + 300)
    assert d.news(STEADY_MS + 300)

"""Files that are broken, gone or hostile, while they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from metaserver.errors import RecordingError
from metaserver.protocol.messages import Do
from metaserver.recorder.recording import RecordedTick, Recording
from metaserver.replay.past import Past
from metaserver.replay.reel import AT_ONCE_MAX, Reel
from tests.unit.recorder.kit import Yard
from tests.unit.replay.kit import Cinema


class Film:
    """Stands in for a recording."""

    def __init__(self, *at_ms: int, breaks: bool = False) -> None:
        self.at_ms = at_ms
        self.breaks = breaks
        self.read = 0

    def ticks(self, from_ms: int) -> Iterator[RecordedTick]:
        for at_ms in self.at_ms:
            self.read += 1
            yield RecordedTick(at_ms, b"", b"")
        if self.breaks:
            raise RecordingError("x.rec is broken 1 s after its beginning.")


def reel_of(film: Film, yard: Yard) -> Reel:
    return Reel(cast(Recording, film), Past(yard.stage.ground.terrain))


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    return Yard(tmp_path)


def test_millions_of_ticks_in_one_moment_do_not_hold_up_the_server(yard: Yard) -> None:
    film = Film(*[0] * 10 * AT_ONCE_MAX)
    reel = reel_of(film, yard)
    for step in (1, 2):
        reel.wind(step)
        assert film.read == step * AT_ONCE_MAX + 1


def test_a_broken_part_is_told_once_and_what_was_before_it_stays(
    yard: Yard, caplog: pytest.LogCaptureFixture
) -> None:
    reel = reel_of(Film(0, 100, breaks=True), yard)
    for at_ms in (50, 150, 250, 9000, 60, 9000):
        reel.wind(at_ms)
    assert [record.message for record in caplog.records] == [
        "a part of the recording cannot be shown: x.rec is broken 1 s after its beginning."
    ]


def test_a_file_that_was_erased_meanwhile_does_not_stop_the_show(yard: Yard) -> None:
    yard.join("one", "two")
    yard.walk(12)
    recording = yard.recordings()[0]
    cinema = Cinema(yard.stage.ground, recording)
    cinema.come()
    cinema.run(0.5)
    recording.path.unlink()
    cinema.do(Do.SEEK, 9000.0)
    cinema.run(1)
    assert cinema.zone.deck.at_ms(cinema.zone.state.now_ms) > 9000

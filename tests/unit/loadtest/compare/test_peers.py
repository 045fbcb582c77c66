"""The peers, for real: a few clients for a second, and does state truly arrive?"""

import pytest

from loadtest.compare import peers, tools
from loadtest.compare.cores import two_cores
from loadtest.compare.outcome import Row, Subject
from loadtest.compare.peers import Work
from loadtest.errors import ToolMissing

CLIENTS = 20
TEN_TIMES_A_SECOND = 5, 13
"""On a machine that does other things too."""


def measured(subject: Subject, settle_s: float = 0.7, **more: float) -> Row:
    work = Work(subject, 0, CLIENTS, 1.0, 1, settle_s, **more)  # type: ignore[arg-type]
    row = peers.measure(work, two_cores())
    assert row.clients == CLIENTS
    assert row.cpu_cores < 1
    assert row.load_cpu_cores < 1
    return row


def ten_times_a_second(*rates: float) -> bool:
    least, most = TEN_TIMES_A_SECOND
    return all(least < rate < most for rate in rates)


@pytest.fixture
def colyseus() -> None:
    try:
        tools.colyseus()
    except ToolMissing as error:
        pytest.skip(f"it cannot be installed here: {error}")


def test_the_floor_sends_what_it_is_told_to() -> None:
    row = measured(Subject.FLOOR, frame_bytes=1400.4, frames_hz=10.0)
    assert ten_times_a_second(row.frames_per_client_s)
    assert ten_times_a_second(row.bytes_per_client_s / 1400)
    assert row.write_cpu_cores == row.cpu_cores
    assert row.remarks == []


def test_broadcast_tells_everybody_every_move() -> None:
    row = measured(Subject.BROADCAST)
    assert ten_times_a_second(row.said_per_client_s, row.frames_per_client_s / CLIENTS)
    assert row.seen == CLIENTS
    assert row.updates_per_s and ten_times_a_second(*row.updates_per_s.values())


def test_colyseus_tells_its_own_client_where_everybody_is(colyseus: None) -> None:
    row = measured(Subject.COLYSEUS)
    assert row.seen == CLIENTS + 1
    assert row.updates_per_s and ten_times_a_second(*row.updates_per_s.values())
    assert ten_times_a_second(row.frames_per_client_s)
    assert row.bytes_per_client_s > 5 * CLIENTS * 8  # two float32 of each, ten times a second
    assert row.remarks == []


def test_with_views_one_sees_who_is_near(colyseus: None) -> None:
    row = measured(Subject.COLYSEUS_VIEWS, settle_s=2.5)  # the server looks once a second
    assert row.seen is not None and 1 <= row.seen < CLIENTS
    assert "far" not in row.updates_per_s
    assert ten_times_a_second(row.frames_per_client_s)

"""Ours over theirs, of the same round and as many clients."""

import pytest

from loadtest.compare.outcome import ComparisonResult, Subject
from loadtest.compare.ratios import ratios
from tests.unit.loadtest.compare.rows import row

OURS, FLOOR, BROADCAST, COLYSEUS, _ = Subject


def found(*rows: object) -> ComparisonResult:
    return ComparisonResult(rows=list(rows), ratios=ratios(list(rows)))  # type: ignore[arg-type]


def test_each_round_is_set_against_its_own() -> None:
    result = found(
        row(OURS, 0, cpu_cores=0.2), row(COLYSEUS, 0, cpu_cores=0.4),
        row(OURS, 1, cpu_cores=0.3), row(COLYSEUS, 1, cpu_cores=0.5),
        row(OURS, 2, cpu_cores=0.2), row(COLYSEUS, 2, cpu_cores=0.5),
    )  # fmt: skip
    cpu = result.ratio("cpu", COLYSEUS)
    assert cpu is not None
    assert cpu.by_round == pytest.approx([0.5, 0.6, 0.4])
    assert cpu.median == pytest.approx(0.5)
    assert cpu.kept is True


def test_sizes_do_not_mix() -> None:
    result = found(
        row(OURS, 0, 1000, cpu_cores=0.2),
        row(OURS, 0, 60, cpu_cores=0.03),
        row(BROADCAST, 0, 60, cpu_cores=0.45),
    )
    cpu = result.ratio("cpu", BROADCAST)
    assert cpu is not None and cpu.by_round == pytest.approx([0.03 / 0.45])
    assert cpu.clients == 60


def test_writing_is_compared_by_the_frame_and_with_the_floor_only() -> None:
    ours = row(OURS, write_cpu_cores=0.12, frames_per_client_s=10.0)
    floor = row(FLOOR, cpu_cores=0.05, write_cpu_cores=0.05, frames_per_client_s=5.0)
    result = found(ours, floor, row(COLYSEUS))
    write = result.ratio("write", FLOOR)
    assert write is not None and write.by_round == pytest.approx([1.2])
    assert result.ratio("write", COLYSEUS) is None
    assert result.ratio("bytes", FLOOR) is None, "they are the same by design"


def test_a_server_that_does_not_tell_its_write_time_has_no_such_ratio() -> None:
    result = found(row(OURS), row(FLOOR, write_cpu_cores=0.05))
    assert result.ratio("write", FLOOR) is None
    assert result.ratio("cpu", FLOOR) is not None


def test_the_aims_are_those_of_their_number_of_clients() -> None:
    result = found(
        row(OURS, bytes_per_client_s=14_000.0), row(COLYSEUS, bytes_per_client_s=129_000.0),
        row(OURS, 0, 50), row(COLYSEUS, 0, 50),
    )  # fmt: skip
    at_1000, at_50 = (r for r in result.ratios if r.what == "bytes")
    assert (at_1000.aim, at_1000.kept) == (0.1, False)
    assert (at_50.aim, at_50.kept) == (None, None)


def test_no_peer_no_ratio() -> None:
    assert ratios([row(OURS)]) == []
    assert ratios([row(COLYSEUS)]) == []
    assert ratios([row(OURS, 0), row(COLYSEUS, 1)]) == []

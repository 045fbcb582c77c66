"""Round after round, everybody in turn; what ends early still tells what was measured."""

import pytest

from loadtest.compare import ours, peers, rounds, tools
from loadtest.compare.options import Options
from loadtest.compare.outcome import ComparisonResult, Row, Subject
from loadtest.compare.peers import Work
from loadtest.errors import ServerDied, ToolMissing
from tests.unit.loadtest.compare.rows import row

OURS, FLOOR, BROADCAST, COLYSEUS, _ = Subject


class Machine:
    """Measures nothing, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Work] = []
        self.fails_at = 99
        self.error: BaseException = ServerDied("The Colyseus server ended with code 1: no word")

    def measure(self, work: Work, *_: object) -> Row:
        if len(self.asked) == self.fails_at:
            raise self.error
        self.asked.append(work)
        wrote = 0.1 if work.subject in (OURS, FLOOR) else None
        return row(work.subject, work.round, work.clients, write_cpu_cores=wrote)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(ours, "measure", made.measure)
    monkeypatch.setattr(peers, "measure", made.measure)
    monkeypatch.setattr(rounds, "_prepare", lambda options: {"ours": "1"})
    return made


def test_everybody_has_a_turn_in_each_round(machine: Machine) -> None:
    told: list[Row] = []
    result = rounds.compare(Options(rounds=3, only=(OURS, FLOOR, COLYSEUS)), told.append)
    assert [work.subject for work in machine.asked] == [OURS, FLOOR, COLYSEUS] * 3
    assert [work.round for work in machine.asked] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert result.rows == told
    assert result.complete and result.exit_code == 0
    write = result.ratio("write", FLOOR)
    assert write is not None and len(write.by_round) == 3


def test_the_floor_sends_what_ours_sent_in_its_round(machine: Machine) -> None:
    rounds.compare(Options(rounds=1, only=(OURS, FLOOR)))
    floor = machine.asked[1]
    assert (floor.frame_bytes, floor.frames_hz) == (1400.0, 10.0)


def test_walkers_differ_from_round_to_round_not_from_peer_to_peer(machine: Machine) -> None:
    rounds.compare(Options(rounds=2, seed=5, only=(OURS, COLYSEUS)))
    assert [work.seed for work in machine.asked] == [5, 5, 6, 6]


@pytest.mark.parametrize(
    ("error", "words", "code"),
    [
        (ServerDied("The Colyseus server ended."), "The Colyseus server ended.", 4),
        (KeyboardInterrupt(), "Interrupted.", 130),
    ],
)
def test_an_early_end_keeps_what_there_is(
    machine: Machine, error: BaseException, words: str, code: int
) -> None:
    machine.fails_at, machine.error = 3, error
    result = rounds.compare(Options(only=(OURS, COLYSEUS)))
    assert (result.complete, result.ended, result.exit_code) == (False, words, code)
    assert len(result.rows) == 3
    cpu = result.ratio("cpu", COLYSEUS)
    assert cpu is not None and len(cpu.by_round) == 1
    assert ComparisonResult.model_validate_json(result.model_dump_json()) == result


def test_what_is_missing_is_told_before_anything_is_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(tools, "search_path", lambda: "")
    monkeypatch.setattr(ours, "measure", lambda work: pytest.fail("it began"))
    with pytest.raises(ToolMissing, match="needs Node"):
        rounds.compare(Options(only=(OURS, COLYSEUS)))

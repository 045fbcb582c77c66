import pytest

from loadtest import machine
from loadtest.errors import ScenarioError


def test_a_report_says_where_it_was_made() -> None:
    here = machine.machine()
    assert here.cores >= 1
    assert here.cpu and here.kernel and here.python.startswith("3.")


def test_a_crowd_that_the_machine_has_no_ports_for_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "raise_files", lambda: 100_000)
    monkeypatch.setattr(machine, "_local_ports", lambda: 28_232)
    machine.check_room(28_000)
    with pytest.raises(ScenarioError, match="--clients 29000: this machine has 28,232 ports"):
        machine.check_room(29_000)


def test_a_crowd_that_a_process_may_not_open_files_for_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "raise_files", lambda: 1024)
    machine.check_room(800)
    with pytest.raises(ScenarioError, match="a process may open 1,024 files"):
        machine.check_room(1000)

"""How quick the machine is."""

from __future__ import annotations

import os

import pytest

from loadtest.sampling.pulse import pulse_us


def test_it_takes_about_as_long_each_time_and_leaves_the_cores_as_they_were() -> None:
    before = os.sched_getaffinity(0)
    pulses = [pulse_us(min(before)) for _ in range(5)]
    assert all(50 < pulse < 50_000 for pulse in pulses)
    assert os.sched_getaffinity(0) == before


def test_the_core_is_given_back_when_the_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> float:
        raise RuntimeError

    before = os.sched_getaffinity(0)
    monkeypatch.setattr("loadtest.sampling.pulse._work_us", fails)
    with pytest.raises(RuntimeError):
        pulse_us(min(before))
    assert os.sched_getaffinity(0) == before

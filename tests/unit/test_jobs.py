"""When the garbage collector looks at everything."""

from __future__ import annotations

import gc

import pytest

from metaserver import jobs
from metaserver.jobs import FEW_PEOPLE, GC_THRESHOLDS, Collector


@pytest.fixture
def collections(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    done: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda: done.append(1))
    return done


async def test_not_while_many_are_here(
    collections: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = FEW_PEOPLE + 1
    collector = Collector(lambda: people)
    await collector.collect()
    assert collections == []
    people = FEW_PEOPLE
    await collector.collect()
    assert collections == [1]
    people = 5000
    monkeypatch.setattr(jobs, "COLLECT_WITHIN_S", -1.0)
    await collector.collect()
    assert collections == [1, 1], "once in a long while it must be"


def test_once_settled_it_never_looks_at_everything_by_itself() -> None:
    before, callbacks = gc.get_threshold(), list(gc.callbacks)
    try:
        Collector(lambda: 0).settle()
        assert gc.get_threshold() == GC_THRESHOLDS
        assert len(gc.callbacks) == len(callbacks) + 1
        gc.collect(0)
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
        gc.callbacks[:] = callbacks

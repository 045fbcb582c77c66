"""Runs targets until the time is up; what is neither accepted nor a documented error is a find."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.fuzz.mutate import Mutator
from tests.fuzz.targets import SLOW, Target

FINDS_MAX = 5
"""For each target; it is left alone after that."""


@dataclass
class Score:
    target: Target
    runs: int = 0
    accepted: int = 0
    slowest_ms: float = 0.0
    finds: list[tuple[bytes, BaseException]] | None = None

    @property
    def failed(self) -> bool:
        return bool(self.finds)


def fuzz(
    targets: Sequence[Target],
    *,
    seconds: float,
    seed: int,
    progress: Callable[[float, list[Score]], None] = lambda _done, _scores: None,
) -> list[Score]:
    """Each target in turn, over and over; the same seed makes the same inputs."""
    scores = [Score(target) for target in targets]
    mutators = [Mutator(seed * 1000 + n) for n in range(len(targets))]
    began = time.monotonic()
    turn = 0
    while (elapsed_s := time.monotonic() - began) < seconds:
        for score, mutator in zip(scores, mutators, strict=True):
            if not score.target.slow or turn % SLOW == 0:
                run_once(score, mutator)
        if turn % 50 == 0:
            progress(elapsed_s, scores)
        turn += 1
    return scores


def run_once(score: Score, mutator: Mutator) -> None:
    if score.finds is not None and len(score.finds) >= FINDS_MAX:
        return
    data = mutator.make(score.target.samples)
    score.runs += 1
    began = time.perf_counter()
    try:
        score.target.decode(data)
        score.accepted += 1
    except score.target.allowed:
        pass
    except Exception as error:
        score.finds = [*(score.finds or []), (data, error)]
    score.slowest_ms = max(score.slowest_ms, (time.perf_counter() - began) * 1000)

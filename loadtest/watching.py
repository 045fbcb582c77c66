"""Looks on while a run goes: a row of its course a second, and whether everybody still lives."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import httpx
import numpy as np
from numpy.typing import NDArray

from loadtest.crew import Crew
from loadtest.crowd.job import Count
from loadtest.errors import Interrupted, LoadError, ServerDied
from loadtest.progress import Watcher
from loadtest.result import Second
from loadtest.sampling import Sampler, ServerSample

LOOK_S = 0.05
DEAD_AFTER_S = 5.0
"""Nobody is connected, and HTTP has not answered for so long."""
ANSWER_WITHIN_S = 1.0


class AllGaveUp(LoadError):
    """No bot will come any more; why, is in the workers' reports."""


class Watch:
    """A context manager. The sampler is asked beside it, as a busy server answers late."""

    def __init__(
        self, crew: Crew, sampler: Sampler, watcher: Watcher, *, clients: int, http_url: str
    ) -> None:
        self.course: list[Second] = []
        self.totals: NDArray[np.float64] = crew.totals()
        """As last looked at."""
        self.length_s = 0.0
        """Of the whole run, as far as it is known."""
        self.interrupted = False
        """Somebody wants it to end."""
        self.begin_s = time.monotonic()
        self._crew, self._sampler, self._watcher = crew, sampler, watcher
        self._clients, self._http_url = clients, http_url
        self._before, self._before_s = self.totals, self.begin_s
        self._due_s = self.begin_s
        self._unheard_s: float | None = None
        """Since when HTTP does not answer."""
        self._beside = ThreadPoolExecutor(1)
        self._asked: tuple[Second, Future[ServerSample]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._beside.shutdown()
        self._take()

    def begin(self, at_s: float) -> None:
        """The course counts from then."""
        self.begin_s = self._before_s = self._due_s = at_s

    def until(self, words: str, over: Callable[[float], bool]) -> None:
        """Looks on until ``over`` says so of the time.

        Raises ``ServerDied``, ``AllGaveUp``, ``Interrupted``, and ``LoadError`` where a process of
        the crowd has died.
        """
        self._watcher.phase(words)
        while not over(now_s := time.monotonic()):
            self.totals = self._crew.totals()
            self._crew.check()
            if self.interrupted:
                raise Interrupted("Interrupted.")
            if self.totals[Count.GAVE_UP] >= self._clients:
                raise AllGaveUp("Nobody of the crowd will come any more.")
            if now_s >= self._due_s:
                self._due_s = max(self._due_s + 1.0, now_s)
                self._second(now_s)
                self._look_for_life(now_s)
            time.sleep(LOOK_S)

    def connected_since(self, at_s: float) -> float:
        """Mean number of connections from ``at_s`` seconds of the run on."""
        found = [second.connected for second in self.course if second.at_s >= at_s]
        return float(np.mean(found)) if found else float(self.totals[Count.CONNECTED])

    def _second(self, now_s: float) -> None:
        new, seconds = self.totals - self._before, max(now_s - self._before_s, 1e-3)
        self._before, self._before_s = self.totals, now_s
        worst = self._crew.worst()
        second = Second(
            at_s=now_s - self.begin_s,
            connected=int(self.totals[Count.CONNECTED]),
            present=int(self.totals[Count.PRESENT]),
            frames_per_s=float(new[Count.FRAMES]) / seconds,
            bytes_per_s=float(new[Count.BYTES]) / seconds,
            dropped=int(self.totals[Count.DROPPED]),
            resumed=int(self.totals[Count.RESUMED]),
            errors=int(self.totals[Count.ERRORS]),
            frame_age_p50_ms=float(worst[Count.AGE_P50]) or None,
            frame_age_p99_ms=float(worst[Count.AGE_P99]) or None,
        )
        shown = second.model_copy()
        if (sample := self._take()) is not None:
            sample.tell(shown)
        if self._asked is None:
            self._asked = second, self._beside.submit(self._sampler.sample)
        self.course.append(second)
        self._watcher.second(shown, second.at_s / self.length_s if self.length_s else 0.0)

    def _take(self) -> ServerSample | None:
        """What the server said meanwhile, for the second in which it was asked."""
        if self._asked is None or not self._asked[1].done():
            return None
        second, future = self._asked
        self._asked = None
        sample = future.result()
        sample.tell(second)
        return sample

    def _look_for_life(self, now_s: float) -> None:
        if self.totals[Count.CONNECTED] or self._answers():
            self._unheard_s = None
            return
        self._unheard_s = self._unheard_s or now_s
        if now_s - self._unheard_s >= DEAD_AFTER_S:
            raise ServerDied(
                f"The server ended in mid-run, {self._unheard_s - self.begin_s:.0f} s after the "
                f"beginning: all connections are lost and it answers no more; look at its log."
            )

    def _answers(self) -> bool:
        try:
            httpx.get(f"{self._http_url}/healthz", timeout=ANSWER_WITHIN_S, trust_env=False)
        except httpx.HTTPError:
            return False
        return True

"""One run against a server that is there. In this order: processes, a look at the empty server,
arrival, settling, measuring, reports."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from loadtest import gather
from loadtest.closing import closed
from loadtest.crew import Crew
from loadtest.crowd.job import Count, Job, WorkerReport, WorldGround
from loadtest.errors import ClosedByServer, LoadError
from loadtest.progress import Watcher
from loadtest.result import Result
from loadtest.sampling import SCRAPE_EVERY_S, Sampler
from loadtest.target import Target
from loadtest.watching import AllGaveUp, Watch
from loadtest.witness.job import RINGS, WitnessJob, WitnessReport

BEGIN_AFTER_S = 0.5
"""Between the moment all processes are up and the first connect."""
PATIENCE_S = 30.0
PATIENCE_PER_CLIENT_S = 0.003
"""So much longer than planned the arrival may take."""


@dataclass(frozen=True)
class Cast:
    """Who takes part in it."""

    target: Target
    grounds: dict[str, WorldGround]
    jobs: Sequence[Job]
    witness: WitnessJob | None


def conduct(cast: Cast, result: Result, watcher: Watcher) -> None:
    """Fills in ``result``, whatever happens; then raises the ``LoadError`` that ended it early."""
    _Conduct(cast, result, watcher).go()


class _Conduct:
    def __init__(self, cast: Cast, result: Result, watcher: Watcher) -> None:
        self._cast, self._result, self._watcher = cast, result, watcher
        self._scenario = cast.jobs[0].scenario
        self._clients = cast.jobs[0].clients
        self._from_s = self._until_s = 0.0
        """When measuring begins and ends; 0 until that is known."""

    def go(self) -> None:
        self._watcher.phase("starting the crowd's processes")
        target = self._cast.target
        scrape_every_s = min(SCRAPE_EVERY_S, self._scenario.seconds / 6)
        sampler = Sampler(target, scrape_every_s)
        with contextlib.closing(sampler), Crew(self._cast.jobs, self._cast.witness) as crew:
            crew.wait_ready()
            sampler.sample()
            with Watch(
                crew, sampler, self._watcher, clients=self._clients, http_url=target.http_url
            ) as watch:
                ended = self._play(crew, watch, sampler)
            self._watcher.phase("taking reports")
            workers, witness, silent = crew.reports()
            self._fill(watch, sampler, workers, witness)
        if isinstance(ended, AllGaveUp):
            ended = self._why_nobody(workers)
        if ended is not None:
            raise ended
        if silent:
            raise LoadError(" ".join(silent))

    def _play(self, crew: Crew, watch: Watch, sampler: Sampler) -> LoadError | None:
        """The error that ended it before its time."""
        try:
            with _interrupts(watch):
                self._arrive(crew, watch)
                self._measure(crew, watch, sampler)
        except LoadError as error:
            self._until_s = min(self._until_s, time.monotonic())
            crew.stop()
            return error
        return None

    def _arrive(self, crew: Crew, watch: Watch) -> None:
        planned_s = max(max(job.arrive_s, default=0.0) for job in self._cast.jobs)
        begin_s = time.monotonic() + BEGIN_AFTER_S
        crew.begin(begin_s)
        watch.begin(begin_s)
        watch.length_s = planned_s + self._scenario.settle_s + self._scenario.seconds
        most_s = planned_s + PATIENCE_S + PATIENCE_PER_CLIENT_S * self._clients

        def over(now_s: float) -> bool:
            came = watch.totals[Count.PRESENT_ONCE] + watch.totals[Count.GAVE_UP]
            return bool(came >= self._clients) or now_s > begin_s + most_s

        watch.until(f"arriving: {self._clients:,} within {planned_s:.0f} s", over)
        came = int(watch.totals[Count.PRESENT_ONCE])
        if came < self._clients:
            self._result.missed.append(
                f"Only {came:,} of {self._clients:,} had come {time.monotonic() - begin_s:.0f} s "
                "after the beginning."
            )

    def _measure(self, crew: Crew, watch: Watch, sampler: Sampler) -> None:
        scenario = self._scenario
        self._from_s = time.monotonic() + scenario.settle_s
        self._until_s = self._from_s + scenario.seconds
        watch.length_s = self._until_s - watch.begin_s
        crew.measure(self._from_s, self._until_s)
        settling = f"settling for {scenario.settle_s:g} s"
        watch.until(settling, lambda now_s: now_s >= self._from_s)
        sampler.scrape_next()
        measuring = f"measuring for {scenario.seconds:g} s"
        watch.until(measuring, lambda now_s: now_s >= self._until_s)

    # ---- what came of it -------------------------------------------------------------------------

    def _fill(
        self, watch: Watch, sampler: Sampler, workers: list[WorkerReport],
        witness: WitnessReport | None,
    ) -> None:  # fmt: skip
        result, scenario = self._result, self._scenario
        if self._from_s:
            result.measured_from_s = self._from_s - watch.begin_s
        result.seconds = max(self._until_s - self._from_s, 0.0)
        result.course = watch.course
        gather.counts(result, watch.totals)
        connected = watch.connected_since(result.measured_from_s)
        result.connected = int(watch.totals[Count.CONNECTED] + watch.totals[Count.AWAY])
        if result.seconds > 0:
            sampler.summary(result, self._from_s, self._until_s, round(connected))
        gather.crowd(result, workers, connected)
        if scenario.sleeps is not None and workers:
            gather.phases(result, workers, scenario.sleeps)
        if witness is not None:
            self._judge(workers, witness)

    def _judge(self, workers: Sequence[WorkerReport], witness: WitnessReport) -> None:
        from loadtest.witness.judge import judge

        result = self._result
        gates = self._scenario.position_error_m
        result.position_gate_m = {ring: float(getattr(gates, ring)) for ring in RINGS}
        tracks = [report.tracks for report in workers]
        avatars = [report.more["avatars"] for report in workers]
        judge(
            result,
            np.concatenate([np.empty((0, 8)), *tracks]),
            witness,
            np.concatenate([np.empty((0, 2), np.int64), *avatars]),
            self._cast.grounds,
            clocks=[(r.more["clock"]["offset_ms"], r.more["clock"]["error_ms"]) for r in workers],
            whole_again_ms=[ms for report in workers for ms in report.whole_again_ms.tolist()],
        )

    def _why_nobody(self, workers: Sequence[WorkerReport]) -> LoadError:
        """By the gravest code that connections were closed with, else by the workers' words."""
        codes = {int(code): n for code, n in self._result.close_codes.items()}
        if codes:
            return closed(max(codes, key=lambda code: (code >= 4000, codes[code])))
        words = next((error for report in workers for error in report.errors), "nobody knows why")
        return ClosedByServer(f"The server took nobody: {words}.")


@contextlib.contextmanager
def _interrupts(watch: Watch) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the run with a report; a second Ctrl-C ends it at once."""

    def interrupt(*_: object) -> None:
        watch.interrupted = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signals = (signal.SIGINT, signal.SIGTERM)
    try:
        before = [signal.signal(each, interrupt) for each in signals]
    except ValueError:  # not the main thread, which gets no signals
        yield
        return
    try:
        yield
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)

"""Makes the runs on this machine."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from rich.console import Console

from loadtest import machine
from loadtest.compare import rounds as comparison
from loadtest.compare.options import Options as PeerOptions
from loadtest.compare.outcome import ComparisonResult, Subject
from loadtest.compare.table import print_row
from loadtest.figures.rows import Crowd, Peers
from loadtest.progress import Watcher, shown
from loadtest.report.profile import profile
from loadtest.result import Machine, Result, Second
from loadtest.run import Options, run

PROFILE_S = 5.0
PROFILED_RUN_S = 15.0
MEASURING = "measuring"
"""First word of the phase in which everybody is there."""


class LocalLab:
    def __init__(self, console: Console) -> None:
        self._console = console

    def crowd(self, work: Crowd, seed: int) -> Result:
        with shown(self._console, work.name) as watcher:
            return run(_options(work, seed, work.seconds), watcher)

    def peers(self, work: Peers, rounds: int) -> ComparisonResult:
        options = PeerOptions(
            clients=work.clients, near=work.clients, rounds=rounds,
            only=(Subject.OURS, *work.peers),
        )  # fmt: skip
        return comparison.compare(options, lambda row: print_row(self._console, row))

    def profile(self, work: Crowd) -> str:
        with shown(self._console, f"{work.name}, profiled") as watcher:
            profiling = Profiling(watcher)
            result = run(_options(work, 1, PROFILED_RUN_S), profiling)
        return profiling.text or f"No profile: {result.ended or 'the run was too short.'}"

    def machine(self) -> Machine:
        return machine.machine()


def _options(work: Crowd, seed: int, seconds: float) -> Options:
    return Options(
        scenario=work.scenario, clients=work.clients, seconds=seconds, seed=seed,
        arrive_within_s=work.arrive_within_s, settle_s=work.settle_s,
    )  # fmt: skip


class Profiling:
    """A watcher that profiles the server of this run once measuring has begun."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._text = ""
        self._thread = threading.Thread(target=self._profile, daemon=True)

    @property
    def text(self) -> str:
        """Empty if nothing was ever measured. Waits for the profile."""
        if self._thread.ident is not None:
            self._thread.join()
        return self._text

    def phase(self, words: str) -> None:
        self._watcher.phase(words)
        if words.startswith(MEASURING):
            self._thread.start()

    def second(self, second: Second, done: float) -> None:
        self._watcher.second(second, done)

    def _profile(self) -> None:
        pid = server_pid()
        self._text = profile(pid, PROFILE_S) if pid else "No profile: the server is not found."


def server_pid() -> int | None:
    """Of the city that this process has started; None where the system does not tell."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue  # it has ended meanwhile
        if b"metaserver.cli" in words and int(parent) == os.getpid():
            return int(folder.name)
    return None

"""Looks at a server and at one's own processes, and keeps what was seen."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from loadtest.address import parse as parse_address
from loadtest.cores import of_process
from loadtest.result import Result, Second
from loadtest.sampling import procfs, summary
from loadtest.sampling.metrics import Metrics, parse
from loadtest.sampling.pulse import pulse_us

SCRAPE_WITHIN_S = 2.0
SCRAPE_EVERY_S = 5.0
"""Telling its metrics costs a server some milliseconds, in which it does nothing else."""


class Loaded(Protocol):
    @property
    def http_url(self) -> str: ...

    @property
    def pid(self) -> int | None: ...


@dataclass(frozen=True)
class ServerSample:
    """None: not to be had at that moment. CPU times are totals."""

    at_s: float
    """``time.monotonic``."""
    cpu_s: float | None
    rss_bytes: int | None
    socket_bytes: int | None
    load_cpu_s: float | None
    metrics: Metrics | None
    pulse_us: float
    """Of the machine, see ``pulse``."""
    fields: dict[str, float | None]
    """The server's fields of a ``Second``, since the sample before; those of ticks as they were
    when ``/metrics`` was asked last."""

    def tell(self, second: Second) -> None:
        """Writes these fields."""
        for name, value in self.fields.items():
            setattr(second, name, value)


class Sampler:
    """``sample`` is to be called about once a second, first before anybody comes: that is the
    empty server. It may take two seconds where the server does not answer, so not on an event
    loop. ``/metrics`` is asked every ``scrape_every_s`` only."""

    def __init__(self, target: Loaded, scrape_every_s: float = 0.0) -> None:
        self._url = f"{target.http_url}/metrics"
        self.pid = target.pid if target.pid is not None else _found(target.http_url)
        """Of the server; None where it is not on this machine, or somebody else's."""
        self.samples: list[ServerSample] = []
        """Some kilobytes each."""
        self._scrape_every_s = scrape_every_s
        self._scrape_at_s = 0.0
        self._scraped: ServerSample | None = None
        self._http = httpx.Client(timeout=SCRAPE_WITHIN_S, trust_env=False)
        self._load_s: dict[int, float] = {}
        """CPU time of one's own processes by id, those that have ended included."""

    def sample(self) -> ServerSample:
        """Looks now, and keeps it."""
        metrics = self._scrape() if time.monotonic() >= self._scrape_at_s else None
        pulse = pulse_us(min(of_process(self.pid) or (), default=None))
        cpu_s = procfs.cpu_s(self.pid) if self.pid else None
        rss_bytes = procfs.rss_bytes(self.pid) if self.pid else None
        seen = ServerSample(
            at_s=time.monotonic(), cpu_s=cpu_s, rss_bytes=rss_bytes,
            socket_bytes=procfs.tcp_bytes(), load_cpu_s=self._load(), metrics=metrics,
            pulse_us=pulse, fields={},
        )  # fmt: skip
        before = self.samples[-1] if self.samples else seen
        seen.fields.update(before.fields | summary.fields(before, seen))
        if metrics is not None:
            seen.fields.update(summary.tick_fields(self._scraped, seen))
            self._scraped = seen
        self.samples.append(seen)
        return seen

    def scrape_next(self) -> None:
        """The next sample asks ``/metrics``."""
        self._scrape_at_s = 0.0

    def summary(self, result: Result, from_s: float, until_s: float, connections: int) -> None:
        """Fills in what the server cost between two moments of ``time.monotonic``."""
        summary.write(result, self.samples, from_s, until_s, connections)

    def close(self) -> None:
        self._http.close()

    def _scrape(self) -> Metrics | None:
        self._scrape_at_s = time.monotonic() + self._scrape_every_s
        try:
            return parse(self._http.get(self._url).raise_for_status().text)
        except (httpx.HTTPError, ValueError):
            return None

    def _load(self) -> float:
        own = {os.getpid(), *procfs.children(os.getpid())} - {self.pid}
        for pid in own:
            if (used_s := procfs.cpu_s(pid)) is not None:
                self._load_s[pid] = used_s
        return sum(self._load_s.values())


def _found(http_url: str) -> int | None:
    port = urlsplit(http_url).port
    return procfs.listener(port) if port and parse_address(http_url).is_loopback else None

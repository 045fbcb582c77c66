"""What the process itself takes.

prometheus-client's own collector also counts open files by listing them: with 15,000 connections
that was a seventh of all the server did. Connections have gauges of their own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_STATM = "/proc/self/statm"
"""Linux; elsewhere memory is not told."""
_BEGAN_S = time.time()


class Process(Collector):
    """Under the usual names, so that existing dashboards read them."""

    def collect(self) -> Iterable[Metric]:
        spent = os.times()
        yield CounterMetricFamily(
            "process_cpu_seconds_total",
            "Total user and system CPU time spent in seconds.",
            value=spent.user + spent.system,
        )
        yield GaugeMetricFamily(
            "process_start_time_seconds", "When the process began, Unix time.", value=_BEGAN_S
        )
        with suppress(OSError), open(_STATM) as statm:
            pages = int(statm.read().split()[1])
            yield GaugeMetricFamily(
                "process_resident_memory_bytes",
                "Resident memory size in bytes.",
                value=pages * os.sysconf("SC_PAGE_SIZE"),
            )

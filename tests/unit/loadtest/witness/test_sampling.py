"""What a server costs, from outside: a real process, and figures written by hand."""

from __future__ import annotations

import contextlib
import http.server
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from loadtest.result import Second
from loadtest.sampling import Sampler, ServerSample, procfs
from loadtest.sampling.metrics import SKIPPED_TICKS, Metrics, parse
from loadtest.sampling.summary import tick_fields, write
from metaserver import metrics as city_metrics
from tests.unit.loadtest.witness.scenes import result

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="needs Linux's /proc")

BUSY = """
import socket, sys, time
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
sys.stdin.readline() or sys.exit()
until = time.process_time() + 0.5
while time.process_time() < until:
    pass
kept = bytearray(50_000_000)
kept[::4096] = b"1" * len(kept[::4096])
print("done", flush=True)
sys.stdin.readline()
"""


@dataclass
class Child:
    """Listens on a port; once told, takes half a second of CPU time and 50 MB."""

    process: subprocess.Popen[str]
    port: int

    @property
    def pid(self) -> int:
        return self.process.pid

    def work(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n"


@pytest.fixture
def child() -> Iterator[Child]:
    process = subprocess.Popen(
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None and process.stdout is not None
    with process:
        yield Child(process, int(process.stdout.readline()))
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.wait(5)


# ---- processes -----------------------------------------------------------------------------------


def test_cpu_time_and_memory_of_a_process(child: Child) -> None:
    before_s, before_bytes = procfs.cpu_s(child.pid), procfs.rss_bytes(child.pid)
    child.work()
    after_s, after_bytes = procfs.cpu_s(child.pid), procfs.rss_bytes(child.pid)
    assert before_s is not None and after_s is not None
    assert before_bytes is not None and after_bytes is not None
    assert 0.45 < after_s - before_s < 0.8
    assert 49e6 < after_bytes - before_bytes < 56e6


def test_a_process_that_is_not_there_has_none() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert (procfs.cpu_s(gone.pid), procfs.rss_bytes(gone.pid)) == (None, None)
    assert procfs.children(gone.pid) == []


def test_whoever_listens_on_a_port_is_found(child: Child) -> None:
    assert procfs.listener(child.port) == child.pid
    child.process.terminate()
    child.process.wait(5)
    assert procfs.listener(child.port) is None


def test_children_are_those_started_by_a_process(child: Child) -> None:
    assert child.pid in procfs.children(os.getpid())


# ---- the sampler ---------------------------------------------------------------------------------


@dataclass
class Target:
    http_url: str
    pid: int | None = None


@contextlib.contextmanager
def answering(body: bytes, status: int = 200) -> Iterator[str]:
    """An HTTP server in a thread that answers everything with this."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_a_run_is_summed_up(child: Child) -> None:
    with contextlib.closing(Sampler(Target("http://127.0.0.1:9", child.pid))) as sampler:
        sampler.sample()
        time.sleep(0.1)
        from_s = time.monotonic()
        sampler.sample()
        child.work()
        second = Second(at_s=1)
        sampler.sample().tell(second)
        until_s = time.monotonic()
        found = result()
        sampler.summary(found, from_s, until_s, connections=1000)
    took_s = until_s - from_s
    assert found.server_cpu_cores == pytest.approx(0.55 / took_s, abs=0.2 / took_s)
    assert found.us_per_connection_s == pytest.approx(found.server_cpu_cores * 1000)
    assert found.server_rss_mb is not None and found.server_rss_empty_mb is not None
    assert 49 < found.server_rss_mb - found.server_rss_empty_mb < 56
    assert found.server_bytes_per_connection == pytest.approx(52_500, abs=3500)
    assert second.server_rss_mb == found.server_rss_mb
    assert second.server_cpu_cores == pytest.approx(found.server_cpu_cores, rel=0.2)
    assert found.load_cpu_cores is not None and found.load_cpu_cores < 0.5
    assert found.tick_interval_ms.n == 0


def test_the_servers_process_is_found_by_its_port(child: Child) -> None:
    url = f"http://127.0.0.1:{child.port}"
    with contextlib.closing(Sampler(Target(url))) as sampler:
        assert sampler.pid == child.pid
    with contextlib.closing(Sampler(Target("http://10.0.0.7:8080"))) as sampler:
        assert sampler.pid is None


def test_a_server_that_has_ended_leaves_what_was_seen_until_then(child: Child) -> None:
    with contextlib.closing(Sampler(Target("http://127.0.0.1:9", child.pid))) as sampler:
        from_s = sampler.sample().at_s
        child.work()
        worked_s = sampler.sample().at_s - from_s
        child.process.terminate()
        child.process.wait(5)
        assert sampler.sample().cpu_s is None
        found = result()
        sampler.summary(found, from_s, time.monotonic() + 5, connections=1)
    assert found.server_cpu_cores == pytest.approx(0.55 / worked_s, abs=0.2 / worked_s)


@pytest.mark.parametrize("body", [b"", b"<html>no metrics {{{", b"\xff\xfe"])
def test_other_servers_may_have_no_metrics(body: bytes) -> None:
    with answering(body) as url, contextlib.closing(Sampler(Target(url))) as sampler:
        seen = sampler.sample()
    assert seen.metrics is None or not seen.metrics.interval_s
    with answering(body, 404) as url, contextlib.closing(Sampler(Target(url))) as sampler:
        assert sampler.sample().metrics is None


def test_metrics_are_asked_for_now_and_then_and_when_told() -> None:
    body = b'metaserver_zone_tick_interval_seconds{world="a"} 0.25\n'
    with answering(body) as url, contextlib.closing(Sampler(Target(url), 60)) as sampler:
        first, second = sampler.sample(), sampler.sample()
        sampler.scrape_next()
        third = sampler.sample()
    assert [each.metrics is not None for each in (first, second, third)] == [True, False, True]
    assert second.fields["tick_interval_ms"] == 250, "as it was when they were asked"


# ---- metrics -------------------------------------------------------------------------------------


def test_what_our_server_declares_is_understood() -> None:
    for world, people, interval_s, late_s in (("a", 3, 0.1, 0.004), ("b", 0, 0.25, 0.9)):
        city_metrics.ZONE_AVATARS.labels(world).set(people)
        city_metrics.ZONE_INTERVAL_SECONDS.labels(world).set(interval_s)
        city_metrics.ZONE_LATENESS_SECONDS.labels(world).observe(late_s)
        city_metrics.ZONE_SKIPPED_TICKS.labels(world).inc(2)
    found = parse(city_metrics.generate().decode())
    assert found.people["a"] == 3
    assert found.interval_s["b"] == 0.25
    assert (found.late["a"].count, found.late["a"].sum_s) == (1, 0.004)
    assert found.late["a"].up_to[0.005] == 1
    assert found.counts[SKIPPED_TICKS] >= 4
    assert "python_gc_collections" in found.counts


def metrics(late: int, interval_s: float = 0.1, skipped: int = 0) -> Metrics:
    """One world with people, one without; of ``late`` ticks each took its 5 ms."""
    found = Metrics(people={"a": 9, "b": 0}, interval_s={"a": interval_s, "b": 9.0})
    found.counts[SKIPPED_TICKS] = skipped
    for world in "ab":
        own = found.late[world]
        own.count, own.sum_s = 1000 + late, 3.0 + late * 0.005
        own.up_to.update({0.004: 500.0, 0.006: 1000.0 + late, float("inf"): 1000.0 + late})
    return found


def seen(at_s: float, *, rss_mb: float = 100, told: Metrics | None = None) -> ServerSample:
    return ServerSample(
        at_s=at_s, cpu_s=at_s * 0.8, rss_bytes=round(rss_mb * 1e6), socket_bytes=round(at_s) * 1000,
        load_cpu_s=at_s * 0.3, metrics=told,
            pulse_us=400.0 + at_s, fields={},
    )  # fmt: skip


def test_ticks_are_those_of_worlds_with_people() -> None:
    told = (metrics(0), metrics(50, 0.2), metrics(100, 0.2, skipped=7))
    samples = [seen(at_s, told=each) for at_s, each in enumerate(told, 1)]
    found = result()
    write(found, samples, 1, 3, 10)
    assert found.tick_interval_ms.p50 == pytest.approx(200)
    assert (found.tick_late_ms.n, found.tick_late_ms.most) == (100, 6)
    assert found.tick_late_ms.p50 == pytest.approx(5)
    assert found.skipped_ticks == 7
    assert found.server_counts == {SKIPPED_TICKS: 7}
    assert tick_fields(samples[0], samples[1])["tick_late_ms"] == pytest.approx(5)
    assert tick_fields(samples[0], samples[1])["tick_interval_ms"] == pytest.approx(200)


def test_cpu_is_what_was_used_between_the_two_moments() -> None:
    found = result()
    write(found, [seen(t) for t in (0, 10, 20, 30)], 5, 25, 1000)
    assert found.server_cpu_cores == pytest.approx(0.8)
    assert found.load_cpu_cores == pytest.approx(0.3)
    assert found.us_per_connection_s == pytest.approx(800)
    assert found.socket_bytes_per_connection == pytest.approx(20)


def test_memory_that_grows_has_a_slope_and_noise_has_none() -> None:
    random = np.random.default_rng(1)
    for grows_mb_per_min in (0.0, 6.0):
        samples = [
            seen(t, rss_mb=100 + grows_mb_per_min * t / 60 + float(random.normal(0, 0.2)))
            for t in range(120)
        ]
        found = result()
        write(found, samples, 0, 120, 100)
        slope, noise = found.rss_slope_mb_per_min, found.rss_slope_noise_mb_per_min
        assert slope is not None and noise is not None
        assert noise < 0.2
        assert abs(slope - grows_mb_per_min) < 1.5 * noise


def test_without_samples_nothing_is_filled_in() -> None:
    found = result()
    write(found, [], 0, 10, 100)
    assert found == result()

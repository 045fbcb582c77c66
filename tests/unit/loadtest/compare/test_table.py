"""What is printed: proof beside each ratio, and a mark where a row says little."""

import io

import pytest
from rich.console import Console

from loadtest.compare.outcome import ComparisonResult, Subject
from loadtest.compare.ratios import ratios
from loadtest.compare.remarks import of_row
from loadtest.compare.table import print_comparison, print_row
from tests.unit.loadtest.compare.rows import row

OURS, FLOOR, BROADCAST, COLYSEUS, VIEWS = Subject


def printed(result: ComparisonResult) -> str:
    console = Console(file=io.StringIO(), width=80)
    print_comparison(console, result)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_a_table_for_each_peer_with_its_proof() -> None:
    rows = [
        row(OURS, write_cpu_cores=0.1),
        row(FLOOR, cpu_cores=0.08, write_cpu_cores=0.08, updates_per_s={}),
        row(COLYSEUS, cpu_cores=0.5, bytes_per_client_s=140_000.0, load_cpu_cores=0.55),
    ]
    text = printed(ComparisonResult(rows=rows, ratios=ratios(rows)))
    floor, colyseus = text.split("Colyseus, 1,000 clients")
    assert "send() in C, 1,000 clients" in floor
    assert "1.25 1.25..1.25 ≤ 1.6 kept" in " ".join(floor.split())
    lines = {line[:29].strip(): line[29:].split() for line in colyseus.splitlines()}
    assert lines["CPU of the server (cores)"][:4] == ["0.20", "0.50", "0.4", "0.4..0.4"]
    assert lines["bytes to a client (kB/s)"][-3:] == ["≤", "0.1", "kept"]
    assert lines["updates of one, near (/s)"] == ["10", "10"]
    assert lines["CPU of the generator (cores)"] == ["0.30", "0.55"]
    assert lines["its timers late, p99 (ms)"] == ["4", "4"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"load_cpu_cores": 0.95}, "generator was the bottleneck"),
        ({"load_lag_p99_ms": 80.0}, "generator was the bottleneck"),
        ({"cpu_cores": 0.99}, "no CPU left; updates a second: near 10, middle 3.30"),
        ({"remarks": ["3 of 1000 connections ended"]}, "3 of 1000 connections ended"),
    ],
)
def test_what_must_be_known_is_said(changed: dict[str, object], words: str) -> None:
    rows = [row(OURS), row(VIEWS, **changed)]
    text = printed(ComparisonResult(rows=rows, ratios=ratios(rows)))
    assert words in " ".join(text.split())
    assert of_row(rows[0]) == []


def test_ours_alone_is_shown_too_and_why_it_ended() -> None:
    text = printed(ComparisonResult(rows=[row(OURS)], complete=False, ended="The server ended."))
    assert "ours, 1,000 clients" in text
    assert "The server ended." in text


def test_a_line_for_each_row_while_it_runs() -> None:
    console = Console(file=io.StringIO(), width=80)
    print_row(console, row(BROADCAST, 1, 60, cpu_cores=0.456))
    line = console.file.getvalue()  # type: ignore[attr-defined]
    assert line == "round 2: websockets.broadcast, 60 clients: 0.46 of a core, 14 kB/s each\n"

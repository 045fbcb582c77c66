import io

from rich.console import Console

from loadtest.progress import Silent, shown
from loadtest.result import Second


def second(at_s: float) -> Second:
    return Second(
        at_s=at_s, connected=1234, present=1200, frames_per_s=12_000, bytes_per_s=3.1e6,
        frame_age_p50_ms=40, frame_age_p99_ms=92, server_cpu_cores=0.45, server_rss_mb=210,
        tick_interval_ms=100, dropped=2,
    )  # fmt: skip


def told(terminal: bool) -> str:
    text = io.StringIO()
    console = Console(file=text, force_terminal=terminal, width=120, color_system=None)
    with shown(console, "plaza, 5,000 people") as watcher:
        watcher.phase("arriving: 5,000 within 20 s")
        for at_s in range(8):
            watcher.second(second(float(at_s)), at_s / 60)
    return text.getvalue()


def test_without_a_terminal_there_is_a_line_every_five_seconds() -> None:
    lines = told(terminal=False).splitlines()
    assert len(lines) == 3
    assert lines[0] == "arriving: 5,000 within 20 s"
    for figure in ("1,234 connected", "40/92 ms", "0.45 server cores", "2 dropped"):
        assert figure in lines[1]
    assert lines[2].strip().startswith("5 s")


def test_in_a_terminal_there_is_a_panel() -> None:
    panel = told(terminal=True)
    for figure in ("plaza, 5,000 people", "arriving", "connected 1,234", "p50/p99 40/92 ms"):
        assert figure in panel


def test_nobody_has_to_look() -> None:
    watcher = Silent()
    watcher.phase("arriving")
    watcher.second(second(1.0), 0.5)

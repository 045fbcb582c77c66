"""How a run goes, while it goes: a live panel, or a plain line now and then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from loadtest.report.words import number
from loadtest.result import Second

LINE_EVERY_S = 5.0


class Watcher(Protocol):
    """Is told what happens."""

    def phase(self, words: str) -> None: ...

    def second(self, second: Second, done: float) -> None:
        """About once a second; ``done`` is the part of the whole run, 0 to 1."""


@contextmanager
def shown(console: Console, title: str) -> Iterator[Watcher]:
    """A panel where somebody looks, lines where not."""
    if not console.is_terminal:
        yield Lines(console)
        return
    with Live(console=console, refresh_per_second=4, transient=True) as live:
        yield LivePanel(live, title)


class Silent:
    """For tests and programs."""

    def phase(self, words: str) -> None:
        pass

    def second(self, second: Second, done: float) -> None:
        pass


class Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._words = ""
        self._next_s = 0.0

    def phase(self, words: str) -> None:
        self._words = words
        self._console.print(Text(words), highlight=False)

    def second(self, second: Second, done: float) -> None:
        if second.at_s < self._next_s:
            return
        self._next_s = second.at_s + LINE_EVERY_S
        told = ", ".join(f"{value} {name}".strip() for name, value in _figures(second))
        line = Text(f"{second.at_s:5.0f} s  {told}")
        self._console.print(line, soft_wrap=True, highlight=False)


class LivePanel:
    def __init__(self, live: Live, title: str) -> None:
        self._live, self._title, self._words = live, title, ""
        self._bar = Progress(BarColumn(bar_width=None), TextColumn("{task.percentage:3.0f} %"))
        self._task = self._bar.add_task("", total=1.0)

    def phase(self, words: str) -> None:
        self._words = words
        self._live.update(self._panel(None))

    def second(self, second: Second, done: float) -> None:
        self._bar.update(self._task, completed=done)
        self._live.update(self._panel(second))

    def _panel(self, second: Second | None) -> Panel:
        grid = Table.grid(padding=(0, 2), expand=True)
        cells = [f"[dim]{name}[/] {value}" for name, value in _figures(second or Second(at_s=0))]
        for first in range(0, len(cells), 3):
            grid.add_row(*cells[first : first + 3])
        return Panel(Group(Text(self._words), self._bar, grid), title=self._title)


def _figures(second: Second) -> list[tuple[str, str]]:
    """Name and value, in reading order."""
    age = f"{number(second.frame_age_p50_ms)}/{number(second.frame_age_p99_ms)} ms"
    return [
        ("connected", f"{second.connected:,}"),
        ("present", f"{second.present:,}"),
        ("frames/s", number(second.frames_per_s)),
        ("MB/s", number(second.bytes_per_s / 1e6)),
        ("frame age p50/p99", age),
        ("server cores", number(second.server_cpu_cores)),
        ("server MB", number(second.server_rss_mb)),
        ("ms tick length", number(second.tick_interval_ms)),
        ("ms tick late", number(second.tick_late_ms)),
        ("dropped", f"{second.dropped:,}"),
        ("resumed", f"{second.resumed:,}"),
        ("errors", f"{second.errors:,}"),
    ]

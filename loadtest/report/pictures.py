"""The pictures of the page, in its order. Each says in words what it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes

from loadtest.report import drawing
from loadtest.report.courses import Course, over_time
from loadtest.report.drawing import QUANTILE_INKS, Ink, Picture
from loadtest.report.lines import RINGS
from loadtest.report.words import number
from loadtest.result import ByRing, Result


def pictures(result: Result) -> list[Picture]:
    """Those for which something was measured."""
    drawn = (draw(result) for draw in _ALL)
    return [picture for picture in drawn if picture is not None]


def _age_distribution(result: Result) -> Picture | None:
    counts = np.array(result.frame_age_counts, dtype=float)
    if not counts.sum():
        return None
    parts = counts / counts.sum() * 100
    shown = int(np.searchsorted(np.cumsum(parts), 99.9)) + 2
    width = max(1, shown // 100)
    bars = np.add.reduceat(parts[:shown], np.arange(0, len(parts[:shown]), width))
    age = result.frame_age_ms
    alt = (
        f"Distribution of frame age: half of the frames up to {number(age.p50)} ms, "
        f"99 of 100 up to {number(age.p99)} ms."
    )
    with drawing.canvas() as (figure, (axes,)):
        axes.stairs(bars, np.arange(len(bars) + 1) * width, fill=True, color=Ink.BLUE, lw=0)
        axes.set_xlim(0, len(bars) * width)
        for label, value in (("p50", age.p50), ("p99", age.p99)):
            if value is not None:
                _mark(axes, value, f"{label} {number(value)} ms", float(bars.max()))
        axes.set_xlabel(f"frame age, ms (height: % of frames in {width} ms)")
        title = "How old frames were"
        return Picture(title, alt, drawing.svg(figure, "ages", alt))


def _mark(axes: Axes, x: float, text: str, top: float) -> None:
    late = x > 0.75 * axes.get_xlim()[1]
    axes.axvline(x, color=Ink.ORANGE, lw=1.4)
    axes.text(x, top * 1.06, text, color=Ink.TEXT, ha="right" if late else "left", va="bottom")


def _seen(result: Result) -> Picture | None:
    rings = _measured(result.seen_ms)
    if not rings:
        return None
    title = "A turn until others see it, ms"
    alt = f"{title}, by ring: {_rings_in_words(result.seen_ms, rings)}."
    with drawing.canvas() as (figure, (axes,)):
        for index, quantile in enumerate(QUANTILE_INKS):
            values = [getattr(getattr(result.seen_ms, ring), quantile) or 0 for ring in rings]
            at = np.arange(len(rings)) + (index - 1) * 0.27
            bars = axes.bar(at, values, 0.25, color=QUANTILE_INKS[quantile], label=quantile)
            axes.bar_label(bars, [number(value) for value in values], padding=2, fontsize=8)
        axes.set_xticks(range(len(rings)), rings)
        axes.tick_params(axis="x", length=0)
        axes.margins(y=0.12)
        drawing.legend(axes)
        return Picture(title, alt, drawing.svg(figure, "seen", alt))


def _position_error(result: Result) -> Picture | None:
    rings = _measured(result.position_error_m)
    if not rings:
        return None
    title = "How far from the truth people were shown, m"
    alt = f"{title}, by ring: {_rings_in_words(result.position_error_m, rings)}."
    with drawing.canvas(len(rings)) as (figure, all_axes):
        for ring, axes in zip(rings, all_axes, strict=True):
            _error_bars(axes, ring, result)
        drawing.legend(all_axes[0])
        return Picture(title, alt, drawing.svg(figure, "error", alt))


def _error_bars(axes: Axes, ring: str, result: Result) -> None:
    """One ring has its own scale, as its gate is its own."""
    error = getattr(result.position_error_m, ring)
    for at, (quantile, ink) in enumerate(QUANTILE_INKS.items()):
        value = getattr(error, quantile) or 0
        bar = axes.bar(at, value, 0.8, color=ink, label=quantile)
        axes.bar_label(bar, [number(value)], padding=2, fontsize=8)
    allowed = result.position_gate_m.get(ring)
    if allowed is not None:
        label = "p95 allowed"
        axes.axhline(allowed, color=Ink.ORANGE, lw=1.6, ls=(0, (4, 2)), label=label)
    axes.set_xticks([])
    axes.set_xlabel(ring)
    axes.margins(y=0.12)


def _measured(by_ring: ByRing) -> list[str]:
    return [ring for ring in RINGS if getattr(by_ring, ring).p99 is not None]


def _rings_in_words(by_ring: ByRing, rings: Sequence[str]) -> str:
    spreads = ((ring, getattr(by_ring, ring)) for ring in rings)
    return "; ".join(f"{ring} p50 {number(s.p50)}, p99 {number(s.p99)}" for ring, s in spreads)


_ALL: tuple[Callable[[Result], Picture | None], ...] = (
    over_time(
        "people", "People",
        [Course("connected", "connected", Ink.BLUE), Course("present", "in a world", Ink.ORANGE)],
    ),
    over_time(
        "ends", "Dropped, resumed, errors, so far",
        [
            Course("dropped", "dropped", Ink.ORANGE), Course("resumed", "resumed", Ink.BLUE),
            Course("errors", "errors", Ink.GREEN),
        ],
    ),
    over_time(
        "age", "Frame age, ms",
        [Course("frame_age_p50_ms", "p50", Ink.P50), Course("frame_age_p99_ms", "p99", Ink.P99)],
    ),
    _age_distribution,
    _seen,
    _position_error,
    over_time("bytes", "Bytes to all, MB/s", [Course("bytes_per_s", "received", Ink.BLUE, 1e6)]),
    over_time("cpu", "Server: processor, cores", [Course("server_cpu_cores", "used", Ink.BLUE)]),
    over_time(
        "memory", "Server: memory, MB",
        [
            Course("server_rss_mb", "process", Ink.BLUE),
            Course("server_socket_mb", "kernel's sockets, both ends", Ink.ORANGE),
        ],
    ),
    over_time(
        "ticks", "Server: ticks, ms",
        [
            Course("tick_interval_ms", "length", Ink.BLUE),
            Course("tick_late_ms", "lateness", Ink.ORANGE),
        ],
    ),
    over_time(
        "load", "Generator: processor, cores", [Course("load_cpu_cores", "used", Ink.BLUE)],
        limit=lambda result: result.load_cores,
    ),
)  # fmt: skip

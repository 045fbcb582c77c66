"""How a picture of a report looks, and how it becomes a part of the page.

Colours are names of the page's CSS, so that one drawing serves a light and a dark page; text stays
text. ``Ink`` are the hex codes that stand for them while matplotlib draws.
"""

from __future__ import annotations

import enum
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH_IN, HEIGHT_IN = 5.6, 2.5
"""At 72 dots an inch; the page scales it to its column."""


class Ink(enum.StrEnum):
    """Value: what matplotlib draws with. Name: the CSS variable, ``--blue`` and so on."""

    TEXT = "#010101"
    FAINT = "#020202"
    SHADE = "#030303"
    BLUE = "#040404"
    ORANGE = "#050505"
    GREEN = "#090909"
    P50 = "#060606"
    P95 = "#070707"
    P99 = "#080808"


QUANTILE_INKS = {"p50": Ink.P50, "p95": Ink.P95, "p99": Ink.P99}

_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "report",
    "font.family": "sans-serif",
    "font.size": 8.5,
    "text.color": Ink.TEXT,
    "axes.labelcolor": Ink.TEXT,
    "axes.edgecolor": Ink.FAINT,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "grid.color": Ink.FAINT,
    "grid.linewidth": 0.6,
    "xtick.color": Ink.FAINT,
    "xtick.labelcolor": Ink.TEXT,
    "ytick.color": Ink.FAINT,
    "ytick.labelcolor": Ink.TEXT,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "lines.solid_capstyle": "round",
}


@dataclass(frozen=True)
class Picture:
    title: str
    alt: str
    svg: str


@contextmanager
def canvas(panels: int = 1) -> Iterator[tuple[Figure, Sequence[Axes]]]:
    """An empty picture of ``panels`` axes side by side; draw inside the ``with``."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=72)
        figure.patch.set_visible(False)
        axes = figure.subplots(1, panels, squeeze=False)[0]
        for one in axes:
            one.patch.set_visible(False)
            one.yaxis.set_major_formatter(mpl.ticker.FuncFormatter(_tick))
            one.yaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        figure.subplots_adjust(left=0.09, right=0.985, top=0.88, bottom=0.17, wspace=0.3)
        yield figure, axes


def _tick(value: float, _: int) -> str:
    return f"{value:,.6g}".replace("-", "−")


def legend(axes: Axes, columns: int = 4) -> None:
    """Above the picture, in one row."""
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.02, 0.99), ncols=columns, borderpad=0,
        handlelength=1.3, columnspacing=1.4, borderaxespad=0.2,
    )  # fmt: skip


def svg(figure: Figure, name: str, alt: str) -> str:
    """An ``<svg>`` element for the page: scalable, with ``alt``; ids begin with ``name``."""
    text = io.StringIO()
    with mpl.rc_context(_STYLE):
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(text, format="svg", metadata=nothing)
    drawn = text.getvalue()
    inner = drawn[drawn.index(">", drawn.index("<svg")) + 1 :]
    head = (
        f'<svg viewBox="0 0 {WIDTH_IN * 72:g} {HEIGHT_IN * 72:g}" role="img" '
        f'aria-label="{_attribute(alt)}">'
    )
    return head + _of_page(inner, name)


def _of_page(inner: str, name: str) -> str:
    """No style sheet, no addresses, no ids that another picture has, colours of the page."""
    inner = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", inner, flags=re.DOTALL)
    inner = inner.replace("xlink:href", "href")
    inner = re.sub(r' id="[a-zA-Z0-9.]+_\d+"', "", inner)
    inner = re.sub(r'( id="|href="#|url\(#)', rf"\1{name}-", inner)
    inner = re.sub(r"font-family: [^;\"]*;? ?", "", inner)
    for ink in Ink:
        inner = inner.replace(ink.value, f"var(--{ink.name.lower()})")
    return inner


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")

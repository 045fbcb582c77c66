"""Pictures of a whole run, second by second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from loadtest.report import drawing
from loadtest.report.drawing import Ink, Picture
from loadtest.report.words import number
from loadtest.result import Result


@dataclass(frozen=True)
class Course:
    """One line of a picture over time: a field of ``Second``, in units of ``per``."""

    field: str
    label: str
    ink: Ink
    per: float = 1.0

    def of(self, result: Result) -> list[float]:
        """NaN where nothing was measured."""
        values = (getattr(second, self.field) for second in result.course)
        return [float("nan") if value is None else value / self.per for value in values]


def over_time(
    name: str, title: str, courses: Sequence[Course], limit: Callable[[Result], float] | None = None
) -> Callable[[Result], Picture | None]:
    """A picture of the whole run, the measured time shaded; ``limit`` is a dashed line. What was
    nothing all the time is left out."""

    def draw(result: Result) -> Picture | None:
        known = [course for course in courses if np.nansum(course.of(result))]
        if len(result.course) < 2 or not known:
            return None
        alt = f"{title}, over {number(result.course[-1].at_s)} s: "
        alt += "; ".join(_in_words(course, result) for course in known) + "."
        with drawing.canvas() as (figure, (axes,)):
            _window(axes, result)
            for course in known:
                at = [second.at_s for second in result.course]
                axes.plot(at, course.of(result), color=course.ink, label=course.label)
            if limit:
                axes.axhline(
                    limit(result), color=Ink.TEXT, lw=1, ls=(0, (4, 3)), label="all its processes"
                )
            axes.set_ylim(0, axes.get_ylim()[1] * 1.05)
            axes.set_xlim(0, result.course[-1].at_s)
            axes.set_xlabel("seconds since the run began")
            drawing.legend(axes)
            return Picture(title, alt, drawing.svg(figure, name, alt))

    return draw


def _window(axes: Axes, result: Result) -> None:
    begin = result.measured_from_s
    if result.seconds:
        end = min(begin + result.seconds, result.course[-1].at_s)
        axes.axvspan(begin, end, color=Ink.SHADE, lw=0, label="measured", zorder=0)


def _in_words(course: Course, result: Result) -> str:
    values = np.array(course.of(result))
    median, most = float(np.nanmedian(values)), float(np.nanmax(values))
    return f"{course.label} mostly {number(median)}, at most {number(most)}"

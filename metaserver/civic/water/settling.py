"""The sum of a settlement. In whole won and exact shares: no float decides what somebody owes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from metaserver.civic.water.models import DAYS_MAX, Line, LineCode, Settlement
from metaserver.civic.water.tariff import Step, Tariff
from metaserver.errors import Invalid

_WHOLE_PERCENT: Final = 100


def settle(
    tariff: Tariff, *, reading_before: int, reading_now: int, day_before: dt.date,
    day_out: dt.date, meter_mm: int, households: int = 1,
) -> Settlement:  # fmt: skip
    """From the day after ``day_before`` up to and with ``day_out``; readings in m³.

    Raises ``Invalid``: ``reading_now`` ``lower``, ``day_out`` ``order`` or ``span``, ``meter_mm``
    ``choice``.
    """
    used_m3, days = reading_now - reading_before, (day_out - day_before).days
    meter = tariff.meter(meter_mm)
    problems = _problems(used_m3, days, known_meter=meter is not None)
    if problems or meter is None:
        raise Invalid(problems)
    months = Fraction(days, tariff.days_a_month)
    used = Fraction(used_m3)
    sewage = used * Fraction(tariff.sewage.share_percent, _WHOLE_PERCENT)
    lines = (
        Line(code="basic", won=_won(meter.basic_won * months)),
        *_stepped("water", tariff.water, used, months * households),
        *_stepped("sewage", tariff.sewage.steps, sewage, months * households),
        _line("water_use", 0, used, tariff.water_use.won_per_m3),
    )
    total_won = sum(line.won for line in lines)
    return Settlement(
        example=tariff.example, used_m3=used_m3, days=days, lines=lines, total_won=total_won
    )


def _problems(used_m3: int, days: int, *, known_meter: bool) -> dict[str, str]:
    found = {}
    if used_m3 < 0:
        found["reading_now"] = "lower"
    if not 1 <= days <= DAYS_MAX:
        found["day_out"] = "order" if days < 1 else "span"
    if not known_meter:
        found["meter_mm"] = "choice"
    return found


def _stepped(
    code: LineCode, steps: tuple[Step, ...], amount: Fraction, widths: Fraction
) -> Iterator[Line]:
    """A line for each step that is reached. ``widths``: the steps are so many times as wide as
    those of one household and month."""
    below = Fraction(0)
    for n, step in enumerate(steps, start=1):
        end = amount if step.up_to_m3 is None else min(amount, step.up_to_m3 * widths)
        if end > below or n == 1:
            yield _line(code, n if len(steps) > 1 else 0, end - below, step.won_per_m3)
        below = end


def _line(code: LineCode, step: int, m3: Fraction, won_per_m3: int) -> Line:
    return Line(
        code=code, step=step, m3=round(float(m3), 2), won_per_m3=won_per_m3,
        won=_won(m3 * won_per_m3),
    )  # fmt: skip


def _won(exact: Fraction) -> int:
    """Rounded down: in doubt for the citizen."""
    return exact.numerator // exact.denominator

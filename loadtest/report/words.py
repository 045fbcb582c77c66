"""Figures as people write them."""

from __future__ import annotations

NONE = "–"
"""What stands where nothing was measured."""
_DIGITS = ((100, 0), (10, 1), (0.2, 2), (0, 3))
"""From this size on, so many after the point."""


def number(value: float | None, unit: str = "") -> str:
    """Two or three figures that count: 5,000, 92, 18.5, 0.85, 0.125; ``–`` for None."""
    if value is None:
        return NONE
    size = abs(value)
    digits = 0 if value == int(value) else next(d for least, d in _DIGITS if size >= least)
    text = f"{value:,.{digits}f}".replace("-", "−")
    return f"{text} {unit}" if unit else text


def signed(value: float, unit: str = "") -> str:
    return ("+" if value > 0 else "") + number(value, unit)


def percent(value: float | None) -> str:
    """``value`` is a part of one; None where there is nothing to compare with."""
    return NONE if value is None else f"{value * 100:+.0f} %".replace("-", "−")

"""Moments of the server as people in the city read them."""

from __future__ import annotations

import datetime as dt
from typing import Final

SEOUL: Final = dt.timezone(dt.timedelta(hours=9))


def at(unix_ms: int | None) -> str:
    """To the second, ``2026-11-22 18:44:02``; '' for none."""
    if not unix_ms:
        return ""
    return f"{dt.datetime.fromtimestamp(unix_ms / 1000, SEOUL):%Y-%m-%d %H:%M:%S}"

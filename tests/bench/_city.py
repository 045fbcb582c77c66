"""A real server for a benchmark, and what several of them count."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.support.server import CityProcess

Row = tuple[str, str, str]


@contextlib.contextmanager
def city() -> Iterator[CityProcess]:
    """On a free port, its data in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, CityProcess(Path(folder) / "data") as process:
        yield process


def quantile(values: list[float], share: float) -> float:
    """The smallest value that at least this share of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

"""Tables of ``docs/figures.md`` that a benchmark writes itself: between ``<!-- bench: NAME -->``
and ``<!-- end -->``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.bench._city import Row

DOCUMENT = Path(__file__).parents[2] / "docs" / "figures.md"


def write(results: Mapping[str, Iterable[Row]], machine: str, document: Path = DOCUMENT) -> None:
    """Those of ``results`` that have a place there."""
    text = document.read_text(encoding="utf-8")
    for name, rows in results.items():
        place = re.compile(rf"(<!-- bench: {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
        if found := place.search(text):
            table = f"{found[1]}{_table(rows, machine)}{found[2]}"
            text = text[: found.start()] + table + text[found.end() :]
    document.write_text(text, encoding="utf-8")


def _table(rows: Iterable[Row], machine: str) -> str:
    lines = ["| what | measured | aim |", "|---|---|---|"]
    lines += [f"| {what} | {figure} | {aim} |".replace("  ", " ") for what, figure, aim in rows]
    return "\n".join(lines) + f"\n\n{dt.datetime.now(dt.UTC).date().isoformat()}, {machine}\n"

"""What must be known of a row before it is believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from loadtest.compare.outcome import Row, Subject
from loadtest.report.words import number


def of_row(row: Row) -> list[str]:
    found = list(row.remarks)
    if row.load_full:
        found.append("the generator was the bottleneck, so that this says little")
    if row.server_full:
        rates = ", ".join(f"{ring} {number(rate)}" for ring, rate in row.updates_per_s.items())
        found.append(f"the server had no CPU left; updates a second: {rates or 'unknown'}")
    return found


def of_rows(rows: Sequence[Row], names: Mapping[Subject, str]) -> list[str]:
    """A line for each row that has something to be said."""
    return [
        f"round {row.round + 1}, {names[row.subject]}, {row.clients:,} clients: {'; '.join(found)}"
        for row in rows
        if (found := of_row(row))
    ]

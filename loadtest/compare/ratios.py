"""From rows to ratios, and what they are to be at most."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from loadtest.compare.outcome import Ratio, Row, Subject

AIMS = {
    ("write", Subject.FLOOR, 1000): 1.6,
    ("cpu", Subject.BROADCAST, 60): 1 / 8,
    ("cpu", Subject.COLYSEUS, 1000): 1 / 2,
    ("bytes", Subject.COLYSEUS, 1000): 1 / 10,
}
"""Not for other numbers of clients: what is shared by all costs few of them more."""


def ratios(rows: Sequence[Row]) -> list[Ratio]:
    """Each peer's row against ours of the same round and number of clients."""
    found: dict[tuple[str, Subject, int], list[float]] = {}
    for ours, peer in _pairs(rows):
        for what, figure in _FIGURES.items():
            mine, others = figure(ours, peer), figure(peer, peer)
            if mine is not None and others:
                key = what, peer.subject, peer.clients
                found.setdefault(key, []).append(mine / others)
    return [
        Ratio(what=key[0], peer=key[1], clients=key[2], by_round=values, aim=AIMS.get(key))
        for key, values in found.items()
    ]


def _pairs(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    ours = {(row.round, row.clients): row for row in rows if row.subject == Subject.OURS}
    for row in rows:
        mine = ours.get((row.round, row.clients))
        if mine is not None and row.subject != Subject.OURS:
            yield mine, row


def _write(row: Row, peer: Row) -> float | None:
    """CPU seconds a frame. Frames are as large on both sides, so their number is divided out."""
    frames = row.frames_per_client_s * row.clients
    if peer.subject != Subject.FLOOR or row.write_cpu_cores is None or not frames:
        return None
    return row.write_cpu_cores / frames


def _bytes(row: Row, peer: Row) -> float | None:
    return None if peer.subject == Subject.FLOOR else row.bytes_per_client_s


def _cpu(row: Row, _: Row) -> float | None:
    return row.cpu_cores


_FIGURES: dict[str, Callable[[Row, Row], float | None]] = {
    "cpu": _cpu,
    "bytes": _bytes,
    "write": _write,
}

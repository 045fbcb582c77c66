"""In which order a day's places are best visited.

Up to ``EXACT_MAX`` places every order is compared, by dynamic programming over the sets of places
seen (Held and Karp, 1962, https://doi.org/10.1137/0110015). Beyond, nearest neighbour is bettered
by turning parts round (2-opt) and moving them (or-opt) for as long as that helps. Neither is ever
worse than nearest neighbour, measured by ``visits.Cost``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from metaserver.civic.tourism.visits import Cost, Day, cost, visit

EXACT_MAX: Final = 10
ROUNDS_MAX: Final = 20
MOVED_MAX: Final = 3
"""So many neighbours are moved together."""

Order = tuple[int, ...]
_Label = tuple[int, int, Order]
"""Closed doors, time of leaving, and the way there."""


def best_order(day: Day) -> Order:
    """For a worker: it takes longer than a tick may wait."""
    return exact_order(day) if len(day.stops) <= EXACT_MAX else bettered(day, nearest(day))


def nearest(day: Day) -> Order:
    """From the start, or from the first of the list, always to the place that is nearest in time
    of travel."""
    left = set(day.stops)
    order = [0] if day.anywhere else [min(left, key=lambda stop: (day.first_min[stop], stop))]
    left -= set(order)
    while left:
        times = day.travel_min[order[-1]]
        order.append(min(left, key=lambda stop: (times[stop], stop)))
        left.discard(order[-1])
    return tuple(order)


def exact_order(day: Day) -> Order:
    """For each set of stops and its last one, only those ways are kept of which no other has as
    few closed doors and ends as early: leaving earlier is never worse, as one can wait."""
    layer: dict[tuple[int, int], list[_Label]] = {}
    for stop in day.stops:
        first = visit(day, stop, day.begin_min + day.first_min[stop])
        layer[1 << stop, stop] = [(int(not first.fits), first.leave_min, (stop,))]
    for _ in day.stops[1:]:
        layer = _next_layer(day, layer)
    return min(label for labels in layer.values() for label in labels)[2]


def _next_layer(
    day: Day, layer: dict[tuple[int, int], list[_Label]]
) -> dict[tuple[int, int], list[_Label]]:
    found: dict[tuple[int, int], list[_Label]] = {}
    for (seen, last), labels in layer.items():
        times = day.travel_min[last]
        for stop in day.stops:
            if seen >> stop & 1:
                continue
            kept = found.setdefault((seen | 1 << stop, stop), [])
            for closed, leave_min, order in labels:
                there = visit(day, stop, leave_min + times[stop])
                _keep(kept, (closed + (not there.fits), there.leave_min, (*order, stop)))
    return found


def _keep(kept: list[_Label], label: _Label) -> None:
    """Into the list, unless one is there that is as good in both; those it is better than go."""
    if any(each[0] <= label[0] and each[1] <= label[1] for each in kept):
        return
    kept[:] = [each for each in kept if each[0] < label[0] or each[1] < label[1]]
    kept.append(label)


def bettered(day: Day, order: Order) -> Order:
    best, best_cost = order, cost(day, order)
    for _ in range(ROUNDS_MAX):
        round_cost: Cost = best_cost
        for other in _neighbours(best):
            if (other_cost := cost(day, other)) < best_cost:
                best, best_cost = other, other_cost
        if best_cost == round_cost:
            break
    return best


def _neighbours(order: Order) -> Iterator[Order]:
    count = len(order)
    for start in range(count - 1):
        for end in range(start + 2, count + 1):
            yield order[:start] + order[start:end][::-1] + order[end:]
    for size in range(1, MOVED_MAX + 1):
        for start in range(count - size + 1):
            rest = order[:start] + order[start + size :]
            for to in range(len(rest) + 1):
                if to != start:
                    yield rest[:to] + order[start : start + size] + rest[to:]

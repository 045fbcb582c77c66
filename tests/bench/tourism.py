"""Search over 20,000 places, and plans for a day of eight.

The places are generated: names, points, hours and access are drawn by a seeded generator and mean
no real place. Only the shipped ones among them, which the searches have to find, are real; they
are given invented opening hours here, so that "open now" has something to find.
``python -m tests.bench.tourism``: the same, alone.
"""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Iterator
from random import Random
from typing import Final

from metaserver.civic.complaints.days import SEOUL
from metaserver.civic.tourism.index import Index
from metaserver.civic.tourism.kinds import load_kinds
from metaserver.civic.tourism.loading import load_places
from metaserver.civic.tourism.models import Hours, Named, Period, Place, PlanWish, TourSearch
from metaserver.civic.tourism.orders import best_order, nearest
from metaserver.civic.tourism.planning import Draft
from metaserver.civic.tourism.search import Searcher
from metaserver.civic.tourism.visits import cost
from tests.bench._city import Row, quantile

NAME = "Tourism: search over 20,000 generated places, and plans of eight"
PLACES: Final = 20_000
ROUNDS: Final = 40
PLANS: Final = 100
STOPS: Final = 8
NOW: Final = dt.datetime(2026, 11, 24, 14, 0, tzinfo=SEOUL)
"""A Tuesday, no holiday."""
SYLLABLES: Final = (
    "가나다라마바사아자차고노도로모보소오조초구누두루무부수우주기니디리미비시이지천명동산성문당"
)
LATIN: Final = (
    "ga",
    "na",
    "do",
    "ra",
    "mo",
    "bi",
    "so",
    "eun",
    "jin",
    "cho",
    "gu",
    "myeong",
    "san",
)
ENDS: Final = {
    "palace": ("행궁", "Royal Villa"), "museum": ("박물관", "Museum"), "park": ("공원", "Park"),
    "market": ("시장", "Market"), "landmark": ("전망대", "Tower"), "quarter": ("마을", "Village"),
    "culture": ("공연장", "Theatre"),
}  # fmt: skip
FOUND: Final = {
    "궁궐을": ("gyeongbokgung", "changdeokgung", "deoksugung"),
    "palce": ("gyeongbokgung", "changdeokgung", "deoksugung"),
    "한강공원": ("yeouido-hangang-park",),
    "museum near city hall open now": ("sema",),
}
OTHERS: Final = (
    "궁을", "지금 여는 박물관", "휠체어 되는 공원", "gyeongbokung", "national museum of korea",
    "시청 근처 시장", "경복긍", "park", "서울", "가나다 박물관", "xyzzy", "남산 타워",
)  # fmt: skip


def places(random: Random) -> tuple[Place, ...]:
    """The shipped ones with invented hours, and generated ones."""
    real = tuple(
        each.model_copy(update={"hours": _hours(9 * 60, 18 * 60)}) for each in load_places()
    )
    mixed = [*real, *_generated(random, PLACES - len(real))]
    random.shuffle(mixed)
    return tuple(mixed)


def _generated(random: Random, count: int) -> Iterator[Place]:
    source = Named(en="Generated for a benchmark; no real place.")
    for number in range(count):
        kind = random.choice(list(ENDS))
        ko, en = ENDS[kind]
        yield Place(
            id=f"generated-{number}",
            name=Named(
                ko="".join(random.choices(SYLLABLES, k=random.randint(2, 4))) + ko,
                en="".join(random.choices(LATIN, k=random.randint(2, 4))).title() + f" {en}",
            ),
            lat=random.uniform(37.42, 37.70),
            lon=random.uniform(126.77, 127.18),
            kind=kind,
            address=f"{''.join(random.choices(SYLLABLES, k=2))}로 {random.randint(1, 400)}",
            hours=_hours(random.randrange(420, 660, 30), random.randrange(900, 1380, 30))
            if random.random() < 0.7 else None,
            accessible=random.choice((True, False, None)),
            source=source,
            as_of=NOW.date(),
            fetched=True,
        )  # fmt: skip


def _hours(opens: int, closes: int) -> Hours:
    return Hours(periods=tuple(Period(day=day, opens=opens, closes=closes) for day in range(7)))


def rows() -> list[Row]:
    random = Random(20_000)
    all_places = places(random)
    began_s = time.perf_counter()
    searcher = Searcher(all_places, Index(all_places), load_kinds())
    built_s = time.perf_counter() - began_s
    return [
        (f"making the index of {PLACES:,} places", f"{built_s:.1f} s", "in a thread"),
        *_searched(searcher),
        *_found(searcher, all_places),
        *_planned(all_places, random),
    ]


def _searched(searcher: Searcher) -> list[Row]:
    took_ms = list[float]()
    gc.collect()
    for query in (*FOUND, *OTHERS) * ROUNDS:
        began_s = time.perf_counter()
        searcher.find(TourSearch(words=query), None, NOW)
        took_ms.append((time.perf_counter() - began_s) * 1000)
    figure = " / ".join(f"{quantile(took_ms, share):.1f}" for share in (0.5, 0.99))
    return [(f"a search, median / p99 of {len(took_ms)}", f"{figure} ms", "p99 < 20 ms")]


def _found(searcher: Searcher, all_places: tuple[Place, ...]) -> Iterator[Row]:
    for query, wanted in FOUND.items():
        hits = searcher.find(TourSearch(words=query, limit=10), None, NOW)
        ids = [all_places[number].id for number in hits.places]
        there = [each for each in wanted if each in ids]
        unsure = f", {hits.left_out} left out" if hits.left_out else ""
        yield (
            f'"{query}" among the first 10',
            f"{len(there)} of {len(wanted)}; {hits.total} in all{unsure}",
            "all",
        )


def _planned(all_places: tuple[Place, ...], random: Random) -> list[Row]:
    took_ms, minutes, nearest_minutes, metres = list[float](), 0, 0, [0, 0]
    worse = better = 0
    closed = [0, 0]
    for _ in range(PLANS):
        draft = Draft(_wish(), random.sample(all_places, STOPS))
        began_s = time.perf_counter()
        best = best_order(draft.day)
        took_ms.append((time.perf_counter() - began_s) * 1000)
        near = nearest(draft.day)
        ours, theirs = cost(draft.day, best), cost(draft.day, near)
        worse, better = worse + (ours > theirs), better + (ours < theirs)
        for at, (order, cost_of) in enumerate(((best, ours), (near, theirs))):
            closed[at] += cost_of.closed
            metres[at] += sum(way.metres for way in draft.ways(order))
        minutes += ours.end_min - draft.day.begin_min
        nearest_minutes += theirs.end_min - draft.day.begin_min
    figure = " / ".join(f"{quantile(took_ms, share):.1f}" for share in (0.5, 0.99))
    return [
        (f"order of {STOPS} places, median / p99 of {PLANS}", f"{figure} ms", "< 200 ms"),
        ("better / worse than nearest neighbour", f"{better} / {worse} of {PLANS}", "0 worse"),
        ("closed doors, beside nearest neighbour's", f"{closed[0]} to {closed[1]}", ""),
        ("length of the day, beside nearest neighbour's",
         f"{100 * minutes / nearest_minutes:.1f} %", "<= 100 %"),
        ("way, beside nearest neighbour's", f"{100 * metres[0] / metres[1]:.1f} %", ""),
    ]  # fmt: skip


def _wish() -> PlanWish:
    return PlanWish(places=("x",), day=NOW.date(), begin=9 * 60, mode="mixed", stay_min=45)


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))

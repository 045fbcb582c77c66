"""Which places are meant by a search, best first: words, kinds, near what, open, without steps.

What is unknown is never passed off as known: a place whose opening hours nobody knows is not
"open now", and is counted instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from metaserver.civic.tourism.index import Floats, Index, Mask
from metaserver.civic.tourism.kinds import Kinds
from metaserver.civic.tourism.models import Place, Point, TourSearch
from metaserver.civic.tourism.query import Query, Reader
from metaserver.civic.tourism.text import without_particles

LIKE_LEAST: Final = 0.6
"""A word is found where so much of it is; and so much of the words together."""
BEST_SHARE: Final = 0.8
"""What is less like the words than this share of the best is left out."""
ANCHOR_LEAST: Final = 0.85
"""So like must a place be around which is searched: otherwise nobody means it."""
NEAR_M: Final = 3000.0
"""Near, where no radius is given: half an hour's walk."""
WORDS_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class Hits:
    """``places``: numbers, best first, at most as many as asked for."""

    places: Sequence[int]
    distances_m: Sequence[float | None]
    total: int
    left_out: int
    left_out_hours: int
    left_out_access: int
    query: Query
    words: tuple[str, ...]
    """Those searched for, mended where they were misspelt."""
    kinds: tuple[str, ...]
    anchor: int | None


class Searcher:
    def __init__(self, places: Sequence[Place], index: Index, kinds: Kinds) -> None:
        self._places = places
        self._index = index
        self._reader = Reader(kinds, index.vocabulary)

    def find(self, wish: TourSearch, at: dt.datetime | None, now: dt.datetime) -> Hits:
        """``at``: when it has to be open; words such as "open now" mean ``now``."""
        query = self._reader.read(wish.words)
        anchor = self._anchor(query.near) if query.near else None
        words = query.words
        if query.near and anchor is None:
            words = (*words, *query.near.split())
        words, likeness = self._like(words[:WORDS_MAX])
        kinds = query.kinds + wish.kinds
        fits = self._fits(likeness, words, query, wish)
        near = self._center(anchor, wish)
        distances = self._index.distances_m(near.lat, near.lon) if near else None
        around = anchor is not None or query.near_me
        radius_m = wish.radius_m or (NEAR_M if around else None)
        if distances is not None and radius_m is not None:
            fits &= distances <= radius_m
        if anchor is not None:
            fits[anchor] = False
        known, unsure = self._conditions(
            fits, at or (now if query.open else None), wish.accessible or query.accessible
        )
        score = self._score(likeness, words, query)
        chosen = np.flatnonzero(known)
        order = self._order(chosen, score, distances, by_distance=around or not (words or kinds))
        return Hits(
            places=(best := chosen[order][: wish.limit].tolist()),
            distances_m=[None if distances is None else float(distances[each]) for each in best],
            total=len(chosen),
            left_out=int(np.count_nonzero(unsure[0] | unsure[1])),
            left_out_hours=int(np.count_nonzero(unsure[0])),
            left_out_access=int(np.count_nonzero(unsure[1])),
            query=query,
            words=words,
            kinds=kinds,
            anchor=anchor,
        )

    # ---- words ----

    def _like(self, words: tuple[str, ...]) -> tuple[tuple[str, ...], Floats]:
        """The words, mended where nothing is like them, and how like each place is to them."""
        if not words:
            return words, np.ones(self._index.size, np.float32)
        found = []
        for word in words:
            like = self._word(word)
            if not like.any() and (mended := self._index.corrected(word)):
                word, like = mended, self._word(mended)
            found.append((word, like))
        likeness: Floats = np.mean([like for _, like in found], axis=0, dtype=np.float32)
        return tuple(word for word, _ in found), likeness

    def _word(self, word: str) -> Floats:
        forms = [each for each in without_particles(word) if each == word or len(each) > 1]
        like = self._index.likeness(forms[0])
        for each in forms[1:]:
            like = np.maximum(like, self._index.likeness(each))
        return np.where(like >= LIKE_LEAST, like, np.float32(0))

    def _anchor(self, near: str) -> int | None:
        """The place that is called so."""
        words, like = self._like(tuple(near.split())[:WORDS_MAX])
        score = like + self._index.tightness(words)
        best = int(np.argmax(score)) if len(score) else 0
        return best if len(score) and like[best] >= ANCHOR_LEAST else None

    def _fits(
        self, likeness: Floats, words: tuple[str, ...], query: Query, wish: TourSearch
    ) -> Mask:
        fits = np.full(self._index.size, query.readable)
        if wish.kinds:
            fits &= self._index.of_kinds(wish.kinds)
        if query.kinds:
            fits &= self._of_said_kinds(query)
        if words:
            like = likeness >= LIKE_LEAST
            both = fits & like
            # "Deoksugung museum": where nothing is both, the words tell more than the kind.
            fits = both if both.any() or wish.kinds else like
            if fits.any():
                fits &= likeness >= BEST_SHARE * likeness[fits].max()
        return fits

    def _of_said_kinds(self, query: Query) -> Mask:
        """Of the kind, or called so."""
        fits = self._index.of_kinds(query.kinds)
        for word in query.kind_words:
            if len(word) > 1:
                fits |= self._index.likeness(word) >= 1
        return fits

    def _score(self, likeness: Floats, words: tuple[str, ...], query: Query) -> Floats:
        said = (*words, *query.kind_words)
        return likeness + self._index.tightness(said) if said else likeness

    # ---- where and when ----

    def _center(self, anchor: int | None, wish: TourSearch) -> Point | None:
        if anchor is None:
            return wish.near
        place = self._places[anchor]
        return Point(lat=place.lat, lon=place.lon)

    def _conditions(
        self, fits: Mask, at: dt.datetime | None, accessible: bool
    ) -> tuple[Mask, tuple[Mask, Mask]]:
        """Those that surely are as asked, and those left out as hours or access are unknown."""
        nobody = np.zeros(self._index.size, bool)
        everybody = ~nobody
        is_open, hours = self._index.open_at(at) if at else (everybody, everybody)
        is_free, access = self._index.access() if accessible else (everybody, everybody)
        possible = fits & (is_open | ~hours) & (is_free | ~access)
        return possible & is_open & is_free, (possible & ~hours, possible & ~access)

    def _order(
        self, chosen: np.ndarray[tuple[int], np.dtype[np.intp]], score: Floats,
        distances: np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None, *, by_distance: bool,
    ) -> np.ndarray[tuple[int], np.dtype[np.intp]]:  # fmt: skip
        worse = -np.round(score[chosen], 3)
        silent = ~self._index.described[chosen]
        if distances is None:
            return np.lexsort((chosen, silent, worse))
        near = distances[chosen]
        return np.lexsort((worse, near)) if by_distance else np.lexsort((near, silent, worse))

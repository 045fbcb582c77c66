"""Where places lie, what they are called and when they are open, as arrays.

Made once from all places; 20,000 of them are searched in milliseconds. It can be pickled, so that
a worker can make it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from metaserver.civic.tourism.hours import is_holiday, length_min
from metaserver.civic.tourism.models import DAY_MIN, Hours, Place
from metaserver.civic.tourism.text import indexed_pairs, is_hangul, letters, normal, pairs, words_of

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

CORRECTION_LEAST: Final = 0.75
"""Share of the letters that a misspelt word has in common with the right one."""
CORRECTION_LETTERS: Final = 4
ADDRESS_WEIGHT: Final = np.float32(0.8)
_EARTH_M: Final = 6_371_008.8
_POLICIES: Final = {"usual": 0, "closed": 1, "unknown": 2}


class Index:
    """Every array has one entry a place, in the order of ``places``, unless said otherwise."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.size = len(places)
        self._lat = np.radians([each.lat for each in places])
        self._lon = np.radians([each.lon for each in places])
        kinds = sorted({each.kind for each in places})
        self._kinds = {code: number for number, code in enumerate(kinds)}
        self._kind = np.array([self._kinds[each.kind] for each in places], np.int16)
        access = {None: -1, False: 0, True: 1}
        self._access = np.array([access[each.accessible] for each in places], np.int8)
        names = [_called(each) for each in places]
        self._names = _Pairs(names)
        self._addresses = _Pairs([normal(each.address or "") for each in places])
        self.described = np.array([each.fact is not None for each in places], bool)
        """Something is told of it: among equals it comes first."""
        self._lengths = {
            korean: np.array([_length(each, korean) for each in places], np.float32)
            for korean in (True, False)
        }
        self.vocabulary = frozenset(word for name in names for word in words_of(name))
        self._letters = {letters(word): word for word in sorted(self.vocabulary)}
        self._open = _OpenTimes([each.hours for each in places])

    # ---- words ----

    def likeness(self, word: str) -> Floats:
        """Share of the word's pairs of letters that name or address has, 0 to 1."""
        grams = pairs(word)
        in_address = ADDRESS_WEIGHT * self._addresses.share(grams)
        like: Floats = np.maximum(self._names.share(grams), in_address)
        return like

    def tightness(self, words: Iterable[str]) -> Floats:
        """How much of the name these words make up, 0 to 1: more is nearer to what was meant."""
        whole = "".join(words)
        grams = pairs(whole)
        lengths = self._lengths[is_hangul(whole)]
        return self._names.share(grams) * np.minimum(1, len(grams) / lengths)

    def corrected(self, word: str) -> str:
        """The word of a name that it is likest to; '' where none is like it."""
        typed = letters(word)
        if len(typed) < CORRECTION_LETTERS:
            return ""
        best = process.extractOne(
            typed, self._letters.keys(), scorer=OSA.normalized_similarity,
            score_cutoff=CORRECTION_LEAST,
        )  # fmt: skip
        return self._letters[best[0]] if best else ""

    # ---- what they are, and where ----

    def of_kinds(self, kinds: Iterable[str]) -> Mask:
        numbers = [self._kinds[each] for each in kinds if each in self._kinds]
        return np.isin(self._kind, numbers)

    def access(self) -> tuple[Mask, Mask]:
        """Without steps, and whether it is known."""
        return self._access == 1, self._access >= 0

    def distances_m(self, lat: float, lon: float) -> npt.NDArray[np.float64]:
        """Along the great circle (haversine)."""
        north, east = np.radians(lat), np.radians(lon)
        half = np.sin((self._lat - north) / 2) ** 2
        half += np.cos(self._lat) * np.cos(north) * np.sin((self._lon - east) / 2) ** 2
        distances: npt.NDArray[np.float64] = 2 * _EARTH_M * np.arcsin(np.sqrt(half))
        return distances

    def open_at(self, at: dt.datetime) -> tuple[Mask, Mask]:
        """Open then, in Seoul's time, and whether it is known."""
        return self._open.at(at)


class _Pairs:
    """Which texts have which pairs of letters: for each pair the numbers of its texts, all in one
    array, one pair's after the other's."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = len(texts)
        found: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            for pair in indexed_pairs(text):
                found.setdefault(pair, []).append(number)
        self._postings = np.array([n for numbers in found.values() for n in numbers], np.int32)
        ends = np.cumsum([len(numbers) for numbers in found.values()], dtype=np.int64)
        starts = np.concatenate(([0], ends[:-1])) if found else ends
        self._where = dict(
            zip(found, zip(starts.tolist(), ends.tolist(), strict=True), strict=True)
        )

    def share(self, grams: Sequence[str]) -> Floats:
        counts = np.zeros(self._texts, np.float32)
        for pair in grams:
            if where := self._where.get(pair):
                counts[self._postings[where[0] : where[1]]] += 1
        return counts / np.float32(max(1, len(grams)))


class _OpenTimes:
    """Weekly periods of all places, in arrays of one entry a period; the same rules as
    ``hours.is_open``."""

    def __init__(self, hours: Sequence[Hours | None]) -> None:
        rows = [
            (number, each.day, each.opens, each.opens + length_min(each))
            for number, of in enumerate(hours)
            for each in (of.periods if of else ())
        ]
        self._owner, self._day, self._opens, self._closes = (
            np.array(rows, np.int32).reshape(-1, 4).T
        )
        self._known = np.array([each is not None for each in hours], bool)
        policies = [_POLICIES[each.holidays] if each else 0 for each in hours]
        self._policy = np.array(policies, np.int8)
        self._closed: dict[dt.date, list[int]] = {}
        for number, of in enumerate(hours):
            for day in of.closed_days if of else ():
                self._closed.setdefault(day, []).append(number)

    def at(self, time: dt.datetime) -> tuple[Mask, Mask]:
        minute = time.hour * 60 + time.minute
        today, before = time.date(), time.date() - dt.timedelta(days=1)
        usual, known = self._usual(today)
        is_open = self._within(today.weekday(), minute, usual)
        is_open |= self._within(before.weekday(), minute + DAY_MIN, self._usual(before)[0])
        return is_open & known, known

    def _usual(self, day: dt.date) -> tuple[Mask, Mask]:
        """Who keeps to the week's hours on that day, and of whom it is known."""
        closed = np.zeros(len(self._known), bool)
        closed[self._closed.get(day, [])] = True
        if not is_holiday(day):
            return ~closed, self._known
        unknown = (self._policy == _POLICIES["unknown"]) & ~closed
        return (self._policy == _POLICIES["usual"]) & ~closed, self._known & ~unknown

    def _within(self, weekday: int, minute: int, allowed: Mask) -> Mask:
        hit = (self._day == weekday) & (self._opens <= minute) & (minute < self._closes)
        found = np.zeros(len(self._known), bool)
        found[self._owner[hit]] = True
        return found & allowed


def _called(place: Place) -> str:
    """Also by its id, where somebody chose that: ``ddp``, ``sema``."""
    own = "" if place.fetched else place.id
    return normal(f"{place.name.ko} {place.name.en} {own}")


def _length(place: Place, korean: bool) -> int:
    """Pairs of letters in its name of that language."""
    return max(1, len(pairs(normal(place.name.in_("ko" if korean else "en")).replace(" ", ""))))

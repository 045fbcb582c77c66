"""Everything a worker writes down of its bots."""

from __future__ import annotations

from collections import Counter, deque

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.ages import Ages
from loadtest.crowd.bot import Tally
from loadtest.crowd.clock import WorkerClock
from loadtest.crowd.job import Count
from loadtest.crowd.tracks import Tracks

SENTENCES_MAX = 10
DEPARTED_MAX = 20_000

F64 = NDArray[np.float64]


class Books:
    def __init__(self, counters: F64, bots: int) -> None:
        self.counters = counters
        """Shared: this worker's row."""
        self.tally = Tally()
        self.ages = Ages()
        self.clock = WorkerClock()
        self.tracks = Tracks()
        self.departed: deque[tuple[float, int, int]] = deque(maxlen=DEPARTED_MAX)
        """Who left a world, or was cut off in it: when, world index, avatar; the last of them."""
        self.join_ms: F64 = np.full(bots, np.nan)
        """By bot; nan: not yet."""
        self.connect_s: F64 = np.full(bots, np.nan)
        self.first_key_s: F64 = np.full(bots, np.nan)
        self.whole_again_ms: list[float] = []
        self.close_codes: Counter[int] = Counter()
        self.sentences: list[str] = []
        """What went wrong, the first of each kind, at most ten."""

    def count(self, what: Count, by: int = 1) -> None:
        self.counters[what] += by

    def fault(self, sentence: str) -> None:
        """Remembers a sentence, once."""
        if sentence not in self.sentences and len(self.sentences) < SENTENCES_MAX:
            self.sentences.append(sentence)

    def copy_tally(self) -> None:
        """To the shared counters."""
        self.counters[Count.FRAMES] = self.tally.frames
        self.counters[Count.BYTES] = self.tally.bytes
        self.counters[Count.SENT] = self.tally.sent

    def close(self) -> None:
        """What is shared stays as it is from here on."""
        self.counters = self.counters.copy()

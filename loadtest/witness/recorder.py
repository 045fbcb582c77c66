"""What one witness saw, kept in a compact way. Pure: the caller gives the times.

Which avatars are marked is not known here, so all that were told of are looked at, and only they:
at 5,000 walkers in view these are some thousands a second.
"""

from __future__ import annotations

import numpy as np
from metaclient.view import Avatar, View
from numpy.typing import NDArray

from loadtest.crowd.clock import WRAP
from loadtest.crowd.job import AGE_BUCKETS
from loadtest.witness.bounded import Bounded
from loadtest.witness.job import CELL, RINGS, SHOWN, SIGHTING, Rows
from loadtest.witness.told import told
from metaserver.protocol.frames import Frame, Kind
from metaserver.protocol.views import corner

OUT_OF_VIEW = -1


class Recorder:
    def __init__(self, witness: int, most: int) -> None:
        """``most``: sightings, and shown positions, that are kept."""
        self.witness = witness
        self.measuring = False
        self.ages: NDArray[np.int64] = np.zeros((len(RINGS), AGE_BUCKETS), np.int64)
        self.records: NDArray[np.float64] = np.zeros(len(RINGS))
        self.avatar_s: NDArray[np.float64] = np.zeros(len(RINGS))
        self.sightings = Bounded(SIGHTING, most)
        self.shown = Bounded(SHOWN, most)
        self._rings: dict[int, int] = {}
        """By cell in view."""
        self._seen: dict[int, _Seen] = {}
        self._looked_s: float | None = None

    def entered(self) -> None:
        """Begins with nobody: what was seen before was of another world or connection."""
        self._rings, self._seen = {}, {}

    # ---- each frame ------------------------------------------------------------------------------

    def frame(self, frame: Frame, view: View, world: int, at_s: float, age_ms: float) -> None:
        """A frame that the view has taken, received at ``at_s``, so old then."""
        new_view = any(f.kind == Kind.VIEW for f in frame.fragments)
        if new_view or not self._rings:
            self._rings = rings(view)
        turned: list[tuple[float, ...]] = []
        for fragment in frame.fragments:
            ring = self._rings.get(fragment.cell, OUT_OF_VIEW)
            if fragment.kind == Kind.VIEW or ring == OUT_OF_VIEW:
                continue
            ids = told(fragment)
            if self.measuring and not new_view:
                older_ms = (frame.time_ms - view.time_of(frame, fragment.tick)) % WRAP
                self._count(ring, age_ms + older_ms, len(ids))
            for id_ in ids:
                avatar = view.avatars.get(id_)
                if avatar is not None and (since_s := self._turned(id_, avatar, at_s)):
                    row = (at_s, since_s, id_, avatar.heading, world, self.witness, ring)
                    turned.append(row)
        if self.measuring and turned:
            self.sightings.add(turned, at_s)

    def _count(self, ring: int, age_ms: float, records: int) -> None:
        self.ages[ring, min(int(age_ms), AGE_BUCKETS - 1)] += 1
        self.records[ring] += records

    def _turned(self, id_: int, avatar: Avatar, at_s: float) -> float:
        """Since when it is in view, where it is shown with another heading than before; else 0."""
        seen = self._seen.get(id_)
        if seen is None or seen.avatar is not avatar:
            self._seen[id_] = _Seen(avatar, avatar.heading, at_s)
            return 0.0
        if seen.heading == avatar.heading:
            return 0.0
        seen.heading = avatar.heading
        return seen.since_s

    # ---- now and then ----------------------------------------------------------------------------

    def look(self, view: View, world: int, at_s: float, server_ms: int) -> Rows:
        """Where everybody in view is shown at this moment; kept while measuring."""
        rows = [
            (at_s, *a.at(server_ms), id_, world, self.witness, ring, a.state)
            for id_, a in view.avatars.items()
            if (ring := self._rings.get(a.cell, OUT_OF_VIEW)) != OUT_OF_VIEW
        ]
        shown: Rows = np.array(rows, SHOWN)
        if self.measuring:
            self.shown.add(shown, at_s)
            if self._looked_s is not None:
                present = np.bincount(shown["ring"], minlength=len(RINGS))
                self.avatar_s += present * (at_s - self._looked_s)
            self._looked_s = at_s
        return shown

    def cells(self, view: View, world: int) -> Rows:
        """Those in view."""
        side_m = view.info.cell_m
        rows = [(*corner(view.info, cell), side_m, world, self.witness) for cell in self._rings]
        return np.array(rows, CELL)


class _Seen:
    __slots__ = ("avatar", "heading", "since_s")

    def __init__(self, avatar: Avatar, heading: int, since_s: float) -> None:
        self.avatar = avatar
        """The very object: a view makes another one for who comes into view again."""
        self.heading = heading
        self.since_s = since_s


def rings(view: View) -> dict[int, int]:
    """Ring of each cell in view."""
    return {c: ring for ring, cells in enumerate((view.near, view.middle, view.far)) for c in cells}

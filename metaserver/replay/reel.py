"""Winds a recording to a moment."""

from __future__ import annotations

import logging
from typing import Final

from metaserver.errors import Malformed, RecordingError
from metaserver.recorder.recording import RecordedTick, Recording
from metaserver.replay.past import Past

WARM_UP_MS: Final = 3000
"""Reading begins so long before a moment that is sought: every cell with people in it makes a
keyframe within one second."""

AT_ONCE_MAX: Final = 400
"""Ticks read in one step: several times what a recorder writes in ``WARM_UP_MS`` and a chunk. Of a
file that says that millions were in a second, the rest comes with the next steps."""

_log = logging.getLogger(__name__)


class Reel:
    """``past`` is what the recording has told up to the moment of the last ``wind``."""

    def __init__(self, recording: Recording, past: Past) -> None:
        self._recording = recording
        self._past = past
        self._wound_ms: int | None = None
        self._ticks = recording.ticks(0)
        self._next: RecordedTick | None = None
        self._complained = False

    def wind(self, to_ms: int) -> None:
        """Reads on, or elsewhere where that is nearer. Where the file is broken, or is not there
        any more, the log says so once, and nothing more comes until another moment is sought."""
        jumps = self._wound_ms is None or not 0 <= to_ms - self._wound_ms <= WARM_UP_MS
        self._wound_ms = to_ms
        try:
            if jumps:
                self._past.clear()
                self._ticks = self._recording.ticks(to_ms - WARM_UP_MS)
                self._next = next(self._ticks, None)
            self._read(to_ms)
        except (RecordingError, Malformed, OSError) as error:
            self._next = None
            if not self._complained:
                self._complained = True
                _log.error("a part of the recording cannot be shown: %s", error)

    def _read(self, to_ms: int) -> None:
        for _ in range(AT_ONCE_MAX):
            if self._next is None or self._next.at_ms > to_ms:
                break
            self._past.take(self._next)
            self._next = next(self._ticks, None)

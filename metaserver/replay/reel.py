"""Winds a recording to a moment."""

from __future__ import annotations

from typing import Final

from metaserver.recorder.recording import RecordedTick, Recording
from metaserver.replay.past import Past

WARM_UP_MS: Final = 3000
"""Reading begins so long before a moment that is sought: every cell with people in it makes a
keyframe within one second."""


class Reel:
    """``past`` is what the recording has told up to the moment of the last ``wind``."""

    def __init__(self, recording: Recording, past: Past) -> None:
        self._recording = recording
        self._past = past
        self._wound_ms: int | None = None
        self._ticks = recording.ticks(0)
        self._next: RecordedTick | None = None

    def wind(self, to_ms: int) -> None:
        """Reads on, or elsewhere where that is nearer. Raises ``RecordingError``, ``Malformed``."""
        if self._wound_ms is None or not 0 <= to_ms - self._wound_ms <= WARM_UP_MS:
            self._past.clear()
            self._ticks = self._recording.ticks(to_ms - WARM_UP_MS)
            self._next = next(self._ticks, None)
        self._wound_ms = to_ms
        while self._next is not None and self._next.at_ms <= to_ms:
            self._past.take(self._next)
            self._next = next(self._ticks, None)

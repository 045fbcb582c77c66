"""Which moment of a recording is shown, for all who watch. Pure: told the time."""

from __future__ import annotations

from typing import Final

from metaserver.protocol.messages import Do

SLOWEST, FASTEST = 0.25, 8.0
STEADY_MS: Final = 2000
"""Its state is told so often even if nothing changed."""


class Deck:
    """Stands still at the beginning until it is played, and again at the end."""

    def __init__(self, length_ms: int) -> None:
        self.length_ms = length_ms
        self.playing = False
        self.speed = 1.0
        self._at_ms = 0.0
        """The moment shown at ``_since_ms`` of the server's clock."""
        self._since_ms = 0
        self._tell_ms = 0
        """When its state is to be told next."""

    def do(self, do: int, value: float, now_ms: int) -> bool:
        """False where the speed is one that it does not have."""
        at_ms = self.at_ms(now_ms)
        if do == Do.SPEED and not SLOWEST <= value <= FASTEST:
            return False
        if do == Do.SPEED:
            self.speed = value
        elif do == Do.SEEK:
            at_ms = min(value, self.length_ms)
        elif do == Do.PLAY and at_ms >= self.length_ms:
            at_ms = 0.0
        if do in (Do.PLAY, Do.PAUSE):
            self.playing = do == Do.PLAY
        self._at_ms, self._since_ms = at_ms, now_ms
        self._tell_ms = now_ms
        return True

    def at_ms(self, now_ms: int) -> float:
        """The moment to show, since the beginning; stops at the end."""
        if not self.playing:
            return self._at_ms
        return min(self._at_ms + (now_ms - self._since_ms) * self.speed, self.length_ms)

    def end(self, now_ms: int) -> None:
        """Stands still where there is nothing more to play."""
        if self.playing and self.at_ms(now_ms) >= self.length_ms:
            self.do(Do.PAUSE, 0.0, now_ms)

    def news(self, now_ms: int, *, anyway: bool = False) -> bool:
        """Whether its state is to be told now; it has been then."""
        due = anyway or now_ms >= self._tell_ms
        if due:
            self._tell_ms = now_ms + STEADY_MS
        return due

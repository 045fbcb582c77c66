"""Chat of one world: who hears it, and how much of it."""

from __future__ import annotations

import numpy as np

from metaserver import metrics
from metaserver.errors import Refused
from metaserver.protocol import bus
from metaserver.protocol.codes import FLAG_WORLD_TEXT, HEARING_M, WORLD_CHAT_PER_S, ErrorCode
from metaserver.protocol.messages import Channel
from metaserver.simulation.arrays import I64
from metaserver.zones.controls import Say
from metaserver.zones.people import Person
from metaserver.zones.state import ZoneState


class Talk:
    """Numbers the lines of a world, from the one after ``last_seq``."""

    def __init__(self, state: ZoneState, last_seq: int) -> None:
        self.seq = last_seq
        """Number of the newest line."""
        self._state = state
        self._allowance = float(WORLD_CHAT_PER_S)
        self._allowed_at_ms = 0

    def say(self, say: Say, sender: Person) -> None:
        """Raises ``Refused``: ``world_busy`` or ``unknown_person``."""
        self._tell(say, sender, self._hearers(say), sender.flags)

    def announce(self, speaker: Person, key: str, time_ms: int) -> None:
        """A text of the world's own files, by its key, to all who are near ``speaker``."""
        say = Say(speaker.avatar, 0, Channel.NEARBY, key, 0, time_ms, None)
        self._tell(say, speaker, self._hearers(say), speaker.flags | FLAG_WORLD_TEXT)

    def _tell(self, say: Say, sender: Person, hearers: I64 | None, flags: int) -> None:
        recipients = None if hearers is None else hearers.astype("<u2").tobytes()
        self.seq += 1
        metrics.ZONE_CHAT_LINES.labels(self._state.ground.world, Channel(say.channel).name).inc()
        self._state.tell(
            bus.SAID, self.seq, say.channel, sender.avatar, sender.person, sender.name, say.text,
            say.time_ms, flags, recipients, say.ref,
        )  # fmt: skip

    def _hearers(self, say: Say) -> I64 | None:
        """Avatars that hear it, the sender among them; None: everybody."""
        if say.channel == Channel.WORLD:
            self._spend()
            if say.to_persons is None:
                return None
        hearers = self._within_reach(say)
        if say.to_persons is None:
            return hearers
        meant = {say.avatar, *self._avatars_of(say.to_persons)}
        return hearers[np.isin(hearers, list(meant))]

    def _within_reach(self, say: Say) -> I64:
        a = self._state.crowd.avatars
        if say.channel == Channel.WHISPER:
            if not a.known(say.to_avatar):
                raise Refused(ErrorCode.UNKNOWN_PERSON)
            return np.unique([say.avatar, say.to_avatar])
        if say.channel == Channel.WORLD:
            return np.flatnonzero(a.alive)
        # Whoever is away hears it too: its gateway keeps what it missed.
        here = a.alive & (a.level == a.level[say.avatar])
        distance_m = np.hypot(a.x - a.x[say.avatar], a.y - a.y[say.avatar])
        return np.flatnonzero(here & (distance_m <= HEARING_M))

    def _avatars_of(self, persons: list[str]) -> list[int]:
        found = (self._state.people.find(person) for person in persons)
        return [person.avatar for person in found if person is not None]

    def _spend(self) -> None:
        """One line of the world's allowance: a second's worth at once, then the rate."""
        now_ms = self._state.now_ms
        earned = (now_ms - self._allowed_at_ms) / 1000 * WORLD_CHAT_PER_S
        self._allowance = min(self._allowance + earned, float(WORLD_CHAT_PER_S))
        self._allowed_at_ms = now_ms
        if self._allowance < 1:
            raise Refused(ErrorCode.WORLD_BUSY)
        self._allowance -= 1

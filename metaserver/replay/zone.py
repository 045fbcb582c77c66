"""A zone that shows a recording.

Its tick is that of any zone, but for step 7: those told of are not those who are here, but those of
the recording, as they were at the moment that the deck shows.
"""

from __future__ import annotations

from collections import defaultdict

from metaserver.ports import Bus, Clock
from metaserver.protocol import bus as subjects
from metaserver.protocol.codes import ErrorCode
from metaserver.protocol.messages import Do
from metaserver.recorder.recording import Recording
from metaserver.replay.deck import Deck
from metaserver.replay.past import Past
from metaserver.replay.reel import Reel
from metaserver.replay.scene import WATCHERS_MAX, Scene
from metaserver.simulation.crowd import Crowd
from metaserver.zones.controls import Replay, Say
from metaserver.zones.counts import Counts
from metaserver.zones.encode import Encoder
from metaserver.zones.ground import Ground
from metaserver.zones.people import People, Person
from metaserver.zones.state import ZoneState
from metaserver.zones.steady import WRAP
from metaserver.zones.talk import Talk
from metaserver.zones.wishes import Wishes
from metaserver.zones.zone import Zone, ZoneSettings


class ReplayZone(Zone):
    """Plays from when the first one has come."""

    def __init__(
        self, *, ground: Ground, settings: ZoneSettings, bus: Bus, clock: Clock,
        recording: Recording,
    ) -> None:  # fmt: skip
        settings = ZoneSettings(settings.epoch, settings.last_chat_seq, WATCHERS_MAX)
        super().__init__(ground=ground, settings=settings, bus=bus, clock=clock)
        past = Past(ground.terrain)
        self.deck = Deck(recording.length_ms)
        self.scene = Scene(past, ground.terrain)
        self._reel = Reel(recording, past)
        self._began_unix_ms = recording.header.began_unix_ms
        self._watched = False
        self._wishes = Watching(self.state, self._talk, self.deck)
        self._counts = Counts(self.state, self.scene.crowd.avatars)
        self._encoder = Encoder(self.scene.crowd.avatars, Nameless())

    def _rests(self) -> bool:
        return False  # the past is there, whoever is here

    def _shown(self) -> Crowd:
        now_ms, deck = self.state.now_ms, self.deck
        joined = any(event[0] == subjects.JOINED for event in self.state.events)
        if joined and not self._watched:
            self._watched = True
            deck.do(Do.PLAY, 0.0, now_ms)
        deck.end(now_ms)
        at_ms = deck.at_ms(now_ms)
        self._reel.wind(int(at_ms))
        self.scene.show(at_ms, deck.speed if deck.playing else 0.0, self.state.tick)
        if deck.news(now_ms, anyway=joined):
            self._tell_state(at_ms)
        return self.scene.crowd

    def _tell_state(self, at_ms: float) -> None:
        deck = self.deck
        self.state.tell(
            subjects.REPLAYING, int(at_ms), deck.length_ms, self._began_unix_ms, deck.playing,
            deck.speed, self.state.now_ms % WRAP,
        )  # fmt: skip


class Watching(Wishes):
    """As in any zone, but that one can wind, and says nothing into a past that cannot hear."""

    def __init__(self, state: ZoneState, talk: Talk, deck: Deck) -> None:
        super().__init__(state, talk)
        self._deck = deck

    def _replay(self, replay: Replay, person: Person) -> None:
        if self._deck.do(replay.do, replay.value, self._state.now_ms):
            self._state.tell(subjects.GRANTED, replay.avatar, replay.ref)
        else:
            self._deny(replay, ErrorCode.NOT_ALLOWED)

    def _say(self, say: Say, person: Person) -> None:
        self._deny(say, ErrorCode.NOT_ALLOWED)


class Nameless(People):
    """Everybody in a recording."""

    def __init__(self) -> None:
        super().__init__()
        self.entries = defaultdict(bytes)

"""Whose avatar is whose, and which gateway speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metaserver.protocol.quantise import I64, U16
from metaserver.protocol.records import pack_names
from metaserver.simulation.arrays import Bools

AVATARS_MAX = 0x10000


@dataclass(slots=True)
class Person:
    avatar: int
    person: str
    name: str
    look: bytes
    gateway: str
    """The one that joined it last; what others say of this avatar does not count."""

    @property
    def flags(self) -> int:
        """1: a verified official, 2: a guide; last byte of the look."""
        return self.look[-1]


class People:
    """Everybody in the world. At most as many as its capacity; the crowd sees to that."""

    def __init__(self) -> None:
        self._by_avatar: dict[int, Person] = {}
        self._by_person: dict[str, Person] = {}
        self.entries: dict[int, bytes] = {}
        """By avatar, its entry in a ``NAMES`` fragment, packed once."""
        self._gateways: dict[str, int] = {}
        """Number of each gateway, from 1."""
        self._owner: I64 = np.zeros(AVATARS_MAX, np.int64)
        """Number of each avatar's gateway; 0: nobody's."""

    def __getitem__(self, avatar: int) -> Person:
        return self._by_avatar[avatar]

    def get(self, avatar: int) -> Person | None:
        return self._by_avatar.get(avatar)

    def find(self, person: str) -> Person | None:
        return self._by_person.get(person)

    def add(self, person: Person) -> None:
        self._by_avatar[person.avatar] = person
        self._by_person[person.person] = person
        self.hand_over(person, person.gateway)
        self.appear(person, person.name, person.look)

    def appear(self, person: Person, name: str, look: bytes) -> None:
        """Under another name, or with another look."""
        person.name, person.look = name, look
        self.entries[person.avatar] = pack_names([(person.avatar, look, name)])

    def remove(self, person: Person) -> None:
        del self._by_avatar[person.avatar]
        del self._by_person[person.person]
        del self.entries[person.avatar]
        self._owner[person.avatar] = 0

    def hand_over(self, person: Person, gateway: str) -> None:
        """From now on this gateway speaks for it."""
        person.gateway = gateway
        number = self._gateways.setdefault(gateway, len(self._gateways) + 1)
        self._owner[person.avatar] = number

    def spoken_for_by(self, gateway: str, avatars: U16) -> Bools:
        """Which of these avatars are this gateway's, shape (n,)."""
        mine: Bools = self._owner[avatars] == self._gateways.get(gateway, -1)
        return mine

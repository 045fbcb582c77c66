"""All sessions, and by what they are found again: person and resume token.

Resume tokens are 128 random bits; only their hash is kept. Each is good for one use. The one used
last stays good until the client is heard on the new connection: the ``welcome`` with the new
token may have been lost with that connection, and then the old one is all the client has.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterator
from typing import Final

from metaserver.gateway.session import Session
from metaserver.protocol.session import Stage

TOKEN_BYTES: Final = 16
GUEST_NUMBERS: Final = 9_000
"""Numbers of four digits; when they are short, five."""


class SessionBook:
    def __init__(self) -> None:
        self.by_person: dict[str, Session] = {}
        self.unsent: set[Session] = set()
        """Sessions with something in their outbox."""
        self.away: Counter[str] = Counter()
        """Dropped people whose place is kept, by address key."""
        self._by_token: dict[bytes, Session] = {}
        self._numbers: set[int] = set()

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self.by_person.values()))

    def __len__(self) -> int:
        return len(self.by_person)

    def open(self, person: str = "") -> Session:
        """A new session, of a new person where none is given."""
        session = Session(person or secrets.token_hex(8), self.unsent)
        self.by_person[session.person] = session
        return session

    def close(self, session: Session) -> None:
        """Nothing finds it any more."""
        self.by_person.pop(session.person, None)
        self._forget(session.tokens)
        session.tokens = []
        session.forget_unsent()
        self._numbers.discard(session.guest_number)
        session.turn(Stage.ENDED)

    # ---- resume tokens ----

    def issue(self, session: Session) -> str:
        """A new token; of the former ones only the newest stays good, for a while."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._forget(session.tokens[:-1])
        session.tokens = [*session.tokens[-1:], _hash(token)]
        self._by_token[session.tokens[-1]] = session
        return token

    def confirm(self, session: Session) -> None:
        """The client has its newest token: the ones before are used up."""
        if len(session.tokens) > 1:
            self._forget(session.tokens[:-1])
            del session.tokens[:-1]

    def by_token(self, token: str) -> Session | None:
        return self._by_token.get(_hash(token)) if token else None

    def _forget(self, tokens: list[bytes]) -> None:
        for token in tokens:
            self._by_token.pop(token, None)

    # ---- guests ----

    def guest_number(self, wanted: int = 0) -> int:
        """A number no other guest has now; ``wanted`` where it is free."""
        if not wanted or wanted in self._numbers:
            wanted = 1_000 + secrets.randbelow(GUEST_NUMBERS)
            if wanted in self._numbers:
                while wanted in self._numbers:
                    wanted = 10_000 + secrets.randbelow(10 * GUEST_NUMBERS)
        self._numbers.add(wanted)
        return wanted


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()

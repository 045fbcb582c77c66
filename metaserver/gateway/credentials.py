"""What a hello brings along to prove: an account, a place."""

from __future__ import annotations

from typing import Final

from metaserver.errors import Malformed, Refused
from metaserver.gateway import tickets
from metaserver.gateway.connection import Connection
from metaserver.gateway.tickets import TicketPlace
from metaserver.identity.tokens import TokenBox
from metaserver.ports import Clock

ACCOUNT_KIND: Final = "account"
ACCOUNT_TOKENS_S: Final = 60.0
SPENT_MAX: Final = 50_000
"""Account tokens remembered as used, for the minute that they are valid. When it is full no
further one is taken, and its visitor is a guest."""


class Credentials:
    def __init__(self, *, tokens: TokenBox, clock: Clock) -> None:
        self.clock = clock
        self.tokens = tokens
        self._spent: dict[str, float] = {}
        """Used account tokens and when they are forgotten, oldest first."""

    def address_key(self, address: str) -> str:
        return self.tokens.address_key(address)

    def ticket(self, ticket: str, account: str) -> TicketPlace | None:
        return tickets.read(ticket, account, self.tokens) if ticket else None

    def account(self, connection: Connection, token: str) -> tuple[str, bool]:
        """The account ('' for guests), and whether the token, if there was one, was good.

        Single use. A connection without an Origin is no browser of ours: a guest, whatever it has.
        """
        if not token or connection.guest_only:
            return "", not token
        now_s = self.clock.monotonic_s()
        while self._spent and next(iter(self._spent.values())) < now_s:
            del self._spent[next(iter(self._spent))]
        try:
            payload = self.tokens.open(ACCOUNT_KIND, token)
        except (Malformed, Refused):
            return "", False
        if token in self._spent or len(self._spent) >= SPENT_MAX:
            return "", False
        self._spent[token] = now_s + ACCOUNT_TOKENS_S
        return str(payload.get("account", "")), True

"""What a hello brings along to prove: an account, a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

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


@dataclass(frozen=True, slots=True)
class Card:
    """Who an account token says it is; a guest has an empty one."""

    account: str = ""
    name: str = ""
    """As the account is to be called; '' where it does not say."""
    official: bool = False
    departments: tuple[str, ...] = ()


GUEST: Final = Card()


class Credentials:
    def __init__(self, *, tokens: TokenBox, clock: Clock) -> None:
        self.clock = clock
        self.tokens = tokens
        self._spent: dict[str, float] = {}
        """Used account tokens and when they are forgotten, oldest first."""
        self._ended: dict[str, tuple[int, float]] = {}
        """Accounts whose sockets were ended: tokens up to which moment (Unix ms) are good no more,
        and when that is forgotten, oldest first."""

    def address_key(self, address: str) -> str:
        return self.tokens.address_key(address)

    def ticket(self, ticket: str, account: str) -> TicketPlace | None:
        return tickets.read(ticket, account, self.tokens) if ticket else None

    def account(self, connection: Connection, token: str) -> tuple[Card, bool]:
        """Who it is, and whether the token, if there was one, was good.

        Single use. A connection without an Origin is no browser of ours: a guest, whatever it has.
        """
        if not token or connection.guest_only:
            return GUEST, not token
        now_s = self.clock.monotonic_s()
        while self._spent and next(iter(self._spent.values())) < now_s:
            del self._spent[next(iter(self._spent))]
        try:
            payload = self.tokens.open(ACCOUNT_KIND, token)
        except (Malformed, Refused):
            return GUEST, False
        if token in self._spent or len(self._spent) >= SPENT_MAX or self._is_ended(payload):
            return GUEST, False
        self._spent[token] = now_s + ACCOUNT_TOKENS_S
        return _card(payload), True

    def end(self, account: str) -> None:
        """Tokens that were made for it before now are good no more."""
        now_s = self.clock.monotonic_s()
        while self._ended and next(iter(self._ended.values()))[1] < now_s:
            del self._ended[next(iter(self._ended))]
        self._ended.pop(account, None)
        self._ended[account] = (self.clock.unix_ms(), now_s + ACCOUNT_TOKENS_S)

    def _is_ended(self, payload: dict[str, Any]) -> bool:
        until_ms, _ = self._ended.get(payload.get("account", ""), (-1, 0.0))
        return int(payload.get("at", 0)) <= until_ms


def _card(payload: dict[str, Any]) -> Card:
    """Of what this city has sealed itself."""
    return Card(
        account=str(payload.get("account", "")),
        name=str(payload.get("name", "")),
        official=payload.get("official") is True,
        departments=tuple(str(each) for each in payload.get("departments", ())),
    )

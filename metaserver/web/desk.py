"""What operators may do. Whoever gets here has shown the operator's key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from metaserver.errors import Refused
from metaserver.ports import Ban, Clock, ModerationStore, ReportCase

REPORTS_LISTED = 500

PersonId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Words = Annotated[str, Field(max_length=300)]


class Moderator(Protocol):
    """What the desk asks of the sessions; the gateway does it."""

    def remove(self, who: str, words: str = "") -> int:
        """Ends that person's session: how many there were."""
        ...

    async def ban(self, who: str, *, hours: float, reason: str = "") -> int:
        """Stores a ban of a person's address, or of an address key, then ends its sessions.

        The ban's number. Raises ``Refused`` where nobody is meant, and ``StoreError``.
        """
        ...

    async def refresh_bans(self) -> None:
        """Reads the bans that hold from the store again."""
        ...


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RemoveOrder(Order):
    person: PersonId
    words: Words = ""
    """Shown to the person."""


class BanOrder(Order):
    """Of somebody who is connected, or of the one that a report names."""

    person: PersonId | None = None
    report: Annotated[int, Field(ge=1)] | None = None
    hours: Annotated[int, Field(ge=1, le=24 * 366)] = 24
    reason: Words = ""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.person is None) == (self.report is None):
            raise ValueError("name either a person or a report")
        return self


class LiftOrder(Order):
    ban: Annotated[int, Field(ge=1)]


class DecideOrder(Order):
    report: Annotated[int, Field(ge=1)]
    decision: Annotated[str, Field(min_length=1, max_length=300)]


class NotThere(Exception):
    """The person, report or ban that an order names does not exist; ``str()`` is a sentence."""


class Desk:
    """Every method may raise ``StoreError``."""

    def __init__(
        self,
        *,
        moderator: Moderator,
        people: Callable[[], list[dict[str, str]]],
        store: ModerationStore,
        clock: Clock,
        erase: Callable[[], Awaitable[dict[str, int]]],
    ) -> None:
        self._moderator = moderator
        self.people = people
        """Everybody who is connected or about to come back: person, name, world."""
        self._store = store
        self._clock = clock
        self.erase = erase
        """Runs the deletion job now: rows erased by kind."""

    async def reports(self, *, open_only: bool) -> list[ReportCase]:
        return list(await self._store.reports(open_only=open_only, limit=REPORTS_LISTED))

    async def bans(self) -> list[Ban]:
        return await self._store.bans(self._clock.unix_ms())

    def remove(self, order: RemoveOrder) -> None:
        if not self._moderator.remove(order.person, order.words):
            raise NotThere(f"Nobody with the number {order.person} is connected.")

    async def ban(self, order: BanOrder) -> int:
        """Committed before anybody is disconnected: the ban's number."""
        who = order.person or await self._reported(order.report or 0)
        try:
            return await self._moderator.ban(who, hours=order.hours, reason=order.reason)
        except Refused:
            raise NotThere(
                f"Nobody with the number {order.person} is connected."
                if order.person
                else f"Report {order.report} knows no address."
            ) from None

    async def lift(self, order: LiftOrder) -> None:
        if not await self._store.lift_ban(order.ban):
            raise NotThere(f"There is no ban {order.ban}.")
        await self._moderator.refresh_bans()

    async def decide(self, order: DecideOrder) -> None:
        if not await self._store.decide(order.report, order.decision, self._clock.unix_ms()):
            raise NotThere(f"There is no open report {order.report}.")

    async def _reported(self, number: int) -> str:
        """Address key of the one whom a report names."""
        key = await self._store.reported_address(number)
        if key is None:
            raise NotThere(f"There is no report {number}.")
        return key

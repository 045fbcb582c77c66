"""The messages that bots send, as bytes."""

from __future__ import annotations

from functools import lru_cache

from loadtest.crowd.bot import Bot
from metaserver.protocol.codec import HASH, encode
from metaserver.protocol.messages import VERSION, Hello, Tier


class Hellos:
    """First messages; all newcomers to one world say the same."""

    def __init__(self, tier: str, place: str) -> None:
        self._tier = Tier[tier.upper()]
        self._place = place
        self._first = lru_cache(maxsize=None)(self._newcomer)

    def of(self, bot: Bot, world: str) -> bytes:
        """``world``: where it wants to begin, if it comes for the first time."""
        return self._again(bot) if bot.resume else self._first(world)

    def _newcomer(self, world: str) -> bytes:
        return encode(
            Hello(version=VERSION, hash=HASH, tier=self._tier, world=world, place=self._place)
        )

    def _again(self, bot: Bot) -> bytes:
        return encode(
            Hello(
                version=VERSION, hash=HASH, tier=self._tier, resume=bot.resume, ticket=bot.ticket,
                world=bot.world, last_event=bot.last_event, last_chat=bot.last_chat,
            )
        )  # fmt: skip

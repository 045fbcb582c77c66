"""Wishes on their way: each has a reference number, and one answer."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable

from metaclient.errors import NoAnswer, NotGranted
from metaserver.protocol.messages import Done, Error, Message, People, Touring

ANSWER_WITHIN_S = 10.0
UNANSWERED_MAX = 256


class Asking:
    def __init__(self, send: Callable[[Message], bool]) -> None:
        self._send = send
        self._refs = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        """At most 256; a further wish is refused here."""

    async def ask(
        self, make: Callable[[int], Message], within_s: float = ANSWER_WITHIN_S
    ) -> Message:
        """Sends what ``make`` makes of a reference; returns ``Done``, ``People`` or ``Touring``.

        Raises ``NotGranted`` or ``NoAnswer``.
        """
        if len(self._waiting) >= UNANSWERED_MAX:
            raise NoAnswer("too many wishes are unanswered")
        ref = next(self._refs) % 2**32
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[ref] = answer
        try:
            if not self._send(make(ref)):
                raise NoAnswer("not connected")
            async with asyncio.timeout(within_s):
                return await answer
        except TimeoutError:
            raise NoAnswer("no answer in time") from None
        finally:
            del self._waiting[ref]

    def answered(self, message: Message) -> None:
        """Hands an answer to whoever waits for it."""
        if not isinstance(message, Done | Error | People | Touring):
            return
        waiting = self._waiting.get(message.ref)
        if waiting is None or waiting.done():
            return
        if isinstance(message, Error):
            waiting.set_exception(NotGranted(message.error, message.retry_s))
        else:
            waiting.set_result(message)

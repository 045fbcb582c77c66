"""What a world's zone is told: collected, and published a few times a tick."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from metaserver import metrics
from metaserver.errors import BusError
from metaserver.ports import Bus
from metaserver.protocol.bus import Inbox, MoveColumns, pack_inbox, zone_inbox

WISHES_MAX: Final = 4096
"""Wishes that wait for the bus. A further one is refused (``world_busy``); comings and goings are
always kept, as there are no more of them than sessions."""

MoveRow = tuple[int, float, float, int, int, int]


class ZoneInbox:
    """Of one world. Of each avatar only the latest move is kept.

    ``wake`` is called when something begins to wait: ``flush`` is due soon then.
    """

    def __init__(self, world: str, gateway: str, bus: Bus, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._subject = zone_inbox(world)
        self._gateway = gateway
        self._bus = bus
        self._moves: dict[int, MoveRow] = {}
        self._controls: list[list[Any]] = []

    def move(self, row: MoveRow) -> None:
        if not self._moves:
            self._stir()
        self._moves[row[0]] = row

    def wish(self, *control: Any) -> bool:
        """False where too many wait."""
        if len(self._controls) >= WISHES_MAX:
            return False
        self.must(*control)
        return True

    def must(self, *control: Any) -> None:
        self._stir()
        self._controls.append(list(control))

    def _stir(self) -> None:
        if not self._moves and not self._controls:
            self._wake()

    def forget(self, avatar: int) -> None:
        """No move of it may reach the zone any more (its id may be somebody else's soon)."""
        self._moves.pop(avatar, None)

    def flush(self) -> None:
        """Publishes what waits; where the bus does not take it, it waits on."""
        if not self._moves and not self._controls:
            return
        moves = MoveColumns.of(list(self._moves.values()))
        try:
            self._bus.publish(
                self._subject, pack_inbox(Inbox(self._gateway, moves, self._controls))
            )
        except BusError:
            metrics.GATEWAY_BUS_REFUSED.inc()
            self._wake()
            return
        self._moves.clear()
        self._controls = []

"""The deletion job: erases what the register says is due.

In this order: each rule of the register, in batches, so that the writer is free between two
batches; then, on SQLite, the write-ahead log is folded into the file, so that nothing erased is
left there. What belongs to an erased row goes with it (``goes_with`` of the register).
"""

from __future__ import annotations

import logging
from typing import Final

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver import metrics
from metaserver.errors import StoreError
from metaserver.ports import Clock
from metaserver.register import Register, Rule
from metaserver.storage.database import Database
from metaserver.storage.forgetting import forget_accounts
from metaserver.storage.tables import ACCOUNTS, METADATA

BATCH_ROWS: Final = {"complaints": 20, "complaint_photos": 20, "accounts": 100}
"""Few where a row is large, or much goes with it: the writer waits for a whole batch."""
BATCH_ROWS_ELSE: Final = 1000
DAY_MS: Final = 86_400_000

_log = logging.getLogger(__name__)


class Erasure:
    """Raises ``StoreError`` at once where the register names a table or column we do not have."""

    def __init__(self, *, db: Database, register: Register, clock: Clock) -> None:
        self._db = db
        self._rules = {kind.id: kind.rule for kind in register.kinds if kind.rule}
        self._clock = clock
        for name, rule in self._rules.items():
            table = METADATA.tables.get(rule.table)
            if table is None or rule.column not in table.c:
                raise StoreError(f"Register, {name}: there is no {rule.table}.{rule.column}.")

    async def run(self) -> dict[str, int]:
        """Rows erased by kind. Raises ``StoreError``; what was erased until then stays erased."""
        erased = {name: await self._erase(rule) for name, rule in self._rules.items()}
        await self._db.checkpoint()
        for name, rows in erased.items():
            metrics.ERASED_ROWS.labels(name).inc(rows)
        metrics.LAST_ERASURE.set(self._clock.unix_ms() / 1000)
        _log.info("erased %s", erased)
        return erased

    async def _erase(self, rule: Rule) -> int:
        now_ms, limit = self._clock.unix_ms(), BATCH_ROWS.get(rule.table, BATCH_ROWS_ELSE)
        rows = 0
        while True:
            async with self._db.write("erase") as connection:
                batch = await _erase_batch(connection, rule, now_ms, limit)
            rows += batch
            if batch < limit:
                return rows


async def _erase_batch(connection: AsyncConnection, rule: Rule, now_ms: int, limit: int) -> int:
    """At most ``limit`` rows whose time is over; rows without a time stay."""
    table = METADATA.tables[rule.table]
    key = list(table.primary_key)
    old = table.c[rule.column] <= now_ms - rule.days * DAY_MS
    found = select(*key).where(old).limit(limit).with_for_update()
    keys = [tuple(row) for row in await connection.execute(found)]
    if not keys:
        return 0
    if table is ACCOUNTS:
        await forget_accounts(connection, [account for (account,) in keys])
    return (await connection.execute(delete(table).where(tuple_(*key).in_(keys)))).rowcount

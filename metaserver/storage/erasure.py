"""The deletion job: erases what the register says is due.

In this order: each rule of the register, in batches, so that the writer is free between two
batches; then the write-ahead log is folded into the file, so that nothing erased is left there.
"""

from __future__ import annotations

import logging
from typing import Final

from sqlalchemy import ColumnElement, Delete, delete, literal_column, select

from metaserver import metrics
from metaserver.errors import StoreError
from metaserver.ports import Clock
from metaserver.register import Register, Rule
from metaserver.storage.database import Database
from metaserver.storage.tables import METADATA

BATCH_ROWS: Final = 1000
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
        statement = due(rule, self._clock.unix_ms())
        rows = 0
        while True:
            async with self._db.write("erase") as connection:
                batch = (await connection.execute(statement)).rowcount
            rows += batch
            if batch < BATCH_ROWS:
                return rows


def due(rule: Rule, now_ms: int) -> Delete:
    """Erases at most ``BATCH_ROWS`` rows whose time is over; rows without a time stay."""
    table = METADATA.tables[rule.table]
    row: ColumnElement[int] = literal_column("rowid")
    old = table.c[rule.column] <= now_ms - rule.days * DAY_MS
    return delete(table).where(row.in_(select(row).select_from(table).where(old).limit(BATCH_ROWS)))

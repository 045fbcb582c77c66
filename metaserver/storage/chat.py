"""What was said, for as long as the register says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Row, select

from metaserver.ports import ChatLine
from metaserver.storage.database import Database
from metaserver.storage.dialect import larger, upsert
from metaserver.storage.tables import CHAT, CHAT_HEADS


class SqlChatStore:
    """``ports.ChatStore`` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def append(self, lines: Sequence[ChatLine]) -> None:
        """All or nothing; committed when it returns. Raises ``StoreError``.

        A number that is there already is left as it is, so that an append may be repeated when
        its answer was lost.
        """
        if not lines:
            return
        newest: dict[str, int] = {}
        for line in lines:
            newest[line.world] = max(line.seq, newest.get(line.world, 0))
        head = upsert(CHAT_HEADS, self._db.dialect)
        higher = larger(head.excluded.seq, CHAT_HEADS.c.seq)
        head = head.on_conflict_do_update(index_elements=["world"], set_={"seq": higher})
        async with self._db.write("chat_append") as connection:
            new = upsert(CHAT, self._db.dialect).on_conflict_do_nothing()
            await connection.execute(new, [asdict(line) for line in lines])
            await connection.execute(head, [{"world": w, "seq": s} for w, s in newest.items()])

    async def last_seq(self, world: str) -> int:
        """0 where nothing was ever said. Raises ``StoreError``."""
        query = select(CHAT_HEADS.c.seq).where(CHAT_HEADS.c.world == world)
        async with self._db.read("chat_last_seq") as connection:
            return int(await connection.scalar(query) or 0)

    async def since(self, world: str, after: int, limit: int) -> list[ChatLine]:
        """The newest ``limit`` lines after ``after``, oldest first. Raises ``StoreError``."""
        query = (
            select(CHAT)
            .where(CHAT.c.world == world, CHAT.c.seq > after)
            .order_by(CHAT.c.seq.desc())
            .limit(limit)
        )
        async with self._db.read("chat_since") as connection:
            rows = (await connection.execute(query)).all()
        return [_line(row) for row in reversed(rows)]


def _line(row: Row[tuple[object, ...]]) -> ChatLine:
    return ChatLine(**row._mapping)

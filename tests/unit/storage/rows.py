"""Rows as they lie in the tables, for tests of what happens to them later."""

from typing import Any

from sqlalchemy import Table, insert, select

from metaserver.storage import Database
from metaserver.storage.tables import METADATA
from tests.unit.storage.lines import NOW_MS
from tests.unit.storage.people import KIM

COMPLAINT: dict[str, Any] = {
    "code_salt": "00", "created_ms": NOW_MS, "updated_ms": NOW_MS, "kind": "road",
    "department": "roads", "status": "received", "attributes": {"depth": 3, "말": ["가", None]},
    "description": "구멍", "address": "", "place_source": "map", "world": "", "language": "ko",
    "channel": "page", "public": True, "reporter": KIM, "expected_ms": NOW_MS, "assignee": "",
    "reopened": 0, "rating_words": "", "joined": 0, "version": 1,
}  # fmt: skip
CONTACT = {"name": "김하나", "email": "hana@example.com", "phone": "", "notice_mail": True}
FOLLOWER = {
    "created_ms": 1, "account": "", "email": "du@example.com", "language": "ko", "code_salt": "00",
}  # fmt: skip
EVENT = {
    "time_ms": 1, "kind": "received", "status": "received", "department": "", "actor": "",
    "words": "", "public": True,
}  # fmt: skip
PHOTO = {"created_ms": 1, "media_type": "image/jpeg", "width": 1, "height": 1}
ORDER = {
    "created_ms": 1, "target": "mail", "kind": "receipt", "order": "c1", "payload": {},
    "state": "waiting", "attempts": 0, "uncertain": False, "due_ms": 1, "error": "", "result": {},
}  # fmt: skip


async def put(db: Database, table: Table, *rows: dict[str, Any]) -> None:
    async with db.write("put") as connection:
        for row in rows:
            await connection.execute(insert(table).values(row))


async def everything(db: Database) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table, in the order of their keys."""
    async with db.read("everything") as connection:
        return {
            table.name: [
                row._asdict()
                for row in await connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in METADATA.sorted_tables
        }

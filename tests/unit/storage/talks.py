"""Talks of live help, for the tests of the stores."""

from typing import Any

from metaserver.ports.access import Once
from metaserver.ports.accounts import AuditEntry
from metaserver.ports.help import Line, Side, Talk
from metaserver.storage import Database, SqlHelpStore
from tests.unit.storage.lines import NOW_MS

WAITING_MAX = 500


def talk(**change: Any) -> Talk:
    fields: dict[str, Any] = {
        "code_salt": "00112233445566aa", "asked_ms": NOW_MS, "department": "desk",
        "question": "수도 요금은 어디에 내나요",
    }  # fmt: skip
    return Talk(**(fields | change))


def line(words: str = "안녕하세요", side: Side = Side.VISITOR, **change: Any) -> Line:
    return Line(**({"time_ms": NOW_MS, "side": side, "words": words} | change))


def once(key: str = "key-1", body_hash: str = "aa") -> Once:
    return Once(scope="page", key=key, body_hash=body_hash)


def audit(actor: str, action: str = "help.take") -> AuditEntry:
    return AuditEntry(time_ms=NOW_MS, actor=actor, action=action, subject="talk:", detail={})


async def asked(db: Database, **change: Any) -> Talk:
    kept, _ = await SqlHelpStore(db).ask(
        talk(**change), [line()], once=None, waiting_max=WAITING_MAX
    )
    return kept


async def take(
    db: Database, official: str, departments: set[str] | None = None, *, number: str = "",
    capacity: int = 4,
) -> Talk | None:  # fmt: skip
    return await SqlHelpStore(db).take(
        official, departments, number=number, capacity=capacity, now_ms=NOW_MS + 5000,
        audit=audit(official),
    )  # fmt: skip

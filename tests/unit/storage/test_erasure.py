"""The deletion job does what the register says, on the disk too."""

from pathlib import Path

import pytest

from metaserver.errors import StoreError
from metaserver.register import load_register
from metaserver.storage import Database, Erasure, SqlChatStore, SqlModerationStore, erasure
from tests.unit.storage.lines import DAY_MS, NOW_MS, FixedClock, ban, line, report

MINUTE_MS = 60_000


def job(db: Database, now_ms: int = NOW_MS) -> Erasure:
    return Erasure(db=db, register=load_register(), clock=FixedClock(now_ms))


def holds(folder: Path, secret: str) -> bool:
    """Whether any file of the database still has it."""
    files = [path.read_bytes() for path in folder.iterdir()]
    assert files
    return any(secret.encode() in data for data in files)


async def test_old_chat_is_erased_and_reported_evidence_stays(db: Database) -> None:
    chat, moderation = SqlChatStore(db), SqlModerationStore(db)
    old, new = NOW_MS - 7 * DAY_MS - MINUTE_MS, NOW_MS - 7 * DAY_MS + MINUTE_MS
    await chat.append([line(1, time_ms=old, text="오래된 말"), line(2, time_ms=new)])
    evidence = [{"seq": 1, "text": "오래된 말", "time_ms": old}]
    await moderation.add_report(report(time_ms=old, evidence=evidence))
    erased = await job(db).run()
    assert {kind: rows for kind, rows in erased.items() if rows} == {"chat": 1}
    assert [each.seq for each in await chat.since("plaza", 0, 10)] == [2]
    assert (await moderation.reports(open_only=True, limit=1))[0].evidence == evidence


async def test_numbers_go_on_after_everything_was_erased(db: Database) -> None:
    chat = SqlChatStore(db)
    await chat.append([line(41, time_ms=NOW_MS - 30 * DAY_MS)])
    await job(db).run()
    assert await chat.since("plaza", 0, 10) == []
    assert await chat.last_seq("plaza") == 41


async def test_reports_go_thirty_days_after_the_decision(db: Database) -> None:
    moderation = SqlModerationStore(db)
    numbers = [await moderation.add_report(report()) for _ in range(3)]
    await moderation.decide(numbers[0], "warned", NOW_MS - 31 * DAY_MS)
    await moderation.decide(numbers[1], "warned", NOW_MS - 29 * DAY_MS)
    assert (await job(db).run())["reports"] == 1
    left = [each.id for each in await moderation.reports(open_only=False, limit=10)]
    assert left == [numbers[2], numbers[1]]


async def test_bans_go_when_they_end(db: Database) -> None:
    moderation = SqlModerationStore(db)
    await moderation.add_ban(ban(NOW_MS))
    holds = await moderation.add_ban(ban(NOW_MS + 1))
    assert (await job(db).run())["bans"] == 1
    assert [each.id for each in await moderation.bans(0)] == [holds]


async def test_more_than_a_batch_is_erased_in_one_run(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "BATCH_ROWS_ELSE", 10)
    await SqlChatStore(db).append([line(n, time_ms=1) for n in range(25)])
    assert (await job(db).run())["chat"] == 25


async def test_what_is_erased_is_gone_from_the_disk(sqlite_db: Database, tmp_path: Path) -> None:
    secret = "지워져야 할 말"
    await SqlChatStore(sqlite_db).append([line(1, time_ms=1, text=secret), line(2)])
    await job(sqlite_db).run()
    assert not holds(tmp_path, secret)


async def test_a_register_that_names_an_unknown_table_is_refused(db: Database) -> None:
    register = load_register()
    chat = register.kinds[0]
    assert chat.rule is not None
    wrong = chat.model_copy(update={"rule": chat.rule.model_copy(update={"column": "tme_ms"})})
    with pytest.raises(StoreError, match=r"there is no chat\.tme_ms"):
        Erasure(db=db, register=register.model_copy(update={"kinds": [wrong]}), clock=FixedClock())

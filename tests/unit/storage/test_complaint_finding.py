"""What is found, in which order, and what came of it."""

import asyncio
import gc
import time
from typing import Any

from metaserver.ports.complaints import Search, Status
from metaserver.storage import Database, SqlComplaintStore
from tests.unit.storage.cases import CITIZEN, OFFICIAL, changed, closed, copied, filed
from tests.unit.storage.lines import DAY_MS, NOW_MS

BOX = (37.56, 126.97, 37.57, 126.98)


async def found(db: Database, **conditions: Any) -> list[int]:
    """Numbers of what a search gives; the count agrees."""
    store, search = SqlComplaintStore(db), Search(**conditions)
    ids = [each.id for each in await store.search(search)]
    assert await store.count(search) == len(ids)
    return ids


async def test_each_condition_and_all_together(db: Database) -> None:
    a = await filed(db, kind="road", department="roads", assignee=OFFICIAL, reporter=CITIZEN)
    b = await filed(db, kind="waste", department="cleaning", created_ms=NOW_MS + 1)
    c = await filed(db, kind="road", created_ms=NOW_MS + 2, lat=37.5, lon=127.0)
    await SqlComplaintStore(db).change(closed(c, NOW_MS + DAY_MS))
    assert await found(db) == [c.id, b.id, a.id], "newest first"
    assert await found(db, newest_first=False) == [a.id, b.id, c.id]
    assert await found(db, numbers=[a.number, b.number]) == [b.id, a.id]
    assert await found(db, kinds=["road"]) == [c.id, a.id]
    assert await found(db, departments=["cleaning"]) == [b.id]
    assert await found(db, statuses=[Status.RECEIVED]) == [b.id, a.id]
    assert await found(db, created_from_ms=NOW_MS + 1, created_to_ms=NOW_MS + 2) == [b.id]
    assert await found(db, updated_from_ms=NOW_MS + 60_000) == [c.id]
    assert await found(db, updated_to_ms=NOW_MS + 60_000) == [b.id, a.id]
    assert await found(db, reporter=CITIZEN) == [a.id]
    assert await found(db, assignee=OFFICIAL) == [a.id]
    assert await found(db, unassigned=True) == [c.id, b.id]
    assert await found(db, box=BOX) == [b.id, a.id]
    assert await found(db, kinds=["road"], statuses=[Status.ANSWERED], box=BOX) == []


async def test_a_page_of_many(db: Database) -> None:
    ids = [(await filed(db, created_ms=NOW_MS + n // 2)).id for n in range(7)]
    store = SqlComplaintStore(db)
    pages = [await store.search(Search(limit=3, offset=offset)) for offset in (0, 3, 6)]
    assert [each.id for page in pages for each in page] == ids[::-1]
    assert await store.count(Search(limit=3)) == 7


async def test_many_do_not_hold_the_loop(db: Database) -> None:
    await copied(db, 3000)
    store = SqlComplaintStore(db)
    longest_s = 0.0

    async def watch() -> None:
        nonlocal longest_s
        while True:
            begun = time.thread_time()
            await asyncio.sleep(0)
            longest_s = max(longest_s, time.thread_time() - begun)

    gc.freeze()  # all that the tests have loaded is not looked through meanwhile
    watching = asyncio.create_task(watch())
    begun = time.thread_time()
    assert len(await store.search(Search(limit=3000))) == 3000
    taken_s = time.thread_time() - begun
    watching.cancel()
    gc.unfreeze()
    assert longest_s < taken_s / 3


async def test_what_is_overdue_comes_by_its_deadline(db: Database) -> None:
    late, later, closed_one, in_time = [
        await filed(db, expected_ms=NOW_MS + days * DAY_MS) for days in (2, 1, 1, 9)
    ]
    await SqlComplaintStore(db).change(closed(closed_one, NOW_MS))
    at_ms = NOW_MS + 3 * DAY_MS
    assert await found(db, overdue_at_ms=at_ms, by_deadline=True) == [later.id, late.id]
    assert await found(db, overdue_at_ms=NOW_MS + DAY_MS) == [], "not yet at that moment itself"
    assert in_time.id in await found(db, by_deadline=True)


async def test_words_are_found_as_they_are(db: Database) -> None:
    kept = await filed(db, description="보도블록이 깨졌습니다. Pothole, 100% a_b a\\b/c")
    for words in (
        "깨졌", "POTHOLE", "100%", "세종대로", "2027-", "a_b", "a\\b/c", "%", "_", "\\", "/",
    ):  # fmt: skip
        assert await found(db, words=words) == [kept.id], words
    for words in (
        "'; DROP TABLE complaints; --", "%%", "__", "p_thole", "100%%", "깨%습", "\\\\", "%a",
    ):  # fmt: skip
        assert await found(db, words=words) == [], words


async def test_near_are_open_ones_of_that_kind_within_the_box(db: Database) -> None:
    store = SqlComplaintStore(db)
    a = await filed(db, lat=37.56, lon=126.97)
    b = await filed(db, lat=37.57, lon=126.98, created_ms=NOW_MS + 1)
    begun = await filed(db, created_ms=NOW_MS + 2)
    await store.change(changed(begun, status=Status.IN_PROGRESS))
    await store.change(closed(await filed(db), NOW_MS))
    for other in ({"kind": "waste"}, {"lat": 37.571}, {"lon": 126.969}, {"lat": None, "lon": None}):
        await filed(db, **other)
    near = await store.near(BOX, kind="road", limit=10)
    assert [each.id for each in near] == [begun.id, b.id, a.id]
    assert len(await store.near(BOX, kind="road", limit=2)) == 2


async def test_outcomes_of_a_span(db: Database) -> None:
    store = SqlComplaintStore(db)
    for hours in (30, 5, 12):
        done = await filed(db)
        answer = closed(done, NOW_MS + hours * 3_600_000)
        done = await store.change(answer)
        await store.change(changed(done, rating=5 if hours < 10 else 3))
    await store.change(changed(await filed(db), status=Status.REJECTED, closed_ms=NOW_MS + 1))
    await filed(db, expected_ms=NOW_MS + DAY_MS)
    await filed(db)
    await filed(db, kind="waste", department="cleaning")
    await filed(db, created_ms=NOW_MS - 1)
    await filed(db, created_ms=NOW_MS + DAY_MS)
    waste, roads = await store.outcomes(NOW_MS, NOW_MS + DAY_MS, now_ms=NOW_MS + 2 * DAY_MS)
    assert (roads.department, roads.kind) == ("roads", "road")
    assert (roads.received, roads.answered, roads.open, roads.overdue) == (6, 3, 2, 1)
    assert roads.answer_ms == [hours * 3_600_000 for hours in (5, 12, 30)]
    assert roads.ratings == [3, 3, 5]
    assert (waste.received, waste.answer_ms, waste.ratings) == (1, [], [])
    assert await store.outcomes(0, 1, now_ms=1) == []

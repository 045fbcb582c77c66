"""Fetched facts and saved plans, on both databases."""

from dataclasses import replace

from metaserver.ports.tourism import Fetched, SavedPlan
from metaserver.register import load_register
from metaserver.storage import Database, Erasure, SqlTourismStore
from tests.unit.civic.complaints.kit import Clock
from tests.unit.storage.lines import DAY_MS, NOW_MS

PLACE = Fetched(source="tourapi", kind="place", id="a", fetched_ms=NOW_MS, body={"name": "궁"})
EVENT = Fetched(source="seoul", kind="event", id="a", fetched_ms=NOW_MS, body={"name": "축제"})
PLAN = SavedPlan(
    share="ab" * 16, created_ms=NOW_MS, used_ms=NOW_MS, body={"places": ["ddp"], "begin": 600}
)


async def test_what_a_source_tells_replaces_what_it_told_before(db: Database) -> None:
    store = SqlTourismStore(db)
    await store.replace("tourapi", [PLACE, replace(PLACE, id="b")])
    await store.replace("seoul", [EVENT])
    await store.replace("tourapi", [replace(PLACE, fetched_ms=NOW_MS + 1)])
    assert await store.fetched() == [EVENT, replace(PLACE, fetched_ms=NOW_MS + 1)]
    await store.replace("seoul", [])
    assert [each.source for each in await store.fetched()] == ["tourapi"]


async def test_a_plan_is_saved_once_and_looking_at_it_is_a_use(db: Database) -> None:
    store = SqlTourismStore(db)
    await store.save(PLAN)
    await store.save(replace(PLAN, body={"places": ["sema"]}))
    assert await store.plan(PLAN.share, now_ms=NOW_MS + 5) == replace(PLAN, used_ms=NOW_MS + 5)
    assert await store.plan("00" * 16, now_ms=NOW_MS) is None


async def test_a_plan_is_erased_90_days_after_its_last_use(db: Database) -> None:
    store, clock = SqlTourismStore(db), Clock()
    now_ms = clock.unix_ms()
    old = replace(PLAN, share="cd" * 16, used_ms=now_ms - 90 * DAY_MS)
    for each in (old, replace(PLAN, used_ms=now_ms - 89 * DAY_MS)):
        await store.save(each)
    erased = await Erasure(db=db, register=load_register(), clock=clock).run()
    assert erased["tour-plans"] == 1
    assert await store.plan(old.share, now_ms=now_ms) is None
    assert await store.plan(PLAN.share, now_ms=now_ms) is not None

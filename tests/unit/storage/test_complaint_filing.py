"""A new complaint: whole, once, or not at all."""

import asyncio
import datetime as dt

import pytest

from metaserver.errors import Conflict, NotFound
from metaserver.ports.complaints import EventKind
from metaserver.storage import Database, SqlComplaintStore, SqlOnceStore, SqlOutboxStore
from tests.unit.storage.cases import SUBMIT, contact, filed, filing, once, photo, rows
from tests.unit.storage.lines import NOW_MS

TABLES = ("complaints", "complaint_contacts", "complaint_events", "outbox", "once")


async def counts(db: Database) -> list[int]:
    return [(await rows(db, f"SELECT count(*) FROM {name}"))[0][0] for name in TABLES]  # noqa: S608


async def test_a_complaint_comes_back_with_all_that_belongs_to_it(db: Database) -> None:
    store = SqlComplaintStore(db)
    for name in ("bb", "aa"):
        await store.add_photo(photo(name, created_ms=NOW_MS + (name == "aa")))
    whole = filing(contact=contact(), photos=["aa", "bb"], outbox=[SUBMIT], once=once())
    kept, is_new = await store.file(whole)
    assert is_new
    assert kept.number == f"2027-{kept.id:06d}"
    assert (kept.version, kept.joined) == (1, 0)
    assert await store.get(kept.id) == await store.by_number(kept.number) == kept
    assert await store.contact(kept.id) == contact()
    assert await store.photos(kept.id) == ["bb", "aa"], "in the order they came"
    (begin,) = await store.events(kept.id, public_only=True)
    assert (begin.kind, begin.complaint, begin.status) == (
        EventKind.RECEIVED, kept.id, kept.status,
    )  # fmt: skip
    (entry,) = await SqlOutboxStore(db).list()
    assert (entry.order, entry.complaint, entry.target) == (
        f"complaint:{kept.id}", kept.id, "open311",
    )  # fmt: skip
    assert (entry.payload, entry.due_ms) == ({"kind": "road"}, NOW_MS)


async def test_the_number_has_the_year_of_seoul(db: Database) -> None:
    new_year = dt.datetime(2028, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    at_ms = int(new_year.timestamp() * 1000)
    before = await filed(db, created_ms=at_ms - 1)
    after = await filed(db, created_ms=at_ms)
    assert (before.number[:5], after.number[:5]) == ("2027-", "2028-")


async def test_without_point_contact_or_photo(db: Database) -> None:
    kept = await filed(db, lat=None, lon=None)
    store = SqlComplaintStore(db)
    assert await store.get(kept.id) == kept
    assert await store.contact(kept.id) is None
    assert await store.photos(kept.id) == []
    assert await store.get(kept.id + 1) is None
    assert await store.by_number("2027-999999") is None


async def test_a_repeated_filing_gives_the_same_complaint(db: Database) -> None:
    store = SqlComplaintStore(db)
    whole = filing(contact=contact(), outbox=[SUBMIT], once=once())
    first, _ = await store.file(whole)
    assert await store.file(whole) == (first, False)
    assert await counts(db) == [1, 1, 1, 1, 1]
    assert await SqlOnceStore(db).answer(once()) == first.id
    assert await SqlOnceStore(db).answer(once(key="another-key")) is None
    other, is_new = await store.file(filing(once=once(scope="key:1")))
    assert is_new, "a key is that of who asks"
    assert other.id != first.id


async def test_another_body_under_the_same_key_is_a_conflict(db: Database) -> None:
    store = SqlComplaintStore(db)
    await store.file(filing(once=once()))
    with pytest.raises(Conflict) as caught:
        await store.file(filing(once=once(body="11")))
    assert caught.value.code == "reused"
    with pytest.raises(Conflict):
        await SqlOnceStore(db).answer(once(body="11"))
    assert await counts(db) == [1, 0, 1, 0, 1]


@pytest.mark.parametrize("at_once", [2, 12])
async def test_equal_filings_at_the_same_moment_give_one_complaint(
    db: Database, at_once: int
) -> None:
    store = SqlComplaintStore(db)
    for turn in range(10):
        whole = filing(contact=contact(), outbox=[SUBMIT], once=once(key=f"of-the-page-{turn}"))
        answers = await asyncio.gather(*(store.file(whole) for _ in range(at_once)))
        assert len({kept.number for kept, _ in answers}) == 1
        assert sum(is_new for _, is_new in answers) == 1
    assert await counts(db) == [10] * 5


async def test_other_bodies_under_one_key_at_the_same_moment(db: Database) -> None:
    store = SqlComplaintStore(db)
    for turn in range(10):
        both = [filing(once=once(key=f"of-the-page-{turn}", body=body)) for body in ("00", "11")]
        answers = await asyncio.gather(*map(store.file, both), return_exceptions=True)
        assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "tuple"]
    assert (await counts(db))[0] == 10


async def test_a_photo_is_taken_once_and_a_refused_filing_leaves_nothing(db: Database) -> None:
    store = SqlComplaintStore(db)
    await store.add_photo(photo("aa"))
    await store.add_photo(photo("bb"))
    first = await filed(db, photos=["aa"])
    for photos in (["aa", "bb"], ["bb", "unknown"]):
        with pytest.raises(NotFound) as caught:
            await store.file(filing(contact=contact(), photos=photos, outbox=[SUBMIT], once=once()))
        assert caught.value.code == "photo"
    assert await counts(db) == [1, 0, 1, 0, 0]
    assert await store.photos(first.id) == ["aa"]
    assert await rows(db, "SELECT id FROM complaint_photos WHERE loose_ms IS NOT NULL") == [("bb",)]
    second, is_new = await store.file(filing(photos=["bb", "bb"], once=once()))
    assert is_new, "a key that was refused may be used again"
    assert await store.photos(second.id) == ["bb"]


async def test_two_who_want_the_same_photo_at_the_same_moment(db: Database) -> None:
    store = SqlComplaintStore(db)
    for turn in range(10):
        names = [f"{turn}-a", f"{turn}-b"]
        for name in names:
            await store.add_photo(photo(name))
        answers = await asyncio.gather(
            store.file(filing(photos=names)),
            store.file(filing(photos=names[::-1])),
            return_exceptions=True,
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["NotFound", "tuple"]


async def test_a_photo_comes_back_as_it_was(db: Database) -> None:
    store = SqlComplaintStore(db)
    await store.add_photo(photo("aa"))
    assert await store.photo("aa") == photo("aa")
    kept = await filed(db, photos=["aa"])
    assert await store.photo("aa") == photo("aa", complaint=kept.id)
    assert await store.photo("bb") is None
    with pytest.raises(Conflict):
        await store.add_photo(photo("aa"))

"""What belongs to many complaints, read in two queries."""

from metaserver.ports.complaints import EventKind
from metaserver.storage import Database, SqlComplaintStore
from tests.unit.storage.cases import event, filed, photo


async def test_public_events_and_photos_of_several(db: Database) -> None:
    store = SqlComplaintStore(db)
    for name in ("aa" * 16, "bb" * 16):
        await store.add_photo(photo(name))
    first = await filed(db, photos=["aa" * 16, "bb" * 16])
    second, third = await filed(db), await filed(db)
    for kind, public in ((EventKind.ANSWER, True), (EventKind.NOTE, False)):
        await store.note(event(kind, complaint=second.id, public=public))
    events, photos = await store.public_parts([first.id, second.id])
    kinds = {each: [one.kind for one in events[each]] for each in events}
    assert kinds == {
        first.id: [EventKind.RECEIVED],
        second.id: [EventKind.RECEIVED, EventKind.ANSWER],
    }
    assert photos == {first.id: ["aa" * 16, "bb" * 16]}
    assert events[second.id] == await store.events(second.id, public_only=True)
    assert third.id not in events


async def test_of_none_there_is_nothing(db: Database) -> None:
    assert await SqlComplaintStore(db).public_parts([]) == ({}, {})

"""Keys of outside programs; who is on duty, and who stands in."""

from dataclasses import replace

import pytest

from metaserver.errors import Conflict, NotFound
from metaserver.ports.access import ApiKey
from metaserver.ports.complaints import Absence, Duty
from metaserver.storage import Database, SqlAccountStore, SqlApiKeyStore, SqlOfficeStore
from tests.unit.storage.cases import CITIZEN, OFFICIAL, account
from tests.unit.storage.lines import NOW_MS

KEY = ApiKey(name="Street app", key_hash="ab" * 32, hint="ovk_AB12", created_ms=NOW_MS)


async def test_a_key_is_known_by_its_hash_until_it_is_revoked(db: Database) -> None:
    store = SqlApiKeyStore(db)
    number = await store.add(KEY)
    assert await store.by_hash(KEY.key_hash) == replace(KEY, id=number)
    assert await store.by_hash("cd" * 32) is None
    await store.used(number, NOW_MS + 1)
    assert await store.revoke(number, NOW_MS + 2)
    assert not await store.revoke(number, NOW_MS + 3)
    assert not await store.revoke(999, NOW_MS)
    found = await store.by_hash(KEY.key_hash)
    assert found == replace(KEY, id=number, used_ms=NOW_MS + 1, revoked_ms=NOW_MS + 2)
    with pytest.raises(Conflict):
        await store.add(KEY)
    other = await store.add(replace(KEY, key_hash="cd" * 32, per_minute=5))
    assert [(each.id, each.per_minute) for each in await store.list()] == [(number, 60), (other, 5)]


async def test_who_is_on_duty_was_seen_lately(db: Database) -> None:
    store = SqlOfficeStore(db)
    for each in (OFFICIAL, CITIZEN):
        await account(db, each)
    early = Duty(account=OFFICIAL, department="roads", since_ms=NOW_MS, seen_ms=NOW_MS)
    other = Duty(account=CITIZEN, department="parks", since_ms=NOW_MS + 1, seen_ms=NOW_MS + 1)
    await store.set_duty(other)
    await store.set_duty(early)
    assert await store.on_duty(NOW_MS) == [early, other]
    assert await store.on_duty(NOW_MS + 1) == [other]
    seen = replace(early, seen_ms=NOW_MS + 60_000, department="water")
    await store.set_duty(seen)
    assert await store.on_duty(NOW_MS + 1) == [seen, other]
    await store.end_duty(CITIZEN)
    assert await store.on_duty(0) == [seen]
    with pytest.raises(NotFound):
        await store.set_duty(replace(early, account="nobody"))


async def test_absences_that_hold_now_or_later(db: Database) -> None:
    store = SqlOfficeStore(db)
    for each in (OFFICIAL, CITIZEN):
        await account(db, each)
    absence = Absence(account=OFFICIAL, cover=CITIZEN, from_ms=NOW_MS, until_ms=NOW_MS + 10)
    await store.set_absence(absence)
    assert await store.absences(NOW_MS - 5) == await store.absences(NOW_MS + 9) == [absence]
    assert await store.absences(NOW_MS + 10) == []
    longer = replace(absence, until_ms=NOW_MS + 20)
    await store.set_absence(longer)
    assert await store.absences(NOW_MS + 10) == [longer]
    await store.end_absence(OFFICIAL)
    assert await store.absences(0) == []
    await store.set_absence(longer)
    await SqlAccountStore(db).remove(CITIZEN)
    assert await store.absences(0) == [], "nobody stands in any more"

"""Keys: made, recognised, limited, and never told."""

import re

import pytest

from metaserver.errors import Limited
from metaserver.web.open311.faults import Faults
from metaserver.web.open311.keys import Keys, described, key_hash, new_key
from tests.unit.storage.lines import NOW_MS, FixedClock
from tests.unit.web.open311.town import FakeKeyStore


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def store() -> FakeKeyStore:
    return FakeKeyStore()


@pytest.fixture
def keys(store: FakeKeyStore, clock: FixedClock) -> Keys:
    return Keys(store, clock)  # type: ignore[arg-type]


async def refused(keys: Keys, given: str) -> tuple[int, str]:
    with pytest.raises(Faults) as raised:
        await keys.admit(given)
    return raised.value.status, raised.value.faults[0].code


def test_a_key_is_160_random_bits_and_only_its_hash_is_kept() -> None:
    key = new_key()
    assert re.fullmatch("ovk_[a-z2-7]{32}", key) and new_key() != key
    kept = described(key, "app", per_minute=60, now_ms=NOW_MS)
    assert key not in repr(kept) and kept.key_hash == key_hash(key)
    assert key.startswith(kept.hint) and len(kept.hint) == 8


async def test_an_issued_key_is_recognised(keys: Keys, store: FakeKeyStore) -> None:
    one, other = store.issue(), store.issue()
    assert await keys.admit(one) == 1
    assert await keys.admit(other) == 2


@pytest.mark.parametrize("given", ["ovk_" + "a" * 32, "x", "OVK_", "ovk_\x00", "키" * 500])
async def test_any_other_key_is_wrong(keys: Keys, store: FakeKeyStore, given: str) -> None:
    store.issue()
    assert await refused(keys, given) == (403, "key_wrong")


async def test_a_missing_key_is_told_as_such(keys: Keys) -> None:
    assert await refused(keys, "") == (403, "key_missing")


async def test_a_revoked_key_stops_with_the_next_request(keys: Keys, store: FakeKeyStore) -> None:
    key = store.issue()
    await keys.admit(key)
    await store.revoke(1, NOW_MS)
    assert await refused(keys, key) == (403, "key_wrong")


async def test_a_key_may_spend_its_minute_at_once_and_then_waits(
    keys: Keys, store: FakeKeyStore, clock: FixedClock
) -> None:
    key, other = store.issue(per_minute=30), store.issue()
    for _ in range(30):
        await keys.admit(key)
    with pytest.raises(Limited) as limited:
        await keys.admit(key)
    assert limited.value.wait_s == 2
    assert await keys.admit(other) == 2, "another key is not affected"
    clock.now_ms += 2000
    await keys.admit(key)
    with pytest.raises(Limited):
        await keys.admit(key)


async def test_a_keys_last_use_is_noted_once_a_minute(
    keys: Keys, store: FakeKeyStore, clock: FixedClock
) -> None:
    key = store.issue()
    for _ in range(3):
        await keys.admit(key)
    assert store.uses == 1
    clock.now_ms += 60_000
    await keys.admit(key)
    assert store.uses == 2 and store.keys[1].used_ms == clock.now_ms

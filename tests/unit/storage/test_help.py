"""Talks and their queue, on both databases."""

import asyncio

import pytest

from metaserver.errors import Conflict, NotFound
from metaserver.ports.help import LIVE, Move, Side, Talk, TalkState
from metaserver.storage import Database, SqlAuditStore, SqlHelpStore
from tests.unit.storage.cases import CITIZEN, OFFICIAL, account
from tests.unit.storage.lines import NOW_MS
from tests.unit.storage.talks import WAITING_MAX, asked, line, once, take, talk

OTHER = "a0000000000000009"


async def ended(db: Database, which: Talk, at_ms: int = NOW_MS + 9000) -> Talk:
    values = {"state": TalkState.ENDED, "ended_ms": at_ms, "ended_by": "visitor"}
    return await SqlHelpStore(db).move(Move(talk=which.id, states=LIVE, values=values))


async def test_a_talk_is_kept_with_its_lines_and_found_by_its_number(db: Database) -> None:
    store = SqlHelpStore(db)
    kept, is_new = await store.ask(
        talk(account=CITIZEN, visit_key="v", x_m=1.5, lat=37.5),
        [line("하나"), line("둘", Side.CITY)], once=None, waiting_max=WAITING_MAX,
    )  # fmt: skip
    assert is_new
    assert kept.number == f"H-2027-{kept.id:06d}"
    assert (kept.lines, kept.version) == (2, 1)
    assert await store.by_number(kept.number) == kept
    assert [(each.seq, each.words) for each in await store.lines(kept.id)] == [
        (1, "하나"),
        (2, "둘"),
    ]
    assert [each.seq for each in await store.lines(kept.id, after=1)] == [2]
    assert await store.by_number("H-2026-999999") is None


async def test_the_same_request_sent_again_is_the_same_talk(db: Database) -> None:
    store = SqlHelpStore(db)
    both = await asyncio.gather(
        *(store.ask(talk(visit_key="v"), [line()], once=once(), waiting_max=9) for _ in range(2))
    )
    assert both[0][0] == both[1][0]
    assert sorted(is_new for _, is_new in both) == [False, True]
    with pytest.raises(Conflict) as error:
        await store.ask(talk(), [line()], once=once(body_hash="bb"), waiting_max=9)
    assert error.value.code == "reused"


@pytest.mark.parametrize("owner", [{"account": CITIZEN}, {"visit_key": "visit"}])
async def test_one_at_a_time_for_an_account_and_for_a_visit(
    db: Database, owner: dict[str, str]
) -> None:
    store = SqlHelpStore(db)
    done = await asyncio.gather(
        *(store.ask(talk(**owner), [line()], once=None, waiting_max=9) for _ in range(3)),
        return_exceptions=True,
    )
    refused = [each.code for each in done if isinstance(each, Conflict)]
    assert refused == ["talking", "talking"]
    first = await store.current(owner.get("account", ""), owner.get("visit_key", ""))
    assert first is not None
    await ended(db, first)
    assert await store.current(owner.get("account", ""), owner.get("visit_key", "")) is None
    assert (await asked(db, **owner)).state is TalkState.WAITING


async def test_guests_without_a_visit_do_not_hinder_each_other(db: Database) -> None:
    await asked(db)
    await asked(db)
    assert await SqlHelpStore(db).current("", "") is None


async def test_a_full_queue_says_so(db: Database) -> None:
    store = SqlHelpStore(db)
    for _ in range(2):
        await asked(db)
    with pytest.raises(Conflict) as error:
        await store.ask(talk(), [line()], once=None, waiting_max=2)
    assert error.value.code == "crowded"


async def test_the_one_that_waits_longest_is_taken_within_what_is_covered(db: Database) -> None:
    await account(db, OFFICIAL)
    late = await asked(db, asked_ms=NOW_MS + 2)
    water = await asked(db, asked_ms=NOW_MS, department="water")
    early = await asked(db, asked_ms=NOW_MS + 1)
    first = await take(db, OFFICIAL, {"desk"})
    assert first is not None
    assert (first.id, first.state, first.official) == (early.id, TalkState.OPEN, OFFICIAL)
    assert first.first_taken_ms == first.taken_ms == NOW_MS + 5000
    last = (await SqlHelpStore(db).lines(first.id))[-1]
    assert (last.seq, last.side, last.words, last.author) == (2, Side.CITY, "taken", OFFICIAL)
    assert [t and t.id for t in [await take(db, OFFICIAL, {"desk"})]] == [late.id]
    assert await take(db, OFFICIAL, {"desk"}) is None
    assert await take(db, OFFICIAL, set()) is None
    everywhere = await take(db, OFFICIAL, None)
    assert everywhere is not None and everywhere.id == water.id
    entries = await SqlAuditStore(db).entries(action="help.take")
    assert [each.subject for each in entries][-1] == f"talk:{first.number}"


async def test_a_chosen_one_is_taken_once(db: Database) -> None:
    for each in (OFFICIAL, OTHER):
        await account(db, each)
    which = await asked(db)
    both = await asyncio.gather(
        *(take(db, each, number=which.number) for each in (OFFICIAL, OTHER))
    )
    assert sorted(each is not None for each in both) == [False, True]


async def test_nobody_has_more_than_their_hands_hold(db: Database) -> None:
    await account(db, OFFICIAL)
    for _ in range(6):
        await asked(db)
    done = await asyncio.gather(
        *(take(db, OFFICIAL, capacity=4) for _ in range(6)), return_exceptions=True
    )
    assert [each.code for each in done if isinstance(each, Conflict)] == ["capacity"] * 2
    assert len(await SqlHelpStore(db).of_official(OFFICIAL)) == 4


async def test_a_line_sent_twice_is_said_once(db: Database) -> None:
    store, which = SqlHelpStore(db), await asked(db)
    move = Move(talk=which.id, states=LIVE)
    both = await asyncio.gather(
        *(store.say(move, line("하나"), "key", lines_max=9) for _ in range(3))
    )
    assert sorted(is_new for _, is_new in both) == [False, False, True]
    _, is_new = await store.say(move, line("둘"), "key-2", lines_max=9)
    assert is_new
    assert [(each.seq, each.words) for each in await store.lines(which.id)][1:] == [
        (2, "하나"),
        (3, "둘"),
    ]
    kept = await store.by_number(which.number)
    assert kept is not None and (kept.lines, kept.version) == (3, 3)


async def test_lines_said_at_once_have_numbers_without_gaps(db: Database) -> None:
    store, which = SqlHelpStore(db), await asked(db)
    move = Move(talk=which.id, states=LIVE)
    await asyncio.gather(
        *(store.say(move, line(f"{n}"), f"key-{n}", lines_max=99) for n in range(12))
    )
    assert [each.seq for each in await store.lines(which.id)] == list(range(1, 14))


async def test_a_full_talk_takes_no_more_lines(db: Database) -> None:
    store, which = SqlHelpStore(db), await asked(db)
    with pytest.raises(Conflict) as error:
        await store.say(Move(talk=which.id, states=LIVE), line(), "k", lines_max=1)
    assert error.value.code == "talk_full"
    assert len(await store.lines(which.id)) == 1


async def test_what_somebody_lost_they_cannot_change(db: Database) -> None:
    store = SqlHelpStore(db)
    for each in (OFFICIAL, OTHER):
        await account(db, each)
    await asked(db)
    which = await take(db, OFFICIAL)
    assert which is not None
    open_ = (TalkState.OPEN,)
    for wrong in (
        Move(talk=which.id, states=open_, official=OTHER),
        Move(talk=which.id, states=(TalkState.WAITING,)),
        Move(talk=which.id, states=open_, version=which.version - 1),
    ):
        with pytest.raises(Conflict) as error:
            await store.move(wrong)
        assert error.value.code == "state"
    with pytest.raises(NotFound):
        await store.move(Move(talk=99, states=open_))
    with pytest.raises(Conflict):
        await store.say(Move(talk=which.id, states=open_, official=OTHER), line(), "k", lines_max=9)
    same = Move(talk=which.id, states=open_, official=OFFICIAL, version=which.version)
    assert (await store.move(same)).version == which.version + 1


async def test_an_end_with_a_complaint_is_written(db: Database) -> None:
    store, which = SqlHelpStore(db), await asked(db)
    assert (await ended(db, which)).state is TalkState.ENDED
    other = await asked(db)
    await store.move(Move(talk=other.id, states=LIVE, values={"complaint": "2026-000001"}))
    assert (await ended(db, other)).state is TalkState.WRITTEN


async def test_how_long_the_last_ones_took(db: Database) -> None:
    await account(db, OFFICIAL)
    for n in range(3):
        await asked(db, department="water" if n == 2 else "desk")
        which = await take(db, OFFICIAL)
        assert which is not None
        await ended(db, which, NOW_MS + 10_000 + n)
    await ended(db, await asked(db))
    store = SqlHelpStore(db)
    assert [each.ended_ms for each in await store.handled(department="", limit=2)] == [
        NOW_MS + 10_002,
        NOW_MS + 10_001,
    ]
    assert len(await store.handled(department="desk", limit=20)) == 2
    assert len(await store.handled_since(NOW_MS + 5000)) == 3
    assert await store.handled_since(NOW_MS + 5001) == []


async def test_200_wait_and_10_officials_take_each_once_in_fair_order(db: Database) -> None:
    """Each takes the next one as soon as an earlier one is over; all at once."""
    officials = [f"a00000000000001{n:02d}" for n in range(10)]
    for each in officials:
        await account(db, each)
    numbers = [(await asked(db, asked_ms=NOW_MS + n)).number for n in range(200)]
    order: list[str] = []

    async def work(official: str) -> None:
        while which := await take(db, official):
            order.append(which.number)
            await ended(db, which)

    await asyncio.gather(*map(work, officials))
    assert sorted(order) == sorted(numbers), "none twice, none forgotten"
    late_by = [abs(numbers.index(number) - place) for place, number in enumerate(order)]
    assert max(late_by) < len(officials), "nobody passes more than are being taken just then"


async def test_how_soon_help_came_is_ranked_by_the_database(db: Database) -> None:
    store = SqlHelpStore(db)
    nobody = await store.given(0)
    assert (nobody.asked, nobody.to_person.count, nobody.to_person.median_ms) == (0, 0, None)
    for n in range(10):
        await asked(db, visit_key=f"visit-{n}", asked_ms=NOW_MS - 1000 * n)
    await asked(db, visit_key="long ago", asked_ms=NOW_MS - 10_000_000)
    for _ in range(11):
        await take(db, OFFICIAL, capacity=20)
    given = await store.given(NOW_MS - 60_000)
    assert given.asked == given.to_person.count == 10
    assert (given.to_person.median_ms, given.to_person.p90_ms) == (9000, 13_000)
    assert (given.to_answer.count, given.to_answer.p90_ms) == (0, None)

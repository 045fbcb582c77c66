"""What is told and forgotten of people in talks; on both databases."""

import pytest

from metaserver.ports.help import LIVE, Move, Side, TalkState
from metaserver.ports.owndata import WITHHELD
from metaserver.register import load_register
from metaserver.storage import Database, Erasure, SqlAccountStore, SqlHelpStore, SqlOwnData
from tests.unit.storage.cases import CITIZEN, OFFICIAL, account
from tests.unit.storage.lines import DAY_MS, NOW_MS, FixedClock
from tests.unit.storage.talks import asked, line, take


async def talked(db: Database) -> str:
    """A citizen and an official talk, with a note for the next official: the talk's number."""
    store = SqlHelpStore(db)
    for each in (CITIZEN, OFFICIAL):
        await account(db, each)
    await asked(db, account=CITIZEN, visitor="하나", visit_key="v")
    which = await take(db, OFFICIAL)
    assert which is not None
    move = Move(talk=which.id, states=LIVE)
    for side, author in ((Side.VISITOR, CITIZEN), (Side.OFFICIAL, OFFICIAL), (Side.NOTE, OFFICIAL)):
        await store.say(move, line(f"of {side}", side, author=author), side, lines_max=9)
    return which.number


async def test_a_citizen_reads_all_of_their_talk_but_notes_and_numbers(db: Database) -> None:
    await talked(db)
    kept = await SqlOwnData(db).of_account(CITIZEN)
    (row,) = kept["talks"]
    assert row["account"] == CITIZEN and row["official"] == WITHHELD
    assert row["code_salt"] == WITHHELD
    words = [each["words"] for each in kept["talk_lines"]]
    assert "of visitor" in words and "of official" in words and "of note" not in words


async def test_an_official_reads_their_own_part(db: Database) -> None:
    number = await talked(db)
    kept = await SqlOwnData(db).of_account(OFFICIAL)
    assert [dict(each) for each in kept["talks"]] == [
        {"number": number, "department": "desk", "state": "open", "official": OFFICIAL}
    ]
    assert {each["author"] for each in kept["talk_lines"]} == {OFFICIAL}


async def test_a_deleted_account_leaves_no_talk_that_is_over(db: Database) -> None:
    store = SqlHelpStore(db)
    number = await talked(db)
    which = await store.by_number(number)
    assert which is not None
    values = {"state": TalkState.ENDED, "ended_ms": NOW_MS}
    await store.move(Move(talk=which.id, states=LIVE, values=values))
    going_on = await asked(db, account=CITIZEN, visitor="하나")
    await SqlAccountStore(db).remove(CITIZEN)
    assert await store.by_number(number) is None
    assert await store.lines(which.id) == []
    left = await store.by_number(going_on.number)
    assert left is not None and (left.account, left.visitor) == ("", "")


@pytest.mark.parametrize(("days", "is_there"), [(29, True), (30, False)])
async def test_a_talk_is_erased_thirty_days_after_its_end(
    db: Database, days: int, is_there: bool
) -> None:
    store = SqlHelpStore(db)
    over, waits = await asked(db), await asked(db)
    values = {"state": TalkState.ENDED, "ended_ms": NOW_MS}
    await store.move(Move(talk=over.id, states=LIVE, values=values))
    clock = FixedClock(NOW_MS + days * DAY_MS)
    await Erasure(db=db, register=load_register(), clock=clock).run()
    assert (await store.by_number(over.number) is not None) is is_there
    assert bool(await store.lines(over.id)) is is_there
    assert await store.by_number(waits.number) is not None

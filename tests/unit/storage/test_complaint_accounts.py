"""What is left of complaints when the account is forgotten that made or joined them."""

from dataclasses import replace

import pytest

from metaserver.errors import Conflict
from metaserver.ports.complaints import Complaint, EventKind
from metaserver.storage import Database, SqlComplaintStore, SqlOwnData
from tests.unit.storage.cases import (
    CITIZEN,
    OFFICIAL,
    changed,
    contact,
    event,
    filed,
    follower,
    photo,
    rows,
)


async def lived(db: Database) -> tuple[Complaint, Complaint]:
    """A citizen made one complaint and follows another; an official looked after the first."""
    store = SqlComplaintStore(db)
    await store.add_photo(photo("aa"))
    made = await filed(db, reporter=CITIZEN, contact=contact(), photos=["aa"])
    made = await store.change(
        replace(
            changed(made, assignee=OFFICIAL),
            event=event(EventKind.ASSIGNED, actor=OFFICIAL, words="맡음", public=False),
        )
    )
    other = await filed(db, contact=contact(email="other@example.org"))
    joining = replace(changed(other), follower=follower(account=CITIZEN))
    return made, await store.change(joining)


async def test_nobody_is_not_everybody_without_an_account(db: Database) -> None:
    await filed(db, contact=contact())
    store = SqlComplaintStore(db)
    assert await store.forget_account("") == 0
    assert await store.joined_by("") == []
    assert len(await rows(db, "SELECT 1 FROM complaint_contacts")) == 1


async def test_who_is_forgotten_is_named_nowhere_and_the_complaints_stay(db: Database) -> None:
    store = SqlComplaintStore(db)
    made, other = await lived(db)
    assert await store.joined_by(CITIZEN) == [other.id]
    assert await store.forget_account(CITIZEN) == 1
    left_of_it = await SqlOwnData(db).of_account(CITIZEN)
    assert {table: rows for table, rows in left_of_it.items() if rows} == {}
    assert await store.joined_by(CITIZEN) == []
    kept = await store.get(made.id)
    assert kept is not None
    assert (kept.reporter, kept.description) == ("", made.description)
    assert await store.contact(made.id) is None
    assert await store.contact(other.id) is not None, "somebody else's"
    (left,) = await store.followers(other.id)
    assert (left.account, left.email, left.code_salt) == ("", "", "ffeeddccbbaa9988")
    assert await store.forget_account(CITIZEN) == 0


async def test_an_official_who_is_forgotten_is_not_written_back(db: Database) -> None:
    store = SqlComplaintStore(db)
    made, _ = await lived(db)
    assert await store.forget_account(OFFICIAL) == 0
    with pytest.raises(Conflict):
        await store.change(changed(made, department="parks"))
    kept = await store.get(made.id)
    assert kept is not None
    assert kept.assignee == ""
    assert kept.reporter == CITIZEN

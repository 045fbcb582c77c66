"""All that is kept of an account around complaints, and what is left when it is forgotten."""

import json
from dataclasses import replace

import pytest

from metaserver.errors import Conflict, NotFound
from metaserver.ports.complaints import Complaint, Duty, EventKind
from metaserver.storage import Database, SqlComplaintStore, SqlOfficeStore
from tests.unit.storage.cases import (
    CITIZEN,
    OFFICIAL,
    account,
    changed,
    contact,
    event,
    filed,
    follower,
    photo,
    rows,
)
from tests.unit.storage.lines import NOW_MS


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


async def test_all_that_is_kept_of_a_citizen(db: Database) -> None:
    made, other = await lived(db)
    kept = await SqlComplaintStore(db).of_account(CITIZEN)
    (complaint,) = json.loads(json.dumps(kept))["complaints"]
    assert (complaint["number"], complaint["description"]) == (made.number, made.description)
    assert complaint["attributes"] == {"depth": "10 cm", "lanes": [1, 2]}
    assert complaint["contact"]["email"] == "gildong@example.org"
    assert [each["kind"] for each in complaint["events"]] == ["received"], "no internal notes"
    assert [(each["id"], each["size_bytes"]) for each in complaint["photos"]] == [("aa", 12)]
    (followed,) = kept["followed"]
    assert (followed["number"], followed["email"]) == (other.number, "me-too@example.org")
    assert kept["assigned"] == kept["acted"] == kept["duty"] == kept["absences"] == []
    assert made.code_salt not in json.dumps(kept)


async def test_all_that_is_kept_of_an_official(db: Database) -> None:
    made, _ = await lived(db)
    await account(db, OFFICIAL)
    duty = Duty(account=OFFICIAL, department="roads", since_ms=NOW_MS, seen_ms=NOW_MS)
    await SqlOfficeStore(db).set_duty(duty)
    kept = await SqlComplaintStore(db).of_account(OFFICIAL)
    assert (kept["complaints"], kept["followed"]) == ([], [])
    assert kept["assigned"] == [made.number]
    assert [(each["number"], each["words"]) for each in kept["acted"]] == [(made.number, "맡음")]
    assert kept["duty"][0]["department"] == "roads"


async def test_nobody_is_not_everybody_without_an_account(db: Database) -> None:
    await filed(db, contact=contact())
    store = SqlComplaintStore(db)
    with pytest.raises(NotFound):
        await store.of_account("")
    assert await store.forget_account("") == 0
    assert await store.joined_by("") == []
    assert len(await rows(db, "SELECT 1 FROM complaint_contacts")) == 1


async def test_who_is_forgotten_is_named_nowhere_and_the_complaints_stay(db: Database) -> None:
    store = SqlComplaintStore(db)
    made, other = await lived(db)
    assert await store.joined_by(CITIZEN) == [other.id]
    assert await store.forget_account(CITIZEN) == 1
    empty: dict[str, list[object]] = {
        "complaints": [], "followed": [], "assigned": [], "acted": [], "duty": [], "absences": [],
    }  # fmt: skip
    assert await store.of_account(CITIZEN) == empty
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

"""All that is kept of one person, whole and of nobody else; on both databases."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import insert

from metaserver.errors import NotFound
from metaserver.ports.accounts import AuditEntry, LoginSession, OneTimeToken
from metaserver.ports.complaints import Absence, Duty, EventKind
from metaserver.ports.outbox import NewEntry
from metaserver.ports.owndata import WITHHELD
from metaserver.register import load_register
from metaserver.storage import (
    Database,
    SqlAccountStore,
    SqlAuditStore,
    SqlComplaintStore,
    SqlOfficeStore,
    SqlOutboxStore,
    SqlOwnData,
)
from metaserver.storage.tables import ACCOUNT_SUBJECTS, METADATA
from tests.unit.storage.cases import (
    CITIZEN,
    OFFICIAL,
    account,
    changed,
    contact,
    event,
    filed,
    follower,
    once,
    photo,
)
from tests.unit.storage.lines import DAY_MS, NOW_MS

STRANGER = "a0000000000000003"
NAMES = {"account", "actor", "assignee", "author", "cover", "official", "reporter"}
"""Columns that hold an account."""


async def lived(db: Database) -> tuple[int, int]:
    """A citizen made one complaint and joined another, of a stranger; an official works."""
    for each in (CITIZEN, OFFICIAL, STRANGER):
        await account(db, each)
    people, complaints = SqlAccountStore(db), SqlComplaintStore(db)
    for each in (CITIZEN, STRANGER):
        await people.add_session(
            LoginSession(
                cookie_hash=f"cookie of {each}", account=each, created_ms=1, seen_ms=1,
                until_ms=NOW_MS,
            )
        )  # fmt: skip
        await people.add_token(
            OneTimeToken(token_hash=f"token of {each}", account=each, kind="reset", until_ms=NOW_MS)
        )
    async with db.write("test") as connection:
        row = {"issuer": "https://id.example", "subject": "17", "account": CITIZEN}
        await connection.execute(insert(ACCOUNT_SUBJECTS).values(row))
    await complaints.add_photo(photo("aa"))
    made = await filed(
        db, reporter=CITIZEN, contact=contact(), photos=["aa"], once=once(),
        outbox=[NewEntry(target="mail", kind="receipt", payload={"to": "0011salt"})],
    )  # fmt: skip
    await complaints.change(
        replace(
            changed(made, assignee=OFFICIAL),
            event=event(EventKind.ASSIGNED, actor=OFFICIAL, words="사무실 메모", public=False),
        )
    )
    other = await filed(
        db, reporter=STRANGER, description="남의 일", contact=contact(email="other@example.org")
    )
    joined = await complaints.change(replace(changed(other), follower=follower(account=CITIZEN)))
    await SqlOutboxStore(db).link("open311", made.id, "REMOTE-1", token="secret token")
    await SqlOfficeStore(db).set_duty(
        Duty(account=OFFICIAL, department="roads", since_ms=NOW_MS, seen_ms=NOW_MS)
    )
    await SqlOfficeStore(db).set_absence(
        Absence(account=OFFICIAL, cover=STRANGER, from_ms=NOW_MS, until_ms=NOW_MS + DAY_MS)
    )
    for actor, subject in ((OFFICIAL, CITIZEN), (OFFICIAL, STRANGER)):
        await SqlAuditStore(db).append(
            AuditEntry(
                time_ms=NOW_MS, actor=actor, action="role.grant", subject=f"account:{subject}",
                detail={"to": subject},
            )
        )  # fmt: skip
    await SqlOutboxStore(db).add(
        NewEntry(target="mail", kind="official", payload={"to": OFFICIAL, "department": "roads"}),
        now_ms=NOW_MS,
    )
    return made.id, joined.id


async def test_all_that_is_kept_of_a_citizen(db: Database) -> None:
    made, other = await lived(db)
    kept = await SqlOwnData(db).of_account(CITIZEN)
    text = json.dumps(kept, ensure_ascii=False)
    assert [each["id"] for each in kept["accounts"]] == [CITIZEN]
    assert kept["account_subjects"][0]["subject"] == "17"
    assert len(kept["login_sessions"]) == len(kept["one_time_tokens"]) == 1
    assert [each["id"] for each in kept["complaints"]] == [made]
    assert kept["complaint_contacts"][0]["email"] == "gildong@example.org"
    assert [each["body"] for each in kept["complaint_photos"]] == [12], "its size in bytes"
    assert [each["complaint"] for each in kept["complaint_followers"]] == [other]
    assert kept["complaint_followers"][0]["email"] == "me-too@example.org"
    assert kept["outbox_links"][0]["remote"] == "REMOTE-1"
    assert len(kept["once"]) == len(kept["outbox"]) == 1
    assert [each["subject"] for each in kept["audit"]] == [f"account:{CITIZEN}"]
    for secret in ("cookie of", "token of", "secret token", "0011salt", "$argon2"):
        assert secret not in text
    for foreign in (STRANGER, OFFICIAL, "남의 일", "other@example.org", "사무실 메모"):
        assert foreign not in text


async def test_all_that_is_kept_of_an_official(db: Database) -> None:
    await lived(db)
    kept = await SqlOwnData(db).of_account(OFFICIAL)
    text = json.dumps(kept, ensure_ascii=False)
    (case,) = kept["complaints"]
    assert set(case) == {"number", "department", "status", "assignee"}, "nothing of the reporter"
    assert [each["words"] for each in kept["complaint_events"]] == ["사무실 메모"]
    assert kept["duty"][0]["department"] == "roads"
    assert kept["absences"][0]["cover"] == WITHHELD
    assert [each["payload"] for each in kept["outbox"]] == [{"department": "roads"}]
    assert [each["subject"] for each in kept["audit"]] == [WITHHELD, WITHHELD]
    for foreign in (CITIZEN, STRANGER, "gildong@example.org", "보도블록"):
        assert foreign not in text


async def test_with_a_complaint_comes_what_its_reporter_left(db: Database) -> None:
    made, other = await lived(db)
    kept = await SqlOwnData(db).of_complaint(other)
    text = json.dumps(kept, ensure_ascii=False)
    assert "남의 일" in text and "other@example.org" in text
    for foreign in ("me-too@example.org", CITIZEN, STRANGER):
        assert foreign not in text
    assert "complaint_followers" not in kept and "accounts" not in kept
    assert made not in [each["id"] for each in kept["complaints"]]


async def test_who_joined_gets_what_they_left_alone(db: Database) -> None:
    await lived(db)
    kept = await SqlOwnData(db).of_follower(1)
    assert set(kept) == {"complaint_followers"}
    assert kept["complaint_followers"][0]["email"] == "me-too@example.org"
    assert (await SqlOwnData(db).of_follower(0))["complaint_followers"] == []


async def test_without_an_account_nothing_is_told(db: Database) -> None:
    await lived(db)
    with pytest.raises(NotFound):
        await SqlOwnData(db).of_account("")


async def test_every_table_of_the_register_that_names_an_account_is_told(db: Database) -> None:
    await lived(db)
    kept = await SqlOwnData(db).of_account(CITIZEN)
    registered = {
        table: columns
        for kind in load_register().kinds
        if kind.rule
        for table, columns in {kind.rule.table: kind.columns, **kind.goes_with}.items()
    }
    naming = {
        table.name
        for table in METADATA.tables.values()
        if NAMES & set(table.c.keys())
        or any(key.column.table.name == "accounts" for key in table.foreign_keys)
    }
    of_complaints = {
        table.name
        for table in METADATA.tables.values()
        if any(key.column.table.name == "complaints" for key in table.foreign_keys)
    }
    # Reports name the temporary numbers of visitors, which belong to no account.
    assert (naming - {"reports"}) | of_complaints | {"accounts"} == set(kept)
    assert set(kept) <= set(registered)
    for table, rows in kept.items():
        for row in rows:
            assert set(row) == set(registered[table]), table

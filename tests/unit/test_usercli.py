"""``metaserver user``: accounts made and changed beside, or before, a running server."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from metaserver.clock import SystemClock
from metaserver.errors import Invalid, SettingError
from metaserver.identity.accounts import Accounts
from metaserver.identity.audit import Audit
from metaserver.identity.passwords import Passwords
from metaserver.identity.tokens import TokenBox
from metaserver.storage import Database
from metaserver.storage.accounts import SqlAccountStore
from metaserver.storage.audit import SqlAuditStore
from metaserver.usercli import _Here, user_app

PASSWORD = "a river runs through it"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def run(data: Path, *words: str, password: str = PASSWORD) -> Result:
    result = CliRunner().invoke(user_app, [*words, "--data", str(data)], input=f"{password}\n")
    if isinstance(result.exception, SettingError):
        raise result.exception
    return result


def add(data: Path, login: str = "minji", role: str = "official", *more: str) -> str:
    """The account's number."""
    words = ("add", "--login", login, "--role", role, "--password-stdin")
    result = run(data, *words, *more)
    assert result.exit_code == 0, result.output
    found = re.match(r"Account (a[0-9a-f]{16}) for ", result.stdout)
    assert found, result.stdout
    return found[1]


def rows(data: Path, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(data / "city.sqlite")) as db:
        return db.execute(query).fetchall()


def log_in(data: Path, password: str, login: str = "minji") -> str:
    """The account that logged in, by the same rules as on the page."""

    async def work() -> str:
        db, clock = Database(data / "city.sqlite"), SystemClock()
        await db.open()
        try:
            accounts = Accounts(
                SqlAccountStore(db), Audit(SqlAuditStore(db), clock), Passwords(_Here()), clock,
                tokens=TokenBox(b"k" * 32, clock), signup=False, ended=lambda _: None,
            )  # fmt: skip
            _, account = await accounts.log_in(login, password, address_key="here")
            return account.id
        finally:
            await db.close()

    return asyncio.run(work())


def set_password(data: Path, token: str, password: str) -> None:
    async def work() -> None:
        db, clock = Database(data / "city.sqlite"), SystemClock()
        await db.open()
        try:
            accounts = Accounts(
                SqlAccountStore(db), Audit(SqlAuditStore(db), clock), Passwords(_Here()), clock,
                tokens=TokenBox(b"k" * 32, clock), signup=False, ended=lambda _: None,
            )  # fmt: skip
            await accounts.reset(token, password)
        finally:
            await db.close()

    asyncio.run(work())


def test_an_official_is_made_before_the_first_start_and_logs_in(data: Path) -> None:
    number = add(data, "Minji", "official", "--department", "roads", "--name", "도로과 김민지")
    assert data.stat().st_mode & 0o777 == 0o700
    assert log_in(data, PASSWORD) == number
    listed = run(data, "list", "--role", "official").stdout
    assert "minji" in listed
    assert rows(data, "select action, actor from audit limit 1") == [
        ("account.add", "command-line")
    ]


def test_the_password_is_kept_nowhere(data: Path) -> None:
    add(data)
    kept = b"".join(path.read_bytes() for path in data.iterdir() if path.is_file())
    assert PASSWORD.encode() not in kept and b"$argon2id$" in kept


def test_the_password_is_asked_for_twice_at_a_terminal(data: Path) -> None:
    words = ["add", "--login", "minji", "--role", "operator", "--data", str(data)]
    result = CliRunner().invoke(user_app, words, input=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0 and PASSWORD not in result.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--login", "a", "--role", "operator"), "login: A login has at least 3 characters."),
        (
            ("--login", "minji", "--role", "official", "--department", "raods"),
            "department: there is no 'raods'; there are .*roads",
        ),
        (("--login", "minji", "--role", "curator", "--department", "roads"), "department: .*check"),
        (("--login", "minji", "--role", "operator", "--language", "fr"), "language: Choose one"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(data: Path, words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(SettingError, match=sentence):
        run(data, "add", *words, "--password-stdin")


def test_a_weak_password_and_a_login_that_is_taken_are_refused(data: Path) -> None:
    with pytest.raises(SettingError, match="password: A password has at least 10 characters"):
        words = ("add", "--login", "minji", "--role", "operator", "--password-stdin")
        run(data, *words, password="short")
    add(data)
    with pytest.raises(SettingError, match="login: This login is taken"):
        add(data)


def test_roles_are_given_and_taken_and_written_down(data: Path) -> None:
    number = add(data, "minji", "citizen")
    told = run(data, "grant", "minji", "--role", "official", "--department", "roads").stdout
    assert told == "minji: citizen, official:roads.\n"
    told = run(data, "revoke", number, "--role", "official", "--department", "roads").stdout
    assert told == f"{number}: citizen.\n"
    entries = rows(data, "select action, subject from audit order by id")
    assert entries[1:] == [
        ("role.grant", f"account:{number}"), ("role.revoke", f"account:{number}"),
    ]  # fmt: skip
    again = run(data, "revoke", "minji", "--role", "official", "--department", "roads")
    assert again.exit_code == 1
    assert "minji has no such role" in again.stderr


def test_a_stopped_account_cannot_log_in_until_it_is_enabled(data: Path) -> None:
    add(data)
    run(data, "disable", "minji")
    assert "stopped" in run(data, "list").stdout
    with pytest.raises(Exception, match="disabled"):
        log_in(data, PASSWORD)
    run(data, "enable", "minji")
    assert log_in(data, PASSWORD)


def test_a_one_time_address_sets_a_password_once(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("METASERVER_PUBLIC_URL", "https://city.example/")
    add(data)
    result = run(data, "reset", "minji")
    address, _, token = result.stdout.strip().partition("#")
    assert address == "https://city.example/account/reset/new"
    set_password(data, token, "another river entirely")
    assert log_in(data, "another river entirely")
    with pytest.raises(Invalid):
        set_password(data, token, "and yet another one")


@pytest.mark.parametrize("command", ["disable", "enable", "reset"])
def test_somebody_who_is_not_there_is_told(data: Path, command: str) -> None:
    add(data)
    result = run(data, command, "nobody")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "metaserver: nobody is no account here; see `metaserver user list`.\n"


def test_another_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="there is no database in"):
        run(tmp_path / "nowhere", "list")


def test_an_empty_list_says_what_to_do(data: Path) -> None:
    add(data, "minji", "citizen")
    told = run(data, "list", "--role", "curator").stdout
    assert told == "None. `metaserver user add` makes one.\n"

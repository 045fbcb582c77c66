"""Browsers that are logged in, and tokens that are good for once."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from metaserver.ports.accounts import Account, Grant, LoginSession, OneTimeToken, Role
from metaserver.storage.database import Database
from metaserver.storage.tables import ACCOUNTS, LOGIN_SESSIONS, ONE_TIME_TOKENS

_SESSIONS = LOGIN_SESSIONS.c
_TOKENS = ONE_TIME_TOKENS.c


class SqlLogins:
    """The part of ``SqlAccountStore`` that is written at each log-in."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add_session(self, session: LoginSession) -> None:
        """Raises ``NotFound`` where the account is gone."""
        async with self._db.write("session_add") as connection:
            await connection.execute(insert(LOGIN_SESSIONS).values(asdict(session)))

    async def session(self, cookie_hash: str) -> tuple[LoginSession, Account] | None:
        """Whether it is over is for the caller to see."""
        both = select(LOGIN_SESSIONS, ACCOUNTS).join(ACCOUNTS, ACCOUNTS.c.id == _SESSIONS.account)
        query = both.where(_SESSIONS.cookie_hash == cookie_hash)
        async with self._db.read("session") as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _both(row)

    async def touch_session(self, cookie_hash: str, seen_ms: int, until_ms: int) -> None:
        touched = update(LOGIN_SESSIONS).where(_SESSIONS.cookie_hash == cookie_hash)
        async with self._db.write("session_touch") as connection:
            await connection.execute(touched.values(seen_ms=seen_ms, until_ms=until_ms))

    async def end_sessions(self, account: str, *, but: str = "") -> int:
        """All but the one with that cookie hash: how many."""
        others = (_SESSIONS.account == account) & (_SESSIONS.cookie_hash != but)
        async with self._db.write("sessions_end") as connection:
            return (await connection.execute(delete(LOGIN_SESSIONS).where(others))).rowcount

    async def end_session(self, cookie_hash: str) -> None:
        this = _SESSIONS.cookie_hash == cookie_hash
        async with self._db.write("session_end") as connection:
            await connection.execute(delete(LOGIN_SESSIONS).where(this))

    async def add_token(self, token: OneTimeToken) -> None:
        """In place of an older one of that account and kind. Raises ``NotFound`` where the account
        is gone."""
        older = (_TOKENS.account == token.account) & (_TOKENS.kind == token.kind)
        async with self._db.write("token_add") as connection:
            await connection.execute(delete(ONE_TIME_TOKENS).where(older))
            await connection.execute(insert(ONE_TIME_TOKENS).values(asdict(token)))

    async def take_token(self, token_hash: str, kind: str, now_ms: int) -> str | None:
        """The account, once; None for one that is unknown, used or too old."""
        this = (_TOKENS.token_hash == token_hash) & (_TOKENS.kind == kind)
        taken = (
            delete(ONE_TIME_TOKENS)
            .where(this & (_TOKENS.until_ms > now_ms))
            .returning(_TOKENS.account)
        )
        async with self._db.write("token_take") as connection:
            return (await connection.execute(taken)).scalar_one_or_none()


def account_of(row: Any) -> Account:
    """``row``: column of ``ACCOUNTS`` to value."""
    grants = tuple(Grant(Role(role), department) for role, department in row["grants"])
    return Account(**{**row, "grants": grants})


def _both(row: Row[Any]) -> tuple[LoginSession, Account]:
    # By place: some names are in both tables.
    names = [column.name for column in (*LOGIN_SESSIONS.columns, *ACCOUNTS.columns)]
    values = list(zip(names, row, strict=True))
    cut = len(LOGIN_SESSIONS.columns)
    return LoginSession(**dict(values[:cut])), account_of(dict(values[cut:]))

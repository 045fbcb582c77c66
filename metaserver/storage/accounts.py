"""Accounts, and who they are elsewhere."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, insert, or_, select, update

from metaserver.errors import Conflict, NotFound
from metaserver.ports.accounts import Account, AuditEntry, Role
from metaserver.storage.audit import add_audit
from metaserver.storage.forgetting import forget_accounts
from metaserver.storage.logins import SqlLogins, account_of
from metaserver.storage.rows import columns
from metaserver.storage.tables import ACCOUNT_SUBJECTS, ACCOUNTS


class SqlAccountStore(SqlLogins):
    """``ports.accounts.AccountStore`` on a database; log-ins and tokens are in ``logins``."""

    async def add(
        self, account: Account, *, subject: tuple[str, str] | None = None,
        audit: AuditEntry | None = None,
    ) -> None:  # fmt: skip
        """``subject``: issuer and subject. Raises ``Conflict`` where login or subject is taken."""
        async with self._db.write("account_add") as connection:
            await connection.execute(insert(ACCOUNTS).values(_row(account)))
            if subject is not None:
                issuer, name = subject
                row = {"issuer": issuer, "subject": name, "account": account.id}
                await connection.execute(insert(ACCOUNT_SUBJECTS).values(row))
            await add_audit(connection, audit)

    async def get(self, account: str) -> Account | None:
        return await self._one("account_get", ACCOUNTS.c.id == account)

    async def by_login(self, login: str) -> Account | None:
        return await self._one("account_by_login", ACCOUNTS.c.login == login)

    async def by_email(self, email: str) -> Account | None:
        """With that verified address; the oldest, where several proved it."""
        verified = (ACCOUNTS.c.email == email) & ACCOUNTS.c.email_verified_ms.is_not(None)
        return await self._one("account_by_email", verified)

    async def by_subject(self, issuer: str, subject: str) -> Account | None:
        subjects = ACCOUNT_SUBJECTS.c
        known = select(subjects.account).where(
            subjects.issuer == issuer, subjects.subject == subject
        )
        return await self._one("account_by_subject", ACCOUNTS.c.id == known.scalar_subquery())

    async def subjects(self, account: str) -> builtins.list[tuple[str, str]]:
        """Issuer and subject of each."""
        subjects = ACCOUNT_SUBJECTS.c
        query = select(subjects.issuer, subjects.subject).where(subjects.account == account)
        async with self._db.read("account_subjects") as connection:
            rows = await connection.execute(query.order_by(subjects.issuer, subjects.subject))
            return [(row.issuer, row.subject) for row in rows]

    async def update(self, account: Account, *, audit: AuditEntry | None = None) -> Account:
        """Raises ``Conflict("changed")`` where somebody else was quicker, ``Conflict("exists")``
        where the login is taken, ``NotFound`` where the account is gone."""
        after = replace(account, version=account.version + 1)
        same = (ACCOUNTS.c.id == account.id) & (ACCOUNTS.c.version == account.version)
        change = update(ACCOUNTS).where(same).values(_row(after))
        async with self._db.write("account_update") as connection:
            if (await connection.execute(change)).rowcount != 1:
                there = select(ACCOUNTS.c.version).where(ACCOUNTS.c.id == account.id)
                if await connection.scalar(there) is None:
                    raise NotFound("gone", "the account is gone")
                raise Conflict("changed", "the account was changed meanwhile")
            await add_audit(connection, audit)
        return after

    async def remove(self, account: str, *, audit: AuditEntry | None = None) -> None:
        """With its subjects, log-ins and tokens; its complaints name nobody then. Harmless where
        it is gone."""
        async with self._db.write("account_remove") as connection:
            await forget_accounts(connection, [account])
            gone = await connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.id == account))
            if gone.rowcount:
                await add_audit(connection, audit)

    async def list(
        self, *, role: Role | None = None, words: str = "", limit: int = 500
    ) -> builtins.list[Account]:
        """Newest first; with ``role``, those who have it for any department."""
        query = select(ACCOUNTS).order_by(ACCOUNTS.c.created_ms.desc(), ACCOUNTS.c.id)
        if words:
            query = query.where(_named(words))
        if role is not None:
            query = query.where(cast(ACCOUNTS.c.grants, Text).contains(f'"{role}"'))
        async with self._db.read("account_list") as connection:
            rows = (await connection.execute(query.limit(limit))).all()
        found = [account_of(row._mapping) for row in rows]
        # A department may be called like a role.
        return [a for a in found if role is None or role in {grant.role for grant in a.grants}]

    async def _one(self, operation: str, where: ColumnElement[bool]) -> Account | None:
        query = select(ACCOUNTS).where(where).order_by(ACCOUNTS.c.created_ms).limit(1)
        async with self._db.read(operation) as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else account_of(row._mapping)


def _named(words: str) -> ColumnElement[bool]:
    """Either case of letters; logins are kept in the lower one."""
    part = words.lower()
    return or_(
        ACCOUNTS.c.id == words,
        ACCOUNTS.c.login.contains(part, autoescape=True),
        func.lower(ACCOUNTS.c.name).contains(part, autoescape=True),
    )


def _row(account: Account) -> dict[str, Any]:
    grants = [[grant.role.value, grant.department] for grant in account.grants]
    return columns(account) | {"grants": grants}

"""What operators do to accounts. Each change and its audit entry are one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from metaserver.errors import Conflict, Invalid, NotFound
from metaserver.identity import rules
from metaserver.identity.audit import Audit
from metaserver.identity.logins import Logins
from metaserver.identity.onetime import RESET, OneTime
from metaserver.identity.passwords import Passwords
from metaserver.ports import Clock
from metaserver.ports.accounts import Account, AccountStore, AuditEntry, Grant, Role

CHANGE_TRIES: Final = 5
"""So often a change is made anew where somebody else was quicker."""

Ended = Callable[[str], None]
"""Called with the id of an account whose sockets must end at once."""


class Administration:
    """``by`` is the account of the operator, or ``audit.COMMAND_LINE``.

    Every method may raise ``StoreError``, and ``NotFound`` (``account``).
    """

    def __init__(
        self, store: AccountStore, audit: Audit, passwords: Passwords, clock: Clock,
        *, ended: Ended,
    ) -> None:  # fmt: skip
        self._store = store
        self._audit = audit
        self._passwords = passwords
        self._clock = clock
        self._ended = ended
        self._logins = Logins(store, clock)
        self._tokens = OneTime(store, clock)

    async def get(self, account: str) -> Account:
        found = await self._store.get(account)
        if found is None:
            raise NotFound("account")
        return found

    async def find(self, login: str) -> Account:
        """By login."""
        found = await self._store.by_login(rules.clean_login(login))
        if found is None:
            raise NotFound("account")
        return found

    async def list(
        self, *, role: Role | None = None, words: str = "", limit: int = 500
    ) -> list[Account]:
        """Newest first; ``words``: part of login or name, or the whole id."""
        return await self._store.list(role=role, words=words, limit=limit)

    async def add(
        self, login: str, password: str, *, role: Role, department: str = "", name: str = "",
        language: str = "ko", by: str,
    ) -> Account:  # fmt: skip
        """A local account that an operator makes. Raises ``Invalid`` and ``WorkerError``."""
        login = rules.clean_login(login)
        grant = _grant(role, department)
        grants = rules.with_grant((Grant(Role.CITIZEN),), grant)
        shown, problem = rules.clean_account_name(name, official=role is Role.OFFICIAL)
        refuse(
            login=rules.login_problem(login), name=problem,
            language=rules.language_problem(language),
        )  # fmt: skip
        self._passwords.check_rules(password, login)
        now_ms = self._clock.unix_ms()
        account = Account(
            id=new_id(), created_ms=now_ms, login=login, name=shown, language=language,
            password_hash=await self._passwords.hash(password), grants=grants, used_ms=now_ms,
        )  # fmt: skip
        entry = self._about(account.id, by, "account.add", role=role.value, department=department)
        await self._insert(account, audit=entry)
        return account

    async def grant(self, account: str, role: Role, department: str = "", *, by: str) -> Account:
        """Raises ``Invalid`` for a department that cannot be one."""
        grant = _grant(role, department)
        entry = self._about(account, by, "role.grant", role=role.value, department=department)
        return await self._change(
            account, lambda a: replace(a, grants=rules.with_grant(a.grants, grant)), entry
        )

    async def revoke(self, account: str, role: Role, department: str = "", *, by: str) -> Account:
        """Ends the account's sockets. Raises ``NotFound`` (``grant``) where it has no such role."""
        grant = Grant(role, department)
        if grant not in (await self.get(account)).grants:
            raise NotFound("grant")
        entry = self._about(account, by, "role.revoke", role=role.value, department=department)
        changed = await self._change(account, lambda a: _without(a, grant), entry)
        self._ended(account)
        return changed

    async def disable(self, account: str, *, by: str) -> Account:
        """Ends its log-ins and sockets; nobody logs in with it until it is enabled again."""
        now_ms = self._clock.unix_ms()
        entry = self._about(account, by, "account.disable")
        changed = await self._change(account, lambda a: replace(a, disabled_ms=now_ms), entry)
        self._ended(account)
        await self._logins.end_all(account)
        return changed

    async def enable(self, account: str, *, by: str) -> Account:
        """Also ends a lock after failed log-ins."""
        entry = self._about(account, by, "account.enable")
        return await self._change(
            account, lambda a: replace(a, disabled_ms=None, failed=0, locked_until_ms=0), entry
        )

    async def reset_for(self, account: str, *, by: str) -> str:
        """A token with which its person may set a password; good for an hour, once."""
        await self.get(account)
        await self._audit.add(by, "account.reset", f"account:{account}")
        return await self._tokens.issue(account, RESET)

    # ---- for those who build on it ----

    async def _change(
        self, account: str, change: Callable[[Account], Account], audit: AuditEntry | None = None
    ) -> Account:
        """Made anew where somebody else was quicker. Raises ``Conflict`` after a few times."""
        for _ in range(CHANGE_TRIES):
            now = await self.get(account)
            try:
                return await self._store.update(change(now), audit=audit)
            except Conflict:
                continue
        raise Conflict("account")

    async def _insert(
        self, account: Account, *, subject: tuple[str, str] | None = None,
        audit: AuditEntry | None = None,
    ) -> None:  # fmt: skip
        try:
            await self._store.add(account, subject=subject, audit=audit)
        except Conflict:
            if subject is not None:
                raise
            raise Invalid({"login": "taken"}) from None

    def _of_staff(self, account: Account, action: str) -> AuditEntry | None:
        """What somebody with a role does to their own account is written down, too."""
        if not rules.is_staff(account):
            return None
        return self._about(account.id, account.id, action)

    def _about(self, account: str, by: str, action: str, **detail: Any) -> AuditEntry:
        return self._audit.entry(by, action, f"account:{account}", **detail)


def new_id() -> str:
    return f"a{secrets.token_hex(8)}"


def _grant(role: Role, department: str) -> Grant:
    grant = rules.checked_grant(role, department)
    if grant is None:
        raise Invalid({"department": "form"})
    return grant


def _without(account: Account, grant: Grant) -> Account:
    """Who is no official any more is not called like one either."""
    left = replace(account, grants=rules.without_grant(account.grants, grant))
    name, _ = rules.clean_account_name(left.name, official=rules.is_official(left))
    return replace(left, name=name)


def refuse(**problems: str | None) -> None:
    """Raises ``Invalid`` with those that are problems."""
    found = {field: code for field, code in problems.items() if code is not None}
    if found:
        raise Invalid(found)

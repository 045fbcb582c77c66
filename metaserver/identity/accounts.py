"""Accounts: what people do with their own; what operators do is in ``administration``.

Codes of ``WishError`` that come from here, for those who have the sentences:

``Invalid``    by field, see ``rules``; also ``login: taken``, ``age_14: required``,
               ``consents: choice``, ``password: wrong`` (of one who is logged in), ``token: old``
``Forbidden``  ``wrong_login`` (unknown or wrong password: not told apart), ``disabled``,
               ``signup_off``
``Limited``    ``login_wait``, ``signup_wait``, ``reset_wait``
``NotFound``   ``account``, ``grant``
``Conflict``   ``account`` (somebody else changes it all the time)

A log-in takes as long and says the same for an unknown login as for a wrong password; both are
counted by login and by address (``lockout``). For accounts the count is stored too, so that a
restart does not end a lock.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from metaserver import metrics
from metaserver.errors import Conflict, Forbidden, Limited, MetaserverError
from metaserver.identity import rules
from metaserver.identity.administration import Ended, new_id, refuse
from metaserver.identity.audit import Audit
from metaserver.identity.lockout import BY_LOGIN, login_key
from metaserver.identity.outward import CLAIMS, Identity, renewed
from metaserver.identity.own import OwnAccount
from metaserver.identity.passwords import Passwords
from metaserver.identity.tokens import TokenBox
from metaserver.ports import Clock
from metaserver.ports.accounts import Account, AccountStore, Grant, Role

SOCKET_KIND: Final = "account"
SOCKET_VALID_S: Final = 60.0
SOCKET_TOKEN_MAX_CHARS: Final = 600
"""What the protocol takes."""

_log = logging.getLogger(__name__)


class Accounts(OwnAccount):
    """Every method may raise ``StoreError``; with passwords also ``WorkerError``."""

    def __init__(
        self, store: AccountStore, audit: Audit, passwords: Passwords, clock: Clock,
        *, tokens: TokenBox, signup: bool, ended: Ended,
    ) -> None:  # fmt: skip
        super().__init__(store, audit, passwords, clock, ended=ended)
        self._box = tokens
        self.signup = signup
        """Whether citizens may make an account themselves."""
        self._notes: set[asyncio.Task[None]] = set()

    # ---- coming and going ----

    async def sign_up(
        self, login: str, password: str, *, name: str = "", email: str = "", language: str = "ko",
        age_14: bool, consents: Iterable[str] = (), address_key: str = "",
    ) -> Account:  # fmt: skip
        """Raises ``Invalid``, ``Forbidden`` (``signup_off``) and ``Limited``."""
        if not self.signup:
            raise Forbidden("signup_off")
        login, email = rules.clean_login(login), rules.clean_email(email)
        purposes = set(consents)
        shown, name_problem = rules.clean_account_name(name, official=False)
        refuse(
            login=rules.login_problem(login),
            password=self._passwords.problem(password, login),
            name=name_problem,
            email=rules.email_problem(email),
            language=rules.language_problem(language),
            age_14=None if age_14 else "required",
            consents=None if purposes <= set(rules.PURPOSES) else "choice",
        )
        self._tries.making.take(address_key)
        now_ms = self._clock.unix_ms()
        account = Account(
            id=new_id(), created_ms=now_ms, login=login, name=shown, email=email,
            password_hash=await self._passwords.hash(password), language=language,
            age_14_ms=now_ms, consents=dict.fromkeys(sorted(purposes), now_ms), used_ms=now_ms,
        )  # fmt: skip
        await self._insert(account)
        return account

    async def log_in(self, login: str, password: str, *, address_key: str) -> tuple[str, Account]:
        """The cookie's value, and who it is. Raises ``Forbidden`` and ``Limited``."""
        login = rules.clean_login(login)
        try:
            account = await self._proven(login, password, address_key)
        except Limited:
            metrics.LOGINS.labels("locked").inc()
            raise
        if account.disabled_ms is not None:
            metrics.LOGINS.labels("disabled").inc()
            raise Forbidden("disabled")
        now_ms = self._clock.unix_ms()
        account = await self._change(
            account.id,
            lambda a: replace(a, failed=0, locked_until_ms=0, used_ms=now_ms),
            self._of_staff(account, "account.login"),
        )
        cookie = await self._begin(account)
        metrics.LOGINS.labels("done").inc()
        return cookie, account

    async def from_identity(
        self, who: Identity, grants: tuple[Grant, ...] | None, *, language: str = "ko"
    ) -> tuple[str, Account]:
        """Logs somebody in whom another server vouches for; makes the account the first time.

        ``grants``: see ``outward.granted``. ``age_14_ms`` of a new one is None: ask, then
        ``declare_age``. Raises ``Forbidden`` (``disabled``, ``signup_off``).
        """
        account = await self._store.by_subject(who.issuer, who.subject)
        if account is None:
            account = await self._make_outward(who, grants, language)
        if account.disabled_ms is not None:
            metrics.LOGINS.labels("disabled").inc()
            raise Forbidden("disabled")
        account = await self._renew(account, who, grants)
        metrics.LOGINS.labels("outward").inc()
        return await self._begin(account), account

    async def who(self, cookie: str) -> Account | None:
        """Whose browser this is; None for nobody's."""
        return await self._logins.who(cookie)

    async def log_out(self, cookie: str) -> None:
        """This browser. Sockets of the account end; other browsers of it come back by
        themselves."""
        account = await self._logins.end(cookie)
        if account is not None:
            self._ended(account)

    async def log_out_elsewhere(self, account: Account, cookie: str) -> int:
        """All browsers but this one: how many."""
        ended = await self._logins.end_all(account.id, but=cookie)
        self._ended(account.id)
        return ended

    def socket_token(self, account: Account) -> str:
        """Shows the gateway, once and within a minute, whose socket it is."""
        places = list(rules.departments(account))
        while True:
            payload = {
                "account": account.id, "at": self._clock.unix_ms(), "name": account.name,
                "official": rules.is_official(account), "departments": places,
                "once": secrets.token_urlsafe(6),
            }  # fmt: skip
            token = self._box.seal(SOCKET_KIND, payload, SOCKET_VALID_S)
            if len(token) <= SOCKET_TOKEN_MAX_CHARS or not places:
                return token
            places.pop()  # of very many departments the first ones are enough

    async def settle(self) -> None:
        """Waits until all failed log-ins are written down."""
        while self._notes:
            await asyncio.gather(*self._notes)

    # ---- inside ----

    async def _proven(self, login: str, password: str, address_key: str) -> Account:
        """Who knows that login's password. Raises ``Forbidden`` and ``Limited``."""
        key = login_key(login)
        with self._tries.counted(key, address_key) as good:
            fits = rules.login_problem(login) is None
            account = await self._store.by_login(login) if fits else None
            self._refuse_locked(account)
            known = account.password_hash if account is not None else None
            right, old = await self._passwords.verify(known, password)
            if account is None or not right:
                metrics.LOGINS.labels("wrong").inc()
                self._note_failure(account)
                raise Forbidden("wrong_login")
            good()
        if old:
            hashed = await self._passwords.hash(password)
            account = await self._change(account.id, _if_unchanged(account, hashed))
        return account

    def _refuse_locked(self, account: Account | None) -> None:
        """By what is stored; this process may have begun after the tries."""
        wait_ms = (account.locked_until_ms if account else 0) - self._clock.unix_ms()
        if wait_ms > 0:
            raise Limited("login_wait", wait_ms / 1000)

    def _note_failure(self, account: Account | None) -> None:
        """Written down behind the answer: how long that takes must not tell that it is one."""
        if account is not None:
            task = asyncio.get_running_loop().create_task(self._write_failure(account.id))
            self._notes.add(task)
            task.add_done_callback(self._notes.discard)

    async def _write_failure(self, account: str) -> None:
        now_ms = self._clock.unix_ms()

        def failed(a: Account) -> Account:
            wait_ms = int(BY_LOGIN.wait_s(a.failed + 1) * 1000)
            until_ms = now_ms + wait_ms if wait_ms else a.locked_until_ms
            return replace(a, failed=a.failed + 1, locked_until_ms=until_ms)

        try:
            await self._change(account, failed)
        except MetaserverError:
            _log.warning("a failed log-in could not be written down; it counts until a restart")

    async def _begin(self, account: Account) -> str:
        """A log-in; none where the password was changed, or the account disabled, meanwhile."""
        cookie = await self._logins.begin(account.id)
        now = await self.get(account.id)
        if now.password_hash != account.password_hash or now.disabled_ms is not None:
            await self._logins.end(cookie)
            raise Forbidden("wrong_login")
        return cookie

    async def _make_outward(
        self, who: Identity, grants: tuple[Grant, ...] | None, language: str
    ) -> Account:
        if not self.signup and not any(grant.role is not Role.CITIZEN for grant in grants or ()):
            raise Forbidden("signup_off")
        now_ms = self._clock.unix_ms()
        language = language if rules.language_problem(language) is None else rules.LANGUAGES[0]
        account = Account(id=new_id(), created_ms=now_ms, language=language, used_ms=now_ms)
        subject = (who.issuer, who.subject)
        try:
            await self._insert(account, subject=subject)
        except Conflict:  # the same person, twice at once
            return await self._store.by_subject(*subject) or account
        return account

    async def _renew(
        self, account: Account, who: Identity, grants: tuple[Grant, ...] | None
    ) -> Account:
        """Roles that a claim map gives or takes are in the audit log; taken ones end sockets."""
        before = set(account.grants)
        after = before if grants is None else set(grants)
        entry = self._about(account.id, CLAIMS, "role.claims", roles=_named(after))
        now_ms = self._clock.unix_ms()
        changed = await self._change(
            account.id,
            lambda a: renewed(replace(a, used_ms=now_ms), who, grants),
            entry if before != after else self._of_staff(account, "account.login"),
        )
        if before - after:
            self._ended(account.id)
        return changed


def _if_unchanged(account: Account, hashed: str) -> Callable[[Account], Account]:
    """A stronger hash of the same password, where it still is that one."""
    return lambda a: (
        replace(a, password_hash=hashed) if a.password_hash == account.password_hash else a
    )


def _named(grants: Iterable[Grant]) -> list[str]:
    return sorted(f"{each.role.value}:{each.department}".rstrip(":") for each in grants)

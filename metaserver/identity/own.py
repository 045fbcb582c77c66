"""What people do with their own account: its password, its name and address, consents, its end."""

from __future__ import annotations

from dataclasses import replace

from metaserver.errors import Forbidden, Invalid
from metaserver.identity import rules
from metaserver.identity.administration import Administration, Ended, refuse
from metaserver.identity.audit import Audit
from metaserver.identity.lockout import Throttles, login_key
from metaserver.identity.onetime import EMAIL, RESET
from metaserver.identity.passwords import Passwords
from metaserver.ports import Clock
from metaserver.ports.accounts import Account, AccountStore


class OwnAccount(Administration):
    """``account`` is who asks, as ``Accounts.who`` knows them.

    Every method may raise ``StoreError``; with passwords also ``WorkerError``.
    """

    def __init__(
        self, store: AccountStore, audit: Audit, passwords: Passwords, clock: Clock,
        *, ended: Ended,
    ) -> None:  # fmt: skip
        super().__init__(store, audit, passwords, clock, ended=ended)
        self._tries = Throttles(clock)

    # ---- passwords ----

    async def confirm(self, account: Account, password: str) -> None:
        """That it is the person, before something that cannot be undone.

        Raises ``Invalid`` (``password: wrong``) and ``Limited``. Who logs in elsewhere has no
        password here, and nothing is asked.
        """
        if account.password_hash is None:
            return
        key = login_key(account.login or account.id)
        self._tries.by_login.take(key)
        right, _ = await self._passwords.verify(account.password_hash, password)
        if not right:
            raise Invalid({"password": "wrong"})
        self._tries.by_login.forget(key)

    async def change_password(
        self, account: Account, old: str, new: str, *, cookie: str
    ) -> Account:
        """Ends all other log-ins and all sockets. Raises as ``confirm``, and ``Invalid``
        (``new_password``)."""
        self._passwords.check_rules(new, account.login or "", field="new_password")
        await self.confirm(account, old)
        hashed = await self._passwords.hash(new)
        return await self._set_password(account, hashed, keep=cookie)

    async def ask_reset(self, login: str, *, address_key: str = "") -> tuple[Account, str] | None:
        """A token to be sent to the account's proven address, never shown to who asked.

        None where there is no such account, or none with a password and a proven address: the
        page says the same then. Raises ``Limited``.
        """
        login = rules.clean_login(login)
        self._tries.resets.take(f"asks {address_key}")
        self._tries.resets.take(f"for {login_key(login)}")
        account = await self._store.by_login(login)
        if account is None and "@" in login:
            account = await self._store.by_email(login)
        if account is None or account.password_hash is None or account.disabled_ms is not None:
            return None
        if account.email_verified_ms is None:
            return None
        return account, await self._tokens.issue(account.id, RESET)

    async def reset(self, token: str, password: str, *, address_key: str = "") -> Account:
        """Sets a password; ends all log-ins and sockets.

        Raises ``Invalid`` (``token: old``, ``password``), ``Forbidden`` (``disabled``) and
        ``Limited``.
        """
        self._tries.resets.take(f"sets {address_key}")
        named = self._tokens.account(token)
        account = await self._store.get(named) if named else None
        if account is None:
            raise Invalid({"token": "old"})
        self._passwords.check_rules(password, account.login or "")
        if account.disabled_ms is not None:
            raise Forbidden("disabled")
        hashed = await self._passwords.hash(password)  # a token must not be lost to a busy worker
        if not await self._tokens.take(token, RESET):
            raise Invalid({"token": "old"})
        self._tries.by_login.forget(login_key(account.login or account.id))
        return await self._set_password(account, hashed)

    # ---- one's own things ----

    async def set_profile(
        self, account: Account, *, name: str, language: str, email: str
    ) -> Account:
        """Another address is proven anew. Raises ``Invalid``."""
        email = rules.clean_email(email)
        shown, problem = rules.clean_account_name(name, official=rules.is_official(account))
        refuse(
            name=problem, email=rules.email_problem(email),
            language=rules.language_problem(language),
        )  # fmt: skip

        def change(now: Account) -> Account:
            proven_ms = now.email_verified_ms if now.email == email else None
            return replace(
                now, name=shown, language=language, email=email, email_verified_ms=proven_ms
            )

        return await self._change(account.id, change)

    async def ask_email(self, account: Account) -> str | None:
        """A token to be sent to the account's address; None where that is proven, or missing."""
        if not account.email or account.email_verified_ms is not None:
            return None
        self._tries.resets.take(f"proves {account.id}")
        return await self._tokens.issue(account.id, EMAIL, account.email)

    async def prove_email(self, token: str) -> Account:
        """Raises ``Invalid`` (``token: old``), also where the address is another one by now."""
        named = self._tokens.account(token)
        account = await self._store.get(named) if named else None
        if account is None or not await self._tokens.take(token, EMAIL, account.email):
            raise Invalid({"token": "old"})
        now_ms, email = self._clock.unix_ms(), account.email
        return await self._change(
            account.id,
            lambda a: replace(a, email_verified_ms=now_ms) if a.email == email else a,
        )

    async def declare_age(self, account: Account) -> Account:
        """To be 14 or older; of an account made by an outward log-in."""
        now_ms = self._clock.unix_ms()
        return await self._change(account.id, lambda a: replace(a, age_14_ms=a.age_14_ms or now_ms))

    async def consent(self, account: Account, purpose: str, yes: bool) -> Account:
        """Gives or withdraws one. Raises ``Invalid`` for a purpose that there is not."""
        if purpose not in rules.PURPOSES:
            raise Invalid({"consents": "choice"})
        now_ms = self._clock.unix_ms()

        def change(now: Account) -> Account:
            others = {each: ms for each, ms in now.consents.items() if each != purpose}
            given = {purpose: now.consents.get(purpose, now_ms)} if yes else {}
            return replace(now, consents=others | given)

        return await self._change(account.id, change)

    async def remove(self, account: Account) -> None:
        """By its person, for good; ``confirm`` first. Of who had a role, that it was is noted."""
        await self._store.remove(account.id, audit=self._of_staff(account, "account.remove"))
        self._ended(account.id)

    async def _set_password(self, account: Account, hashed: str, *, keep: str = "") -> Account:
        """``keep``: the cookie of the one log-in that goes on."""
        changed = await self._change(
            account.id,
            lambda a: replace(a, password_hash=hashed, failed=0, locked_until_ms=0),
            self._of_staff(account, "account.password"),
        )
        await self._logins.end_all(account.id, but=keep)
        self._ended(account.id)
        return changed

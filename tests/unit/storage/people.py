"""Accounts and what hangs on them, for the tests of the stores."""

from metaserver.ports.accounts import (
    Account,
    AuditEntry,
    Grant,
    LoginSession,
    OneTimeToken,
    Role,
)
from tests.unit.storage.lines import DAY_MS, NOW_MS

KIM = "a00000000000000a1"
LEE = "a00000000000000b2"


def account(id_: str = KIM, **change: object) -> Account:
    fields: dict[str, object] = {
        "id": id_, "created_ms": NOW_MS, "login": f"login-{id_[-2:]}",
        "password_hash": "$argon2id$", "name": "김하나", "email": "hana@example.com",
        "used_ms": NOW_MS,
        "grants": (Grant(Role.CITIZEN), Grant(Role.OFFICIAL, "roads")),
        "consents": {"notice_mail": NOW_MS},
    }  # fmt: skip
    return Account(**(fields | change))  # type: ignore[arg-type]


def session(
    cookie: str = "c1", account_id: str = KIM, until_ms: int = NOW_MS + DAY_MS
) -> LoginSession:
    return LoginSession(
        cookie_hash=cookie, account=account_id, created_ms=NOW_MS, seen_ms=NOW_MS, until_ms=until_ms
    )


def token(hash_: str = "t1", kind: str = "reset", until_ms: int = NOW_MS + 1000) -> OneTimeToken:
    return OneTimeToken(token_hash=hash_, account=KIM, kind=kind, until_ms=until_ms)


def entry(action: str = "role.grant", actor: str = KIM, time_ms: int = NOW_MS) -> AuditEntry:
    return AuditEntry(
        time_ms=time_ms,
        actor=actor,
        action=action,
        subject=f"account:{LEE}",
        detail={"role": "official"},
    )

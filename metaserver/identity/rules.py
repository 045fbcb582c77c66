"""Who may do what, and what a login, a password, a name and an address may be. All pure.

What is wrong with a field is told by a code, as ``Invalid`` carries it:

========  ==================================================================================
login     ``missing`` ``short`` ``long`` ``form`` (and ``taken``, which only the store knows)
password  ``short`` ``long`` ``login`` (it holds the login) ``simple`` (too easily guessed)
name      ``form`` ``staff`` (it may be taken for the name of an official)
email     ``long`` ``form``
language  ``choice``
========  ==================================================================================
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from metaserver.errors import Refused
from metaserver.ports.accounts import Account, Grant, Role
from metaserver.protocol.names import clean_name, imitates_staff

LANGUAGES: Final = ("ko", "en")
PURPOSES: Final = ("notice_mail",)
"""What one may consent to, each by itself: letters about one's complaints."""
LOGIN_CHARS: Final = (3, 64)
PASSWORD_CHARS: Final = (10, 128)
EMAIL_MAX_CHARS: Final = 254
DISTINCT_MIN: Final = 5
"""Different characters in a password."""
_LOGIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9._+@-]*[a-z0-9])?")
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_DEPARTMENT: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
_OFTEN: Final = (
    "password", "passw0rd", "qwerty", "asdfgh", "letmein", "welcome", "iloveyou", "12345", "54321",
    "abcdef", "qlalfqjsgh", "metaverse", "changeme", "dragon", "monkey",
)  # fmt: skip
"""Beginnings of what is tried first; ``qlalfqjsgh`` is the Korean word, typed in Latin letters."""
_OFTEN_REST: Final = 6
"""So many characters more do not make one of these a good password."""


# ---- roles ---------------------------------------------------------------------------------------


def may(account: Account | None, role: Role, department: str = "") -> bool:
    """Whether somebody has that role; in that department where one is named, in any where not.

    A grant without a department holds for all of them. Who is disabled may nothing.
    """
    if account is None or account.disabled_ms is not None:
        return False
    return any(
        grant.role is role and (not department or grant.department in ("", department))
        for grant in account.grants
    )


def is_staff(account: Account) -> bool:
    return any(grant.role is not Role.CITIZEN for grant in account.grants)


def is_official(account: Account) -> bool:
    """Wears the badge, and may be called like an official."""
    return may(account, Role.OFFICIAL)


def departments(account: Account) -> tuple[str, ...]:
    """Those that somebody is an official of; '' stands for all."""
    found = {grant.department for grant in account.grants if grant.role is Role.OFFICIAL}
    return tuple(sorted(found))


def checked_grant(role: Role, department: str) -> Grant | None:
    """None where there is no such grant: only officials are of a department."""
    if department and (role is not Role.OFFICIAL or not _DEPARTMENT.fullmatch(department)):
        return None
    return Grant(role, department)


def with_grant(grants: Iterable[Grant], grant: Grant) -> tuple[Grant, ...]:
    return tuple(sorted({*grants, grant}, key=lambda each: (each.role, each.department)))


def without_grant(grants: Iterable[Grant], grant: Grant) -> tuple[Grant, ...]:
    return tuple(each for each in grants if each != grant)


# ---- fields --------------------------------------------------------------------------------------


def clean_login(raw: str) -> str:
    """As it is kept and compared: NFKC, lower case."""
    return unicodedata.normalize("NFKC", raw).strip().lower()


def login_problem(login: str) -> str | None:
    least, most = LOGIN_CHARS
    if not login:
        return "missing"
    if len(login) < least:
        return "short"
    if len(login) > most:
        return "long"
    return None if _LOGIN.fullmatch(login) else "form"


def clean_password(raw: str) -> str:
    """The same for every keyboard: NFKC, as RFC 8265 would have it for what we allow."""
    return unicodedata.normalize("NFKC", raw)


def password_problem(password: str, login: str = "") -> str | None:
    least, most = PASSWORD_CHARS
    if len(password) > most:
        return "long"
    if len(password) < least:
        return "short"
    plain = password.casefold()
    if login and (login in plain or login.partition("@")[0] in plain):
        return "login"
    often = any(plain.startswith(o) and len(plain) <= len(o) + _OFTEN_REST for o in _OFTEN)
    number = re.sub(r"\W", "", plain).isdigit()  # of a telephone, or a birthday
    return "simple" if often or number or len(set(plain)) < DISTINCT_MIN else None


def clean_account_name(raw: str, *, official: bool) -> tuple[str, str | None]:
    """The name as it is shown, and what is wrong with it. '' is for who wants none."""
    if not raw.strip():
        return "", None
    try:
        name = clean_name(raw, staff=True)
    except Refused:
        return "", "form"
    return (name, None) if official or not imitates_staff(name) else ("", "staff")


def clean_email(raw: str) -> str:
    """As it is kept and compared. Providers tell no letter cases apart."""
    return raw.strip().lower()


def email_problem(email: str) -> str | None:
    """'' is none, and allowed."""
    if len(email) > EMAIL_MAX_CHARS:
        return "long"
    return None if not email or _EMAIL.fullmatch(email) else "form"


def language_problem(language: str) -> str | None:
    return None if language in LANGUAGES else "choice"

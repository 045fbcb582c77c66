"""Somebody as another server knows them, and the account that this makes here.

The identity is (issuer, subject), never the e-mail address. Roles come through the operator's
claim map alone; where there is none, they are what operators here have granted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from metaserver.errors import SettingError
from metaserver.identity import rules
from metaserver.ports.accounts import Account, Grant, Role

CLAIMS: Final = "claims"
"""The actor of what a claim map grants and takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    issuer: str
    subject: str
    name: str = ""
    email: str = ""
    email_verified: bool = False
    groups: tuple[str, ...] = ()


ClaimMap = Mapping[str, Grant]


def read_claim_map(entries: Iterable[str]) -> ClaimMap:
    """``staff-roads=official:roads`` and the like. Raises ``SettingError``."""
    return dict(_entry(each) for each in entries)


def granted(groups: Iterable[str], claims: ClaimMap) -> tuple[Grant, ...] | None:
    """What these groups may do here; None where there is no claim map."""
    if not claims:
        return None
    found: tuple[Grant, ...] = (Grant(Role.CITIZEN),)
    for group in groups:
        if group in claims:
            found = rules.with_grant(found, claims[group])
    return found


def renewed(account: Account, who: Identity, grants: tuple[Grant, ...] | None) -> Account:
    """The account after a log-in: a proven address and the roles as they are said to be now. A
    name is taken over once; later it is the person's own."""
    known = account if grants is None else replace(account, grants=grants)
    name, problem = rules.clean_account_name(
        known.name or who.name, official=rules.is_official(known)
    )
    known = replace(known, name="" if problem else name)
    if who.email and who.email_verified and rules.email_problem(who.email) is None:
        proven_ms = account.email_verified_ms if account.email == who.email else None
        return replace(known, email=who.email, email_verified_ms=proven_ms or known.used_ms)
    return known


def _entry(text: str) -> tuple[str, Grant]:
    group, _, told = text.partition("=")
    role, _, department = told.strip().partition(":")
    try:
        grant = rules.checked_grant(Role(role.strip()), department.strip())
    except ValueError:
        grant = None
    if grant is None or not group.strip():
        roles = ", ".join(role.value for role in Role)
        raise SettingError(
            f"oidc_roles: '{text}' must be like staff-roads=official:roads; roles are {roles}."
        )
    return group.strip(), grant

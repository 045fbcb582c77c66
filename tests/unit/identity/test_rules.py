"""Roles, logins, passwords and addresses: the pure rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.errors import SettingError
from metaserver.identity import rules
from metaserver.identity.outward import granted, read_claim_map
from metaserver.ports.accounts import Account, Grant, Role
from metaserver.protocol.names import imitates_staff

CITIZEN = Account(id="a1", created_ms=0)
ROADS = replace(CITIZEN, grants=(Grant(Role.CITIZEN), Grant(Role.OFFICIAL, "roads")))
ALL = replace(CITIZEN, grants=(Grant(Role.OFFICIAL),))


@pytest.mark.parametrize(
    ("account", "role", "department", "yes"),
    [
        (None, Role.CITIZEN, "", False), (CITIZEN, Role.CITIZEN, "", True),
        (CITIZEN, Role.OFFICIAL, "", False), (ROADS, Role.OFFICIAL, "", True),
        (ROADS, Role.OFFICIAL, "roads", True), (ROADS, Role.OFFICIAL, "water", False),
        (ROADS, Role.OPERATOR, "", False), (ALL, Role.OFFICIAL, "water", True),
        (ALL, Role.CITIZEN, "", False),
        (replace(ROADS, disabled_ms=1), Role.OFFICIAL, "roads", False),
        (replace(ROADS, disabled_ms=1), Role.CITIZEN, "", False),
    ],
)  # fmt: skip
def test_who_may_what(account: Account | None, role: Role, department: str, yes: bool) -> None:
    assert rules.may(account, role, department) is yes


def test_only_officials_wear_the_mark() -> None:
    for role in Role:
        account = replace(CITIZEN, grants=(Grant(role),))
        assert rules.is_official(account) is (role is Role.OFFICIAL)
        assert rules.is_staff(account) is (role is not Role.CITIZEN)
    assert rules.departments(ROADS) == ("roads",) and rules.departments(ALL) == ("",)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("minji", None), ("Min.Ji_2@Example.org", None), ("ａbc", None), ("", "missing"),
        ("ab", "short"), ("x" * 65, "long"), ("-abc", "form"), ("abc.", "form"), ("a bc", "form"),
        ("김민지", "form"), ("a\nb", "form"), ("abc\x00", "form"), ("<script>", "form"),
    ],
)  # fmt: skip
def test_logins(raw: str, problem: str | None) -> None:
    assert rules.login_problem(rules.clean_login(raw)) == problem


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("correct horse", None), ("말이 안 되는 긴 문장", None), ("short", "short"),
        ("x" * 129, "long"), ("aaaaaaaaaaaa", "simple"), ("abababababab", "simple"),
        ("password123", "simple"), ("Qwerty12345", "simple"), ("010-1234-5678", "simple"),
        ("1234567890", "simple"), ("minji 1234567", "login"), ("", "short"),
        ("passwordless is nice", None),
    ],
)  # fmt: skip
def test_passwords(password: str, problem: str | None) -> None:
    assert rules.password_problem(password, "minji@example.org") == problem


@pytest.mark.parametrize(
    ("email", "problem"),
    [
        ("", None), ("a@b.kr", None), ("min.ji+x@mail.example.org", None), ("a@b", "form"),
        ("a b@c.kr", "form"), ("a@b.kr\nBcc: x@y.kr", "form"), ("a@@b.kr", "form"),
        ("a@-b.kr", "form"), ("x" * 250 + "@b.kr", "long"), ("김@b.kr", "form"),
    ],
)  # fmt: skip
def test_addresses(email: str, problem: str | None) -> None:
    assert rules.email_problem(email) == problem


@given(st.text(max_size=300))
def test_whatever_is_typed_is_judged(raw: str) -> None:
    rules.login_problem(rules.clean_login(raw))
    rules.password_problem(rules.clean_password(raw), "minji")
    rules.email_problem(rules.clean_email(raw))
    name, problem = rules.clean_account_name(raw, official=False)
    assert not (name and problem) and not (name and imitates_staff(name))


def test_a_claim_map_is_read() -> None:
    claims = read_claim_map(["staff-roads=official:roads", " it = operator "])
    assert granted(["it", "it", "other"], claims) == (Grant(Role.CITIZEN), Grant(Role.OPERATOR))
    assert granted([], claims) == (Grant(Role.CITIZEN),)
    assert granted(["it"], {}) is None


@pytest.mark.parametrize(
    "entry", ["", "it", "it=", "=operator", "it=king", "it=operator:roads", "it=official:Roads!"]
)
def test_a_claim_map_that_is_wrong_is_named(entry: str) -> None:
    with pytest.raises(SettingError, match="oidc_roles"):
        read_claim_map([entry])

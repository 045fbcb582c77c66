"""What operators do to accounts, and that all of it is written down."""

from __future__ import annotations

import pytest

from metaserver.errors import Forbidden, Invalid, NotFound, StoreError
from metaserver.identity.audit import COMMAND_LINE
from metaserver.identity.outward import CLAIMS, Identity, granted, read_claim_map
from metaserver.identity.watch import Watch
from metaserver.ports.accounts import Account, Grant, Role
from tests.unit.identity.kit import HERE, PASSWORD, City

BOSS = "a" + "0" * 16
CITIZEN = Grant(Role.CITIZEN)
ROADS = Grant(Role.OFFICIAL, "roads")


async def add(city: City, login: str = "kim", role: Role = Role.OFFICIAL) -> Account:
    department = "roads" if role is Role.OFFICIAL else ""
    return await city.accounts.add(
        login, PASSWORD, role=role, department=department, name="서울시 도로과", by=COMMAND_LINE
    )


async def test_an_official_is_added(city: City) -> None:
    account = await add(city)
    assert account.grants == (CITIZEN, ROADS) and account.name == "서울시 도로과"
    await city.logged_in("kim")
    entry, login = await city.audit()
    assert (login.actor, login.action) == (account.id, "account.login")
    assert (entry.actor, entry.action) == (COMMAND_LINE, "account.add")
    assert entry.subject == f"account:{account.id}" and entry.time_ms == city.clock.ms
    assert entry.detail == {"role": "official", "department": "roads"}


async def test_only_officials_are_added_with_the_name_of_one(city: City) -> None:
    with pytest.raises(Invalid, match="name: staff"):
        await add(city, role=Role.CURATOR)


@pytest.mark.parametrize(
    ("role", "department"),
    [(Role.OPERATOR, "roads"), (Role.OFFICIAL, "Roads!"), (Role.OFFICIAL, "x" * 41)],
)
async def test_a_department_that_cannot_be(city: City, role: Role, department: str) -> None:
    account = await city.citizen()
    with pytest.raises(Invalid, match="department: form"):
        await city.accounts.grant(account.id, role, department, by=BOSS)
    assert await city.audit() == []


async def test_roles_are_granted_and_taken_at_once(city: City) -> None:
    account = await city.citizen()
    cookie = await city.logged_in()
    await city.accounts.grant(account.id, Role.OFFICIAL, "roads", by=BOSS)
    await city.accounts.grant(account.id, Role.OFFICIAL, "roads", by=BOSS)
    assert city.ended == []
    who = await city.accounts.who(cookie)
    assert who is not None and who.grants == (CITIZEN, ROADS)
    await city.accounts.revoke(account.id, Role.OFFICIAL, "roads", by=BOSS)
    assert city.ended == [account.id], "its sockets end"
    who = await city.accounts.who(cookie)
    assert who is not None and who.grants == (CITIZEN,), "its log-in goes on, as a citizen's"
    with pytest.raises(NotFound, match="grant"):
        await city.accounts.revoke(account.id, Role.OFFICIAL, "roads", by=BOSS)
    assert [e.action for e in await city.audit()] == ["role.grant", "role.grant", "role.revoke"]


async def test_a_disabled_account_is_out_and_back_again(city: City) -> None:
    account = await city.citizen()
    cookie = await city.logged_in()
    await city.accounts.disable(account.id, by=BOSS)
    assert city.ended == [account.id] and await city.accounts.who(cookie) is None
    await city.accounts.enable(account.id, by=BOSS)
    assert await city.accounts.who(cookie) is None, "its old log-ins stay ended"
    await city.logged_in()


async def test_an_operator_ends_a_lock(city: City) -> None:
    account = await city.citizen()
    for _ in range(5):
        with pytest.raises(Forbidden):
            await city.accounts.log_in("minji", "wrong", address_key=HERE)
    await city.accounts.settle()
    await city.accounts.enable(account.id, by=BOSS)
    city.accounts = city.another()
    await city.logged_in()


async def test_an_operator_lets_somebody_set_a_password(city: City) -> None:
    account = await city.citizen()
    token = await city.accounts.reset_for(account.id, by=COMMAND_LINE)
    await city.accounts.reset(token, "another good one 7")
    (entry,) = await city.audit()
    assert entry.action == "account.reset" and token not in str(entry)


async def test_nothing_is_done_to_who_is_not_there(city: City) -> None:
    for change in (
        city.accounts.grant(BOSS, Role.OPERATOR, by=COMMAND_LINE),
        city.accounts.revoke(BOSS, Role.OPERATOR, by=COMMAND_LINE),
        city.accounts.disable(BOSS, by=COMMAND_LINE),
        city.accounts.enable(BOSS, by=COMMAND_LINE),
        city.accounts.reset_for(BOSS, by=COMMAND_LINE),
    ):
        with pytest.raises(NotFound, match="account"):
            await change
    assert await city.audit() == [] and city.ended == []


async def test_people_are_listed_by_role(city: City) -> None:
    official, citizen = await add(city), await city.citizen()
    assert {a.id for a in await city.accounts.list()} == {official.id, citizen.id}
    assert [a.id for a in await city.accounts.list(role=Role.OFFICIAL)] == [official.id]


# ---- people who log in elsewhere -----------------------------------------------------------------

CLAIM_MAP = read_claim_map(["staff-roads=official:roads", "it = operator", "guides=curator"])
WHO = Identity(issuer="https://login.example", subject="s1", name="김민지")


async def come(city: City, who: Identity = WHO, claims: object = CLAIM_MAP) -> Account:
    assert isinstance(claims, dict)
    cookie, account = await city.accounts.from_identity(who, granted(who.groups, claims))
    assert await city.accounts.who(cookie) == account
    return account


def with_groups(*groups: str) -> Identity:
    return Identity(issuer=WHO.issuer, subject=WHO.subject, name=WHO.name, groups=groups)


async def test_an_identity_is_issuer_and_subject_and_not_the_address(city: City) -> None:
    local = await city.citizen(email="minji@example.org")
    token = await city.accounts.ask_email(local)
    assert token is not None
    await city.accounts.prove_email(token)
    mail = Identity(issuer=WHO.issuer, subject="s1", email="minji@example.org", email_verified=True)
    first = await come(city, mail)
    assert first.id != local.id
    assert (await come(city, WHO)).id == first.id
    assert (await come(city, Identity(issuer="https://b.example", subject="s1"))).id != first.id
    assert first.age_14_ms is None, "that is asked first"
    assert (await city.accounts.declare_age(first)).age_14_ms == city.clock.ms


async def test_roles_come_and_go_with_the_claims(city: City) -> None:
    official = await come(city, with_groups("staff-roads", "guides", "unknown"))
    assert set(official.grants) == {CITIZEN, ROADS, Grant(Role.CURATOR)}
    assert city.ended == []
    again = await come(city, with_groups("staff-roads", "guides"))
    assert again.id == official.id and again.grants == official.grants
    less = await come(city, with_groups("guides"))
    assert set(less.grants) == {CITIZEN, Grant(Role.CURATOR)}
    assert city.ended == [official.id]
    entries = await city.audit()
    assert [(e.actor, e.action) for e in entries] == [
        (CLAIMS, "role.claims"), (official.id, "account.login"), (CLAIMS, "role.claims"),
    ]  # fmt: skip
    assert entries[-1].detail == {"roles": ["citizen", "curator"]}


async def test_without_a_claim_map_roles_are_what_operators_granted(city: City) -> None:
    account = await come(city, with_groups("it"), {})
    assert account.grants == (CITIZEN,), "groups over there are nothing by themselves"
    await city.accounts.grant(account.id, Role.OFFICIAL, "roads", by=BOSS)
    assert (await come(city, WHO, {})).grants == (CITIZEN, ROADS)


async def test_a_role_granted_here_does_not_outlive_a_claim_map(city: City) -> None:
    account = await come(city)
    await city.accounts.grant(account.id, Role.OPERATOR, by=BOSS)
    assert (await come(city)).grants == (CITIZEN,)


async def test_a_name_from_elsewhere_imitates_nobody(city: City) -> None:
    who = Identity(issuer=WHO.issuer, subject="s2", name="서울시 공무원")
    assert (await come(city, who)).name == ""
    staff = Identity(issuer=WHO.issuer, subject="s3", name="서울시 공무원", groups=("staff-roads",))
    assert (await come(city, staff)).name == "서울시 공무원"


async def test_where_sign_up_is_off_only_staff_comes_from_elsewhere(city: City) -> None:
    city.signup = False
    city.accounts = city.another()
    with pytest.raises(Forbidden, match="signup_off"):
        await come(city)
    assert ROADS in (await come(city, with_groups("staff-roads"))).grants


async def test_who_is_disabled_here_does_not_come_in_from_elsewhere(city: City) -> None:
    account = await come(city)
    await city.accounts.disable(account.id, by=BOSS)
    with pytest.raises(Forbidden, match="disabled"):
        await come(city)


async def test_the_same_person_twice_at_once_is_one_account(city: City) -> None:
    import asyncio

    both = await asyncio.gather(*(city.accounts.from_identity(WHO, None) for _ in range(4)))
    assert len({account.id for _, account in both}) == 1


# ---- what is done beside this process ------------------------------------------------------------


async def test_a_running_server_notices_what_the_command_line_did(city: City) -> None:
    official, citizen = await add(city), await city.citizen()
    await city.accounts.disable(citizen.id, by=COMMAND_LINE)
    ended: list[str] = []
    watch = Watch(city.log, ended.append)
    await watch.look()
    assert ended == [], "what was before nobody is here from"
    beside = city.another()
    await beside.revoke(official.id, Role.OFFICIAL, "roads", by=COMMAND_LINE)
    await beside.grant(official.id, Role.CURATOR, by=COMMAND_LINE)
    await beside.reset_for(official.id, by=COMMAND_LINE)
    await watch.look()
    await watch.look()
    assert ended == [official.id]


async def test_however_much_was_done_nobody_is_missed(city: City) -> None:
    account = await city.citizen()
    ended: list[str] = []
    watch = Watch(city.log, ended.append)
    await watch.look()
    await city.accounts.disable(account.id, by=COMMAND_LINE)
    for _ in range(130):
        await city.accounts.enable(account.id, by=COMMAND_LINE)
    await watch.look()
    assert ended == [account.id]


async def test_a_store_that_is_down_for_a_while_is_read_on_later(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await city.citizen()
    ended: list[str] = []
    watch = Watch(city.log, ended.append)
    await watch.look()
    await city.accounts.disable(account.id, by=COMMAND_LINE)
    with monkeypatch.context() as down:

        async def entries(**_: object) -> list[object]:
            raise StoreError("down")

        down.setattr(city.log, "entries", entries)
        await watch.look()
    await watch.look()
    assert ended == [account.id]

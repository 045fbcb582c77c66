"""Operators keep house: nobody else sees it; accounts, and who may do what."""

from __future__ import annotations

import re
from typing import Any

import pytest

from metaserver.ports.accounts import Account, Grant, Role
from metaserver.web.office.staff.users import LISTED_MAX
from metaserver.web.office.staff.words import WORDS
from tests.unit.web.office.hall import ROADS, Hall, text
from tests.unit.web.office.keeping import MINJI, dead_letter, log, minji, now, once, operator

PAGES = ("users", "users/a00000000000000aa", "keys", "outbox", "audit", "health")


# ---- who may come in -----------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
async def test_for_everybody_else_there_is_no_such_page(hall: Hall, page: str) -> None:
    async with hall.browser() as guest, hall.official("김도로", ROADS) as kim:
        assert (await guest.open(f"/office/{page}")).status_code == 404
        hall.log_in(guest)
        assert (await guest.open(f"/office/{page}")).status_code == 404
        assert (await kim.client.get(f"/office/{page}")).status_code == 404
        assert "/office/users" not in await kim.open("/office")


@pytest.mark.parametrize("page", ["users/a00000000000000bb", "keys", "outbox"])
async def test_officials_send_nothing_there_either(hall: Hall, page: str) -> None:
    await minji(hall)
    async with hall.official("김도로", ROADS) as kim:
        for do in ("grant", "make", "again"):
            assert (await kim.post(f"/office/{page}", do=do, role="operator")).status_code == 404
    assert await log(hall) == [] and await hall.keys.list() == []


@pytest.mark.parametrize("page", ["users/a00000000000000bb", "keys", "outbox"])
async def test_another_site_cannot_make_an_operator_do_it(hall: Hall, page: str) -> None:
    await minji(hall)
    async with operator(hall) as lee:
        answer = await lee.client.post(f"/office/{page}", data={"do": "disable", "name": "x"})
        assert answer.status_code == 403
    assert await log(hall) == []


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_every_page_is_there_in_both_languages(hall: Hall, language: Any) -> None:
    await minji(hall)
    await dead_letter(hall)
    async with operator(hall) as lee:
        for name in ("users", "keys", "outbox", "audit", "health"):
            page = await lee.open(f"/office/{name}?lang={language}")
            assert f"<h1>{WORDS[language][name]}</h1>" in page
            assert f'<a href="/office/{name}" aria-current="page">' in page
        assert "민지" in await lee.open(f"/office/users/{MINJI}?lang={language}")


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["ko"].keys() == WORDS["en"].keys()


# ---- users ---------------------------------------------------------------------------------------


async def test_people_are_found_by_login_name_and_role(hall: Hall) -> None:
    await minji(hall)
    async with operator(hall) as lee:
        for query in ("words=MINJ", "words=민지", f"words={MINJI}", ""):
            assert MINJI in await lee.open(f"/office/users?{query}")
        for query in ("words=100%25", "words=_", "role=official"):
            assert MINJI not in await lee.open(f"/office/users?{query}")
        assert lee.account.id in await lee.open("/office/users?role=operator")


async def test_a_long_list_says_that_it_is_cut(hall: Hall) -> None:
    for number in range(LISTED_MAX + 1):
        await hall.accounts.add(
            Account(id=f"a{number:016x}", created_ms=number, login=f"u{number}")
        )
    async with operator(hall) as lee:
        assert f"{LISTED_MAX}명만" in await lee.open("/office/users")
        assert "명만" not in await lee.open("/office/users?words=u99")


async def test_a_role_is_given_and_taken_and_both_are_written_down(hall: Hall) -> None:
    await minji(hall)
    async with operator(hall) as lee:
        path = f"/office/users/{MINJI}"
        answer = await lee.post(path, do="grant", role="official", department="roads")
        assert answer.headers["location"] == f"{path}?done=grant"
        assert ROADS in (await now(hall)).grants
        assert 'value="official:roads"' in await lee.open(path)
        await lee.post(path, do="revoke", grant="official:roads")
        assert (await now(hall)).grants == (Grant(Role.CITIZEN),)
        assert hall.ended == [MINJI]
        again = await lee.post(path, do="revoke", grant="official:roads")
        assert again.status_code == 404 and "이미 거둔 역할입니다" in text(again)
    by, about = lee.account.id, f"account:{MINJI}"
    assert await log(hall) == [(by, "role.revoke", about), (by, "role.grant", about)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"do": "grant", "role": "official", "department": "nowhere"},
        {"do": "grant", "role": "king"},
        {"do": "grant"},
        {"do": "explode"},
    ],
)
async def test_what_is_no_role_is_not_given(hall: Hall, wrong: dict[str, str]) -> None:
    await minji(hall)
    async with operator(hall) as lee:
        answer = await lee.post(f"/office/users/{MINJI}", **wrong)
        assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert (await now(hall)).grants == (Grant(Role.CITIZEN),)


async def test_an_account_is_stopped_and_used_again(hall: Hall) -> None:
    await minji(hall, failed=9, locked_until_ms=1)
    async with operator(hall) as lee:
        path = f"/office/users/{MINJI}"
        await lee.post(path, do="disable")
        assert (await now(hall)).disabled_ms == hall.clock.unix_ms()
        assert hall.ended == [MINJI]
        assert "멈춤" in text(await lee.client.get(path))
        await lee.post(path, do="enable")
        assert (await now(hall)).disabled_ms is None and (await now(hall)).failed == 0
    assert [action for _, action, _ in await log(hall)] == ["account.enable", "account.disable"]


async def test_nobody_locks_themselves_out(hall: Hall) -> None:
    async with operator(hall) as lee:
        path = f"/office/users/{lee.account.id}"
        for wrong in ({"do": "disable"}, {"do": "revoke", "grant": "operator:"}):
            answer = await lee.post(path, **wrong)
            assert answer.status_code == 422 and "자기 계정에는" in text(answer)
    kept = await hall.accounts.get(lee.account.id)
    assert kept == lee.account


async def test_a_one_time_address_is_shown_once(hall: Hall) -> None:
    await minji(hall)
    async with operator(hall) as lee:
        path = f"/office/users/{MINJI}"
        answer = await lee.post(path, do="reset")
        address = once(answer.text, "address")
        assert re.fullmatch(rf"http://city\.test/account/reset/new#{MINJI}\.[\w-]{{32}}", address)
        assert "no-store" in answer.headers["cache-control"]
        assert once(await lee.open(path), "address") == ""
    assert await log(hall) == [(lee.account.id, "account.reset", f"account:{MINJI}")]


async def test_who_logs_in_elsewhere_has_no_password_to_set(hall: Hall) -> None:
    await minji(hall, login=None)
    async with operator(hall) as lee:
        answer = await lee.post(f"/office/users/{MINJI}", do="reset")
        assert answer.status_code == 422 and not once(answer.text, "address")


async def test_an_account_that_is_not_there_is_not_found(hall: Hall) -> None:
    async with operator(hall) as lee:
        assert (await lee.client.get("/office/users/nobody")).status_code == 404
        assert (await lee.post("/office/users/nobody", do="disable")).status_code == 404


async def test_names_are_shown_and_never_run(hall: Hall) -> None:
    await minji(hall, name="<b>민지</b>")
    async with operator(hall) as lee:
        for path in ("/office/users", f"/office/users/{MINJI}"):
            assert "<b>민지" not in await lee.open(path)

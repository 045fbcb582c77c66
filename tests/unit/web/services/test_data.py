"""Without an account: what is kept with a complaint, for who holds its code."""

from __future__ import annotations

import json

from tests.unit.web.services.desk import Browser, Desk, told

CONTACT = {
    "contact.email": "minji@mail.example",
    "contact.name": "김민지",
    "keep_contact": "1",
    "age_14": "1",
}


async def number_and_code(browser: Browser) -> tuple[str, str]:
    page = await browser.report(**CONTACT)
    return told(page, "접수번호"), told(page, "확인 코드")


async def test_who_holds_the_code_takes_along_what_is_kept(desk: Desk, browser: Browser) -> None:
    number, _ = await number_and_code(browser)
    assert (
        f"/s/complaints/{number}/data.json" in (await browser.open(f"/s/complaints/{number}")).text
    )
    answer = await browser.open(f"/s/complaints/{number}/data.json")
    assert answer.headers["content-type"] == "application/json"
    body = json.loads(answer.text)
    kinds = {each["id"]: each for each in body["kinds"]}
    (complaint,) = kinds["complaints"]["tables"]["complaints"]
    assert complaint["number"] == number == body["complaint"]
    assert complaint["code_salt"] == "(withheld)"
    (contact,) = kinds["complaint-contacts"]["tables"]["complaint_contacts"]
    assert contact["email"] == "minji@mail.example"
    assert kinds["complaints"]["kept"]["ko"] and kinds["complaints"]["purpose"]["en"]


async def test_a_number_alone_opens_nothing(desk: Desk, browser: Browser) -> None:
    number, _ = await number_and_code(browser)
    async with desk.browser() as stranger:
        for path in (number, "2026-999999"):
            answer = await stranger.open(f"/s/complaints/{path}/data.json")
            assert answer.headers["location"] == f"/s/complaints/follow?number={path}"
            assert "minji" not in answer.text
        desk.log_in(stranger)
        assert (await stranger.open(f"/s/complaints/{number}/data.json")).status_code == 303


async def test_who_joined_gets_nothing_of_the_reporters(desk: Desk, browser: Browser) -> None:
    number, _ = await number_and_code(browser)
    async with desk.browser() as other:
        joined = await other.ask(
            f"/api/complaints/{number}/join",
            {"email": "jiho@mail.example", "keep_contact": True, "age_14": True},
        )
        assert joined.status_code == 201, joined.text
        await other.open("/s/complaints/follow")
        await other.send({"number": number, "code": joined.json()["code"]})
        answer = await other.open(f"/s/complaints/{number}/data.json")
        assert answer.status_code == 200
        assert "minji" not in answer.text and "차도에" not in answer.text
        (kind,) = json.loads(answer.text)["kinds"]
        assert kind["id"] == "complaint-followers"
    mine = await browser.open(f"/s/complaints/{number}/data.json")
    assert "jiho" not in mine.text

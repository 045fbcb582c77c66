"""The console's script: who waits, talks side by side, and what goes wrong between two."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from metaserver.ports.help import Side
from tests.unit.web.office.hall import PARKS
from tests.unit.web.office.help.hall import CONSOLE, KNOWN, QUOTED, HelpHall, ask, look, take
from tests.unit.web.services.desk import HALL, problem

LEE = "a" + "2" * 16
ORDERS = {
    "look": {}, "duty": {"department": ""}, "take": {}, "say": {"number": "x", "words": "x",
    "key": "x"}, "typing": {"number": "x"}, "transfer": {"number": "x", "department": "desk"},
    "complaint": {"number": "x", "form": {}}, "end": {"number": "x"},
    "knowledge": {"question": "x", "language": "ko"},
}  # fmt: skip


@pytest.mark.parametrize("name", ORDERS)
async def test_for_guests_and_citizens_there_is_no_console(hall: HelpHall, name: str) -> None:
    async with hall.browser() as guest:
        assert (await guest.ask(f"{CONSOLE}/{name}", ORDERS[name])).status_code == 404
        hall.log_in(guest)
        assert (await guest.ask(f"{CONSOLE}/{name}", ORDERS[name])).status_code == 404


@pytest.mark.parametrize("name", ORDERS)
async def test_another_site_can_do_nothing_here(hall: HelpHall, name: str) -> None:
    async with hall.official() as kim:
        answer = await kim.client.post(f"{CONSOLE}/{name}", json=ORDERS[name])
        assert answer.status_code == 403


async def test_who_waits_is_listed_the_first_to_ask_first(hall: HelpHall) -> None:
    first, second = await hall.visitor("첫 질문"), await hall.visitor("둘째 질문")
    await hall.visitor("공원 일", department="parks")
    async with hall.official() as kim:
        seen = await look(kim)
        assert [each["number"] for each in seen["waiting"]] == [first.number, second.number]
        assert seen["waiting"][0]["question"] == "첫 질문"
        assert seen["waiting_total"] == 2
        assert (await kim.client.get(f"{CONSOLE}/waiting")).json() == {"waiting": 2}


async def test_to_count_who_waits_is_not_to_be_at_the_console(hall: HelpHall) -> None:
    await hall.visitor()
    async with hall.official() as kim:
        await ask(kim, "duty", department="roads")
        await kim.client.get(f"{CONSOLE}/waiting")
        silent_s = hall.help._help.presence.official_silent_s(kim.account.id)
        await look(kim)
        assert hall.help._help.presence.official_silent_s(kim.account.id) <= silent_s
        assert kim.account.id in hall.help._help.presence._consoles


async def test_an_official_takes_the_next_one_and_both_talk(hall: HelpHall) -> None:
    visitor = await hall.visitor(
        lat=HALL["lat"], lon=HALL["lon"], world="plaza", level="ground", x=1.0, y=2.0
    )
    async with hall.official() as kim:
        talk = await take(kim)
        assert talk["number"] == visitor.number
        assert "plaza" in talk["world_place"]
        said = await ask(
            kim, "say", number=talk["number"], words="안녕하세요.", key="k1", after=talk["next"]
        )
        assert [each["words"] for each in said.json()["talk"]["lines"]] == ["안녕하세요."]
        assert "안녕하세요." in await visitor.words()
        await visitor.say("고맙습니다.")
        seen = await look(kim, talks={visitor.number: said.json()["talk"]["next"]})
        assert [each["words"] for each in seen["talks"][0]["lines"]] == ["고맙습니다."]
        x, y = seen["points"][visitor.number]
        assert 0 < x < 640 and y > 0


async def test_without_coordinates_there_is_no_dot(hall: HelpHall) -> None:
    visitor = await hall.visitor()
    async with hall.official() as kim:
        await take(kim)
        assert (await look(kim))["points"] == {visitor.number: None}


async def test_a_line_that_is_sent_again_stands_there_once(hall: HelpHall) -> None:
    visitor = await hall.visitor()
    async with hall.official() as kim:
        await take(kim)
        for _ in range(3):
            answer = await ask(kim, "say", number=visitor.number, words="한 번만", key="same")
            assert answer.status_code == 200
        lines = answer.json()["talk"]["lines"]
        assert [each["words"] for each in lines].count("한 번만") == 1


async def test_words_that_are_refused_are_told_with_what_to_do(hall: HelpHall) -> None:
    visitor = await hall.visitor()
    async with hall.official() as kim:
        await take(kim)
        for words, sentence in (("", "입력해"), ("<b>x</b>", "HTML"), ("가" * 2001, "깁니다")):
            answer = await ask(kim, "say", number=visitor.number, words=words, key="k")
            assert sentence in problem(answer)["fields"]["words"]


async def test_of_two_officials_one_gets_the_visitor(hall: HelpHall) -> None:
    visitor = await hall.visitor()
    async with hall.official() as kim, hall.official("이도로", account=LEE) as lee:
        answers = await asyncio.gather(
            *(ask(each, "take", number=visitor.number) for each in (kim, lee))
        )
        assert sorted(each.status_code for each in answers) == [200, 409]
        late = next(each for each in answers if each.status_code == 409)
        assert problem(late)["code"] == "taken"
        assert problem(await ask(lee, "take"))["code"] == "nobody"


async def test_a_look_waits_until_there_is_news(hall: HelpHall) -> None:
    async with hall.official() as kim:
        version = (await look(kim))["version"]
        waiting = asyncio.create_task(look(kim, version=version, wait_s=10))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        visitor = await hall.visitor()
        seen = await asyncio.wait_for(waiting, 5)
        assert [each["number"] for each in seen["waiting"]] == [visitor.number]


async def test_nobody_waits_longer_than_a_proxy_does(hall: HelpHall) -> None:
    async with hall.official() as kim:
        answer = await ask(kim, "look", wait_s=600)
        assert answer.status_code == 422
        assert "wait_s" in problem(answer)["fields"]


async def test_duty_begins_and_ends(hall: HelpHall) -> None:
    async with hall.official() as kim:
        await ask(kim, "duty", department="roads")
        assert (await look(kim))["duty"]["department"] == "roads"
        await ask(kim, "duty", department="")
        assert (await look(kim))["duty"] is None
        assert (await ask(kim, "duty", department="parks")).status_code == 422


async def test_typing_is_seen_by_both(hall: HelpHall) -> None:
    visitor = await hall.visitor()
    async with hall.official() as kim:
        await take(kim)
        await ask(kim, "typing", number=visitor.number)
        assert (await visitor.look()).typing
        await hall.help.typing(visitor.number, visitor.code)
        assert (await look(kim))["talks"][0]["typing"]


async def test_a_talk_is_handed_on_with_a_note_for_the_colleague_alone(hall: HelpHall) -> None:
    visitor = await hall.visitor()
    async with hall.official() as kim, hall.official("박공원", PARKS, account=LEE) as park:
        await take(kim)
        wrong = await ask(kim, "transfer", number=visitor.number, department="nowhere")
        assert wrong.status_code == 422
        await ask(
            kim, "transfer", number=visitor.number, department="parks", note="나무 이야기입니다."
        )
        assert (await look(kim))["talks"] == []
        talk = await take(park)
        notes = [each["words"] for each in talk["lines"] if each["side"] == Side.NOTE]
        assert notes == ["나무 이야기입니다."]
        assert "나무 이야기입니다." not in await visitor.words()


async def test_a_talk_becomes_a_complaint_where_the_visitor_stood(hall: HelpHall) -> None:
    visitor = await hall.visitor("차도에 구멍이 났어요", **HALL)
    async with hall.official() as kim:
        await take(kim)
        form: dict[str, Any] = {"kind": "road", "description": "차도에 구멍이 났습니다."}
        wrong = await ask(kim, "complaint", number=visitor.number, form=form)
        assert list(problem(wrong)["fields"]) == ["attributes.damage"]
        form = {**form, "attributes": {"damage": "pothole"}, "address": ""}
        answer = await ask(kim, "complaint", number=visitor.number, form=form)
        number = answer.json()["complaint"]
        assert (await look(kim))["talks"][0]["complaint"] == number
    complaint = await hall.store.by_number(number)
    assert complaint
    assert complaint.kind == "road"
    assert (complaint.lat, complaint.lon) == (HALL["lat"], HALL["lon"])


async def test_a_talk_that_ended_is_not_written_to_any_more(hall: HelpHall) -> None:
    visitor = await hall.visitor()
    async with hall.official() as kim:
        await take(kim)
        await ask(kim, "end", number=visitor.number)
        assert (await visitor.look()).state == "ended"
        late = await ask(kim, "say", number=visitor.number, words="아직요", key="k")
        assert late.status_code == 409
        assert problem(late)["code"] == "state"


async def test_the_knowledge_base_is_asked_in_the_language_of_the_talk(hall: HelpHall) -> None:
    async with hall.official() as kim:
        body = {"question": KNOWN, "department": "water", "language": "ko"}
        answer = (await ask(kim, "knowledge", **body)).json()
        assert answer["known"]
        assert answer["hits"][0]["words"] == QUOTED
        assert (await ask(kim, "knowledge", **{**body, "question": ""})).status_code == 422
        assert (await ask(kim, "knowledge", **{**body, "language": "fr"})).status_code == 422


async def test_talks_of_other_departments_are_not_there(hall: HelpHall) -> None:
    visitor = await hall.visitor()
    async with hall.official("박공원", PARKS) as park:
        for name in ("take", "end", "typing"):
            assert (await ask(park, name, number=visitor.number)).status_code == 404

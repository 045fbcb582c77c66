"""Live help for programs."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.unit.civic.help.kit import KNOWN
from tests.unit.web.help.town import HelpTown, Visit
from tests.unit.web.services.desk import problem

TALKS = "/api/help/talks"
KEY = "a-key-of-our-own"


async def begin(visit: Visit, **more: Any) -> tuple[str, str]:
    answer = await visit.ask(TALKS, {"question": "길을 묻습니다", **more})
    assert answer.status_code == 201, answer.text
    body = answer.json()
    return body["talk"]["number"], body["code"]


async def test_how_it_stands_at_a_desk(town: HelpTown, visit: Visit) -> None:
    desk = (await visit.open("/api/help/desk?department=water")).json()
    assert desk["department"] == "water" and desk["on_duty"] == 0 and desk["wait_s"] is None
    await town.city.clerk("water")
    town.city.clock.passes(seconds=5)
    assert (await visit.open("/api/help/desk?department=water")).json()["on_duty"] == 1
    assert (await visit.open("/api/help/desk")).json()["department"] == "desk"
    assert (await visit.open("/api/help/desk?department=dragons")).status_code == 422


async def test_the_knowledge_base_answers(visit: Visit) -> None:
    answer = (await visit.ask("/api/help/ask", {"question": KNOWN, "department": "water"})).json()
    assert answer["known"] and answer["hits"][0]["entry"] == "water-bill"
    empty = await visit.ask("/api/help/ask", {"question": ""})
    assert empty.status_code == 422 and "알고 싶은 것" in problem(empty)["fields"]["question"]


async def test_a_reload_finds_its_talk(town: HelpTown, visit: Visit) -> None:
    assert (await visit.open("/api/help/current")).json() == {"talk": None, "code": ""}
    number, code = await begin(visit)
    for forgets in (False, True):
        if forgets:  # the visit alone finds it too, as long as it is not over
            visit.client.cookies.delete("talk")
        held = (await visit.open("/api/help/current")).json()
        assert (held["talk"]["number"], held["code"]) == (number, code)
    async with town.visitor() as other:
        assert (await other.open("/api/help/current")).json()["talk"] is None


async def test_the_same_key_is_the_same_talk(visit: Visit) -> None:
    wish, key = {"question": "길을 묻습니다"}, {"idempotency-key": KEY}
    first = await visit.ask(TALKS, wish, **key)
    again = await visit.ask(TALKS, wish, **key)
    assert again.json() == first.json()
    other = await visit.ask(TALKS, {"question": "다른 것"}, **key)
    assert other.status_code == 409


async def test_a_second_talk_is_refused(visit: Visit) -> None:
    await begin(visit)
    second = await visit.ask(TALKS, {"question": "또 하나"})
    assert second.status_code == 409 and problem(second)["code"] == "talking"


async def test_looking_waits_for_an_answer(town: HelpTown, visit: Visit) -> None:
    clerk = await town.city.clerk("")
    number, code = await begin(visit)
    taken = await town.city.help.take(clerk, "", "ko")
    here = (await visit.ask(f"{TALKS}/{number}/look", {"code": code})).json()
    wait = {"code": code, "after": here["next"], "version": here["version"], "wait_s": 20}
    looking = asyncio.create_task(visit.ask(f"{TALKS}/{number}/look", wait))
    await asyncio.sleep(0.1)
    assert not looking.done()
    await town.city.help.tell(clerk, taken.number, "저쪽입니다.", "k-1", "ko")
    seen = (await asyncio.wait_for(looking, 2)).json()
    assert [line["words"] for line in seen["lines"]] == ["저쪽입니다."]
    assert seen["badge"] and seen["official"] == "김담당"


async def test_saying_typing_ending_rating(town: HelpTown, visit: Visit) -> None:
    number, code = await begin(visit)
    one = f"{TALKS}/{number}"
    say = {"code": code, "words": "여보세요", "key": "k-1"}
    first = (await visit.ask(f"{one}/say", say)).json()
    again = (await visit.ask(f"{one}/say", {**say, "after": first["next"]})).json()
    assert again["next"] == first["next"] and again["lines"] == []
    assert (await visit.ask(f"{one}/typing", {"code": code})).json()["number"] == number
    early = await visit.ask(f"{one}/rate", {"code": code, "stars": 5})
    assert early.status_code == 409 and problem(early)["code"] == "state"
    assert (await visit.ask(f"{one}/end", {"code": code})).json()["state"] == "ended"
    assert (await visit.ask(f"{one}/rate", {"code": code, "stars": 4})).json()["stars"] == 4
    late = await visit.ask(f"{one}/say", {**say, "key": "k-2"})
    assert late.status_code == 409


async def test_left_in_writing_is_a_complaint_once(visit: Visit) -> None:
    number, code = await begin(visit)
    form = {"code": code, "address": "세종대로 110 앞"}
    first = await visit.ask(f"{TALKS}/{number}/leave", form)
    assert first.status_code == 201
    receipt = first.json()
    assert receipt["service"] == "complaints" and receipt["number"] in receipt["follow_url"]
    assert (await visit.open(receipt["qr"])).status_code == 200
    again = await visit.ask(f"{TALKS}/{number}/leave", form)
    assert again.json()["number"] == receipt["number"]


async def test_the_transcript(visit: Visit) -> None:
    number, code = await begin(visit)
    answer = await visit.ask(f"{TALKS}/{number}/transcript", {"code": code})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert number in answer.headers["content-disposition"] and "길을 묻습니다" in answer.text


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("look", {}), ("say", {"words": "x", "key": "k"}), ("typing", {}), ("end", {}),
        ("rate", {"stars": 5}), ("leave", {}), ("transcript", {}),
    ],
)  # fmt: skip
async def test_a_wrong_code_opens_nothing(visit: Visit, what: str, body: dict[str, Any]) -> None:
    number, _ = await begin(visit)
    wrong_code = {"code": "AAAA-AAAA-AAAA-AAAA", **body}
    answer = await visit.ask(f"{TALKS}/{number}/{what}", wrong_code)
    assert answer.status_code == 404 and problem(answer)["code"] == "talk"


@pytest.mark.parametrize(
    ("what", "body", "field"),
    [
        ("look", {"after": -1}, "after"),
        ("look", {"wait_s": 26}, "wait_s"),
        ("look", {"after": "1"}, "after"),
        ("say", {"words": "", "key": "k"}, "words"),
        ("say", {"words": "x", "key": ""}, "key"),
        ("say", {"words": "x"}, "key"),
        ("rate", {"stars": 6}, "stars"),
        ("end", {"colour": "red"}, "colour"),
        ("leave", {"code": 7}, "code"),
    ],
)
async def test_what_is_not_right_is_told_by_its_field(
    visit: Visit, what: str, body: dict[str, Any], field: str
) -> None:
    number, code = await begin(visit)
    answer = await visit.ask(f"{TALKS}/{number}/{what}", {"code": code, **body})
    assert answer.status_code == 422 and field in problem(answer)["fields"]


async def test_without_the_token_nothing_happens(visit: Visit) -> None:
    for path in ("/api/help/ask", TALKS, f"{TALKS}/H-2026-000001/say", "/api/water/settlement"):
        answer = await visit.client.post(path, json={"question": "x"})
        assert answer.status_code == 403, path


async def test_it_is_in_the_description(visit: Visit) -> None:
    document = (await visit.open("/api/openapi.json")).json()
    look = document["paths"]["/help/talks/{number}/look"]["post"]
    assert "X-CSRF-Token" in [each["name"] for each in look["parameters"]]
    transcript = document["paths"]["/help/talks/{number}/transcript"]["post"]
    assert list(transcript["responses"]["200"]["content"]) == ["text/plain"]
    assert {"get", "post"} <= set(document["paths"]["/water/settlement"])

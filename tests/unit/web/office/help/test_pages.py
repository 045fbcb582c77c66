"""The console without scripts: the queue, each talk, and nothing typed is lost."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from metaserver.web.office.help.words import SCRIPT_WORDS, WORDS
from tests.unit.web.office.hall import Official, text
from tests.unit.web.office.help.hall import CONSOLE, KNOWN, QUOTED, HelpHall, take
from tests.unit.web.services.desk import HALL

LEE = "a" + "2" * 16


def talk_page(number: str) -> str:
    return f"{CONSOLE}/talks/{number}"


async def taken(by: Official) -> str:
    """The address of the talk that was taken on paper."""
    answer = await by.post(CONSOLE, do="next")
    assert answer.status_code == 303, text(answer)
    return str(answer.headers["location"])


@pytest.mark.parametrize("path", [CONSOLE, talk_page("H-2026-000001"), f"{CONSOLE}/waiting"])
async def test_for_guests_and_citizens_there_is_no_console(hall: HelpHall, path: str) -> None:
    async with hall.browser() as guest:
        assert (await guest.open(path)).status_code == 404
        hall.log_in(guest)
        assert (await guest.open(path)).status_code == 404


async def test_the_queue_is_taken_from_and_answered_on_paper(hall: HelpHall) -> None:
    visitor = await hall.visitor("횡단보도가 지워졌어요", **HALL)
    async with hall.official() as kim:
        assert "횡단보도가 지워졌어요" in await kim.open(CONSOLE)
        address = await taken(kim)
        page = await kim.open(address)
        assert "횡단보도가 지워졌어요" in page and "<circle" in page
        answer = await kim.post(address, do="say", words="확인하겠습니다.", key="k1")
        assert answer.headers["location"] == address
        await kim.post(address, do="say", words="확인하겠습니다.", key="k1")
        assert (await visitor.words()).count("확인하겠습니다.") == 1


async def test_the_navigation_counts_who_waits(hall: HelpHall) -> None:
    async with hall.official() as kim:
        badge = r'data-waiting="[^"]*"( hidden)?>([^<]*)<'
        found = re.search(badge, await kim.open(CONSOLE))
        assert found and found[1]
        await hall.visitor()
        found = re.search(badge, await kim.open(CONSOLE))
        assert found and not found[1] and found[2] == "1명 기다림"
        assert CONSOLE in await kim.open("/office")


async def test_whoever_is_late_reads_so_and_sees_the_queue(hall: HelpHall) -> None:
    visitor = await hall.visitor()
    async with hall.official() as kim, hall.official("이도로", account=LEE) as lee:
        await taken(kim)
        late = await lee.post(CONSOLE, do="take", number=visitor.number)
        assert late.status_code == 409
        assert "다른 공무원이 먼저 맡았습니다" in text(late)


async def test_what_was_typed_for_a_lost_talk_is_shown_again(hall: HelpHall) -> None:
    visitor = await hall.visitor()
    async with hall.official() as kim:
        address = await taken(kim)
        await hall.help.end(visitor.number, visitor.code, "ko")
        late = await kim.post(address, do="say", words="길게 쓴 답변", key="k1")
        assert late.status_code == 409
        assert "길게 쓴 답변" in late.text
        assert (await kim.client.get(address)).status_code == 404


async def test_canned_words_and_entries_go_below_what_was_typed(hall: HelpHall) -> None:
    await hall.visitor(KNOWN)
    async with hall.official() as kim:
        address = await taken(kim)
        canned = hall.help.canned(kim.account, "ko")[0]
        shown = await kim.post(address, do="canned", canned=canned.id, words="쓰던 말", key="k")
        assert box(shown.text) == f"쓰던 말\n\n{canned.words}"
        found = await kim.post(address, do="search", question=KNOWN, words="쓰던 말", key="k")
        assert QUOTED in found.text and box(found.text) == "쓰던 말"
        put = await kim.post(
            address, do="quote:water-bill", question=KNOWN, words="쓰던 말", key="k"
        )
        assert box(put.text) == (
            f"쓰던 말\n\n{QUOTED}\n출처: 보기 https://example.org/bill (2026-01-01)"
        )


async def test_empty_answers_are_asked_for_at_the_field(hall: HelpHall) -> None:
    await hall.visitor()
    async with hall.official() as kim:
        answer = await kim.post(await taken(kim), do="say", words=" ", key="k")
        assert answer.status_code == 422
        assert 'id="words-wrong"' in answer.text


async def test_a_complaint_asks_what_its_kind_needs(hall: HelpHall) -> None:
    visitor = await hall.visitor("차도에 구멍이 났어요", **HALL)
    async with hall.official() as kim:
        address = await taken(kim)
        page = await kim.open(address)
        assert "차도에 구멍이 났어요" in page.split('name="description"')[1]
        wish = {"do": "complaint", "kind": "road", "description": "구멍"}
        assert (await kim.post(address, **wish)).status_code == 422
        done = await kim.post(address, **wish, **{"attributes.road.damage": "pothole"})
        assert done.status_code == 303
    number = (await visitor.look()).complaint
    complaint = await hall.store.by_number(number)
    assert complaint and complaint.attributes["damage"] == "pothole"


async def test_a_talk_is_handed_on_and_ended_on_paper(hall: HelpHall) -> None:
    first, second = await hall.visitor(), await hall.visitor()
    async with hall.official() as kim:
        await kim.post(await taken(kim), do="transfer", department="parks", note="")
        await kim.post(await taken(kim), do="end")
        assert (await first.look()).department == "parks"
        assert (await second.look()).state == "ended"
        assert "맡은 상담이 없습니다" in await kim.open(CONSOLE)


async def test_duty_begins_and_ends_on_paper(hall: HelpHall) -> None:
    async with hall.official() as kim:
        await kim.post(CONSOLE, do="on", department="roads")
        assert "근무 중입니다." in await kim.open(CONSOLE)
        await kim.post(CONSOLE, do="off")
        assert "근무 중이 아닙니다." in await kim.open(CONSOLE)


async def test_what_visitors_write_is_shown_as_it_is(hall: HelpHall) -> None:
    await hall.visitor("\"3 < 4\" & 'x'", name="<3 x")
    async with hall.official() as kim:
        assert "&#34;3 &lt; 4&#34; &amp; &#39;x&#39;" in await kim.open(CONSOLE)
        number = (await take(kim))["number"]
        for path in (CONSOLE, talk_page(number)):
            page = await kim.open(path)
            assert "3 < 4" not in page and "<3 x" not in page


async def test_the_script_begins_with_what_is_there(hall: HelpHall) -> None:
    visitor = await hall.visitor()
    async with hall.official() as kim:
        await take(kim)
        page = await kim.open(CONSOLE)
        begun, words = (_data(page, name) for name in ("begun", "words"))
        assert begun["talks"][0]["number"] == visitor.number
        assert set(words) == set(SCRIPT_WORDS)
        for name in ("console", "console-wire", "console-lists", "console-column", "console-tools"):
            address = re.search(rf'"(/{name}\.[0-9a-f]+\.js)"', page)
            assert address and (await kim.client.get(address[1])).status_code == 200


async def test_no_page_says_anything_else_than_words(hall: HelpHall) -> None:
    await hall.visitor()
    async with hall.official() as kim:
        address = await taken(kim)
        for path in (CONSOLE, address):
            page = await kim.open(path)
            assert "built-in" not in page and "<bound" not in page and "None" not in text(kim.page)


def test_both_languages_have_the_same_words() -> None:
    ko, en = WORDS["ko"], WORDS["en"]
    assert ko.keys() == en.keys()
    for name in ko:
        assert set(re.findall(r"\{\w+\}", ko[name])) == set(re.findall(r"\{\w+\}", en[name])), name


def box(page: str) -> str:
    """What stands in the answer box."""
    found = re.search(r'<textarea id="words"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1])


def _data(page: str, name: str) -> dict[str, Any]:
    found = re.search(rf' data-{name}="([^"]*)"', page)
    assert found
    return dict(json.loads(unescape(found[1])))

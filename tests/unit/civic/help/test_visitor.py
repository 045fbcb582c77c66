"""A visitor asks, waits, writes, ends; with nobody there, with floods, with hostile words."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from metaserver.civic.models import Asker
from metaserver.errors import Conflict, Invalid, Limited, NotFound
from metaserver.ports.access import Once
from metaserver.ports.help import Side, TalkState
from tests.unit.civic.help.kit import KNOWN, QUOTED, HelpCity


async def test_the_desk_answers_first_and_its_answers_stand_in_the_talk(city: HelpCity) -> None:
    kim = await city.visitor("그래도 모르겠어요", asked=[KNOWN])
    seen = await kim.look()
    assert [(each.side, each.words, each.entry) for each in seen.lines] == [
        (Side.VISITOR, KNOWN, ""),
        (Side.DESK, QUOTED, "water-bill"),
        (Side.VISITOR, "그래도 모르겠어요", ""),
        (Side.CITY, "안내 자료에서는 맞는 답을 찾지 못했습니다.", ""),
        (Side.CITY, "사람과의 상담을 요청했습니다. 부서: 120 접수 부서(예시)", ""),
    ]
    assert seen.lines[1].source == "https://example.org/bill"


async def test_what_was_asked_before_is_not_asked_twice(city: HelpCity) -> None:
    kim = await city.visitor(KNOWN, asked=[KNOWN, KNOWN])
    assert await city.said(kim.number, Side.VISITOR) == [KNOWN]


async def test_asking_the_desk_alone_keeps_nothing(city: HelpCity) -> None:
    answer = await city.help.answer(KNOWN, "water", "ko")
    assert answer.known and answer.hits[0].words == QUOTED
    assert not (await city.help.answer("하늘은 왜 파란가요", "", "ko")).known
    assert await city.talks.live() == []
    with pytest.raises(Invalid):
        await city.help.answer(" \u200b ", "water", "ko")
    with pytest.raises(Invalid):
        await city.help.answer(KNOWN, "moon", "ko")


async def test_places_are_counted_in_the_order_of_asking(city: HelpCity) -> None:
    first, second = await city.visitor(), await city.visitor()
    elsewhere = await city.visitor(department="water")
    assert [(await each.look()).place for each in (first, second, elsewhere)] == [1, 2, 1]
    await first.help.end(first.number, first.code, "ko")
    assert (await second.look()).place == 1
    assert (await first.look()).place == 0


async def test_with_nobody_on_duty_that_is_said(city: HelpCity) -> None:
    desk = await city.help.desk("desk", "ko")
    assert (desk.on_duty, desk.waiting, desk.wait_s, desk.typical_answer_s) == (0, 0, None, None)
    assert desk.answer_by == "2026-12-11", "14 working days, as for the kind other"
    kim = await city.visitor()
    seen = await kim.look()
    assert (seen.on_duty, seen.wait_s, seen.answer_by) == (0, None, "2026-12-11")
    assert seen.until == "2026-12-23"
    with pytest.raises(Invalid):
        await city.help.desk("moon", "ko")


async def test_the_desk_knows_who_is_at_a_console(city: HelpCity) -> None:
    await city.clerk("desk")
    water = await city.official("water")
    await city.office.on_duty(water, "water")  # at another page of the office
    city.clock.passes(seconds=3)
    assert (await city.help.desk("desk", "ko")).on_duty == 1
    city.clock.passes(seconds=61)
    await city.office.seen(water)
    assert (await city.help.desk("desk", "ko")).on_duty == 0
    assert (await city.help.desk("water", "ko")).on_duty == 0, "nobody takes talks there"


async def test_the_wait_is_measured(city: HelpCity) -> None:
    by = await city.clerk("desk")
    for _ in range(5):
        kim = await city.visitor()
        city.clock.passes(seconds=10)
        await city.help.take(by, kim.number, "ko")
        city.clock.passes(seconds=20)
        await city.help.tell(by, kim.number, "안녕하세요", "k", "ko")
        city.clock.passes(seconds=100)
        await city.help.end_talk(by, kim.number)
        await city.help.console(by, "ko")
    for _ in range(4):
        await city.visitor()
        await city.help.take(by, "", "ko")
    await city.visitor()
    city.clock.passes(seconds=11)
    await city.help.console(by, "ko")
    desk = await city.help.desk("desk", "ko")
    assert (desk.waiting, desk.typical_answer_s) == (1, 30)
    assert desk.wait_s == 60, "two before the next free hand, each 120 s in one of four hands"


async def test_one_talk_at_a_time(city: HelpCity) -> None:
    kim = await city.somebody(name="김")
    first = await city.visitor(account=kim.id, visit="visit-1")
    claims: list[dict[str, Any]] = [{"account": kim.id}, {"visit": "visit-1"}]
    for again in claims:
        with pytest.raises(Conflict) as error:
            await city.visitor(**again)
        assert error.value.code == "talking"
    ticket = await city.help.current("", "visit-1")
    assert ticket == (first.number, first.code) == await city.help.current(kim.id, "")
    await city.help.end(first.number, first.code, "ko")
    assert await city.help.current(kim.id, "visit-1") is None
    await city.visitor(account=kim.id, visit="visit-1")


async def test_a_request_sent_again_is_the_same_talk(city: HelpCity) -> None:
    once = Once("page", "key-12345678", "aa")
    first = await city.visitor(visit="v", once=once)
    again = await city.visitor(visit="v", once=once)
    assert (first.number, first.code) == (again.number, again.code)
    assert len(await city.talks.live()) == 1


async def test_an_address_asks_for_five_an_hour(city: HelpCity) -> None:
    for _ in range(5):
        await city.visitor(address_key="here")
    with pytest.raises(Limited) as error:
        await city.visitor(address_key="here")
    assert error.value.wait_s > 600
    await city.visitor(address_key="elsewhere")


async def test_five_hundred_wait_and_the_next_is_told(city: HelpCity) -> None:
    async with city.db.write("test") as connection:
        row = (
            "INSERT INTO talks (number, code_salt, asked_ms, state, department, language, question,"
            " visitor, account, visit_key, world, level, official, ended_by, complaint, lines,"
            " version, body_hash) VALUES (:n, '', 1, 'waiting', 'desk', 'ko', '', '', '', '', '',"
            " '', '', '', '', 0, 1, '')"
        )
        await connection.execute(text(row), [{"n": f"H-2026-9{n:05d}"} for n in range(500)])
    with pytest.raises(Conflict) as error:
        await city.visitor()
    assert error.value.code == "crowded"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "missing"),
        (" \u200b\n ", "missing"),
        ("x" * 2001, "long"),
        ("<script>alert(1)</script>", "html"),
        ("안녕\x00하세요", "characters"),
        ("오른쪽\u202e에서", "characters"),
        ("901231-1234567", "resident_number"),
    ],
)
async def test_words_that_cannot_be_said_are_refused(city: HelpCity, words: str, code: str) -> None:
    kim = await city.visitor()
    with pytest.raises(Invalid) as error:
        await kim.say(words)
    assert error.value.fields == {"words": code}
    with pytest.raises(Invalid):
        city.help.check({"question": words})


async def test_hostile_words_stay_words(city: HelpCity) -> None:
    words = "'; DROP TABLE talks; -- {department} %s ${x} {{7*7}} 😀"
    kim = await city.visitor(words, name="{name}")
    await kim.say(words)
    assert (await kim.words()).count(words) == 2
    assert words in await city.help.transcript(kim.number, kim.code, "en")


async def test_a_flood_is_held_back(city: HelpCity) -> None:
    kim = await city.visitor()
    for n in range(10):
        await kim.say(f"{n}")
    with pytest.raises(Limited) as error:
        await kim.say("11")
    assert error.value.wait_s <= 1
    city.clock.passes(seconds=1)
    await kim.say("11")


async def test_a_line_sent_twice_is_said_once(city: HelpCity) -> None:
    kim = await city.visitor()
    for _ in range(2):
        await kim.say("한 번만", "same")
    assert (await city.said(kim.number, Side.VISITOR)).count("한 번만") == 1
    with pytest.raises(Invalid):
        await kim.say("열쇠가 이상한 글", "\n")


async def test_only_the_code_opens_a_talk(city: HelpCity) -> None:
    kim, lee = await city.visitor(), await city.visitor()
    for number, code in (
        (kim.number, lee.code), (kim.number, ""), ("H-2026-000999", kim.code),
        ("2026-000001", kim.code), ("' OR 1=1", kim.code),
    ):  # fmt: skip
        with pytest.raises(NotFound) as error:
            await city.help.look(number, code, language="ko")
        assert error.value.code == "talk"
    for call in (
        city.help.say(kim.number, lee.code, "x", "k", "ko"),
        city.help.end(kim.number, lee.code, "ko"),
        city.help.rate(kim.number, lee.code, 5, "ko"),
        city.help.typing(kim.number, lee.code),
        city.help.transcript(kim.number, lee.code, "ko"),
        city.help.leave(kim.number, lee.code, city.help.check_leave({"address": "x"}), Asker()),
    ):
        with pytest.raises(NotFound):
            await call
    typed = kim.code.lower().replace("-", " ")
    assert (await city.help.look(kim.number, typed, language="ko")).number == kim.number


async def test_whoever_tries_codes_is_held_back(city: HelpCity) -> None:
    kim = await city.visitor()
    wrong = "0000-0000-0000-0000"
    for _ in range(10):
        with pytest.raises(NotFound):
            await city.help.look(kim.number, wrong, language="ko", address_key="there")
    with pytest.raises(Limited):
        await city.help.look(kim.number, kim.code, language="ko", address_key="there")
    await city.help.look(kim.number, kim.code, language="ko", address_key="at home")


async def test_a_look_waits_for_the_next_line(city: HelpCity) -> None:
    by = await city.clerk("desk")
    kim = await city.visitor()
    await city.help.take(by, kim.number, "ko")
    seen = await kim.look()
    waiting = asyncio.create_task(
        city.help.look(
            kim.number, kim.code, after=seen.next, version=seen.version, language="ko", wait_s=20
        )
    )
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await city.help.tell(by, kim.number, "여기 있습니다", "k", "ko")
    new = await asyncio.wait_for(waiting, 2)
    assert [each.words for each in new.lines] == ["여기 있습니다"]
    assert new.version > seen.version


async def test_a_look_waits_for_the_official_to_write(city: HelpCity) -> None:
    by = await city.clerk("desk")
    kim = await city.visitor()
    await city.help.take(by, kim.number, "ko")
    seen = await kim.look()
    waiting = asyncio.create_task(
        city.help.look(
            kim.number, kim.code, after=seen.next, version=seen.version, language="ko", wait_s=20
        )
    )
    await asyncio.sleep(0.05)
    await city.help.typing_to(by, kim.number)
    assert (await asyncio.wait_for(waiting, 2)).typing
    city.clock.passes(seconds=6)
    assert not (await kim.look()).typing


async def test_places_are_told_now_and_then_not_with_each_move(city: HelpCity) -> None:
    """In a queue of hundreds everybody would ask without a pause."""
    first, second = await city.visitor(), await city.visitor()
    await city.help.sweep()
    seen = await second.look()
    await first.help.end(first.number, first.code, "ko")
    waiting = asyncio.create_task(
        city.help.look(
            second.number, second.code, after=seen.next, version=seen.version, language="ko",
            wait_s=20,
        )
    )  # fmt: skip
    await asyncio.sleep(0.05)
    assert not waiting.done()
    city.clock.passes(seconds=4)
    await city.help.sweep()
    assert (await asyncio.wait_for(waiting, 2)).place == 1


async def test_a_closing_server_keeps_nobody_waiting(city: HelpCity) -> None:
    kim = await city.visitor()
    seen = await kim.look()
    waiting = asyncio.create_task(
        city.help.look(
            kim.number, kim.code, after=seen.next, version=seen.version, language="ko", wait_s=20
        )
    )
    await asyncio.sleep(0.05)
    assert not waiting.done()
    city.help.close()
    await asyncio.wait_for(waiting, 2)


async def test_it_ends_once_and_is_rated_afterwards(city: HelpCity) -> None:
    kim = await city.visitor()
    with pytest.raises(Conflict):
        await city.help.rate(kim.number, kim.code, 5, "ko")
    for _ in range(2):
        seen = await city.help.end(kim.number, kim.code, "ko")
        assert seen.state is TalkState.ENDED
    assert (await kim.words()).count("방문하신 분이 상담을 마쳤습니다.") == 1
    assert (await city.help.rate(kim.number, kim.code, 4, "ko")).stars == 4
    for stars in (0, 6):
        with pytest.raises(Invalid):
            await city.help.rate(kim.number, kim.code, stars, "ko")
    with pytest.raises(Conflict):
        await kim.say("아직 계세요?")


async def test_the_transcript_holds_all_that_was_said(city: HelpCity) -> None:
    by = await city.clerk("desk", name="박주무관")
    kim = await city.visitor(KNOWN, name="하나")
    await city.help.take(by, kim.number, "ko")
    await city.help.tell(by, kim.number, "도와드리겠습니다", "k", "ko")
    await city.help.end_talk(by, kim.number)
    text = await city.help.transcript(kim.number, kim.code, "ko")
    for part in (kim.number, KNOWN, QUOTED, "https://example.org/bill", "하나", "박주무관",
                 "도와드리겠습니다", "2026-12-23"):  # fmt: skip
        assert part in text
    assert kim.code not in text
    assert "The official ended the talk." in await city.help.transcript(kim.number, kim.code, "en")


async def test_a_place_outside_the_city_is_left_out(city: HelpCity) -> None:
    kim = await city.visitor(lat=48.85, lon=2.35, world="plaza", x=1.0, y=2.0)
    kept = await city.kept_talk(kim.number)
    assert (kept.lat, kept.lon, kept.world, kept.x_m) == (None, None, "plaza", 1.0)
    with pytest.raises(Invalid):
        city.help.check({"question": "?", "x": float("nan")})
    with pytest.raises(Invalid):
        city.help.check({"question": "?", "department": "moon"})
    with pytest.raises(Invalid):
        city.help.check({"question": "?", "official": "a0"})

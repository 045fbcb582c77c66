"""Officials take, tell, hand on and end; two at once, and some who may not."""

import asyncio
from dataclasses import replace

import pytest

from metaserver.errors import Conflict, Invalid, NotFound
from metaserver.ports.accounts import Account, Grant, Role
from metaserver.ports.help import Side, TalkState
from tests.unit.civic.help.kit import KNOWN, QUOTED, HelpCity


async def audited(city: HelpCity) -> list[tuple[str, str]]:
    entries = await city.audit.entries(action="help.")
    return [(each.action, each.subject) for each in reversed(entries)]


async def test_the_console_shows_who_waits_and_what_one_has(city: HelpCity) -> None:
    by = await city.clerk("desk")
    kim = await city.visitor("긴 질문 " + "가" * 300, name="하나", world="plaza", x=3.2, y=4.0)
    city.clock.passes(seconds=15)
    seen = await city.help.console(by, "ko")
    assert seen.duty is not None and seen.duty.department == "desk"
    (row,) = seen.waiting
    assert (row.number, row.place, row.waited_s, len(row.question)) == (kim.number, 1, 15, 160)
    await city.help.take(by, "", "ko")
    seen = await city.help.console(by, "ko")
    assert seen.waiting == () and seen.capacity == 4
    (mine,) = seen.talks
    assert (mine.number, mine.visitor, mine.here, mine.waited_s) == (kim.number, "하나", True, 15)
    assert mine.world_place == "서울광장 (3 m, 4 m)"
    english = await city.help.console(by, "en")
    assert english.talks[0].world_place == "Seoul Plaza (3 m, 4 m)"
    again = await city.help.console(by, "ko", talks={kim.number: mine.next})
    assert again.talks[0].lines == () and again.talks[0].next == mine.next


async def test_the_console_tells_at_once_when_somebody_asks(city: HelpCity) -> None:
    by = await city.clerk("desk")
    version = (await city.help.console(by, "ko")).version
    waiting = asyncio.create_task(city.help.console(by, "ko", version=version, wait_s=20))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    kim = await city.visitor()
    seen = await asyncio.wait_for(waiting, 2)
    assert [each.number for each in seen.waiting] == [kim.number]
    assert seen.version > version


async def test_it_covers_its_departments_alone(city: HelpCity) -> None:
    desk = await city.clerk("desk")
    everybody = await city.clerk("")
    water = await city.visitor(department="water")
    assert (await city.help.console(desk, "ko")).waiting == ()
    assert (await city.help.waiting(desk), await city.help.waiting(everybody)) == (0, 1)
    assert len((await city.help.console(everybody, "ko")).waiting) == 1
    with pytest.raises(NotFound):
        await city.help.take(desk, water.number, "ko")
    with pytest.raises(Conflict) as error:
        await city.help.take(desk, "", "ko")
    assert error.value.code == "nobody"
    await city.help.take(everybody, water.number, "ko")


async def test_who_is_no_official_finds_no_office(city: HelpCity) -> None:
    citizen = await city.somebody()
    kim = await city.visitor()
    form = city.help.check_complaint({"description": "x"})
    for call in (
        city.help.waiting(citizen),
        city.help.console(citizen, "ko"),
        city.help.take(citizen, kim.number, "ko"),
        city.help.tell(citizen, kim.number, "x", "k", "ko"),
        city.help.typing_to(citizen, kim.number),
        city.help.transfer(citizen, kim.number, "water", ""),
        city.help.complain(citizen, kim.number, form),
        city.help.end_talk(citizen, kim.number),
        city.help.knowledge(citizen, KNOWN, "desk", "ko"),
    ):
        with pytest.raises(NotFound):
            await call
    with pytest.raises(NotFound):
        city.help.canned(citizen, "ko")


async def test_two_at_the_same_moment_are_two_talks(city: HelpCity) -> None:
    clerks = [await city.clerk("desk"), await city.clerk("desk")]
    visitors = [await city.visitor(), await city.visitor()]
    taken = await asyncio.gather(*(city.help.take(each, "", "ko") for each in clerks))
    assert sorted(each.number for each in taken) == sorted(each.number for each in visitors)


async def test_of_two_who_take_the_same_one_gets_it(city: HelpCity) -> None:
    clerks = [await city.clerk("desk"), await city.clerk("desk")]
    kim = await city.visitor()
    done = await asyncio.gather(
        *(city.help.take(each, kim.number, "ko") for each in clerks), return_exceptions=True
    )
    (refused,) = (each for each in done if isinstance(each, BaseException))
    assert isinstance(refused, Conflict) and refused.code == "taken"
    assert (await kim.words()).count("공무원이 연결되었습니다. 담당: 김담당") == 1


async def test_taking_what_one_has_gives_it_again(city: HelpCity) -> None:
    by = await city.clerk("desk")
    kim = await city.visitor()
    first = await city.help.take(by, kim.number, "ko")
    again = await city.help.take(by, kim.number, "ko")
    assert first.version == again.version and len(again.lines) == len(first.lines)


async def test_four_hands_and_no_more(city: HelpCity) -> None:
    by = await city.clerk("desk")
    for _ in range(5):
        await city.visitor()
    for _ in range(4):
        await city.help.take(by, "", "ko")
    with pytest.raises(Conflict) as error:
        await city.help.take(by, "", "ko")
    assert error.value.code == "capacity"


async def test_they_talk_and_each_sees_the_other_write(city: HelpCity) -> None:
    by = await city.clerk("desk", name="박주무관")
    kim = await city.visitor(name="하나")
    await city.help.take(by, kim.number, "ko")
    await city.help.typing(kim.number, kim.code)
    assert (await city.help.console(by, "ko")).talks[0].typing
    await kim.say("길이 막혔어요")
    shown = await city.help.tell(by, kim.number, "어디인가요?", "k", "ko")
    assert [(each.name, each.words) for each in shown.lines][-2:] == [
        ("하나", "길이 막혔어요"),
        ("박주무관", "어디인가요?"),
    ]
    assert not shown.typing, "what was being written is there"
    seen = await kim.look()
    assert (seen.official, seen.badge, seen.state) == ("박주무관", True, TalkState.OPEN)


async def test_an_officials_line_sent_twice_is_said_once(city: HelpCity) -> None:
    by = await city.clerk("desk")
    kim = await city.visitor()
    await city.help.take(by, kim.number, "ko")
    for _ in range(2):
        await city.help.tell(by, kim.number, "한 번만", "same", "ko")
    assert await city.said(kim.number, Side.OFFICIAL) == ["한 번만"]


async def test_a_name_that_nobody_gave_is_not_made_of_a_login(city: HelpCity) -> None:
    by = await city.clerk("desk", name="")
    kim = await city.visitor()
    await city.help.take(by, kim.number, "ko")
    assert (await kim.look()).official == ""
    assert by.id not in "\n".join(await kim.words())


async def test_a_transfer_keeps_the_place_in_time_and_tells_the_visitor(city: HelpCity) -> None:
    desk, water = await city.clerk("desk"), await city.clerk("water")
    kim = await city.visitor()
    city.clock.passes(seconds=60)
    later = await city.visitor(department="water")
    await city.help.take(desk, kim.number, "ko")
    await kim.look()
    await city.help.transfer(desk, kim.number, "water", "이사 정산을 물으십니다")
    seen = await kim.look()
    assert (seen.state, seen.department, seen.place) == (TalkState.WAITING, "water", 1)
    assert "다른 부서로 연결합니다. 부서: 수도 부서(예시)" in seen.lines[-1].words
    assert all("정산" not in each.words for each in seen.lines), "notes are for officials"
    assert (await later.look()).place == 2
    taken = await city.help.take(water, "", "ko")
    assert taken.number == kim.number
    assert any(each.side is Side.NOTE and "정산" in each.words for each in taken.lines)
    with pytest.raises(NotFound):
        await city.help.tell(desk, kim.number, "아직 저예요", "k", "ko")
    assert (await city.help.console(desk, "ko")).talks == ()


async def test_a_transfer_needs_a_department_that_is_there(city: HelpCity) -> None:
    by = await city.clerk("desk")
    kim = await city.visitor()
    await city.help.take(by, kim.number, "ko")
    with pytest.raises(Invalid) as error:
        await city.help.transfer(by, kim.number, "moon", "")
    assert error.value.fields == {"department": "choice"}


async def test_what_another_has_is_not_touched(city: HelpCity) -> None:
    one, other = await city.clerk("desk"), await city.clerk("desk")
    kim = await city.visitor()
    await city.help.take(one, kim.number, "ko")
    for call in (
        city.help.tell(other, kim.number, "x", "k", "ko"),
        city.help.end_talk(other, kim.number),
        city.help.transfer(other, kim.number, "water", ""),
    ):
        with pytest.raises(Conflict) as error:
            await call
        assert error.value.code == "state"


async def test_all_acts_are_in_the_audit_log_without_words(city: HelpCity) -> None:
    by = await city.clerk("desk", "water")
    kim = await city.visitor("비밀 질문")
    await city.help.take(by, kim.number, "ko")
    await city.help.tell(by, kim.number, "비밀 답", "k", "ko")
    await city.help.transfer(by, kim.number, "water", "비밀 쪽지")
    await city.help.take(by, "", "ko")
    form = city.help.check_complaint({"description": "비밀 민원", "address": "세종대로 110"})
    await city.help.complain(by, kim.number, form)
    await city.help.end_talk(by, kim.number)
    subject = f"talk:{kim.number}"
    assert await audited(city) == [
        (f"help.{act}", subject) for act in ("take", "transfer", "take", "complain", "end")
    ]
    assert "비밀" not in str(await city.audit.entries(action="help."))


async def test_canned_answers_and_knowledge_stand_beside_it(city: HelpCity) -> None:
    by = await city.clerk("desk")
    ko, en = city.help.canned(by, "ko"), city.help.canned(by, "en")
    assert [each.id for each in ko] == [each.id for each in en]
    assert all(each.words for each in (*ko, *en))
    answer = await city.help.knowledge(by, KNOWN, "water", "ko")
    assert answer.hits[0].words == QUOTED


async def test_figures_of_today(city: HelpCity) -> None:
    by, other = await city.clerk("desk"), await city.clerk("water")
    for wait_s in (10, 20, 60):
        kim = await city.visitor()
        city.clock.passes(seconds=wait_s)
        await city.help.take(by, kim.number, "ko")
        city.clock.passes(seconds=5)
        await city.help.tell(by, kim.number, "네", "k", "ko")
        await city.help.end_talk(by, kim.number)
    city.clock.passes(seconds=11)
    seen = await city.help.console(by, "ko")
    assert (seen.mine_today, seen.median_wait_s, seen.median_answer_s) == (3, 20, 25)
    seen = await city.help.console(other, "ko")
    assert (seen.mine_today, seen.median_wait_s, seen.median_answer_s) == (0, None, None)


async def test_a_role_that_was_taken_away_ends_the_work_at_once(city: HelpCity) -> None:
    by = await city.clerk("desk")
    kim = await city.visitor()
    await city.help.take(by, kim.number, "ko")
    revoked = await without_role(city, by)
    with pytest.raises(NotFound):
        await city.help.tell(revoked, kim.number, "아직 저예요", "k", "ko")
    await city.help.sweep()
    seen = await kim.look()
    assert seen.state is TalkState.WAITING and seen.place == 1
    assert "다른 공무원을 찾고 있습니다" in seen.lines[-1].words


async def test_a_console_that_waits_shows_nothing_to_who_lost_the_role(city: HelpCity) -> None:
    by = await city.clerk("desk")
    version = (await city.help.console(by, "ko")).version
    waiting = asyncio.create_task(city.help.console(by, "ko", version=version, wait_s=20))
    await asyncio.sleep(0.05)
    await without_role(city, by)
    await city.visitor("비밀 질문")
    with pytest.raises(NotFound):
        await asyncio.wait_for(waiting, 2)


async def without_role(city: HelpCity, by: Account) -> Account:
    return await city.accounts.update(replace(by, grants=(Grant(Role.CITIZEN),)))


async def test_officials_read_what_happened_in_short_words_of_their_own(city: HelpCity) -> None:
    kim, lee = await city.clerk("desk"), await city.clerk("roads", name="이담당")
    asks = await city.visitor()
    await city.help.take(kim, "", "ko")
    await city.help.transfer(kim, asks.number, "roads", "")
    seen = await city.help.take(lee, "", "en")
    told = [line.words for line in seen.lines if line.side is Side.CITY]
    assert told == [
        "No entry had the answer", "Asked for a person. Department: 120 desk (example)",
        "Taken by 김담당",
        "Handed on. Department: Roads (example)", "Taken by 이담당",
    ]  # fmt: skip
    assert "공무원이 연결되었습니다. 담당: 이담당" in await asks.words(), "the visitor's own words"

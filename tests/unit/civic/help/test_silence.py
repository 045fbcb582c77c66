"""Somebody disappears in mid-talk, or the server does."""

import pytest

from metaserver.errors import Conflict
from metaserver.ports.accounts import Account
from metaserver.ports.help import Side, TalkState
from tests.unit.civic.help.kit import HelpCity, Visitor


async def in_talk(city: HelpCity) -> tuple[Account, Visitor]:
    by = await city.clerk("desk")
    kim = await city.visitor()
    await city.help.take(by, kim.number, "ko")
    return by, kim


async def test_a_lost_official_is_told_then_the_talk_goes_back(city: HelpCity) -> None:
    by, kim = await in_talk(city)
    later = await city.visitor()
    city.clock.passes(seconds=31)
    for _ in range(2):
        await city.help.sweep()
    seen = await kim.look()
    assert seen.away and seen.state is TalkState.OPEN
    assert [each.words for each in seen.lines].count(
        "공무원의 연결이 끊겼습니다. 잠시만 기다려 주세요."
    ) == 1, "once, however often it is looked at"
    city.clock.passes(seconds=60)
    await city.help.sweep()
    seen = await kim.look()
    assert (seen.state, seen.place, seen.away) == (TalkState.WAITING, 1, False)
    assert (await later.look()).place == 2
    other = await city.clerk("desk", name="이담당")
    assert (await city.help.take(other, "", "ko")).number == kim.number
    with pytest.raises(Conflict):
        await city.help.tell(by, kim.number, "저 돌아왔어요", "k", "ko")


async def test_an_official_who_comes_back_in_time_goes_on(city: HelpCity) -> None:
    by, kim = await in_talk(city)
    city.clock.passes(seconds=40)
    await city.help.sweep()
    assert (await kim.look()).away
    await city.help.console(by, "ko")
    seen = await kim.look()
    assert not seen.away and seen.lines[-1].words == "공무원이 다시 연결되었습니다."
    await city.help.tell(by, kim.number, "이어서 말씀드리겠습니다", "k", "ko")


async def test_an_official_at_the_console_keeps_the_talk(city: HelpCity) -> None:
    by, kim = await in_talk(city)
    for _ in range(10):
        city.clock.passes(seconds=25)
        await city.help.console(by, "ko")
        await city.help.sweep()
    seen = await kim.look()
    assert seen.state is TalkState.OPEN and not seen.away


@pytest.mark.parametrize("taken", [True, False])
async def test_a_visitor_who_has_gone_ends_the_talk_and_may_still_read(
    city: HelpCity, taken: bool
) -> None:
    by = await city.clerk("desk")
    kim = await city.visitor()
    if taken:
        await city.help.take(by, kim.number, "ko")
    for _ in range(37):
        city.clock.passes(seconds=25)
        await city.help.console(by, "ko")
        await city.help.sweep()
    assert (await city.kept_talk(kim.number)).ended_by == "gone"
    seen = await kim.look()
    assert seen.state is TalkState.ENDED
    assert seen.lines[-1].words == "오랫동안 소식이 없어 상담을 마쳤습니다."
    assert "길을 묻습니다" in await city.help.transcript(kim.number, kim.code, "ko")


async def test_a_visitor_who_looks_now_and_then_stays(city: HelpCity) -> None:
    kim = await city.visitor()
    for _ in range(10):
        city.clock.passes(minutes=14)
        await kim.look()
        await city.help.sweep()
    assert (await kim.look()).state is TalkState.WAITING


async def test_a_restart_loses_nothing(city: HelpCity) -> None:
    by, kim = await in_talk(city)
    await city.help.tell(by, kim.number, "네", "k", "ko")
    waits = await city.visitor()
    city.clock.passes(hours=3)
    city.restart()
    await city.help.sweep()
    for each in (kim, waits):
        each.help, each.after = city.help, 0
    seen = await kim.look()
    assert seen.state is TalkState.OPEN and not seen.away, "nobody was away but the server"
    assert "네" in [each.words for each in seen.lines]
    assert (await waits.look()).place == 1
    await city.help.tell(by, kim.number, "네", "k", "ko")
    assert await city.said(kim.number, Side.OFFICIAL) == ["네"], "sent again over the restart"


async def test_an_official_lost_with_the_restart_is_noticed_after_it(city: HelpCity) -> None:
    _, kim = await in_talk(city)
    city.restart()
    city.clock.passes(seconds=91)
    await city.help.sweep()
    kim.help = city.help
    assert (await kim.look()).state is TalkState.WAITING


async def test_what_memory_keeps_goes_with_the_talk(city: HelpCity) -> None:
    _, kim = await in_talk(city)
    await city.help.typing(kim.number, kim.code)
    await kim.look()
    await city.help.end(kim.number, kim.code, "ko")
    city.clock.passes(seconds=10)
    await city.help.sweep()
    desk = city.help._help
    assert not desk.presence._visitors and not desk.typists._until_s and not city.help._told

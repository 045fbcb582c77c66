"""A talk becomes a complaint: once, whoever asks for it and whenever the server dies."""

import asyncio
from typing import Any

import pytest

from metaserver.civic.models import Asker, Receipt
from metaserver.errors import Conflict, Invalid, StoreError
from metaserver.ports.complaints import PlaceSource, Search
from metaserver.ports.help import Move, TalkState
from tests.unit.civic.help.kit import HelpCity, Visitor

WHERE: dict[str, Any] = {"lat": 37.5665, "lon": 126.978, "world": "plaza"}


async def leave(city: HelpCity, kim: Visitor, **form: object) -> Receipt:
    return await city.help.leave(kim.number, kim.code, city.help.check_leave(form), Asker())


async def complaints(city: HelpCity) -> list[str]:
    return [each.number for each in await city.store.search(Search())]


async def test_left_in_writing_it_is_a_complaint_from_where_one_stood(city: HelpCity) -> None:
    kim = await city.visitor("가로등이 꺼졌어요", **WHERE)
    await kim.say("밤에 어둡습니다")
    receipt = await leave(city, kim)
    kept = await city.store.by_number(receipt.number)
    assert kept is not None
    assert (kept.kind, kept.lat, kept.place_source) == ("other", 37.5665, PlaceSource.WORLD)
    assert kept.description.startswith("가로등이 꺼졌어요\n밤에 어둡습니다")
    assert kim.number in kept.description
    seen = await kim.look()
    assert (seen.state, seen.complaint) == (TalkState.WRITTEN, receipt.number)
    assert any(receipt.code in each.words for each in seen.lines), "number and code are told"
    assert (await city.complaints.follow(receipt.number, receipt.code, "ko")).number
    assert receipt.expected == "2026-12-11"


async def test_without_a_place_an_address_is_asked_for(city: HelpCity) -> None:
    kim = await city.visitor()
    with pytest.raises(Invalid) as error:
        await leave(city, kim, words="불편합니다")
    assert error.value.fields == {"address": "missing"}
    with pytest.raises(Invalid) as error:
        await leave(city, kim, lat=48.85, lon=2.35)
    assert set(error.value.fields) == {"lat", "lon"}
    await leave(city, kim, words="불편합니다", address="세종대로 110")
    kept = (await city.store.search(Search()))[0]
    assert kept.description.startswith("불편합니다") and kept.address == "세종대로 110"


async def test_an_address_for_letters_needs_consent(city: HelpCity) -> None:
    kim = await city.visitor(**WHERE)
    with pytest.raises(Invalid) as error:
        await leave(city, kim, email="nobody")
    assert error.value.fields == {"email": "form", "keep_contact": "consent", "age_14": "age"}
    await leave(city, kim, email="hong@example.com", keep_contact=True, age_14=True)
    kept = (await city.store.search(Search()))[0]
    contact = await city.store.contact(kept.id)
    assert contact is not None and contact.notice_mail


async def test_sent_again_it_is_the_same_receipt(city: HelpCity) -> None:
    kim = await city.visitor(**WHERE)
    receipts = await asyncio.gather(*(leave(city, kim, words="한 번만") for _ in range(3)))
    assert len(set(receipts)) == 1 and len(await complaints(city)) == 1
    lines = [each.words for each in (await kim.look()).lines]
    assert sum(receipts[0].number in each for each in lines) == 1


async def test_something_else_left_later_is_not_swallowed(city: HelpCity) -> None:
    kim = await city.visitor(**WHERE)
    await leave(city, kim, words="처음 것")
    with pytest.raises(Conflict) as error:
        await leave(city, kim, words="다른 것")
    assert error.value.code == "written"
    assert len(await complaints(city)) == 1


async def test_an_official_turns_it_into_a_complaint_and_talks_on(city: HelpCity) -> None:
    by = await city.clerk("desk")
    kim = await city.visitor(**WHERE)
    await city.help.take(by, kim.number, "ko")
    form = city.help.check_complaint(
        {"kind": "road", "description": "보도블록이 깨졌습니다", "attributes": {"damage": "paving"}}
    )
    numbers = {await city.help.complain(by, kim.number, form) for _ in range(2)}
    assert numbers == set(await complaints(city)) and len(numbers) == 1
    seen = await kim.look()
    assert seen.state is TalkState.OPEN and seen.complaint in numbers
    kept = await city.store.by_number(seen.complaint)
    assert kept is not None
    (line,) = (each.words for each in seen.lines if seen.complaint in each.words)
    code = line.partition("확인 코드: ")[2].partition(".")[0]
    assert code == seen.complaint_code
    assert (await city.complaints.follow(seen.complaint, code, "ko")).number == seen.complaint
    office = (await city.help.console(by, "ko")).talks[0].lines
    assert all(code not in each.words for each in office), "the code is the visitor's"
    await city.help.tell(by, kim.number, "접수했습니다", "k", "ko")
    await city.help.end_talk(by, kim.number)
    assert (await kim.look()).state is TalkState.WRITTEN


async def test_what_the_kind_wants_to_know_is_asked_for(city: HelpCity) -> None:
    by = await city.clerk("desk")
    kim = await city.visitor(**WHERE)
    await city.help.take(by, kim.number, "ko")
    form = city.help.check_complaint({"kind": "road", "description": "깨짐"})
    with pytest.raises(Invalid) as error:
        await city.help.complain(by, kim.number, form)
    assert error.value.fields == {"attributes.damage": "missing"}
    with pytest.raises(Invalid):
        city.help.check_complaint({"description": ""})


async def test_both_at_once_make_one_complaint(city: HelpCity) -> None:
    by = await city.clerk("desk")
    kim = await city.visitor(**WHERE)
    await city.help.take(by, kim.number, "ko")
    form = city.help.check_complaint({"description": "공무원이 적은 것"})
    done = await asyncio.gather(
        leave(city, kim, words="방문자가 적은 것"), city.help.complain(by, kim.number, form),
        return_exceptions=True,
    )  # fmt: skip
    assert len(await complaints(city)) == 1
    assert [each.code for each in done if isinstance(each, Conflict)] == ["written"]


async def test_it_belongs_to_the_visitors_account(city: HelpCity) -> None:
    person = await city.somebody(name="하나")
    kim = await city.visitor(account=person.id, **WHERE)
    by = await city.clerk("desk")
    await city.help.take(by, kim.number, "ko")
    form = city.help.check_complaint({"description": "대신 접수"})
    number = await city.help.complain(by, kim.number, form)
    assert [each.number for each in await city.complaints.mine(person.id, "ko")] == [number]


async def dies_before_the_talk_says_so(
    city: HelpCity, kim: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dead(_move: Move) -> None:
        raise StoreError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(city.talks, "move", dead)
        with pytest.raises(StoreError):
            await leave(city, kim, words="한 번만")
    assert (await city.kept_talk(kim.number)).complaint == ""
    assert len(await complaints(city)) == 1
    city.restart()
    kim.help = city.help


async def test_killed_between_the_two_and_asked_again(
    city: HelpCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = await city.visitor(**WHERE)
    await dies_before_the_talk_says_so(city, kim, monkeypatch)
    receipt = await leave(city, kim, words="한 번만")
    assert [receipt.number] == await complaints(city)
    assert (await kim.look()).state is TalkState.WRITTEN


async def test_killed_between_the_two_and_not_asked_again(
    city: HelpCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = await city.visitor(**WHERE)
    await dies_before_the_talk_says_so(city, kim, monkeypatch)
    await city.help.sweep()
    seen = await kim.look()
    assert [seen.complaint] == await complaints(city)
    receipt = await leave(city, kim, words="한 번만")
    assert receipt.number == seen.complaint
    assert (await kim.look()).state is TalkState.WRITTEN

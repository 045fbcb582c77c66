"""What becomes of a complaint over there is told here, in both languages, once."""

from typing import Any

import pytest

from metaserver.civic.complaints.outward import polling
from metaserver.ports.complaints import Change, Complaint, EventKind, Follower, Status
from metaserver.ports.outbox import Delivery
from tests.support.otherserver import OtherServer
from tests.unit.civic.outward.conftest import Found
from tests.unit.civic.outward.town import HOUR_S, Town
from tests.unit.storage.cases import contact


async def forwarded(town: Town, *words: str, **fields: Any) -> list[Complaint]:
    """Once more where a busy machine was slower than the other server may be."""
    complaints = await town.file(*words, **fields)
    await town.turn()
    if Delivery.WAITING in await town.states():
        await town.turn(after_s=HOUR_S)
    return complaints


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_begun_and_answered_it_becomes_events_here(
    found: Found, other: OtherServer, form: str
) -> None:
    town = found(answers=form)
    (complaint,) = await forwarded(town, "보도블록이 깨졌습니다")
    (stored,) = other.stored
    assert await town.poll() == 0
    stored.detailed = "in_progress"
    assert await town.poll() == 1
    assert (await town.now(complaint)).status is Status.IN_PROGRESS
    stored.status, stored.detailed, stored.notes = "closed", "answered", "보도블록을 바꿨습니다."
    assert await town.poll() == 1
    after = await town.now(complaint)
    assert (after.status, after.closed_ms) == (Status.ANSWERED, town.clock.now_ms)
    _, begun, answer = await town.public(complaint)
    assert begun.kind is EventKind.STATUS
    assert begun.words == (
        "담당 기관에서 처리를 시작했습니다. 기관: 옆 도시(예시)\n"
        "The office in charge has begun to work on it: Next town (example)"
    )
    assert (answer.kind, answer.status) == (EventKind.ANSWER, Status.ANSWERED)
    assert answer.words == (
        "담당 기관에서 처리를 마쳤습니다. 기관: 옆 도시(예시)\n"
        "The office in charge has dealt with it: Next town (example)\n\n보도블록을 바꿨습니다."
    )
    assert [event.kind for _, event in town.told] == [EventKind.STATUS, EventKind.ANSWER]
    assert await town.poll() == 0, "closed ones are not asked about any more"


async def test_english_reporters_read_their_language_first(
    found: Found, other: OtherServer
) -> None:
    town = found()
    (complaint,) = await forwarded(town, "A broken kerb", language="en")
    other.stored[0].status = "closed"
    await town.poll()
    for event in await town.public(complaint):
        first, second = event.words.splitlines()
        assert "Next town (example)" in first
        assert "옆 도시(예시)" in second


async def test_a_rejection_is_told_as_one(found: Found, other: OtherServer) -> None:
    town = found()
    (complaint,) = await forwarded(town, "보도블록")
    other.stored[0].status, other.stored[0].detailed = "closed", "rejected"
    await town.poll()
    assert (await town.now(complaint)).status is Status.REJECTED


async def test_news_without_a_new_status_is_told_once_also_after_a_restart(
    found: Found, other: OtherServer
) -> None:
    town = found()
    (complaint,) = await forwarded(town, "보도블록")
    other.stored[0].notes = "다음 주에 봅니다.\x07"
    assert await town.poll() == 1
    town.restart()
    assert [await town.poll() for _ in range(3)] == [0, 0, 0]
    news = (await town.public(complaint))[-1]
    assert (news.status, news.words.splitlines()[-1]) == (Status.RECEIVED, "다음 주에 봅니다.")


async def test_letters_go_to_the_reporter_and_to_all_who_joined(
    found: Found, other: OtherServer
) -> None:
    town = found()
    (complaint,) = await forwarded(town, "보도블록", contact=contact())
    joining = Follower(created_ms=1, email="me-too@example.org", code_salt="aabbccddeeff0011")
    await town.complaints.change(Change(after=await town.now(complaint), follower=joining))
    other.stored[0].status = "closed"
    await town.poll()
    letters = [each for each in await town.entries() if each.target == "mail"]
    assert [(each.kind, each.payload["to"]) for each in letters] == [
        ("answer", "reporter"),
        ("answer", "aabbccddeeff0011"),
    ]


async def test_many_are_asked_about_in_batches(found: Found, other: OtherServer) -> None:
    town = found()
    complaints = await town.file(*(f"{n}번째" for n in range(45)))
    while any(each.state is Delivery.WAITING for each in await town.entries()):
        await town.turn()
    other.gets.clear()
    for stored in other.stored:
        stored.detailed = "in_progress"
    assert await town.poll() == 45
    assert len(other.gets) == 3
    statuses = {(await town.now(each)).status for each in complaints}
    assert statuses == {Status.IN_PROGRESS}


async def test_more_than_a_round_holds_are_asked_about_in_turn(
    found: Found, other: OtherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "BATCH", 2)
    monkeypatch.setattr(polling, "BATCHES", 1)
    town = found()
    await forwarded(town, *(f"{n}번째" for n in range(5)))
    for stored in other.stored:
        stored.detailed = "in_progress"
    assert sorted([await town.poll() for _ in range(3)]) == [1, 2, 2]


async def test_a_number_that_comes_later_is_asked_for_and_told(
    found: Found, other: OtherServer
) -> None:
    other.moods.append("token")
    other.known_tokens = False
    town = found()
    (complaint,) = await forwarded(town, "보도블록")
    assert await town.outbox.remote("open311", complaint.id) == ("", "tok/B-1")
    (event,) = await town.public(complaint)
    assert "나오는 대로" in event.words
    await town.poll()
    assert await town.outbox.remote("open311", complaint.id) == ("", "tok/B-1")
    other.known_tokens = True
    await town.poll()
    assert await town.outbox.remote("open311", complaint.id) == ("B-1", "tok/B-1")
    assert "그곳의 접수 번호: B-1" in (await town.public(complaint))[-1].words
    assert len(other.posts) == 1
    other.stored[0].status = "closed"
    assert await town.poll() == 1


@pytest.mark.parametrize("listing", ["html", "500", "cut off", "endless", "403", "400"])
async def test_a_server_that_answers_wrongly_changes_nothing(
    found: Found, other: OtherServer, listing: Any
) -> None:
    town = found()
    (complaint,) = await forwarded(town, "보도블록")
    other.stored[0].status = "closed"
    other.listing = listing
    assert await town.poll() == 0
    assert (await town.now(complaint)).status is Status.RECEIVED
    assert town.polling.well == (listing == "400")
    other.listing = "well"
    assert await town.poll() == 1
    assert town.polling.well


async def test_an_official_who_was_quicker_is_not_overwritten(
    found: Found, other: OtherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = found()
    (complaint,) = await forwarded(town, "보도블록")
    other.stored[0].detailed = "in_progress"
    read = town.complaints.get

    async def read_then_changed(number: int) -> Complaint | None:
        before = await read(number)
        assert before is not None
        await town.complaints.change(Change(after=before))
        return before

    with monkeypatch.context() as patch:
        patch.setattr(town.complaints, "get", read_then_changed)
        assert await town.poll() == 0
    assert await town.poll() == 1, "looked at anew"
    assert (await town.now(complaint)).status is Status.IN_PROGRESS


async def test_rows_that_were_not_asked_for_are_nobodys(
    found: Found, other: OtherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = found()
    (complaint,) = await forwarded(town, "보도블록")

    async def get(path: str, asked: object) -> list[dict[str, str]]:
        return [{"service_request_id": "B-77", "status": "closed"}, {"status": "closed"}, {}]

    monkeypatch.setattr(town.remote, "get", get)
    assert await town.poll() == 0
    assert (await town.now(complaint)).status is Status.RECEIVED

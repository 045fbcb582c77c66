"""A complaint reaches another server once, whatever that server does, and whoever is killed."""

import asyncio

import pytest

from metaserver.civic.complaints.outward import remote
from metaserver.errors import StoreError
from metaserver.ports.complaints import EventKind
from metaserver.ports.outbox import Delivery
from tests.support.otherserver import Mood, OtherServer
from tests.unit.civic.outward.conftest import Found
from tests.unit.civic.outward.town import HOUR_S, LISTED_S

LOST: list[Mood] = [
    "html", "wrong json", "500 after storing", "oversized", "endless", "cut off", "hangs",
    "compressed",
]  # fmt: skip
"""It has the request, and says nothing of use."""
UNSTORED: list[Mood] = ["200 without storing", "redirect", "500"]
"""It does not have it, and nobody can tell from the answer."""


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_a_complaint_is_sent_and_its_number_there_is_kept(
    found: Found, other: OtherServer, form: str
) -> None:
    town = found(answers=form)
    (complaint,) = await town.file("보도블록이 깨졌습니다 <b>&amp;", public=True)
    await town.turn()
    (stored,) = other.stored
    assert stored.form["service_code"] == ["001"]
    assert stored.form["api_key"] == ["secret-key"]
    assert stored.form["lat"] + stored.form["long"] == ["37.566300", "126.977900"]
    assert stored.form["address_string"] == ["중구 세종대로 110"]
    words, mark = stored.description.split("\n")
    assert words == "보도블록이 깨졌습니다 <b>&amp;"
    assert mark.startswith(f"[ref {complaint.number}-")
    assert await town.outbox.remote("open311", complaint.id) == ("B-1", "")
    (event,) = await town.public(complaint)
    assert event.kind is EventKind.FORWARDED
    assert event.words == (
        "담당 기관에 전달했습니다. 기관: 옆 도시(예시), 그곳의 접수 번호: B-1\n"
        "Passed on to the office in charge: Next town (example). Its number there: B-1"
    )
    assert await town.states() == [Delivery.DONE]


@pytest.mark.parametrize("mood", [*LOST, *UNSTORED])
@pytest.mark.parametrize("form", ["json", "xml"])
async def test_exactly_once_where_the_other_side_honours_the_key(
    found: Found, other: OtherServer, mood: Mood, form: str
) -> None:
    other.honours_keys = True
    other.moods.extend([mood, mood])
    town = found(idempotent=True, answers=form)
    (complaint,) = await town.file("신호등이 꺼졌습니다")
    await town.turns(5)
    assert len(other.posts) == 3
    assert len({str(post) for post in other.posts}) == 1, "the same request with the same key"
    assert [each.id for each in other.stored] == ["B-1"]
    assert await town.outbox.remote("open311", complaint.id) == ("B-1", "")
    assert other.gets == [], "the key is enough"


@pytest.mark.parametrize("mood", LOST)
async def test_without_keys_it_is_looked_for_before_it_is_sent_again(
    found: Found, other: OtherServer, mood: Mood
) -> None:
    other.moods.append(mood)
    town = found(listed_within_s=LISTED_S)
    (complaint,) = await town.file("신호등이 꺼졌습니다")
    await town.turns(3)
    assert len(other.posts) == 1
    assert await town.outbox.remote("open311", complaint.id) == ("B-1", "")
    assert "service_code=001" in other.gets[0]
    assert [each.kind for each in await town.public(complaint)] == [EventKind.FORWARDED]
    assert await town.states() == [Delivery.DONE]


@pytest.mark.parametrize("mood", UNSTORED)
async def test_without_keys_it_is_sent_again_where_it_is_surely_not_there(
    found: Found, other: OtherServer, mood: Mood
) -> None:
    other.moods.append(mood)
    town = found(listed_within_s=LISTED_S)
    await town.file("신호등이 꺼졌습니다")
    await town.turn()
    await town.turn(after_s=LISTED_S - 1)
    assert (len(other.posts), other.gets) == (1, []), "it may yet come to be listed"
    await town.turns(2)
    assert (len(other.posts), len(other.stored)) == (2, 1)
    assert await town.states() == [Delivery.DONE]


@pytest.mark.parametrize("mood", [*LOST, *UNSTORED])
async def test_where_it_stays_uncertain_a_person_is_asked_and_nothing_is_sent_again(
    found: Found, other: OtherServer, mood: Mood
) -> None:
    other.shows_descriptions = False
    other.moods.append(mood)
    town = found()
    (complaint,) = await town.file("신호등이 꺼졌습니다")
    await town.turns(48)
    assert len(other.posts) == 1
    (entry,) = await town.entries()
    assert (entry.state, entry.uncertain) == (Delivery.DEAD, True)
    mark = str(other.posts[0][0]["description"][0]).splitlines()[-1]
    assert mark in entry.error, "what to look for"
    assert "신호등" not in entry.error
    # The person has looked, and says to send it again.
    assert await town.outbox.again(entry.id, now_ms=town.clock.now_ms)
    await town.turn()
    assert len(other.posts) == 2
    assert await town.outbox.remote("open311", complaint.id) == (other.stored[-1].id, "")


async def test_a_key_that_is_too_old_is_not_relied_upon(found: Found, other: OtherServer) -> None:
    town = found(idempotent=True, key_hours=2)
    await other.stop()
    await town.file("신호등이 꺼졌습니다")
    await town.turns(3, every_s=HOUR_S)
    await other.start()
    other.moods.append("500 after storing")
    await town.turns(4)
    assert (len(other.posts), len(other.stored)) == (1, 1), "found by its mark"
    assert await town.states() == [Delivery.DONE]


async def test_it_is_found_on_a_later_page(found: Found, other: OtherServer) -> None:
    other.page_size = 3
    town = found(listed_within_s=LISTED_S)
    await town.file(*(f"{n}번째" for n in range(7)))
    await town.turn()
    other.moods.append("500 after storing")
    (last,) = await town.file("마지막")
    await town.turns(3)
    assert len(other.posts) == len(other.stored) == 8
    linked = await town.outbox.remote("open311", last.id)
    assert linked == (other.stored[-1].id, "")


async def test_a_list_that_cannot_be_read_is_asked_for_again(
    found: Found, other: OtherServer
) -> None:
    other.moods.append("500 after storing")
    other.listing = "html"
    town = found(listed_within_s=LISTED_S)
    await town.file("신호등이 꺼졌습니다")
    await town.turns(10)
    assert len(other.posts) == 1
    other.listing = "well"
    await town.turns(3)
    assert (len(other.posts), await town.states()) == (1, [Delivery.DONE])


@pytest.mark.parametrize("ways", [{"idempotent": True}, {"listed_within_s": LISTED_S}])
async def test_killed_after_sending_it_arrived_once(
    found: Found, other: OtherServer, ways: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other side has it, and nobody here took the answer in."""
    monkeypatch.setattr(remote, "SILENT_S", 30.0)
    monkeypatch.setattr(remote, "TOTAL_S", 30.0)
    other.honours_keys = "idempotent" in ways
    other.moods.append("hangs")
    town = found(**ways)
    (complaint,) = await town.file("신호등이 꺼졌습니다")
    await town.worker.turn()
    await asyncio.wait_for(other.got.wait(), 5)
    for task in town.worker._flying():
        task.cancel()
    await town.worker.settled()
    town.restart(later_s=1)
    await town.turn()
    await town.turns(2, every_s=LISTED_S)
    assert len(other.stored) == 1
    assert await town.outbox.remote("open311", complaint.id) == ("B-1", "")
    assert await town.states() == [Delivery.DONE]


async def test_after_a_kill_it_is_not_sent_again_before_it_must_be_listed(
    found: Found, other: OtherServer
) -> None:
    other.shows_descriptions = False
    other.moods.append("500 after storing")
    town = found(listed_within_s=LISTED_S)
    await town.file("신호등이 꺼졌습니다")
    (entry,) = await town.entries()
    await town.outbox.sending(entry.id)
    town.restart()
    await town.turn(after_s=LISTED_S / 2)
    assert (other.posts, other.gets) == ([], []), "it may have been sent a moment ago"
    await town.turn(after_s=LISTED_S)
    assert len(other.gets) == len(other.posts) == 1


async def test_killed_after_the_number_was_kept_it_is_told_and_not_sent_again(
    found: Found, other: OtherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = found()
    (complaint,) = await town.file("신호등이 꺼졌습니다")

    async def note(event: object) -> int:
        raise StoreError("killed here")

    with monkeypatch.context() as patch:
        patch.setattr(town.complaints, "note", note)
        patch.setattr("metaserver.civic.outbox.lane.AGAIN_S", 0.0)
        await town.turn()
    assert await town.public(complaint) == []
    town.restart()
    await town.turn()
    assert len(other.posts) == 1
    assert [each.kind for each in await town.public(complaint)] == [EventKind.FORWARDED]
    assert await town.states() == [Delivery.DONE]

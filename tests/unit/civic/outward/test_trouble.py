"""A server that is down, busy, refuses, or leads back here."""

import pytest

from metaserver.civic.outbox.lane import AT_ONCE
from metaserver.ports.outbox import Delivery
from tests.integration.waiting import until
from tests.support.otherserver import Mood, OtherServer
from tests.unit.civic.outward.conftest import Found
from tests.unit.civic.outward.town import HOUR_S


async def test_a_server_that_is_down_loses_nothing_and_gets_all_when_it_is_back(
    found: Found, other: OtherServer
) -> None:
    town = found()
    await other.stop()
    filed = await town.file(*(f"{n}번째" for n in range(20)))
    await town.turn()
    state = town.worker.state()[0]
    assert (state.breaker, state.error) == ("open", "The other server cannot be reached.")
    await town.turn(after_s=1)
    assert sum(each.attempts for each in await town.entries()) <= AT_ONCE
    assert not any(each.uncertain for each in await town.entries()), "nothing can have arrived"
    await town.turns(5, every_s=HOUR_S)
    await other.start()
    await town.turns(6)
    assert sorted(each.description for each in other.stored) == sorted(
        each.form["description"][0] for each in other.stored
    )
    assert len(other.stored) == len(filed)
    assert set(await town.states()) == {Delivery.DONE}


@pytest.mark.parametrize("mood", ["503", "403"])
async def test_a_server_that_is_busy_or_locked_us_out_is_waited_for(
    found: Found, other: OtherServer, mood: Mood
) -> None:
    other.moods.append(mood)
    town = found()
    await town.file("신호등이 꺼졌습니다")
    await town.turn()
    await town.turn(after_s=119 if mood == "503" else 0)
    assert len(other.posts) == 1, "Retry-After is kept to"
    await town.turn(after_s=HOUR_S)
    assert (len(other.stored), await town.states()) == (1, [Delivery.DONE])


async def test_a_refused_one_is_for_a_person_to_look_at_and_holds_up_no_other(
    found: Found, other: OtherServer
) -> None:
    other.moods.append("400")
    town = found()
    await town.file("첫째")
    await town.turn()
    await town.file("둘째")
    await town.turns(3)
    first, second = await town.entries()
    assert (first.state, first.uncertain, first.error) == (
        Delivery.DEAD, False, "The other server answers with HTTP 400.",
    )  # fmt: skip
    assert second.state is Delivery.DONE


async def test_a_key_that_stays_in_conflict_is_for_a_person_in_the_end(
    found: Found, other: OtherServer
) -> None:
    other.moods.extend(["409"] * 20)
    town = found(idempotent=True)
    await town.file("신호등이 꺼졌습니다")
    await town.turns(3)
    assert await town.states() == [Delivery.WAITING], "the first may still be in work"
    await town.turns(8)
    (entry,) = await town.entries()
    assert (entry.state, entry.uncertain, other.stored) == (Delivery.DEAD, True, [])


async def test_a_kind_that_the_map_lost_meanwhile_is_told_to_operators(
    found: Found, other: OtherServer
) -> None:
    town = found()
    await town.file("소음", kind="noise")
    await town.turn()
    (entry,) = await town.entries()
    assert entry.state is Delivery.DEAD
    assert entry.error == "forward_map has no kind noise; add it, then try again."
    assert other.posts == []


async def test_one_that_comes_back_from_over_there_is_not_sent_round_in_circles(
    found: Found, other: OtherServer
) -> None:
    town = found()
    await town.file("보도블록")
    await town.turn()
    # The other city forwards it to us, with its own mark below ours.
    theirs = other.stored[0].description + "\n[ref 2026-000777-r0a1b2c3d]"
    await town.file(theirs)
    await town.file("보도블록\n[ref 2026-000777-r0a1b2c3d]")
    await town.turn()
    _, back, through = await town.entries()
    assert (back.state, back.error) == (
        Delivery.DEAD, "It came from here: forward_url leads back to this city.",
    )  # fmt: skip
    assert through.state is Delivery.DONE, "from a third city it goes on"
    assert len(other.posts) == 2


async def test_an_endless_answer_ends_in_time(found: Found, other: OtherServer) -> None:
    other.moods.append("endless")
    town = found()
    await town.file("신호등이 꺼졌습니다")
    await town.worker.turn()
    await until(lambda: town.worker.state()[0].in_flight == 0, within_s=3)
    assert "did not answer within" in (await town.entries())[0].error

"""How soon help comes, as everybody may read it."""

from __future__ import annotations

from metaserver.civic.help.rules import told_s
from metaserver.ports.accounts import Account
from metaserver.ports.help import Spread
from tests.unit.civic.help.kit import HelpCity


async def helped(city: HelpCity, by: Account, *, person_s: int, answer_s: int) -> None:
    """One talk, asked for now."""
    one = await city.visitor(visit=f"visit-{city.clock.unix_ms()}")
    city.clock.passes(seconds=person_s)
    await city.help.take(by, one.number, "ko")
    city.clock.passes(seconds=answer_s - person_s)
    await city.help.tell(by, one.number, "안녕하세요", "key", "ko")
    await city.help.end_talk(by, one.number)


async def test_fewer_than_ten_talks_tell_nothing(city: HelpCity) -> None:
    by = await city.clerk("desk")
    for _ in range(9):
        await helped(city, by, person_s=5, answer_s=20)
    times = await city.help.times()
    assert times.talks == 9
    assert times.person_median_s is None and times.answer_p90_s is None


async def test_median_and_nine_of_ten_of_the_last_thirty_days(city: HelpCity) -> None:
    by = await city.clerk("desk")
    await helped(city, by, person_s=900, answer_s=900)
    city.clock.passes(hours=31 * 24)
    for n in range(1, 11):
        await helped(city, by, person_s=n, answer_s=10 * n)
    await city.visitor()
    times = await city.help.times()
    assert (times.days, times.talks) == (30, 11), "who still waits was asking too"
    assert (times.person_median_s, times.person_p90_s) == (5, 9)
    assert (times.answer_median_s, times.answer_p90_s) == (50, 90)


async def test_they_are_counted_at_most_once_a_minute(city: HelpCity) -> None:
    assert (await city.help.times()).talks == 0
    await city.visitor()
    assert (await city.help.times()).talks == 0
    city.clock.passes(seconds=61)
    assert (await city.help.times()).talks == 1


def test_whole_seconds_of_ten_at_least() -> None:
    assert told_s(Spread(count=10, median_ms=1600, p90_ms=2400)) == (2, 2)
    assert told_s(Spread(count=9, median_ms=1600, p90_ms=2400)) == (None, None)

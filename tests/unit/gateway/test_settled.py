"""Who stays in which view."""

from __future__ import annotations

from metaserver.gateway.compose import Step
from metaserver.gateway.rings import View
from metaserver.gateway.session import Session
from metaserver.gateway.settled import Settled
from metaserver.protocol.messages import Tier

HERE, THERE = View(1, Tier.FULL), View(2, Tier.SAVING)


def people(n: int) -> list[Session]:
    return [Session(str(i), set()) for i in range(n)]


def test_each_view_has_one_row_of_all_who_stay_in_it() -> None:
    settled, (a, b, c) = Settled(), people(3)
    for session, view in ((a, HERE), (b, THERE), (c, HERE)):
        settled.add(session, view)
    assert settled.rows() == [(Step(HERE, None, HERE), [a, c]), (Step(THERE, None, THERE), [b])]
    assert a.shown == HERE


def test_a_row_that_was_handed_out_does_not_change() -> None:
    settled, (a, b) = Settled(), people(2)
    settled.add(a, HERE)
    before = settled.rows()
    settled.add(b, HERE)
    settled.remove(a)
    assert before == [(Step(HERE, None, HERE), [a])]
    assert settled.rows() == [(Step(HERE, None, HERE), [b])]
    assert settled.rows()[0] is settled.rows()[0], "made once"


def test_who_settles_elsewhere_has_left_where_they_were() -> None:
    settled, (a,) = Settled(), people(1)
    settled.add(a, HERE)
    settled.add(a, THERE)
    assert settled.rows() == [(Step(THERE, None, THERE), [a])]
    settled.remove(a)
    settled.remove(a)
    assert settled.rows() == []

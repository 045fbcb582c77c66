"""A plan for a day: times, ways that are estimates, warnings, sharing, and the calendar file."""

import datetime as dt
import re

import icalendar
import pytest

from metaserver.civic.tourism.estimates import estimate
from metaserver.civic.tourism.models import Point
from metaserver.civic.tourism.planning import Draft
from metaserver.civic.tourism.visits import visits
from metaserver.errors import Invalid, NotFound
from metaserver.ports.access import Once
from tests.unit.civic.complaints.kit import MONDAY, Clock
from tests.unit.civic.tourism.kit import NEW_YEAR, TUESDAY, Memory, daily, guide, place, wish

THREE = ("gyeongbokgung", "n-seoul-tower", "deoksugung")
CITY_HALL = Point(lat=37.5665, lon=126.978)


async def test_a_plan_tells_times_ways_and_that_hours_are_unknown() -> None:
    plan = await guide().plan(wish(*THREE, start=CITY_HALL, begin=600, stay_min=60), "en")
    assert {each.place.id for each in plan.stops} == set(THREE)
    assert len(plan.legs) == 3
    assert all(each.estimate for each in plan.legs)
    assert plan.stops[0].arrive >= "2026-11-24T10:00:00+09:00"
    assert {each.open for each in plan.stops} == {None}
    assert {each.warning for each in plan.stops} == {"hours_unknown"}
    assert plan.total_min == 180 + sum(each.minutes for each in plan.legs)
    assert plan.exact
    assert "estimated" in plan.warnings[-1]


async def test_the_order_given_is_kept_where_it_is_meant() -> None:
    plan = await guide().plan(wish(*THREE, keep_order=True), "ko")
    assert [each.place.id for each in plan.stops] == list(THREE)
    assert plan.order_kept
    assert len(plan.legs) == 2


def test_opening_hours_are_respected() -> None:
    places = [
        place("late", 37.560, hours=daily(900, 1080)),
        place("early", 37.561, hours=daily(540, 660)),
        place("shut", 37.562, hours=daily(0, 1440, closed_days=(TUESDAY,))),
    ]
    draft = Draft(wish("x", begin=560), places)
    there = visits(draft.day, (1, 0, 2))
    assert [each.fits for each in there] == [True, True, False]
    assert there[1].enter_min == 900
    assert visits(draft.day, (0, 1, 2))[1].fits is False


def test_nobody_waits_until_tomorrow() -> None:
    draft = Draft(wish("x", begin=1200), [place("shut", hours=daily(540, 1080))])
    (visit,) = visits(draft.day, (0,))
    assert (visit.enter_min, visit.fits) == (1200, False)


def test_on_holidays_nobody_knows() -> None:
    draft = Draft(wish("x", day=NEW_YEAR), [place("a", hours=daily(540, 1080))])
    assert draft.day.spans == (None,)


def test_ways_are_estimated_by_their_constants() -> None:
    near = estimate(CITY_HALL, Point(lat=37.5665, lon=126.984), "transit")
    assert (near.way, near.metres, near.minutes) == ("walk", 690, 11)
    far = Point(lat=37.5126, lon=127.1025)
    assert estimate(CITY_HALL, far, "walk").minutes > 200
    assert estimate(CITY_HALL, far, "mixed") == estimate(CITY_HALL, far, "transit")
    assert estimate(CITY_HALL, far, "mixed").way == "transit"


@pytest.mark.parametrize(
    ("form", "field", "code"),
    [
        ({"places": ["gyeongbokgung"] * 500}, "places", "many"),
        ({"places": []}, "places", "missing"),
        ({"places": ["atlantis"]}, "places", "unknown_place"),
        ({"places": ["ddp"], "day": "2026-11-22"}, "day", "range"),
        ({"places": ["ddp"], "day": "2028-11-22"}, "day", "range"),
        ({"places": ["ddp"], "day": "someday"}, "day", "form"),
        ({"places": ["ddp"], "start": {"lat": 126.978, "lon": 37.5665}}, "start.lat", "swapped"),
        ({"places": ["ddp"], "start": {"lat": 35.1, "lon": 129.0}}, "start.lat", "outside"),
        ({"places": ["ddp"], "begin": 1440}, "begin", "range"),
        ({"places": ["ddp"], "stay_min": 0}, "stay_min", "range"),
        ({"places": ["ddp"], "mode": "helicopter"}, "mode", "choice"),
    ],
)
def test_a_wrong_wish_is_refused_with_a_sentence(
    form: dict[str, object], field: str, code: str
) -> None:
    tourism = guide()
    with pytest.raises(Invalid) as refused:
        tourism.check_plan({"day": TUESDAY.isoformat(), **form})
    assert refused.value.fields[field] == code
    for language in ("ko", "en"):
        assert len(tourism.problem(field, code, language)) > 5  # type: ignore[arg-type]


async def test_a_plan_is_shared_by_a_link_nobody_guesses() -> None:
    store = Memory()
    tourism = guide(store)
    share = await tourism.save(wish(*THREE), None)
    assert re.fullmatch("[0-9a-f]{32}", share)
    shared = await tourism.shared(share, "ko")
    assert {each.place.id for each in shared.stops} == set(THREE)
    for wrong in ("0" * 32, share[:-1], "../etc", ""):
        with pytest.raises(NotFound):
            await tourism.shared(wrong, "ko")


async def test_the_same_request_twice_is_one_plan() -> None:
    store = Memory()
    once = Once("page", "12345678", "ab" * 32)
    shares = {await guide(store).save(wish(*THREE), once) for _ in range(2)}
    assert len(shares) == len(store.plans) == 1


async def test_a_place_that_is_gone_is_left_out_and_told() -> None:
    plan = await guide().plan(wish("ddp", "atlantis"), "en")
    assert [each.place.id for each in plan.stops] == ["ddp"]
    assert "not there any more" in plan.warnings[0]
    with pytest.raises(NotFound):
        await guide().plan(wish("atlantis"), "en")


async def test_twelve_places_go_through_the_worker() -> None:
    ids = [each.id for each in (await guide().search(guide().check_search({}))).places][:12]
    plan = await guide().plan(wish(*ids), "ko")
    assert len(plan.stops) == 12
    assert not plan.exact


async def test_the_calendar_file_is_read_back_by_a_calendar_library() -> None:
    tourism = guide(clock=Clock(MONDAY))
    plan = await tourism.plan(wish(*THREE, start=CITY_HALL), "ko")
    calendar = icalendar.Calendar.from_ical(tourism.ics(plan, "ko"))
    events = calendar.walk("VEVENT")
    assert [str(each["summary"]) for each in events] == [each.place.name for each in plan.stops]
    for event, stop in zip(events, plan.stops, strict=True):
        assert event.decoded("dtstart").utcoffset() == dt.timedelta(hours=9)
        assert event.decoded("dtend").isoformat() == stop.leave
    assert tourism.ics(plan, "ko") == tourism.ics(plan, "ko")


async def test_the_calendar_file_keeps_to_the_rfc() -> None:
    """RFC 5545 by hand: lines of at most 75 bytes that end with CRLF, pairs of BEGIN and END,
    what is required, and times in a zone that the file declares."""
    tourism = guide()
    plan = await tourism.plan(wish(*THREE, start=CITY_HALL), "ko")
    raw = tourism.ics(plan, "ko")
    assert raw.endswith(b"\r\n")
    physical = raw.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line for line in physical)
    lines = raw.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    opened = list[str]()
    required = {"UID", "DTSTAMP", "DTSTART"}
    here = set[str]()
    for line in lines:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            opened.append(value)
            here = set()
        elif name == "END":
            assert opened.pop() == value
            assert value != "VEVENT" or required <= here
        else:
            here.add(name.partition(";")[0])
    assert not opened
    assert lines[0] == "BEGIN:VCALENDAR"
    assert {"VERSION:2.0", "TZID:Asia/Seoul"} <= set(lines)
    starts = [line for line in lines if line.startswith("DTSTART;")]
    assert len(starts) == 3
    assert all(re.fullmatch(r"DTSTART;TZID=Asia/Seoul:20261124T\d{6}", each) for each in starts)
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == 3
    assert all(re.fullmatch(r"DTSTAMP:\d{8}T\d{6}Z", s) for s in lines if s.startswith("DTSTAMP"))

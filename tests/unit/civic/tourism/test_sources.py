"""Other servers answer well or badly: what is right is taken, what was known is never lost."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping

import pytest

from metaserver.civic.tourism.models import Place
from metaserver.civic.tourism.sources import Gathered, SeoulOpenData, TourApi
from metaserver.civic.tourism.sources.reading import settled, text
from metaserver.errors import OutwardError, SettingError
from metaserver.ports.tourism import Fetched
from tests.unit.civic.complaints.kit import MONDAY, Clock, InlineWorker
from tests.unit.civic.tourism.answers import (
    KEY,
    PAGE,
    event_row,
    place_row,
    played,
    seoul_error,
    seoul_page,
    tour_answers,
    tour_page,
)
from tests.unit.civic.tourism.kit import Memory, guide

TODAY = MONDAY.date()
Query = Mapping[str, list[str]]


async def from_seoul(answer: bytes | str, total_s: float = 5.0) -> Gathered:
    async with played(lambda _path, _query: answer) as there:
        source = SeoulOpenData(KEY, worker=InlineWorker(), base=there.url, total_s=total_s)
        try:
            return await source.gather((), today=TODAY, now_ms=1)
        finally:
            await source.close()


async def from_tour(answer: object, known: tuple[Fetched, ...] = ()) -> Gathered:
    async with played(answer) as there:  # type: ignore[arg-type]
        source = TourApi(KEY, worker=InlineWorker(), base=f"{there.url}/KorService2")
        try:
            return await source.gather(known, today=TODAY, now_ms=1)
        finally:
            await source.close()


async def test_seouls_events_are_taken_with_their_source() -> None:
    gathered = await from_seoul(seoul_page([event_row()]))
    (fact,) = gathered.facts
    assert (fact.source, fact.kind, fact.fetched_ms) == ("seoul", "event", 1)
    assert fact.body["name"]["ko"] == "지어낸 전시 1"
    assert (fact.body["lat"], fact.body["lon"]) == (37.5665, 126.978)
    assert (fact.body["as_of"], fact.body["fetched"]) == (TODAY.isoformat(), True)


async def test_swapped_coordinates_are_mended_and_those_elsewhere_refused() -> None:
    rows = [
        event_row(1, LAT="126.978", LOT="37.5665"),
        event_row(2, LAT="35.1", LOT="129.0"),
        event_row(3, LAT="north", LOT="east"),
        event_row(4, LAT="", LOT=""),
    ]
    gathered = await from_seoul(seoul_page(rows))
    assert (len(gathered.facts), gathered.mended, gathered.refused) == (2, 1, 2)
    assert gathered.facts[0].body["lat"] == 37.5665
    assert gathered.facts[1].body["lat"] is None
    assert settled("37.5", "127.0") == (37.5, 127.0, False)


async def test_what_is_over_is_not_taken_and_wrong_rows_are_counted() -> None:
    rows = [
        event_row(1, END_DATE="2026-11-22 00:00:00.0"),
        event_row(2, STRTDATE="2027-01-02", END_DATE="2027-01-01"),
        event_row(3, TITLE=""),
        event_row(4, END_DATE=None),
        event_row(5),
    ]
    gathered = await from_seoul(seoul_page(rows))
    assert [each.body["name"]["ko"] for each in gathered.facts] == ["지어낸 전시 5"]
    assert gathered.refused == 3


async def test_1001_rows_come_in_two_pages() -> None:
    def pages(path: str, _query: Query) -> bytes:
        start = int(path.strip("/").split("/")[-2])
        numbers = range(start, min(start + 1000, 1002))
        return seoul_page([event_row(number) for number in numbers], 1001)

    async with played(pages) as there:
        source = SeoulOpenData("key", worker=InlineWorker(), base=there.url)
        gathered = await source.gather((), today=TODAY, now_ms=1)
        await source.close()
    assert len(gathered.facts) == 1001
    assert [asked.split("/", 4)[-1] for asked in there.asked] == ["1/1000/", "1001/2000/"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (PAGE, "a page for people"),
        (b"\xff\xfe", "not JSON"),
        (b"[1]", "another shape"),
        (b"{}", "no code"),
        (seoul_error("ERROR-336"), "refuses with ERROR-336"),
        (seoul_error("INFO-200"), "refuses with INFO-200"),
        (seoul_page([event_row(each) for each in range(1001)]), "1001 rows where 1000"),
        (seoul_page([]), "no rows"),
        ("slow", "did not answer within"),
        ("cut off", "did not answer to the end"),
        ("redirect", "HTTP 302"),
        ("500", "HTTP 500"),
        ("endless", "more than 8000000 bytes"),
    ],
)
async def test_a_bad_answer_is_one_sentence_without_the_key(
    answer: bytes | str, sentence: str
) -> None:
    total_s = 0.15 if answer == "slow" else 10.0
    with pytest.raises(OutwardError, match=sentence) as refused:
        await from_seoul(answer, total_s)
    assert "s3cret" not in f"{refused.value!r} {refused.value.__cause__!r}"


async def test_places_festivals_and_notes_come_from_tourapi() -> None:
    gathered = await from_tour(tour_answers)
    by_id = {each.id: each.body for each in gathered.facts}
    assert set(by_id) == {"tourapi:12:12", "tourapi:14:14", "tourapi:90"}
    place = Place.model_validate(by_id["tourapi:12:12"])
    assert (place.lat, place.lon, place.kind) == (37.5665, 126.978, "museum")
    assert place.hours is None
    assert (place.notes[0].title, place.notes[0].words) == ("관람시간", "09:00~18:00\n월요일 휴관")
    assert by_id["tourapi:90"]["from_day"] == "2026-11-01"


async def test_mapx_is_the_longitude_and_exchanged_ones_are_mended() -> None:
    def answer(path: str, query: Query) -> bytes:
        if not path.endswith("areaBasedList2") or query["contentTypeId"] == ["14"]:
            return tour_answers(path, query)
        swapped = place_row(1, mapx="37.5665", mapy="126.978")
        return tour_page([swapped, place_row(2, mapx="129.0", mapy="35.1"), place_row(3, mapx="")])

    gathered = await from_tour(answer)
    assert (gathered.mended, gathered.refused) == (1, 2)
    (place,) = [each.body for each in gathered.facts if each.id == "tourapi:1:12"]
    assert (place["lat"], place["lon"]) == (37.5665, 126.978)


async def test_notes_of_the_last_time_are_not_asked_for_again() -> None:
    body = {"notes": [{"title": "관람시간", "words": "늘"}]}
    known = tuple(
        Fetched(source="tourapi", kind="place", id=each, fetched_ms=0, body=body)
        for each in ("tourapi:12:12", "tourapi:14:14")
    )
    asked = list[str]()

    def answer(path: str, query: Query) -> bytes:
        asked.append(path)
        return tour_answers(path, query)

    gathered = await from_tour(answer, known)
    assert not any(path.endswith("detailInfo2") for path in asked)
    assert gathered.facts[0].body["notes"] == body["notes"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (b"<OpenAPI_ServiceResponse><returnReasonCode>30</returnReasonCode>", "a page for people"),
        (b'{"responseTime": "x", "resultCode": "22", "resultMsg": "LIMITED"}', "refuses with 22"),
        (b'{"response": {"header": {"resultCode": "0000"}}}', "another shape"),
        (tour_page([]), "no rows"),
    ],
)
async def test_a_refusal_of_tourapi_is_a_sentence(answer: bytes, sentence: str) -> None:
    with pytest.raises(OutwardError, match=sentence):
        await from_tour(lambda _path, _query: answer)


async def test_what_was_known_stays_when_a_source_fails_and_no_key_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    answers: list[bytes | str] = [seoul_page([event_row()]), PAGE, "cut off"]
    store = Memory()
    async with played(lambda _path, _query: answers.pop(0)) as there:
        source = SeoulOpenData(KEY, worker=InlineWorker(), base=there.url)
        tourism = guide(store, sources=(source,))
        for _ in range(3):
            await tourism.refresh()
            assert [each.name for each in tourism.today(None, "ko")] == ["지어낸 전시 1"]
        await tourism.close()
    assert len(there.asked) == 3
    assert "what was known stays" in caplog.text
    assert "s3cret" not in caplog.text


async def test_after_thirty_days_what_was_fetched_is_stale_and_after_a_restart_still_there() -> (
    None
):
    store, clock = Memory(), Clock()
    answer = seoul_page([event_row()])
    async with played(lambda _path, _query: answer) as there:
        source = SeoulOpenData(KEY, worker=InlineWorker(), base=there.url)
        tourism = guide(store, sources=(source,), clock=clock)
        await tourism.refresh()
        await tourism.close()
    later = guide(store, clock=clock)
    await later.start()
    assert [each.source.stale for each in later.today(None, "ko")] == [False]
    clock.passes(days=31)
    assert [each.source.stale for each in later.today(None, "ko")] == [True]
    clock.passes(days=30)
    assert clock.now.date() > dt.date(2026, 12, 31)
    assert later.today(None, "ko") == later.today(dt.date(2026, 12, 1), "ko") == ()


def test_html_becomes_plain_words() -> None:
    assert text("a<br/>b &amp; c<script>x</script>", 100) == "a\nb & cx"
    assert text("&lt;img src=x onerror=1&gt;z", 100) == "z"
    assert text(None, 10) == text(["x"], 10) == ""


@pytest.mark.parametrize("base", ["ftp://x", "nothing", "https://u:p@x/", "https://x/?a=1"])
def test_a_wrong_address_is_a_wrong_setting(base: str) -> None:
    with pytest.raises(SettingError):
        SeoulOpenData(KEY, worker=InlineWorker(), base=base)


async def test_asking_can_be_given_up() -> None:
    task = asyncio.ensure_future(from_seoul("slow"))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

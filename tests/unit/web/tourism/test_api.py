"""The guide for programs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.web.help.town import Visit
from tests.unit.web.services.desk import problem
from tests.unit.web.tourism.town import GuideTown

PLACES = "/api/tourism/places"
PLANS = "/api/tourism/plans"
WISH: dict[str, Any] = {"places": ["test-open", "gyeongbokgung"], "day": "2026-11-24"}


async def test_places(visit: Visit) -> None:
    found = (await visit.open(f"{PLACES}?q=누각&near=37.57,126.98&open=now&limit=5")).json()
    assert [each["id"] for each in found["places"]] == ["test-open"]
    assert found["left_out_hours"] == 1 and found["places"][0]["distance_m"] == 0
    english = (await visit.open(f"{PLACES}?q=pavilion&near=City Hall&lang=en")).json()
    assert english["places"][0]["name"].endswith("Pavilion")
    both = (await visit.open(f"{PLACES}?kind=palace,market&limit=100")).json()
    assert {each["kind"] for each in both["places"]} == {"palace", "market"}
    then = (await visit.open(f"{PLACES}?q=누각&open=2026-11-23T19:30")).json()
    assert [each["id"] for each in then["places"]] == ["test-shut"]


async def test_one_place_and_the_kinds(visit: Visit) -> None:
    one = (await visit.open(f"{PLACES}/gyeongbokgung?lang=en")).json()
    assert one["name"] == "Gyeongbokgung Palace" and one["hours"] is None and one["open"] is None
    gone = await visit.open(f"{PLACES}/atlantis")
    assert gone.status_code == 404 and problem(gone)["code"] == "place"
    kinds = (await visit.open("/api/tourism/kinds?lang=ko")).json()["kinds"]
    assert {"code": "palace", "title": "궁궐"} in kinds


async def test_today() -> None:
    town = GuideTown(examples=True)
    await town.open()
    async with town.visitor() as visit:
        today = (await visit.open("/api/tourism/today")).json()
        assert today["day"] == "2026-11-23" and all(each["example"] for each in today["events"])
        assert (await visit.open("/api/tourism/today?day=2030-01-01")).json()["events"] == []
        assert (await visit.open("/api/tourism/today?day=never")).status_code == 422


async def test_a_plan_is_made_saved_and_found(visit: Visit) -> None:
    plan = (await visit.ask(PLANS, WISH)).json()
    assert plan["stops"][0]["arrive"] == "2026-11-24T10:00:00+09:00"
    assert all(leg["estimate"] for leg in plan["legs"])
    saved = await visit.ask(f"{PLANS}/save", WISH, **{"idempotency-key": "a-key-of-ours"})
    assert saved.status_code == 201
    told = saved.json()
    assert told["url"] == f"http://city.test/s/tourism/plan/{told['share']}"
    assert (await visit.open(told["ics"])).text.startswith("BEGIN:VCALENDAR")
    again = await visit.ask(f"{PLANS}/save", WISH, **{"idempotency-key": "a-key-of-ours"})
    assert again.json() == told
    shared = (await visit.open(f"{PLANS}/{told['share']}")).json()
    assert [each["place"]["id"] for each in shared["stops"]] == [
        each["place"]["id"] for each in plan["stops"]
    ]
    missing = await visit.open(f"{PLANS}/{'0' * 32}")
    assert missing.status_code == 404 and problem(missing)["code"] == "plan"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"places": [f"p{n}" for n in range(500)]}, "places", "30곳까지"),
        ({"places": []}, "places", "하나 이상"),
        ({"places": ["atlantis"]}, "places", "없는 곳"),
        ({"day": "2020-01-01"}, "day", "1년 안"),
        ({"start": {"lat": 126.98, "lon": 37.57}}, "start", "바뀐"),
        ({"begin": 2000}, "begin", ""),
        ({"mode": "fly"}, "mode", ""),
        ({"colour": "red"}, "colour", ""),
    ],
)
async def test_what_cannot_be_is_told_by_its_field(
    visit: Visit, change: dict[str, Any], field: str, words: str
) -> None:
    for path in (PLANS, f"{PLANS}/save"):
        answer = await visit.ask(path, {**WISH, **change})
        assert answer.status_code == 422
        assert words in problem(answer)["fields"][field]


@pytest.mark.parametrize(
    ("query", "field"),
    [("near=35,129", "near"), ("near=zzzzzz", "near"), ("limit=0", "limit"), ("kind=!", "kind")],
)
async def test_a_search_that_cannot_be(visit: Visit, query: str, field: str) -> None:
    answer = await visit.open(f"{PLACES}?{query}")
    assert answer.status_code == 422 and list(problem(answer)["fields"]) == [field]


async def test_without_the_token_nothing_happens(town: GuideTown, visit: Visit) -> None:
    for path in (PLANS, f"{PLANS}/save"):
        answer = await visit.client.post(path, json=WISH)
        assert answer.status_code == 403
    assert not town.store.plans


async def test_it_is_in_the_description(visit: Visit) -> None:
    paths = (await visit.open("/api/openapi.json")).json()["paths"]
    assert "Found" in str(paths["/tourism/places"]["get"]["responses"]["200"])
    assert "X-CSRF-Token" in str(paths["/tourism/plans"]["post"]["parameters"])
    assert "201" in paths["/tourism/plans/save"]["post"]["responses"]

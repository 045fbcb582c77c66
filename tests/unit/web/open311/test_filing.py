"""What is filed, and what is not."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from tests.unit.web.open311.town import Town, errors


async def test_a_request_is_filed(town: Town) -> None:
    response = await town.post(
        "requests.xml", service_code="light", email="kim@example.org", first_name="길동",
        media_url="https://photos.example/1.jpg",
        **{"attribute[lamp]": "dark", "attribute[many][]": ["a", "b"]},
    )  # fmt: skip
    assert response.status_code == 200
    request = ElementTree.fromstring(response.content).find("request")
    assert request is not None and request.findtext("service_request_id") == "2026-000101"
    assert request.findtext("service_notice") == "곧" and request.find("token") is None
    (filed,) = town.requests.asked
    assert (filed.lat, filed.long, filed.email) == (37.5663, 126.9779, "kim@example.org")
    assert filed.attributes == {"lamp": ["dark"], "many": ["a", "b"]}


async def test_the_key_may_come_in_the_query(town: Town) -> None:
    response = await town.post(f"requests.json?api_key={town.key}", api_key=None)
    assert response.status_code == 200


async def test_everything_that_is_wrong_is_told_at_once(town: Town) -> None:
    town.requests.wrong = {"attribute[lamp]": "missing", "lat, long": "missing"}
    response = await town.post(
        service_code="light", lat="north", long=None, description="가" * 4001,
        media_url="javascript:alert(1)", email="x" * 300,
    )  # fmt: skip
    assert response.status_code == 400
    told = errors(response)
    assert {code for code, _ in told} == {"400"}
    fields = {words.partition(":")[0] for _, words in told}
    assert fields == {"lat", "long", "description", "media_url", "email", "attribute[lamp]"}
    assert not town.requests.filed


@pytest.mark.parametrize("suffix", ["xml", "json"])
async def test_an_unknown_service_is_not_found(town: Town, suffix: str) -> None:
    response = await town.post(f"requests.{suffix}", service_code="nothing")
    assert response.status_code == 404
    assert errors(response)[0][0] == "404"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"service_code": None}, "service_code"),
        ({"service_code": ""}, "service_code"),
        ({"lat": None, "long": None}, "lat, long"),
        ({"long": None}, "long"),
        ({"lat": ""}, "lat"),
        ({"lat": "1e3"}, "lat"),
        ({"long": "nan"}, "long"),
        ({"lat": ["37.5", "37.6"]}, "lat"),
    ],
)
async def test_what_is_missing_or_malformed_is_named(
    town: Town, change: dict[str, Any], field: str
) -> None:
    response = await town.post(**change)
    assert response.status_code == 400
    assert [words.partition(":")[0] for _, words in errors(response)] == [field]


@pytest.mark.parametrize("place", ["address_string", "address_id"])
async def test_a_place_may_be_words_or_an_id(town: Town, place: str) -> None:
    response = await town.post(lat=None, long=None, **{place: "세종대로 110"})
    assert response.status_code == 200


@pytest.mark.parametrize("key", [None, "", "ovk_" + "a" * 32])
@pytest.mark.parametrize("suffix", ["xml", "json"])
async def test_without_a_valid_key_nothing_is_filed(
    town: Town, key: str | None, suffix: str
) -> None:
    response = await town.post(f"requests.{suffix}", api_key=key)
    assert response.status_code == 403 and errors(response)[0][0] == "403"
    assert not town.requests.filed


async def test_a_key_that_asks_too_often_is_told_when_to_come_back(town: Town) -> None:
    for _ in range(60):
        assert (await town.post()).status_code == 200
    response = await town.post()
    assert response.status_code == 429 and response.headers["retry-after"] == "1"
    assert errors(response)[0][0] == "429"


async def test_a_repeated_request_is_answered_alike_and_filed_once(town: Town) -> None:
    once = {"Idempotency-Key": "5f2c1e0a-0001"}
    first = await town.post(headers=once)
    again = await town.post("requests.xml", headers=once)
    assert first.json()[0]["service_request_id"] in again.text
    assert len(town.requests.filed) == 1
    other = await town.post(headers=once, description="다른 것")
    assert other.status_code == 409 and errors(other)[0][0] == "409"
    assert (await town.post(headers={"Idempotency-Key": "short"})).status_code == 400


async def test_two_programs_may_choose_the_same_idempotency_key(town: Town) -> None:
    once = {"Idempotency-Key": "5f2c1e0a-0001"}
    await town.post(headers=once)
    await town.post(headers=once, api_key=town.store.issue(), description="다른 것")
    assert len(town.requests.filed) == 2

"""What is refused, how it is told, and what is never told."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
import structlog

from metaserver.errors import Limited, StoreError
from metaserver.web.open311 import fields as reading
from tests.unit.storage.lines import NOW_MS
from tests.unit.web.open311.town import Town, errors

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "resource",
    ["nothing.json", "requests/1/2.json", "tokens.json", "services/none.json",
     "requests/2026-999999.json", "requests/..%2f..%2fsecret.key.json", "tokens/none.json",
     "requests/%00.json", "requests/';--.json"],
)  # fmt: skip
async def test_what_is_not_there_is_404_in_the_format_asked(town: Town, resource: str) -> None:
    response = await town.get(resource)
    assert response.status_code == 404 and errors(response)[0][0] == "404"
    xml = await town.get(resource.removesuffix("json") + "xml")
    assert xml.status_code == 404 and errors(xml)[0][0] == "404"


@pytest.mark.parametrize("resource", ["requests", "requests.html", "requests.", "", ".json"])
async def test_other_suffixes_are_not_there(town: Town, resource: str) -> None:
    response = await town.get(resource)
    assert response.status_code == 404 and errors(response)[0][0] == "404"


async def test_an_id_that_is_left_out_is_400(town: Town) -> None:
    response = await town.get("services/.json")
    assert response.status_code == 400
    assert errors(response)[0][1].startswith("service_code:")


@pytest.mark.parametrize(
    ("method", "resource", "allowed"),
    [
        ("POST", "services.xml", "HEAD, GET"),
        ("PUT", "requests.json", "HEAD, GET, POST"),
        ("DELETE", "requests/2026-000001.json", "HEAD, GET"),
        ("PATCH", "tokens/1.xml", "HEAD, GET"),
    ],
)
async def test_another_method_is_405(town: Town, method: str, resource: str, allowed: str) -> None:
    response = await town.program.request(method, resource)
    assert (response.status_code, response.headers["allow"]) == (405, allowed)
    assert errors(response)[0][0] == "405"


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "application/json"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/x-www-form-urlencoded; charset=euc-kr"},
        {**FORM, "content-encoding": "gzip"},
        {},
    ],
)
async def test_other_bodies_are_415(town: Town, headers: dict[str, str]) -> None:
    response = await town.program.post("requests.json", content=b"{}", headers=headers)
    assert response.status_code == 415


async def test_a_body_that_is_too_large_is_413_before_it_has_come(town: Town) -> None:
    read = 0

    async def body() -> Any:
        nonlocal read
        for _ in range(1000):
            read += 65_536
            yield b"a" * 65_536

    for headers in (FORM, {**FORM, "content-length": "65536000"}):
        read = 0
        response = await town.program.post("requests.json", content=body(), headers=headers)
        assert response.status_code == 413 and response.headers["connection"] == "close"
        assert read <= 3 * 65_536


async def test_a_body_that_does_not_come_is_408(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def body() -> Any:
        yield b"api_key="
        await asyncio.sleep(10)

    monkeypatch.setattr(reading, "BODY_WITHIN_S", 0.05)
    response = await town.program.post("requests.json", content=body(), headers=FORM)
    assert response.status_code == 408


@pytest.mark.parametrize(
    "body", [b"description=%ff%fe", b"\xff=1", b"&".join([b"a=1"] * 201)], ids=repr
)
async def test_a_body_that_is_no_form_is_400(town: Town, body: bytes) -> None:
    response = await town.program.post("requests.json", content=body, headers=FORM)
    assert response.status_code == 400 and errors(response)[0][0] == "400"


async def test_raw_utf8_in_a_body_is_understood(town: Town) -> None:
    body = f"api_key={town.key}&service_code=other&address_string=세종대로&description=꺼짐\x00\x07"
    response = await town.program.post("requests.json", content=body.encode(), headers=FORM)
    assert response.status_code == 200
    assert town.requests.asked[0].description == "꺼짐"


async def test_a_jurisdiction_that_is_not_served_is_404() -> None:
    town = Town(jurisdiction="seoul.example")
    for parameters in ({}, {"jurisdiction_id": ""}, {"jurisdiction_id": "seoul.example"}):
        assert (await town.get("services.xml", **parameters)).status_code == 200
    for resource in ("services.xml", "services/light.json", "requests.xml", "tokens/1.xml"):
        response = await town.get(resource, jurisdiction_id="other.example")
        assert response.status_code == 404
        assert errors(response)[0][1].startswith("jurisdiction_id:")
    posted = await town.post(jurisdiction_id="other.example")
    assert posted.status_code == 404 and not town.requests.filed


@pytest.mark.parametrize("failure", [StoreError("disk"), Limited("limited", 2.5)])
async def test_a_failure_behind_says_when_to_come_back(town: Town, failure: Exception) -> None:
    town.requests.fails = failure
    response = await town.post()
    expected = (503, "5") if isinstance(failure, StoreError) else (429, "3")
    assert (response.status_code, response.headers["retry-after"]) == expected
    assert "disk" not in response.text


async def test_too_many_lists_at_once_are_refused(town: Town) -> None:
    answers = await asyncio.gather(*(town.get("requests.json") for _ in range(30)))
    assert {each.status_code for each in answers} == {200, 429}
    refused = next(each for each in answers if each.status_code == 429)
    assert refused.headers["retry-after"] == "2"
    assert (await town.get("requests.json")).status_code == 200


async def test_errors_are_in_the_readers_language(town: Town) -> None:
    korean = {"accept-language": "ko-KR,ko;q=0.9"}
    response = await town.program.get("tokens/none.json", headers=korean)
    assert response.json()[0]["description"] == "token: 이 토큰으로 접수된 요청이 없습니다."


async def test_a_key_is_in_no_log_and_no_answer(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("httpx", "httpcore"):  # these are the asking program's own logs
        logging.getLogger(name).setLevel(logging.WARNING)
    caplog.set_level(logging.DEBUG)
    key = town.key
    with structlog.testing.capture_logs() as told:
        answers = [
            await town.post(),
            await town.post(api_key=[key, "other"]),
            await town.post(f"requests.xml?api_key={key}", api_key=None, lat="x"),
            await town.post(service_code=key, **{f"attribute[{key}]": key}),
            await town.get("requests.json", api_key=key, status=key),
            await town.get(f"{key}.json", api_key=key),
            await town.program.put(f"requests.xml?api_key={key}"),
        ]
    assert [each.status_code for each in answers] == [200, 400, 400, 404, 400, 404, 405]
    everything = " ".join([each.text for each in answers] + [str(told), caplog.text])
    assert key not in everything and "꺼졌어요" not in str(told)
    assert town.store.keys[1].used_ms == NOW_MS


async def test_logs_hold_numbers_and_codes_only(town: Town) -> None:
    with structlog.testing.capture_logs() as told:
        await town.post(first_name="길동", email="kim@example.org")
        await town.post(lat="x", **{"attribute[길동]": "1"})
    assert [each["outcome"] for each in told] == ["filed", "refused"]
    assert told[0]["number"] == "2026-000101" and told[1]["faults"] == "number"
    assert "길동" not in str(told) and "kim" not in str(told)

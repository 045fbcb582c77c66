"""The services for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.web.services.desk import COMPLAINT, HALL, Browser, Desk, photo, problem

KEY = "a-key-of-our-own"


async def submit(browser: Browser, **change: Any) -> Any:
    return await browser.ask("/api/services/complaints", {**COMPLAINT, **change})


async def test_the_list_and_the_form(browser: Browser) -> None:
    listed = (await browser.open("/api/services?lang=en")).json()["services"]
    assert [each["id"] for each in listed] == ["complaints"]
    one = (await browser.open("/api/services/complaints?lang=en")).json()
    assert set(one) == {"id", "title", "summary", "schema", "state"}
    assert one["title"] == listed[0]["title"] == "120 desk"
    assert one["schema"]["properties"]["kind"]["x-widget"] == "choice"
    assert one["state"]["open"] == 0 and one["state"]["on_duty"] == 0


async def test_from_the_form_to_following_it(browser: Browser) -> None:
    answer = await submit(browser)
    assert answer.status_code == 201
    receipt = answer.json()
    number, code = receipt["number"], receipt["code"]
    mark = f"#number={number}&code={code}"
    assert receipt["follow_url"] == f"http://city.test/s/complaints/follow{mark}"
    assert (await browser.open(receipt["qr"])).content.startswith(b"<?xml")
    assert (await browser.open(receipt["qr"] + "9")).status_code == 404
    shown = await browser.ask(f"/api/complaints/{number}/follow", {"code": code})
    assert shown.status_code == 200
    assert shown.json()["status"] == "received"
    assert shown.json()["description"] == COMPLAINT["description"]


async def test_the_same_key_gives_the_same_receipt_and_another_body_is_told(
    browser: Browser,
) -> None:
    path, key = "/api/services/complaints", {"idempotency-key": KEY}
    first = await browser.ask(path, COMPLAINT, **key)
    again = await browser.ask(path, dict(reversed(COMPLAINT.items())), **key)
    other = await browser.ask(path, {**COMPLAINT, "description": "다른 것"}, **key)
    assert again.status_code == 201 and again.json() == first.json()
    assert other.status_code == 409
    assert "새 키" in problem(other)["words"]


@pytest.mark.parametrize("key", ["short", "x" * 200, "<script>", "한글한글한글한글"])
async def test_a_key_that_is_none(browser: Browser, key: str) -> None:
    csrf = (await browser.csrf()).encode()
    answer = await browser.client.post(
        "/api/services/complaints",
        json=COMPLAINT,
        headers=[(b"x-csrf-token", csrf), (b"idempotency-key", key.encode())],
    )
    assert answer.status_code == 422
    assert "Idempotency-Key" in problem(answer)["fields"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "dragons"}, "kind"),
        ({"kind": None}, "kind"),
        ({"attributes": {"damage": "pothole", "colour": "red"}}, "attributes.colour"),
        ({"attributes": {"damage": 7}}, "attributes.damage"),
        ({"attributes": {"damage": "pothole", "width_cm": 1e9}}, "attributes.width_cm"),
        ({"place": {"lat": 35.1, "lon": 129.0}}, "place.lat"),
        ({"place": {"lat": HALL["lon"], "lon": HALL["lat"]}}, "place.lat"),
        ({"place": {"lat": "x", "lon": []}}, "place.lat"),
        ({"place": {}}, "place"),
        ({"description": "x" * 5000}, "description"),
        ({"description": "<script>alert(1)</script>"}, "description"),
        ({"photos": ["0" * 32]}, "photos"),
        ({"photos": ["../../etc/passwd"]}, "photos"),
        ({"contact": {"email": "not one"}}, "contact.email"),
        ({"contact": {"name": "민지"}}, "keep_contact"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_each_wrong_field_is_named_with_a_sentence(
    browser: Browser, change: dict[str, Any], field: str
) -> None:
    answer = await submit(browser, **change)
    assert answer.status_code == 422
    told = problem(answer)
    assert told["code"] == "invalid" and told["words"]
    assert told["fields"][field]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422),
        (b"[]", 422),
        (b'"x"', 422),
        (b"\xff\xfe", 422),
        (b'{"description": "\\ud800"}', 422),
        (b'{"description": "a\\u0000b"}', 422),
        (b'{"place": {"lat": NaN, "lon": 1e999}}', 422),
        (b'{"attributes": {"width_cm": 1e999}, "kind": "road"}', 422),
        (b'{"attributes": {"width_cm": ' + b"9" * 5000 + b"}}", 422),
        (b"[" * 30_000, 422),
        (b'{"attributes":' * 4_000, 422),
        (b" " * 100_000, 413),
    ],
)
async def test_a_body_that_is_none(browser: Browser, body: bytes, status: int) -> None:
    for path in ("/api/services/complaints", "/api/complaints/2026-000001/follow"):
        answer = await browser.ask(path, body, **{"content-type": "application/json"})
        assert answer.status_code == status, (path, answer.text)
        assert problem(answer)["words"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_another_content_type(browser: Browser, kind: str) -> None:
    body = json.dumps(COMPLAINT).encode()
    answer = await browser.ask("/api/services/complaints", body, **{"content-type": kind})
    assert answer.status_code == 415 and problem(answer)["words"]


async def test_without_the_token_nothing_is_done(desk: Desk, browser: Browser) -> None:
    for path in ("/api/services/complaints", "/api/photos", "/api/complaints/2026-000001/rate"):
        answer = await browser.client.post(path, json=COMPLAINT)
        assert answer.status_code == 403
        assert problem(answer)["code"] == "csrf"
    async with desk.browser() as other:
        others = {"x-csrf-token": await other.csrf()}
    answer = await browser.client.post("/api/services/complaints", json=COMPLAINT, headers=others)
    assert answer.status_code == 403


async def test_similar_ones_and_me_too(desk: Desk, browser: Browser) -> None:
    number = (await submit(browser, public=True)).json()["number"]
    async with desk.browser(address="10.0.0.2") as other:
        found = await other.ask("/api/services/complaints/similar", COMPLAINT)
        assert [each["number"] for each in found.json()["similar"]] == [number]
        joined = await other.ask(f"/api/complaints/{number}/join", {})
        assert joined.status_code == 201 and joined.json()["number"] == number
        again = [
            await other.ask(f"/api/complaints/{number}/join", {}, **{"idempotency-key": KEY})
            for _ in range(2)
        ]
        assert again[0].json() == again[1].json()
        code = joined.json()["code"]
        shown = (await other.ask(f"/api/complaints/{number}/follow", {"code": code})).json()
        assert shown["joined"] == 2
        wish = {"email": "minji@mail.example"}
        refused = await other.ask(f"/api/complaints/{number}/join", wish)
        assert refused.status_code == 422
        assert set(problem(refused)["fields"]) == {"keep_contact", "age_14"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_is_taken_in_and_shown_to_its_reporter(browser: Browser, kind: str) -> None:
    content_type = f"image/{kind.lower()}"
    answer = await browser.ask("/api/photos", photo(kind=kind), **{"content-type": content_type})
    assert answer.status_code == 201
    number = (await submit(browser, photos=[answer.json()["id"]])).json()["number"]
    path = f"/s/complaints/{number}/photos/{answer.json()['id']}"
    assert (await browser.open(path)).headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"<svg/>", "image/png", 422),
        (photo()[:300], "image/jpeg", 422),
        (b"", "image/jpeg", 422),
        (photo(), "text/html", 415),
        (b"x" * (10 * 1024 * 1024 + 1), "image/jpeg", 413),
    ],
)
async def test_what_is_no_photo(browser: Browser, data: bytes, kind: str, status: int) -> None:
    answer = await browser.ask("/api/photos", data, **{"content-type": kind})
    assert answer.status_code == status and problem(answer)["words"]


async def test_an_answer_is_rated_reopened_and_a_reminder_is_too_early(
    desk: Desk, browser: Browser
) -> None:
    receipt = (await submit(browser)).json()
    one, code = f"/api/complaints/{receipt['number']}", receipt["code"]
    early = await browser.ask(f"{one}/remind", {"code": code})
    assert early.status_code == 409 and problem(early)["code"] == "not_due"
    assert "예정일" in problem(early)["words"]
    await desk.answers(receipt["number"])
    rated = await browser.ask(f"{one}/rate", {"code": code, "stars": 5})
    assert rated.json()["rating"] == 5
    wrongs: list[dict[str, Any]] = [
        {}, {"stars": "5"}, {"stars": 9}, {"stars": True}, {"stars": 1, "more": 1},
    ]  # fmt: skip
    for wrong in wrongs:
        answer = await browser.ask(f"{one}/rate", {"code": code, **wrong})
        assert answer.status_code == 422, wrong
    again = await browser.ask(f"{one}/reopen", {"code": code, "words": "아직입니다."})
    assert again.json()["status"] == "received"


async def test_others_numbers_open_nothing(desk: Desk, browser: Browser) -> None:
    receipt = (await submit(browser)).json()
    async with desk.browser(address="10.0.0.2") as other:
        bodies: dict[str, dict[str, Any]] = {
            "follow": {},
            "rate": {"stars": 1},
            "reopen": {"words": "나"},
            "remind": {},
        }
        for what, body in bodies.items():
            for code in ("", "AAAA-BBBB-CCCC-DDDD"):
                path = f"/api/complaints/{receipt['number']}/{what}"
                answer = await other.ask(path, {**body, "code": code})
                assert answer.status_code in (404, 429), what
                assert "차도에" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/api/services/nothing", 404),
        ("POST", "/api/services/nothing", 404),
        ("POST", "/api/services/nothing/similar", 404),
        ("DELETE", "/api/services", 405),
        ("GET", "/api/photos", 405),
    ],
)
async def test_addresses_that_there_are_not(
    browser: Browser, method: str, path: str, status: int
) -> None:
    answer = await browser.client.request(
        method, path, json={}, headers={"x-csrf-token": await browser.csrf()}
    )
    assert answer.status_code == status
    assert problem(answer)["words"]
    assert status != 405 or answer.headers["allow"]


async def test_the_description_is_complete(browser: Browser) -> None:
    document = (await browser.open("/api/openapi.json")).json()
    paths = document["paths"]
    assert {"/services", "/services/{service}", "/services/{service}/similar", "/photos"} <= set(
        paths
    )
    submit = paths["/services/{service}"]["post"]
    form = submit["requestBody"]["content"]["application/json"]["schema"]["anyOf"][0]
    assert form["properties"]["kind"]["title"]
    assert {"201", "403", "404", "409", "413", "415", "422", "429", "503"} <= set(
        submit["responses"]
    )
    names = {each["name"] for each in submit["parameters"]}
    assert names == {"service", "lang", "X-CSRF-Token", "Idempotency-Key"}

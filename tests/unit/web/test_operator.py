"""The operators' desk: who gets in, what orders do, what the log says."""

from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from tests.unit.storage.lines import NOW_MS, ban, report
from tests.unit.web.city import KEY, PERSON, City, networks

BEARER = {"authorization": f"Bearer {KEY}"}
HOUR_MS = 3_600_000


async def order(city: City, name: str, **body: Any) -> httpx.Response:
    async with city.visitor(**BEARER) as operator:
        return await operator.post(f"/operator/{name}", json=body)


async def look(city: City, name: str, **params: str) -> Any:
    async with city.visitor(**BEARER) as operator:
        response = await operator.get(f"/operator/{name}", params=params)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    return response.json()


@pytest.mark.parametrize("header", [None, "Bearer wrong", f"Basic {KEY}", KEY, "Bearer ", "bearer"])
async def test_without_the_key_nobody_gets_in(city: City, header: str | None) -> None:
    headers = {"authorization": header} if header else {}
    async with city.visitor(**headers) as stranger:
        for name in ("people", "reports", "bans"):
            assert (await stranger.get(f"/operator/{name}")).status_code == 401
        for name in ("remove", "ban", "lift", "decide"):
            response = await stranger.post(f"/operator/{name}", json={"person": PERSON})
            assert response.status_code in (401, 429)
    assert city.moderator.removed == []


async def test_the_key_is_worth_nothing_elsewhere(city: City) -> None:
    async with city.visitor("203.0.113.9", **BEARER) as away:
        assert (await away.get("/operator/people")).status_code == 403


async def test_the_key_is_worth_nothing_through_a_proxy(tmp_path) -> None:
    city = City(tmp_path, trusted_proxies=networks("127.0.0.1/32"))
    headers = BEARER | {"x-forwarded-for": "203.0.113.9"}
    async with city.visitor(**headers) as away:
        assert (await away.get("/operator/people")).status_code == 403


async def test_guessing_is_slowed_and_the_right_key_still_opens(city: City) -> None:
    async with city.visitor(authorization="Bearer guess") as guesser:
        answers = [(await guesser.get("/operator/people")).status_code for _ in range(12)]
        assert answers == [401] * 10 + [429] * 2
        assert await look(city, "people")
        city.clock.now_ms += 61_000
        assert (await guesser.get("/operator/people")).status_code == 401


async def test_people_and_reports_are_listed(city: City) -> None:
    city.store.cases = {1: report(id=1), 2: report(id=2, decided_ms=NOW_MS, decision="warned")}
    assert await look(city, "people") == [{"person": PERSON, "name": "가나", "world": "plaza"}]
    (case,) = await look(city, "reports")
    assert (case["id"], case["evidence"]) == (1, [{"seq": 1, "text": "사세요"}])
    assert len(await look(city, "reports", all="1")) == 2


async def test_remove_ends_a_session_once(city: City) -> None:
    assert (await order(city, "remove", person=PERSON, words="그만하세요")).status_code == 200
    assert city.moderator.removed == [(PERSON, "그만하세요")]
    again = await order(city, "remove", person=PERSON)
    assert again.status_code == 404
    assert again.json()["error"] == f"Nobody with the number {PERSON} is connected."


async def test_somebody_who_is_connected_can_be_banned(city: City) -> None:
    response = await order(city, "ban", person=PERSON, hours=2, reason="spam")
    assert response.json() == {"ban": 1}
    assert city.moderator.banned == [("key-of-a", 2, "spam")]
    unknown = await order(city, "ban", person="bb" * 8)
    assert unknown.status_code == 404
    assert unknown.json()["error"] == f"Nobody with the number {'bb' * 8} is connected."


async def test_the_one_a_report_names_can_be_banned_after_leaving(city: City) -> None:
    city.store.cases = {
        5: report(id=5, reported_address_key="key-of-b"),
        6: report(id=6, reported_address_key=""),
    }
    assert (await order(city, "ban", report=5)).status_code == 200
    assert city.moderator.banned[0][0] == "key-of-b"
    assert (await order(city, "ban", report=6)).json()["error"] == "Report 6 knows no address."
    assert (await order(city, "ban", report=7)).json()["error"] == "There is no report 7."


async def test_a_lifted_ban_is_forgotten_at_once(city: City) -> None:
    number = await city.store.add_ban(ban(NOW_MS + HOUR_MS))
    assert [each["id"] for each in await look(city, "bans")] == [number]
    assert (await order(city, "lift", ban=number)).status_code == 200
    assert city.moderator.refreshed == 1
    assert (await order(city, "lift", ban=number)).status_code == 404
    assert city.moderator.refreshed == 1


async def test_a_case_is_decided_once(city: City) -> None:
    city.store.cases = {5: report(id=5)}
    assert (await order(city, "decide", report=5, decision="warned")).status_code == 200
    assert (await order(city, "decide", report=5, decision="warned")).status_code == 404


async def test_the_deletion_job_runs_on_order(city: City) -> None:
    assert (await order(city, "erase")).json() == {"chat": 2}
    assert city.erased == 1


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("remove", {}, "person: Field required."),
        ("remove", {"person": "../../etc"}, "person: String should match pattern"),
        ("remove", {"person": PERSON, "sudo": 1}, "sudo: Extra inputs are not permitted."),
        ("ban", {}, "order: name either a person or a report."),
        ("ban", {"person": PERSON, "report": 1}, "order: name either a person or a report."),
        ("ban", {"person": PERSON, "hours": 0}, "hours: Input should be greater than or equal"),
        ("lift", {"ban": "all"}, "ban: Input should be a valid integer"),
        ("remove", {"person": PERSON, "words": "x" * 20_000}, "order: Invalid JSON"),
    ],
)
async def test_a_wrong_order_is_refused_with_a_sentence(
    city: City, name: str, body: dict, sentence: str
) -> None:
    response = await order(city, name, **body)
    assert response.status_code == 422
    assert response.json()["error"].startswith(sentence)
    assert city.moderator.removed == []


async def test_every_order_is_logged_without_words_or_keys(city: City) -> None:
    with capture_logs() as logs:
        await order(city, "remove", person=PERSON, words="아주 나쁜 말")
        await order(city, "ban", person="bb" * 8, reason="아주 나쁜 말")
    first, second = logs
    assert (first["action"], first["outcome"], first["about"]) == (
        "remove", "done", {"person": PERSON},
    )  # fmt: skip
    assert (second["action"], second["outcome"]) == ("ban", "not_there")
    assert "나쁜" not in str(logs)
    assert KEY not in str(logs)

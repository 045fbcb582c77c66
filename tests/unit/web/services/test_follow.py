"""Following a complaint: by number and code, by the link of a QR code, with an account."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.web.services.desk import Browser, Desk, heading, photo, told, wrong

DAY_MS = 86_400_000


async def reported(browser: Browser, **change: Any) -> tuple[str, str]:
    """Number and code."""
    receipt = await browser.report(**change)
    return told(receipt, "접수번호"), told(receipt, "확인 코드")


async def opened(browser: Browser, number: str, code: str) -> Any:
    await browser.open("/s/complaints/follow")
    return await browser.send({"number": number, "code": code})


async def test_number_and_code_open_it_anywhere(desk: Desk, browser: Browser) -> None:
    number, code = await reported(browser)
    async with desk.browser(address="10.0.0.2") as other:
        answer = await opened(other, number, f" {code.lower().replace('-', ' ')} ")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/s/complaints/{number}", "the code is not in it"
        page = await other.open(f"/s/complaints/{number}")
        assert heading(page) == f"민원 {number}"
        assert "접수됨" in page.text and "차도에 구멍이 났습니다." in page.text


async def test_from_the_receipt_it_is_one_step(browser: Browser) -> None:
    number, _ = await reported(browser)
    page = await browser.open(f"/s/complaints/{number}")
    assert page.status_code == 200 and "차도에 구멍이 났습니다." in page.text


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC-DDDD", "", "' OR 1=1 --", "가" * 300])
async def test_a_wrong_code_opens_nothing(desk: Desk, browser: Browser, code: str) -> None:
    number, _ = await reported(browser)
    async with desk.browser(address="10.0.0.2") as other:
        page = await opened(other, number, code)
        assert page.status_code == 422
        assert wrong(page)[0].startswith("확인 코드: ")
        assert "차도에" not in page.text


async def test_another_number_looks_the_same_as_a_wrong_code(desk: Desk, browser: Browser) -> None:
    number, code = await reported(browser)
    async with desk.browser(address="10.0.0.2") as other:
        known = await opened(other, number, "AAAA-BBBB-CCCC-DDDD")
        unknown = await opened(other, "2026-999999", code)
        assert wrong(known) == wrong(unknown)


async def test_many_wrong_codes_are_slowed_down(desk: Desk, browser: Browser) -> None:
    number, _ = await reported(browser)
    async with desk.browser(address="10.0.0.2") as other:
        statuses = [(await opened(other, number, "AAAA-BBBB")).status_code for _ in range(12)]
        assert statuses[-1] == 429
        assert int(other.page.headers["retry-after"]) > 0
        assert wrong(other.page)


@pytest.mark.parametrize("number", ["2026-000001", "2026-999999", "..%2F..", "x" * 500])
async def test_others_pages_lead_to_the_question_for_the_code(
    desk: Desk, browser: Browser, number: str
) -> None:
    await reported(browser)
    async with desk.browser(address="10.0.0.2") as other:
        page = await other.open(f"/s/complaints/{number}")
        assert page.status_code in (303, 404)
        assert page.headers.get("location", "/s/complaints/follow").startswith(
            "/s/complaints/follow"
        )


async def test_others_cannot_see_photos_or_change_anything(desk: Desk, browser: Browser) -> None:
    await browser.open("/s/complaints?kind=road")
    files = {"photos": ("a.jpg", photo(), "image/jpeg")}
    await browser.send(
        {
            "attributes.damage": "pothole",
            "place.address": "세종대로",
            "description": "구멍",
        },
        files=files,
    )
    number = told(await browser.open("/s/complaints/receipt"), "접수번호")
    shown = await browser.open(f"/s/complaints/{number}")
    picture = shown.text.partition("/photos/")[2][:32]
    async with desk.browser(address="10.0.0.2") as other:
        found = await other.open(f"/s/complaints/{number}/photos/{picture}")
        assert found.status_code == 404
        csrf = await other.csrf()
        for what in ("reopen", "rate", "remind"):
            answer = await other.client.post(
                f"/s/complaints/{number}/{what}",
                data={"csrf": csrf, "rate.stars": "1", "reopen.words": "나"},
            )
            assert answer.status_code == 404, what


async def test_an_answer_is_rated_and_reopened(desk: Desk, browser: Browser) -> None:
    number, _ = await reported(browser)
    await desk.answers(number, "메웠습니다.\n감사합니다.")
    page = await browser.open(f"/s/complaints/{number}")
    assert "답변 완료" in page.text and "메웠습니다." in page.text
    csrf = await browser.csrf()
    one = f"/s/complaints/{number}"
    answer = await browser.client.post(f"{one}/rate", data={"csrf": csrf})
    assert answer.status_code == 422 and wrong(answer)[0].startswith("만족도: ")
    answer = await browser.client.post(f"{one}/rate", data={"csrf": csrf, "rate.stars": "4"})
    assert answer.status_code == 303
    page = await browser.open(answer.headers["location"])
    assert "5점 만점에 4점" in page.text and "평가를 받았습니다." in page.text
    answer = await browser.client.post(f"{one}/rate", data={"csrf": csrf, "rate.stars": "1"})
    assert answer.status_code == 409 and "이미 평가" in wrong(answer)[0]
    answer = await browser.client.post(f"{one}/reopen", data={"csrf": csrf})
    assert answer.status_code == 422 and wrong(answer)[0].startswith("남은 문제: ")
    words = {"csrf": csrf, "reopen.words": "아직 파여 있습니다."}
    answer = await browser.client.post(f"{one}/reopen", data=words)
    page = await browser.open(answer.headers["location"])
    assert "접수됨" in page.text and "아직 파여 있습니다." in page.text


async def test_the_department_is_reminded_when_the_day_is_over(
    desk: Desk, browser: Browser
) -> None:
    number, code = await reported(browser)
    csrf = await browser.csrf()
    one = f"/s/complaints/{number}"
    early = await browser.client.post(f"{one}/remind", data={"csrf": csrf})
    assert early.status_code == 409 and "예정일" in wrong(early)[0]
    desk.clock.now_ms += 40 * DAY_MS
    await opened(browser, number, code)
    page = await browser.open(one)
    assert "예정일이 지났습니다" in page.text
    answer = await browser.client.post(f"{one}/remind", data={"csrf": csrf})
    assert answer.status_code == 303
    again = await browser.client.post(f"{one}/remind", data={"csrf": csrf})
    assert again.status_code == 429


async def test_ones_own_are_listed_and_open_without_a_code(desk: Desk, browser: Browser) -> None:
    desk.log_in(browser)
    number, _ = await reported(browser)
    async with desk.browser() as later:
        desk.log_in(later)
        page = await later.open("/s/complaints/follow")
        assert f'href="/s/complaints/{number}"' in page.text
        page = await later.open(f"/s/complaints/{number}")
        assert "차도에 구멍이 났습니다." in page.text
    async with desk.browser() as stranger:
        desk.log_in(stranger, "a00000000000000bb")
        assert (await stranger.open(f"/s/complaints/{number}")).status_code == 303


async def test_what_citizens_write_is_text(desk: Desk, browser: Browser) -> None:
    number, _ = await reported(browser, description="1 < 2 & \"따옴표\" '{{ 7*7 }}'")
    page = await browser.open(f"/s/complaints/{number}")
    assert "1 &lt; 2 &amp;" in page.text and "{{ 7*7 }}" in page.text

"""A citizen on paper: the pages of the services, with no script anywhere."""

from __future__ import annotations

import re

import pytest

from tests.unit.web.services.desk import TYPED, Browser, Desk, heading, hidden, photo, told, wrong

CODE = r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}"


async def test_three_steps_from_the_cold_page_to_the_receipt(browser: Browser) -> None:
    page = await browser.open("/s/complaints")
    assert "/s/complaints?kind=road" in page.text
    page = await browser.open("/s/complaints?kind=road")
    assert "무엇이 망가졌나요" in page.text
    assert "등이 어떤가요" not in page.text, "questions of other kinds are not asked"
    answer = await browser.send(TYPED)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/s/complaints/receipt"
    receipt = await browser.open("/s/complaints/receipt")
    assert re.fullmatch(r"\d{4}-\d{6}", told(receipt, "접수번호"))
    assert re.fullmatch(CODE, told(receipt, "확인 코드"))
    picture = re.search(r'<img src="(/s/complaints/receipt.svg[^"]+)"', receipt.text)
    assert picture
    svg = await browser.open(picture[1].replace("&amp;", "&"))
    assert svg.headers["content-type"] == "image/svg+xml" and b"<path" in svg.content
    assert receipt.headers["cache-control"] == "no-store"


async def test_the_list_names_every_service(browser: Browser) -> None:
    page = await browser.open("/s")
    assert 'href="/s/complaints"' in page.text and "120 민원 창구" in page.text


@pytest.mark.parametrize(("language", "send"), [("ko", "보내기"), ("en", "Send")])
async def test_in_both_languages(browser: Browser, language: str, send: str) -> None:
    page = await browser.open(f"/s/complaints?kind=waste&lang={language}")
    assert f'lang="{language}"' in page.text
    assert f">{send}</button>" in page.text


async def test_what_is_wrong_stands_at_the_field_and_what_was_typed_is_kept(
    browser: Browser,
) -> None:
    await browser.open("/s/complaints?kind=road")
    values = {**TYPED, "place.address": "", "attributes.width_cm": "넓음", "contact.name": "<b>"}
    page = await browser.send(values)
    assert page.status_code == 422
    assert "무엇이 망가졌나요" not in " ".join(wrong(page))
    assert any(line.startswith("어디인가요: ") for line in wrong(page))
    assert any(line.startswith("너비(cm): ") for line in wrong(page))
    assert 'href="#f-attributes-width_cm"' in page.text
    field = re.search(r'<input id="f-attributes-width_cm"[^>]*>', page.text)
    assert field and 'value="넓음"' in field[0] and 'aria-invalid="true"' in field[0]
    assert "f-attributes-width_cm-wrong" in field[0]
    assert "차도에 구멍이 났습니다." in page.text
    assert "<b>" not in page.text and "&lt;b&gt;" in page.text


async def test_a_kind_that_there_is_not_leads_back_to_the_choice(browser: Browser) -> None:
    page = await browser.open("/s/complaints?kind=dragons")
    assert page.status_code == 200
    assert "/s/complaints?kind=road" in page.text
    await browser.open("/s/complaints?kind=road")
    page = await browser.send({**TYPED, "kind": "dragons"})
    assert page.status_code == 422
    assert wrong(page) and "/s/complaints?kind=road" in page.text


async def test_sent_twice_it_is_one_request(desk: Desk, browser: Browser) -> None:
    await browser.open("/s/complaints?kind=road")
    form = browser.page
    numbers = set()
    for _ in range(2):
        browser.page = form
        answer = await browser.send(TYPED, files={"photos": ("a.jpg", photo(), "image/jpeg")})
        assert answer.status_code == 303, wrong(answer)
        receipt = await browser.open("/s/complaints/receipt")
        numbers.add((told(receipt, "접수번호"), told(receipt, "확인 코드")))
    assert len(numbers) == 1


async def test_another_body_under_the_same_key_is_told_and_may_be_sent_anew(
    browser: Browser,
) -> None:
    await browser.open("/s/complaints?kind=road")
    form = browser.page
    await browser.send(TYPED)
    browser.page = form
    page = await browser.send({**TYPED, "description": "다른 이야기"})
    assert page.status_code == 409
    assert "이미 접수되었습니다" in wrong(page)[0]
    assert hidden(page)["key"] != hidden(form)["key"]
    answer = await browser.send({**TYPED, "description": "다른 이야기"})
    assert answer.status_code == 303


async def test_a_retry_meets_its_receipt_and_not_its_own_request_as_a_similar_one(
    browser: Browser,
) -> None:
    values = {**TYPED, "place.lat": "37.5665", "place.lon": "126.978"}
    await browser.open("/s/complaints?kind=road")
    form = browser.page
    assert (await browser.send(values)).status_code == 303
    browser.page = form
    assert (await browser.send(values)).status_code == 303


async def test_similar_ones_are_shown_first_and_can_be_joined(desk: Desk, browser: Browser) -> None:
    values = {**TYPED, "place.lat": "37.5665", "place.lon": "126.978", "public": "true"}
    first = told(await browser.report(**values), "접수번호")
    async with desk.browser(address="10.0.0.2") as other:
        await other.open("/s/complaints?kind=road")
        page = await other.send(values)
        assert page.status_code == 200
        assert heading(page) == "혹시 같은 일인가요?"
        assert first in page.text and "차도에 구멍이 났습니다." in page.text
        answer = await other.send({}, step="", join=first)
        assert answer.status_code == 303
        receipt = await other.open("/s/complaints/receipt")
        assert told(receipt, "접수번호") == first
        shown = await other.open(f"/s/complaints/{first}")
        assert told(shown, "함께한 사람") == "1명"


async def test_a_similar_one_can_be_another(desk: Desk, browser: Browser) -> None:
    values = {**TYPED, "place.lat": "37.5665", "place.lon": "126.978"}
    first = told(await browser.report(**values), "접수번호")
    async with desk.browser(address="10.0.0.2") as other:
        await other.open("/s/complaints?kind=road")
        await other.send(values, files={"photos": ("a.jpg", photo(), "image/jpeg")})
        assert (await other.send({}, step="edit")).status_code == 200
        assert "차도에 구멍이 났습니다." in other.page.text
        assert 'name="photos"' in other.page.text and "checked" in other.page.text
        kept = re.findall(r'name="photos" value="([0-9a-f]{32})" checked', other.page.text)
        await other.send({**values, "photos": kept})
        answer = await other.send({}, step="anyway")
        assert answer.status_code == 303
        receipt = await other.open("/s/complaints/receipt")
        assert told(receipt, "접수번호") != first


async def test_photos_come_with_the_form_and_need_not_be_chosen_again(
    desk: Desk, browser: Browser
) -> None:
    await browser.open("/s/complaints?kind=road")
    files = [("photos", (f"{n}.jpg", photo(), "image/jpeg")) for n in range(2)]
    page = await browser.send({**TYPED, "description": ""}, files=files)
    assert page.status_code == 422
    kept = re.findall(r'name="photos" value="([0-9a-f]{32})" checked', page.text)
    assert len(kept) == 2
    await browser.send({**TYPED, "photos": kept})
    number = told(await browser.open("/s/complaints/receipt"), "접수번호")
    shown = await browser.open(f"/s/complaints/{number}")
    picture = await browser.open(f"/s/complaints/{number}/photos/{kept[0]}")
    assert f"/photos/{kept[1]}" in shown.text
    assert picture.content.startswith(b"\xff\xd8")
    assert picture.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert picture.headers["content-disposition"] == 'inline; filename="photo.jpg"'
    assert picture.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG, PNG, WebP"),
        (photo()[:200], "손상"),
        (b"", "사진"),
    ],
)
async def test_what_is_no_photo_is_told_at_the_field(
    browser: Browser, data: bytes, sentence: str
) -> None:
    await browser.open("/s/complaints?kind=road")
    page = await browser.send(TYPED, files={"photos": ("a.jpg", data, "image/jpeg")})
    assert page.status_code == 422
    assert wrong(page)[0].startswith("사진: ") and sentence in wrong(page)[0]


async def test_too_many_photos_are_told(browser: Browser) -> None:
    await browser.open("/s/complaints?kind=road")
    files = [("photos", (f"{n}.jpg", photo(), "image/jpeg")) for n in range(4)]
    page = await browser.send(TYPED, files=files)
    assert page.status_code == 422 and wrong(page)[0].startswith("사진: ")


async def test_a_form_without_its_token_or_from_elsewhere_is_refused(
    desk: Desk, browser: Browser
) -> None:
    await browser.open("/s/complaints?kind=road")
    page = await browser.client.post("/s/complaints", data=TYPED)
    assert page.status_code == 403
    assert heading(page) == "다시 한번 보내 주세요"
    async with desk.browser(origin="https://evil.example") as elsewhere:
        await elsewhere.open("/s/complaints?kind=road")
        assert (await elsewhere.send(TYPED)).status_code == 403


async def test_a_receipt_is_nobody_elses(desk: Desk, browser: Browser) -> None:
    number = told(await browser.report(), "접수번호")
    async with desk.browser() as other:
        page = await other.open("/s/complaints/receipt")
        assert page.status_code == 404
        assert number not in page.text
        other.client.cookies.set("receipt", browser.client.cookies["receipt"][:-2] + "AA")
        assert (await other.open("/s/complaints/receipt")).status_code == 404


async def test_a_receipt_is_shown_for_half_an_hour(desk: Desk, browser: Browser) -> None:
    await browser.report()
    desk.clock.now_ms += 31 * 60_000
    page = await browser.open("/s/complaints/receipt")
    assert page.status_code == 404
    assert "/s/complaints/follow" in page.text


async def test_too_often_is_told_and_what_was_typed_is_kept(browser: Browser) -> None:
    for _ in range(10):
        await browser.report()
    await browser.open("/s/complaints?kind=road")
    page = await browser.send(TYPED)
    assert page.status_code == 429
    assert int(page.headers["retry-after"]) > 0
    assert "차도에 구멍이 났습니다." in page.text


@pytest.mark.parametrize("path", ["/s/nothing", "/s/nothing/receipt"])
async def test_a_service_that_there_is_not(browser: Browser, path: str) -> None:
    assert (await browser.open(path)).status_code == 404


async def test_forms_go_to_this_site_alone(browser: Browser) -> None:
    page = await browser.open("/s/complaints?kind=road")
    policy = page.headers["content-security-policy"]
    assert "form-action 'self'" in policy and "script-src 'self'" in policy
    assert " style=" not in page.text and "<script>" not in page.text

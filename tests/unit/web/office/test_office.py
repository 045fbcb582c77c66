"""Officials read and answer; nobody else gets in, and nobody's work is lost."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from metaserver.ports.accounts import Grant, Role
from metaserver.ports.complaints import Status
from tests.unit.web.office.hall import PARKS, Hall, text
from tests.unit.web.services.desk import HALL

PAGES = ("/office", "/office/presence", "/office/complaints.csv", "/office/news?since=0")


@pytest.mark.parametrize("path", [*PAGES, "/office/cases/2026-000001"])
async def test_for_guests_and_citizens_there_is_no_office(hall: Hall, path: str) -> None:
    async with hall.browser() as guest:
        assert (await guest.open(path)).status_code == 404
        hall.log_in(guest)
        assert (await guest.open(path)).status_code == 404


async def test_an_official_answers_and_the_citizen_reads_it(hall: Hall) -> None:
    number = await hall.told()
    async with hall.official() as kim:
        assert number in await kim.open("/office")
        answer = await kim.act(number, "answer", words="현장을 보고 고쳤습니다.")
        assert answer.headers["location"] == f"/office/cases/{number}?done=answer"
        assert "답변했습니다" in await kim.open(answer.headers["location"])
        assert number not in await kim.open("/office")
        assert number in await kim.open("/office?state=answered")
    complaint = await hall.store.by_number(number)
    assert complaint and complaint.status is Status.ANSWERED


async def test_the_cases_of_other_departments_are_not_there(hall: Hall) -> None:
    number = await hall.told()
    async with hall.official("박공원", PARKS) as park:
        assert number not in await park.open("/office?state=all")
        assert (await park.client.get(f"/office/cases/{number}")).status_code == 404
        answer = await park.act(number, "answer", words="제가 할게요.")
        assert "다른 부서" in text(answer) or answer.status_code == 404
    complaint = await hall.store.by_number(number)
    assert complaint and complaint.status is Status.RECEIVED


async def test_two_edit_the_same_case_and_the_second_keeps_what_was_typed(hall: Hall) -> None:
    number = await hall.told()
    async with hall.official() as kim, hall.official("이도로", account="a" + "2" * 16) as lee:
        await lee.open(f"/office/cases/{number}")
        await kim.act(number, "start")
        late = await lee.post(
            f"/office/cases/{number}", version="1", do="answer", words="이미 고쳤습니다."
        )
        assert late.status_code == 409
        assert "김도로" in text(late)
        assert "이미 고쳤습니다." in late.text
        again = await lee.act(number, "answer", words="이미 고쳤습니다.")
        assert again.status_code == 303


@pytest.mark.parametrize("do", ["answer", "reject", "note"])
async def test_words_that_are_missing_are_asked_for_at_the_field(hall: Hall, do: str) -> None:
    number = await hall.told()
    async with hall.official() as kim:
        answer = await kim.act(number, do, words="  ")
        assert answer.status_code == 422
        assert f'id="w-{do}-wrong"' in answer.text


async def test_duplicates_become_one_and_their_reporters_follow_it(hall: Hall) -> None:
    first, second = await hall.told(), await hall.told(description="같은 구멍입니다.")
    async with hall.official() as kim:
        page = await kim.open(f"/office/cases/{second}")
        assert first in page.split('id="near"')[1]
        await kim.act(second, "merge", **{"to.merge": first})
        assert first in await kim.open(f"/office/cases/{second}")
    merged = await hall.store.by_number(second)
    kept = await hall.store.by_number(first)
    assert merged and kept and merged.merged_into == kept.id


async def test_several_are_given_to_one_official_at_once(hall: Hall) -> None:
    numbers = [await hall.told(), await hall.told(description="또 다른 구멍입니다.")]
    async with hall.official() as kim:
        answer = await kim.post(
            "/office", number=[*numbers, "2026-999999"], do="assign",
            **{"to.assign": kim.account.id},
        )  # fmt: skip
        assert answer.status_code == 200
        assert text(answer).count(": 했습니다.") == 2
        assert "2026-999999: 없거나" in text(answer)
        mine = await kim.open("/office?whose=mine")
        assert all(number in mine for number in numbers)


async def test_without_the_form_of_the_page_nothing_is_done(hall: Hall) -> None:
    number = await hall.told()
    async with hall.official() as kim:
        for given in ({}, {"csrf": "0" * 32}):
            answer = await kim.client.post(
                f"/office/cases/{number}", data={**given, "do": "answer", "words": "x"}
            )
            assert answer.status_code == 403
    complaint = await hall.store.by_number(number)
    assert complaint and complaint.status is Status.RECEIVED


async def test_what_citizens_write_is_shown_and_never_run(hall: Hall) -> None:
    number = await hall.told(description='<script>alert(1)</script> "><img src=x onerror=alert(1)>')
    async with hall.official() as kim:
        for path in ("/office", f"/office/cases/{number}"):
            page = await kim.open(path)
            assert "<script>alert" not in page and "<img src=x" not in page
            assert "&lt;script&gt;" in page


async def test_a_spreadsheet_computes_nothing_of_it(hall: Hall) -> None:
    await hall.told(description='=HYPERLINK("https://evil.example","click")')
    async with hall.official() as kim:
        answer = await kim.client.get("/office/complaints.csv")
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) == 2
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows[1])


async def test_desks_tell_who_is_on_duty(hall: Hall) -> None:
    async with hall.official() as kim:
        await kim.post("/office/presence", do="on", department="roads")
        assert "지금 근무 중입니다" in await kim.open("/office/presence")
        state = await hall.complaints.queue("ko")
        assert dict(state.departments)["도로 부서(예시)"] == 1
        await kim.post("/office/presence", do="off")
        assert "지금 근무 중이 아닙니다" in await kim.open("/office/presence")


async def test_nobody_is_on_duty_for_a_department_of_others(hall: Hall) -> None:
    async with hall.official() as kim:
        answer = await kim.post("/office/presence", do="on", department="parks")
        assert answer.status_code == 422


async def test_who_is_away_names_who_covers(hall: Hall) -> None:
    async with hall.official() as kim, hall.official("이도로", account="a" + "2" * 16) as lee:
        wrong = await kim.post("/office/presence", do="away", cover=lee.account.id, until="x")
        assert wrong.status_code == 422
        assert 'id="p-from-wrong"' in wrong.text
        today = dt.datetime.fromtimestamp(hall.clock.unix_ms() / 1000, dt.UTC)
        day = (today + dt.timedelta(days=3)).date().isoformat()
        await kim.post(
            "/office/presence", do="away", cover=lee.account.id, until=day, **{"from": day}
        )
        page = text(await kim.client.get("/office/presence"))
        assert f"김도로 이도로 {day} {day}" in page
        await kim.post("/office/presence", do="back")
        assert day not in await kim.open("/office/presence")


async def test_new_work_is_told_to_the_open_page(hall: Hall) -> None:
    async with hall.official() as kim:
        since = hall.clock.unix_ms()
        news = (await kim.client.get(f"/office/news?since={since - 1}")).json()
        assert news["new"] == 0
        await hall.told()
        news = (await kim.client.get(f"/office/news?since={since - 1}")).json()
        assert news["new"] == 1


async def test_what_came_of_it_counts_and_tells_of_nobody(hall: Hall) -> None:
    number = await hall.told(description="비밀스러운 내용")
    await hall.told()
    await hall.answers(number)
    async with hall.browser() as guest:
        page = await guest.open("/outcomes?days=7")
        assert page.status_code == 200
        assert "비밀스러운" not in page.text and number not in page.text
        assert "받음 2" in text(page) and "답함 1" in text(page)


async def test_where_the_operator_says_so_outcomes_are_for_officials(hall: Hall) -> None:
    closed = Hall(hall.db, outcomes_public=False)
    async with closed.browser() as guest:
        assert (await guest.open("/outcomes")).status_code == 404


async def test_in_english_too(hall: Hall) -> None:
    number = await hall.told()
    async with hall.official("Kim", Grant(Role.OPERATOR)) as kim:
        page = await kim.open("/office?lang=en")
        assert "Back office" in page and "Road or pavement damage" in page
        assert "Answer and close" in await kim.open(f"/office/cases/{number}?lang=en")


@pytest.mark.parametrize(
    "query", ["state=%00", "page=-1", "page=99999999999", "words=%25_%27%22", "kind=x&order=y"]
)
async def test_conditions_that_make_no_sense_do_no_harm(hall: Hall, query: str) -> None:
    await hall.told(place={**HALL, "source": "map"})
    async with hall.official() as kim:
        assert (await kim.client.get(f"/office?{query}")).status_code == 200

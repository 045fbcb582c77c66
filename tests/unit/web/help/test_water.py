"""The water desk: its page, the settlement, and both for programs."""

from __future__ import annotations

from typing import Any

from tests.unit.web.help.town import Visit, text
from tests.unit.web.services.desk import problem, wrong

BILL: dict[str, Any] = {
    "reading_before": 1234, "day_before": "2026-10-24", "reading_now": 1251,
    "day_out": "2026-11-23", "meter_mm": 15, "households": 1,
}  # fmt: skip
TYPED = {name: str(value) for name, value in BILL.items()}


async def test_the_page_asks_the_waterworks_and_shows_an_example_tariff(visit: Visit) -> None:
    page = await visit.open("/s/water")
    assert 'name="department" value="water"' in page.text
    assert "예시 단가" in text(page)


async def test_the_sum_is_shown_with_its_steps(visit: Visit) -> None:
    await visit.open("/s/water")
    page = await visit.submit("/s/water/settlement", **TYPED)
    assert page.status_code == 200
    told = await visit.ask("/api/water/settlement", BILL)
    result = told.json()
    assert result["example"] and f"{result['total_won']:,}원" in text(page)
    assert all(line["title"] in text(page) for line in result["lines"])
    assert result["used_m3"] == 17 and "17 m³" in text(page)


async def test_readings_that_run_backwards_are_told_at_the_field(visit: Visit) -> None:
    await visit.open("/s/water")
    page = await visit.submit("/s/water/settlement", **{**TYPED, "reading_now": "1000"})
    assert any("지난 고지서의 지침보다 작습니다" in each for each in wrong(page))
    assert 'value="1000"' in page.text and page.status_code == 422


async def test_for_programs(visit: Visit) -> None:
    tariff = (await visit.open("/api/water/tariff?lang=en")).json()
    assert tariff["example"] and tariff["prices"]
    form = (await visit.open("/api/water/settlement?lang=en")).json()
    assert "reading_now" in form["schema"]["properties"]
    answer = await visit.ask("/api/water/settlement", {**BILL, "reading_now": 1})
    assert answer.status_code == 422
    assert "less than the reading on the last bill" in problem(answer)["fields"]["reading_now"]

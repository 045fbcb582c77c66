"""The pages draw a service that they have never heard of from its schema alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from metaserver.civic.models import Asker, Language, Receipt
from metaserver.errors import Invalid, StoreError
from metaserver.ports.access import Once
from metaserver.storage import Database
from tests.unit.web.services.desk import Browser, Desk, heading, told, wrong

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["day", "seats"],
    "properties": {
        "seats": {
            "type": "integer", "title": "Seats", "x-widget": "number", "x-order": 2,
            "x-errors": {"form": "Write a whole number."},
        },
        "day": {
            "type": "string", "title": "Day", "x-widget": "date", "x-order": 1,
            "description": "Any day of next week",
        },
        "needs": {
            "type": "array", "title": "Needs", "x-widget": "choices", "x-order": 3,
            "x-choices": [
                {"value": 1, "title": "A ramp"}, {"value": 2, "title": "Sign language"},
            ],
        },
        "who": {
            "type": "object", "title": "Who", "x-widget": "group", "x-order": 4,
            "properties": {
                "member": {"type": "boolean", "title": "A member", "x-widget": "tick"},
                "card.no": {
                    "type": "string", "title": "Card", "x-widget": "text",
                    "x-when": {"who.member": [True]},
                },
            },
        },
        "trace": {"type": "string"},
    },
    "x-errors": {"full": "That day is full."},
}  # fmt: skip


class Tour(BaseModel):
    values: dict[str, Any]


class Tours:
    """Keeps nothing but the last request."""

    id = "tours"

    def __init__(self) -> None:
        self.last: dict[str, Any] = {}
        self.refusal: Exception | None = None

    def title(self, language: Language) -> str:
        return "Tours"

    def summary(self, language: Language) -> str:
        return "A walk with a guide."

    def schema(self, language: Language) -> dict[str, Any]:
        return SCHEMA

    def check(self, form: Mapping[str, Any]) -> Tour:
        if not isinstance(form.get("seats"), int):
            raise Invalid({"seats": "form", "gone": "full"})
        return Tour(values=dict(form))

    async def similar(
        self, request: BaseModel, language: Language, *, address_key: str = ""
    ) -> list[dict[str, Any]]:
        return []

    async def submit(self, request: BaseModel, asker: Asker, once: Once | None) -> Receipt:
        if self.refusal:
            raise self.refusal
        assert isinstance(request, Tour)
        self.last = request.values
        return Receipt(service="tours", number="7", code="", words="See you there.")


@pytest.fixture
def tours() -> Tours:
    return Tours()


@pytest.fixture
async def browser(db: Database, tours: Tours) -> AsyncIterator[Browser]:
    async with Desk(db, more=[tours]).browser(**{"accept-language": "en"}) as one:
        yield one


async def test_fields_come_in_their_order_and_without_what_is_not_asked(
    browser: Browser,
) -> None:
    page = await browser.open("/s/tours")
    places = [page.text.index(f'name="{name}"') for name in ("day", "seats", "needs")]
    assert places == sorted(places)
    assert 'name="trace"' not in page.text
    assert "<legend>Who</legend>" in page.text
    assert 'aria-describedby="f-day-hint"' in page.text


async def test_values_become_what_the_schema_says(browser: Browser, tours: Tours) -> None:
    await browser.open("/s/tours")
    typed = {
        "day": "2026-12-01", "seats": " 3 ", "needs": ["1", "2"], "who.member": "true",
        "who.card.no": "77", "trace": "x", "surprise": "y",
    }  # fmt: skip
    answer = await browser.send(typed)
    assert answer.headers["location"] == "/s/tours/receipt"
    assert tours.last == {
        "day": "2026-12-01",
        "seats": 3,
        "needs": [1, 2],
        "who": {"member": True, "card.no": "77"},
    }
    receipt = await browser.open("/s/tours/receipt")
    assert told(receipt, "Number") == "7" and "See you there." in receipt.text
    assert "receipt.svg" not in receipt.text, "there is nothing to follow"


async def test_what_does_not_apply_is_not_sent_on(browser: Browser, tours: Tours) -> None:
    await browser.open("/s/tours")
    await browser.send({"day": "2026-12-01", "seats": "3", "who.card.no": "77"})
    assert tours.last["who"] == {"member": False}


async def test_sentences_are_the_fields_own_then_the_forms(browser: Browser) -> None:
    await browser.open("/s/tours")
    page = await browser.send({"seats": "three"})
    assert wrong(page) == ["Seats: Write a whole number.", "That day is full."]
    assert 'value="three"' in page.text


async def test_a_store_that_is_down_loses_nothing_that_was_typed(
    browser: Browser, tours: Tours
) -> None:
    tours.refusal = StoreError("The disk is full.")
    await browser.open("/s/tours")
    page = await browser.send({"day": "2026-12-01", "seats": "3"})
    assert page.status_code == 503 and "retry-after" in page.headers
    assert heading(page) == "Tours" and 'value="2026-12-01"' in page.text
    assert "The disk is full" not in page.text


async def test_it_stands_in_the_list_and_in_the_api(browser: Browser) -> None:
    assert 'href="/s/tours"' in (await browser.open("/s")).text
    one = (await browser.open("/api/services/tours")).json()
    assert one["schema"] == SCHEMA and one["state"] is None
    answer = await browser.ask("/api/services/tours", {"seats": 2})
    assert answer.status_code == 201 and answer.json()["number"] == "7"

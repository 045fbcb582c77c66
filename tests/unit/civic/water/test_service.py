"""The settlement as citizens see it: the form, the sum in words, the tariff."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from metaserver.civic.models import Language
from metaserver.civic.texts import load_texts
from metaserver.civic.water import service
from metaserver.civic.water.service import WaterDesk
from metaserver.civic.water.tariff import FILE
from metaserver.errors import Invalid

DESK = WaterDesk()
FORM = {
    "reading_before": "1000", "day_before": "2026-10-31", "reading_now": "1025",
    "day_out": "2026-11-30", "meter_mm": "15",
}  # fmt: skip


def problems(**changed: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as raised:
        DESK.settle(DESK.check({**FORM, **changed}), "en")
    return raised.value.fields


def test_a_form_becomes_a_sum_in_words() -> None:
    found = DESK.settle(DESK.check(FORM), "en")
    assert found.total_won == 28_250
    assert [line.title for line in found.lines] == [
        "Basic fee", "Water, step 1", "Water, step 2", "Sewage, step 1", "Sewage, step 2",
        "Water-use charge",
    ]  # fmt: skip
    assert found.model_dump(mode="json")["tariff"] == "Example tariff"


@pytest.mark.parametrize(("language", "word"), [("ko", "예시"), ("en", "example")])
def test_the_first_sentence_says_that_the_prices_are_an_example(
    language: Language, word: str
) -> None:
    assert word in DESK.settle(DESK.check(FORM), language).words[0]
    assert word in DESK.tariff(language).words[0]


def test_with_a_tariff_that_holds_nothing_is_called_an_example(tmp_path: Path) -> None:
    path = tmp_path / "tariff.yaml"
    text = FILE.read_text(encoding="utf-8").replace("example: true", "example: false")
    path.write_text(text, encoding="utf-8")
    assert not any("example" in each for each in WaterDesk(path).tariff("en").words)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("reading_now", "999", "lower"),
        ("reading_now", "", "missing"),
        ("reading_now", "10.5", "form"),
        ("reading_now", "-1", "range"),
        ("reading_before", "9999999", "range"),
        ("day_out", "2026-10-31", "order"),
        ("day_out", "2026-11-31", "form"),
        ("day_out", "20261130", "form"),
        ("day_out", "2028-01-01", "span"),
        ("meter_mm", "17", "choice"),
        ("households", "0", "range"),
    ],
)
def test_each_wrong_field_has_a_sentence_in_both_languages(
    field: str, value: str, code: str
) -> None:
    assert problems(**{field: value}) == {field: code}
    for language in ("ko", "en"):
        schema = DESK.schema(language)
        own = schema["properties"][field].get("x-errors", {})
        assert own.get(code) or schema["x-errors"].get(code)


def test_a_misspelt_field_is_not_passed_over() -> None:
    assert problems(raeding_now="1") == {"raeding_now": "unknown"}


def test_the_form_offers_the_meters_of_the_tariff() -> None:
    choices = DESK.schema("ko")["properties"]["meter_mm"]["x-choices"]
    assert [each["value"] for each in choices] == ["15", "20", "25", "32"]


def test_the_tariff_is_told_price_by_price() -> None:
    prices = DESK.tariff("en").prices
    assert [(each.code, each.won) for each in prices[:5]] == [
        ("basic", 1000), ("basic", 3000), ("basic", 5000), ("basic", 8000), ("water", 500),
    ]  # fmt: skip
    assert prices[4].words == "Up to 20 m³"
    assert prices[5].words == "Above 20 up to 40 m³"
    assert prices[-2].words == "Above 40 m³, of 90 % of the water used"


def test_both_languages_have_the_same_texts() -> None:
    texts = load_texts(Path(service.__file__).parent)
    assert texts["ko"].words.keys() == texts["en"].words.keys()
    assert texts["ko"].fields.keys() == texts["en"].fields.keys()

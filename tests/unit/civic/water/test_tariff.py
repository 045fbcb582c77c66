"""The tariff as operators write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from metaserver.civic.water.tariff import FILE, load_tariff
from metaserver.errors import SettingError


def test_the_tariff_that_comes_along_says_that_it_is_an_example() -> None:
    tariff = load_tariff()
    assert tariff.example
    assert "예시" in tariff.name.ko
    assert "Example" in tariff.name.en
    assert not tariff.source


@pytest.mark.parametrize(
    ("before", "after", "line", "sentence"),
    [
        ("share_percent: 90", "share_percent: 190", 29, "less than or equal to 100"),
        ("won_per_m3: 150", "won_per_m3: -1", 37, "greater than or equal to 0"),
        ("size_mm: 20", "size_mm: 15", 1, "a size is there twice"),
        ("{up_to_m3: 20, won_per_m3: 500}", "{up_to_m3: 40, won_per_m3: 500}", 1,
         "water: each step ends above the one before"),
        ("  - {won_per_m3: 1200}", "  - {up_to_m3: 90, won_per_m3: 1200}", 1,
         "sewage.steps: the last step, and no other, is without up_to_m3"),
        ("days_a_month: 30", "days_a_month: 3", 12, "days_a_month"),
        ("example: true", "exampel: true", 1, "example: Field required"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, sentence: str
) -> None:
    path = tmp_path / "tariff.yaml"
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(SettingError) as raised:
        load_tariff(path)
    told = str(raised.value)
    assert f"{path}:{line}: " in told
    assert sentence in told

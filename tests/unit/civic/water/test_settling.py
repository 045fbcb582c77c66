"""The settlement sum: what somebody owes who moves out in the middle of a month."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.civic.water.models import Settlement
from metaserver.civic.water.settling import settle
from metaserver.civic.water.tariff import Tariff, load_tariff
from metaserver.errors import Invalid

TARIFF = load_tariff()
PAID = dt.date(2026, 10, 31)
MONTH_LATER = dt.date(2026, 11, 30)


def owed(
    used_m3: int = 25, day_out: dt.date = MONTH_LATER, *, meter_mm: int = 15, households: int = 1,
    tariff: Tariff = TARIFF,
) -> Settlement:  # fmt: skip
    return settle(
        tariff, reading_before=1000, reading_now=1000 + used_m3, day_before=PAID,
        day_out=day_out, meter_mm=meter_mm, households=households,
    )  # fmt: skip


def lines(found: Settlement) -> list[tuple[str, int, float | None, int]]:
    return [(line.code, line.step, line.m3, line.won) for line in found.lines]


def test_a_whole_month_goes_through_the_steps() -> None:
    found = owed(25)
    assert (found.used_m3, found.days, found.example) == (25, 30, True)
    assert lines(found) == [
        ("basic", 0, None, 1000),
        ("water", 1, 20.0, 10_000),
        ("water", 2, 5.0, 3_500),
        ("sewage", 1, 20.0, 8_000),
        ("sewage", 2, 2.5, 2_000),
        ("water_use", 0, 25.0, 3_750),
    ]
    assert found.total_won == 28_250


def test_in_half_a_month_the_steps_are_half_as_wide_and_the_basic_fee_is_half() -> None:
    found = owed(25, dt.date(2026, 11, 15))
    assert lines(found)[:4] == [
        ("basic", 0, None, 500),
        ("water", 1, 10.0, 5_000),
        ("water", 2, 10.0, 7_000),
        ("water", 3, 5.0, 5_000),
    ]


def test_two_households_behind_a_meter_have_steps_twice_as_wide() -> None:
    assert lines(owed(40, households=2))[1] == ("water", 1, 40.0, 20_000)


def test_who_used_nothing_pays_the_basic_fee() -> None:
    found = owed(0)
    assert found.total_won == 1000
    assert [line.code for line in found.lines] == ["basic", "water", "sewage", "water_use"]


def test_a_bigger_meter_costs_more() -> None:
    assert owed(meter_mm=32).total_won - owed(meter_mm=15).total_won == 7000


def test_shares_of_a_won_are_rounded_down_line_by_line() -> None:
    # 1 day of 30: the basic fee is 33.33 won, a step is 2/3 m³ wide.
    found = owed(1, dt.date(2026, 11, 1))
    assert lines(found)[:3] == [
        ("basic", 0, None, 33),
        ("water", 1, 0.67, 333),
        ("water", 2, 0.33, 233),
    ]


def test_a_flat_price_has_no_steps_to_tell_of() -> None:
    flat = TARIFF.model_copy(update={"water": TARIFF.water[-1:]})
    assert lines(owed(25, tariff=flat))[1] == ("water", 0, 25.0, 25_000)


@pytest.mark.parametrize(
    ("used_m3", "day_out", "meter_mm", "fields"),
    [
        (-1, MONTH_LATER, 15, {"reading_now": "lower"}),
        (1, PAID, 15, {"day_out": "order"}),
        (1, dt.date(2026, 10, 1), 15, {"day_out": "order"}),
        (1, dt.date(2027, 11, 2), 15, {"day_out": "span"}),
        (1, MONTH_LATER, 17, {"meter_mm": "choice"}),
        (-1, PAID, 17, {"reading_now": "lower", "day_out": "order", "meter_mm": "choice"}),
    ],
)
def test_all_that_is_wrong_is_told_at_once(
    used_m3: int, day_out: dt.date, meter_mm: int, fields: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as raised:
        owed(used_m3, day_out, meter_mm=meter_mm)
    assert raised.value.fields == fields


used = st.integers(0, 20_000)
days = st.integers(1, 366)


@given(used, days, st.integers(1, 50))
def test_the_lines_add_up_and_all_that_was_used_is_in_them(
    used_m3: int, days: int, households: int
) -> None:
    found = owed(used_m3, PAID + dt.timedelta(days=days), households=households)
    assert found.total_won == sum(line.won for line in found.lines)
    assert all(line.won >= 0 for line in found.lines)
    water_m3 = sum(line.m3 or 0 for line in found.lines if line.code == "water")
    assert water_m3 == pytest.approx(used_m3, abs=0.03)


@given(used, days)
def test_more_water_never_costs_less(used_m3: int, days: int) -> None:
    day_out = PAID + dt.timedelta(days=days)
    assert owed(used_m3 + 1, day_out).total_won >= owed(used_m3, day_out).total_won

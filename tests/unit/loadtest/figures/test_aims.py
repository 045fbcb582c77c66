"""When a figure is reached, and how it is written."""

import pytest

from loadtest.figures.aims import Aim, Value


def aim(**limits: object) -> Aim:
    return Aim("age", "ms", lambda: None, **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limits", "values", "reached"),
    [
        ({"at_most": 120}, [120.0], True),
        ({"at_most": 120}, [90.0, 100.0, 400.0], True),
        ({"at_most": 120}, [90.0, 130.0, 400.0], False),
        ({"at_least": 1000}, [1000.0, 999.0, 1200.0], True),
        ({"at_least": 1000}, [999.0], False),
        ({"at_most": 0, "always": True}, [0.0, 0.0, 1.0], False),
        ({"at_most": 0, "always": True}, [0.0, 0.0, 0.0], True),
        ({"at_most": 120}, [], False),
        ({"at_most": 120}, [90.0, None], False),
        ({}, [90.0], None),
    ],
)
def test_the_median_is_judged_or_every_round(
    limits: dict[str, object], values: list[Value], reached: bool | None
) -> None:
    assert aim(**limits).reached(values) is reached


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([92.4, 88.0, 96.1], "92.4 ms (88 to 96.1)"),
        ([92.0], "92 ms"),
        ([92.0, 92.0], "92 ms"),
        ([], "not measured"),
        ([None, None], "not measured"),
    ],
)
def test_a_figure_is_its_median_and_its_spread(values: list[Value], text: str) -> None:
    assert aim().measured(values) == text


def test_limits_in_words() -> None:
    assert aim(at_most=120).limit == "at most 120 ms"
    assert aim(at_least=1000).limit == "at least 1,000 ms"
    assert aim().limit == ""

"""The table at the end of a run, as people read it."""

import io

from rich.console import Console

from loadtest.report.table import print_result
from loadtest.result import Result
from tests.unit.loadtest.report import results


def printed(result: Result, baseline: Result | None = None, width: int = 80) -> str:
    text = io.StringIO()
    print_result(Console(file=text, width=width), result, baseline)
    return text.getvalue()


def row(text: str, label: str) -> list[str]:
    return next(line for line in text.splitlines() if line.startswith(label)).split()


def test_a_full_run_shows_every_group_and_the_quantiles() -> None:
    text = printed(results.full())
    for group in ("Crowd", "What people felt", "Bytes and updates", "Server", "Generator", "Gates"):
        assert f"\n{group}" in text
    assert row(text, "seen, near (ms)")[-4:] == ["112", "171", "204", "326"]
    assert row(text, "received by a client (kB/s)")[-1] == "46.8"
    assert row(text, "position error, middle (m)")[-4:] == ["0.22", "0.81", "1.40", "2.24"]
    assert "4008: 2" in text
    assert "difference" not in text and "partial" not in text


def test_it_fits_80_columns_and_cuts_nothing() -> None:
    for text in (printed(results.full()), printed(results.full(), results.full(0.5))):
        assert max(map(len, text.splitlines())) <= 80
        assert "…" not in text


def test_an_empty_run_says_that_it_is_partial_and_shows_no_dashes_for_numbers() -> None:
    text = printed(results.empty())
    assert "This run is partial: Nothing answers at ws://127.0.0.1:8080/ws." in text
    assert "frame age" not in text and "None" not in text


def test_against_an_empty_baseline_nothing_can_be_compared() -> None:
    assert row(printed(results.full(), results.empty()), "seen, near (ms)")[-1] == "–"


def test_a_baseline_adds_differences_of_p99() -> None:
    text = printed(results.full(1.0), results.full(0.5))
    assert row(text, "seen, near (ms)")[-3:] == ["+102", "(+100", "%)"]
    assert row(text, "dropped")[-1] == "="


def test_a_missed_gate_and_a_missed_threshold_are_told() -> None:
    bad = results.full().model_copy(
        update={"position_gate_m": {"near": 0.2}, "missed": ["seen_ms.near.p99 is 204, not < 200"]}
    )
    text = printed(bad)
    assert row(text[text.index("Gates") :], "position error, near (m)")[-3:] == [
        "0.31", "0.20", "missed",
    ]  # fmt: skip
    assert "Missed: seen_ms.near.p99 is 204, not < 200" in text


def test_names_with_brackets_are_text_not_markup() -> None:
    assert "[red]x" in printed(results.empty().model_copy(update={"ended": "[red]x"}))

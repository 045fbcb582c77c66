"""An earlier run: reading it, and which change is for the better."""

from pathlib import Path

import pytest

from loadtest.errors import ScenarioError
from loadtest.report.baseline import Difference, differences, load
from loadtest.result import Result
from tests.unit.loadtest.report import results


def difference(now: Result, then: Result, label: str, quantile: str = "") -> Difference:
    rows = differences(now, then)
    return next(r for r in rows if r.line.label == label and r.quantile == quantile)


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text(results.full().model_dump_json(), encoding="utf-8")
    assert load(path) == results.full()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read (No such file"),
        (b"hello", "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON"),
        (b"[1, 2]", "is not the result of a run"),
        (b'{"scenario": "plaza"}', "clients: Field required"),
        (b'{"bogus": 1}', "is not the result of a run"),
    ],
)
def test_a_missing_or_foreign_file_is_one_sentence(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    path = tmp_path / "out.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        load(path)
    sentence = str(caught.value)
    assert str(path) in sentence and told in sentence and "\n" not in sentence
    assert sentence.endswith("give a file that --json of an earlier run wrote.")


@pytest.mark.parametrize(
    ("label", "quantile", "field", "more_is"),
    [
        ("admitted", "", "admitted_per_s", True),
        ("connected at the end", "", "connected", True),
        ("dropped", "", "dropped", False),
        ("processor per connection", "", "us_per_connection_s", False),
        ("received by a client", "", "bytes_per_client_s", False),
        ("resumed", "", "resumed", None),
    ],
)
def test_more_of_it_is_better_worse_or_neither(
    label: str, quantile: str, field: str, more_is: bool | None
) -> None:
    less, more = (results.full().model_copy(update={field: value}) for value in (100, 150))
    row = difference(more, less, label, quantile)
    assert row.improved is more_is
    assert row.part == pytest.approx(0.5)
    back = difference(less, more, label, quantile)
    assert back.improved is (None if more_is is None else not more_is)


def test_slower_is_worse_in_every_quantile() -> None:
    for quantile in ("p50", "p95", "p99", "most"):
        row = difference(results.full(2.0), results.full(1.0), "seen, far", quantile)
        assert row.improved is False
        assert row.part == pytest.approx(1.0)


def test_equal_and_unmeasured_figures_are_neither_better_nor_worse() -> None:
    same = difference(results.full(), results.full(), "seen, near", "p99")
    assert (same.change, same.improved) == (0.0, None)
    unknown = difference(results.full(), results.empty(), "seen, near", "p99")
    assert (unknown.change, unknown.part, unknown.improved) == (None, None, None)
    from_nothing = difference(
        results.full().model_copy(update={"dropped": 3}), results.full(), "dropped"
    )
    assert (from_nothing.change, from_nothing.part, from_nothing.improved) == (3, None, False)


def test_phases_of_a_sleep_are_compared_by_name() -> None:
    row = difference(results.asleep(), results.asleep(), "frame age, during the sleep", "p99")
    assert row.now == row.then == 97
    alone = difference(results.asleep(), results.full(), "frame age, during the sleep", "p99")
    assert alone.then is None

"""The parameters of GET requests."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from metaserver.ports.complaints import Search, Status
from metaserver.web.open311.faults import Faults
from metaserver.web.open311.fields import Fields
from metaserver.web.open311.filters import SPAN_MS, moment_ms, search_of
from tests.unit.storage.lines import DAY_MS, NOW_MS


def search(query: str = "", **parameters: Any) -> Search:
    pairs = parse_qsl(query or urlencode(parameters), keep_blank_values=True)
    return search_of(Fields(pairs), {"light", "other"}, NOW_MS)


def refused(query: str = "", **parameters: Any) -> dict[str, str]:
    with pytest.raises(Faults) as raised:
        search(query, **parameters)
    return {fault.field: fault.code for fault in raised.value.faults}


def iso(unix_ms: int) -> str:
    return datetime.fromtimestamp(unix_ms / 1000, UTC).isoformat()


def test_by_default_the_last_90_days_or_the_first_1000() -> None:
    found = search()
    assert (found.created_from_ms, found.created_to_ms) == (NOW_MS - SPAN_MS, None)
    assert (found.limit, found.offset, found.newest_first) == (1000, 0, True)


def test_empty_parameters_are_as_good_as_none() -> None:
    empty = "service_request_id=&service_code=&start_date=&end_date=&status=&page=&page_size="
    assert search(empty) == search()


def test_numbers_override_all_other_parameters() -> None:
    found = search("service_request_id=2026-1,2026-2&service_request_id=2026-3&status=none&page=x")
    assert found == Search(numbers=["2026-1", "2026-2", "2026-3"], limit=3)


def test_numbers_that_cannot_be_any_find_nothing_instead_of_everything() -> None:
    assert search(service_request_id="' OR 1=1 --").numbers == ["-"]


def test_services_and_statuses_may_be_several() -> None:
    found = search("service_code=light,other&status=open&status=closed")
    assert list(found.kinds) == ["light", "other"]
    assert set(found.statuses) == set(Status)
    assert search(status="open").statuses == (Status.RECEIVED, Status.IN_PROGRESS)


def test_a_span_is_taken_as_given_and_completed_where_it_is_not() -> None:
    begin, end = NOW_MS - 300 * DAY_MS, NOW_MS - 250 * DAY_MS
    both = search(start_date=iso(begin), end_date=iso(end))
    assert (both.created_from_ms, both.created_to_ms) == (begin, end + 1000)
    assert search(start_date=iso(begin)).created_to_ms == begin + SPAN_MS + 1000
    assert search(end_date=iso(end)).created_from_ms == end - SPAN_MS


def test_the_latest_moment_of_a_span_is_part_of_it() -> None:
    assert search(end_date="2026-01-02T03:04:05Z").created_to_ms == 1767323046000
    assert search(end_date="2026-01-02T03:04:05.250Z").created_to_ms == 1767323045251


def test_whoever_asks_for_changes_means_older_requests_too() -> None:
    found = search(updated_after=iso(NOW_MS - DAY_MS))
    assert (found.created_from_ms, found.created_to_ms) == (None, None)
    assert found.updated_from_ms == NOW_MS - DAY_MS


def test_pages_are_slices_of_the_list() -> None:
    found = search(page=3, page_size=50)
    assert (found.limit, found.offset) == (50, 100)


@pytest.mark.parametrize(
    ("text", "unix_ms"),
    [
        ("1994-11-05T13:15:30Z", 784041330000),
        ("1994-11-05T08:15:30-05:00", 784041330000),
        ("1994-11-05T22:15:30 09:00", 784041330000),  # a plus that was not encoded
        ("1994-11-05T13:15:30.250Z", 784041330250),
        ("1994-11-05T13:15:30", None),
        ("1994-11-05", None),
        ("yesterday", None),
        ("1994-11-05T13:15:30+99:00", None),
        ("１９９４-11-05T13:15:30Z", None),
    ],
)
def test_dates_have_a_time_and_an_offset(text: str, unix_ms: int | None) -> None:
    assert moment_ms(text) == unix_ms


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = refused(
        service_code="nothing", status="almost", start_date="2026-01-01", page="0",
        page_size="1001", updated_after="x",
    )  # fmt: skip
    assert wrong == {
        "service_code": "service", "status": "status", "start_date": "date", "page": "page",
        "page_size": "page_size", "updated_after": "date",
    }  # fmt: skip


def test_spans_are_at_most_90_days_and_do_not_go_back() -> None:
    begin = iso(NOW_MS - 100 * DAY_MS)
    assert refused(start_date=begin, end_date=iso(NOW_MS)) == {"end_date": "span"}
    assert refused(start_date=iso(NOW_MS), end_date=begin) == {"end_date": "order"}
    assert refused(updated_after=begin, updated_before=iso(NOW_MS)) == {"updated_before": "span"}


def test_a_parameter_with_two_values_is_told() -> None:
    assert refused("page=1&page=2") == {"page": "twice"}


def test_pages_end_where_dates_are_better() -> None:
    assert refused(page=1002, page_size=1000) == {"page": "page"}
    assert refused(page="9" * 30) == {"page": "page"}

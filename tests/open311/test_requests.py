"""GET Service Requests; GET Service Request."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from .georeport import Api, moment, refused, told

NOW = datetime.now(UTC)
Recent = list[dict[str, str]]


def z(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def numbers(found: Recent) -> list[str]:
    return [each["service_request_id"] for each in found]


def test_the_answer_is_service_requests_with_a_request_for_each(api: Api) -> None:
    root = api.xml("requests")
    assert root.tag == "service_requests" and {child.tag for child in root} <= {"request"}


def test_a_request_has_what_is_not_said_to_be_left_out(recent: Recent) -> None:
    for each in recent:
        assert {
            "service_request_id", "status", "service_name", "service_code", "description",
            "requested_datetime", "updated_datetime", "address", "address_id", "zipcode", "lat",
            "long", "media_url",
        } <= set(each)  # fmt: skip
        assert each["service_request_id"] and each["service_code"]


def test_the_service_request_id_is_unique(recent: Recent) -> None:
    assert len(set(numbers(recent))) == len(recent)


def test_the_status_is_open_or_closed(recent: Recent) -> None:
    assert {each["status"] for each in recent} <= {"open", "closed"}


def test_all_dates_have_time_and_timezone(recent: Recent) -> None:
    for each in recent:
        requested, updated = moment(each["requested_datetime"]), each["updated_datetime"]
        assert not updated or moment(updated) >= requested
        if each.get("expected_datetime"):
            moment(each["expected_datetime"])


def test_lat_and_long_are_degrees_of_wgs84(recent: Recent) -> None:
    for each in recent:
        assert bool(each["lat"]) == bool(each["long"])
        if each["lat"]:
            assert -90 <= float(each["lat"]) <= 90 and -180 <= float(each["long"]) <= 180


def test_querying_requires_no_api_key(api: Api) -> None:
    assert api.get("requests.xml", api_key="not-a-key").status_code == 200


def test_by_default_the_most_recent_90_days_or_the_first_1000(recent: Recent) -> None:
    assert len(recent) <= 1000
    oldest = min(moment(each["requested_datetime"]) for each in recent)
    assert oldest >= NOW - timedelta(days=91)


def test_several_service_request_ids_are_delimited_by_commas(api: Api, recent: Recent) -> None:
    some = numbers(recent)[:3]
    assert sorted(numbers(api.requests(service_request_id=",".join(some)))) == sorted(some)


def test_service_request_id_overrides_all_other_arguments(api: Api, recent: Recent) -> None:
    wanted = recent[0]
    other = "closed" if wanted["status"] == "open" else "open"
    found = api.requests(
        service_request_id=wanted["service_request_id"], status=other,
        start_date=z(NOW - timedelta(days=800)), end_date=z(NOW - timedelta(days=790)),
    )  # fmt: skip
    assert numbers(found) == [wanted["service_request_id"]]


def test_the_service_code_specifies_the_service_type(api: Api, recent: Recent) -> None:
    code = recent[0]["service_code"]
    assert {each["service_code"] for each in api.requests(service_code=code)} == {code}


def test_several_service_codes_are_delimited_by_commas(api: Api, recent: Recent) -> None:
    codes = sorted({each["service_code"] for each in recent})[:2]
    found = {each["service_code"] for each in api.requests(service_code=",".join(codes))}
    assert found == set(codes)


@pytest.mark.parametrize("status", ["open", "closed"])
def test_one_may_search_for_a_specific_status(api: Api, status: str) -> None:
    assert {each["status"] for each in api.requests(status=status)} <= {status}


def test_several_statuses_are_delimited_by_commas(api: Api, recent: Recent) -> None:
    assert len(api.requests(status="open,closed")) == len(api.requests())


def test_start_date_and_end_date_give_a_range_of_requested_datetime(
    api: Api, recent: Recent
) -> None:
    times = sorted(moment(each["requested_datetime"]) for each in recent)
    begin, end = times[0], times[len(times) // 2]
    found = api.requests(start_date=z(begin), end_date=z(end + timedelta(seconds=1)))
    assert found
    for each in found:
        assert begin <= moment(each["requested_datetime"]) <= end + timedelta(seconds=1)


def test_a_range_of_the_past_does_not_hold_what_came_later(api: Api, recent: Recent) -> None:
    oldest = min(moment(each["requested_datetime"]) for each in recent)
    span = {"start_date": z(oldest - timedelta(days=80)), "end_date": z(oldest - timedelta(days=1))}
    assert not set(numbers(api.requests(**span))) & set(numbers(recent))


def test_a_range_may_not_span_more_than_90_days(api: Api) -> None:
    response = api.get("requests.xml", start_date=z(NOW - timedelta(days=120)), end_date=z(NOW))
    if response.status_code == 200:  # some servers shorten it instead
        times = [
            moment(each["requested_datetime"])
            for each in api.requests(start_date=z(NOW - timedelta(days=120)), end_date=z(NOW))
        ]
        assert not times or max(times) - min(times) <= timedelta(days=90)
    else:
        refused(response, 400)


@pytest.mark.parametrize("given", ["yesterday", "2026-13-45T00:00:00Z", "2026-01-01T00:00:00"])
def test_dates_must_be_of_the_w3_format_with_a_timezone(api: Api, given: str) -> None:
    refused(api.get("requests.xml", start_date=given), 400)


@pytest.mark.usefixtures("offers_json")
def test_json_says_the_same_as_xml(api: Api, recent: Recent) -> None:
    number = recent[0]["service_request_id"]
    (found,) = api.json("requests", service_request_id=number)
    assert found["service_request_id"] == number
    for name, value in found.items():
        if isinstance(value, str):
            assert value.strip() == recent[0][name], name
        elif value is None:
            assert not recent[0].get(name), name


def test_one_request_says_the_same_as_in_the_list(api: Api, recent: Recent) -> None:
    assert api.one(recent[0]["service_request_id"]) == recent[0]


@pytest.mark.usefixtures("offers_json")
def test_one_request_is_an_array_of_one_in_json(api: Api, recent: Recent) -> None:
    number = recent[0]["service_request_id"]
    found = api.json(f"requests/{number}")
    assert isinstance(found, list) and [each["service_request_id"] for each in found] == [number]


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_request_that_does_not_exist_is_404(api: Api, form: str) -> None:
    refused(api.get(f"requests/no-such-request.{form}"), 404)


def test_a_jurisdiction_id_that_was_not_found_is_404(api: Api) -> None:
    if not api.under.jurisdiction:
        pytest.skip("--jurisdiction is not given: the server may ignore it")
    response = api.get("requests.xml", jurisdiction_id="no.such.jurisdiction.example")
    assert response.status_code == 404, told(response)

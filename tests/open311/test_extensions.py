"""What is seen in the wild and useful, or plain HTTP: not asked for by the specification."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest

from .georeport import Api, moment, refused, told

pytestmark = pytest.mark.extension
Recent = list[dict[str, str]]
BODY_BYTES = 400_000


def test_pages_are_slices_of_the_list(api: Api, recent: Recent) -> None:
    if len(recent) < 2:
        pytest.skip("one request fills no two pages")
    first, second = (api.requests(page=page, page_size=1) for page in (1, 2))
    assert (len(first), len(second)) == (1, 1)
    assert first[0]["service_request_id"] != second[0]["service_request_id"]


@pytest.mark.parametrize("wrong", [{"page": "0"}, {"page_size": "x"}, {"page_size": "1000000"}])
def test_a_page_that_cannot_be_is_400(api: Api, wrong: dict[str, str]) -> None:
    refused(api.get("requests.xml", **wrong), 400)


def test_updated_after_leaves_out_what_has_not_changed_since(api: Api, recent: Recent) -> None:
    newest = max(moment(each["updated_datetime"]) for each in recent)
    later = (newest + timedelta(days=1)).isoformat()
    assert not api.requests(updated_after=later)
    since = (newest - timedelta(seconds=1)).isoformat()
    assert api.requests(updated_after=since)


def test_updated_before_leaves_out_what_changed_later(api: Api, recent: Recent) -> None:
    oldest = min(moment(each["updated_datetime"]) for each in recent)
    assert not api.requests(updated_before=(oldest - timedelta(days=1)).isoformat())


def test_extended_attributes_come_only_when_asked_for(api: Api, recent: Recent) -> None:
    number = recent[0]["service_request_id"]
    assert "extended_attributes" not in api.one(number)
    asked = api.xml(f"requests/{number}", extensions="true").find("request/extended_attributes")
    assert asked is not None


def test_an_unknown_status_is_400(api: Api) -> None:
    refused(api.get("requests.xml", status="almost"), 400)


@pytest.mark.parametrize("resource", ["services.xml", "requests.xml", "discovery.xml"])
def test_head_is_answered_like_get_without_a_body(api: Api, resource: str) -> None:
    response = api.ask("HEAD", resource)
    assert response.status_code == 200 and not response.content


@pytest.mark.parametrize("form", ["xml", "json"])
def test_another_method_is_405_and_says_which_are_allowed(api: Api, form: str) -> None:
    response = api.ask("DELETE", f"services.{form}")
    refused(response, 405)
    assert "GET" in response.headers["allow"]


@pytest.mark.writes
def test_another_type_of_body_is_415(api: Api, valid: dict[str, str]) -> None:
    refused(api.ask("POST", "requests.xml", json=valid), 415)


@pytest.mark.writes
def test_a_body_that_is_too_large_is_413(api: Api, valid: dict[str, str]) -> None:
    refused(api.post(valid | {"description": "x" * BODY_BYTES}), 413)


@pytest.mark.writes
def test_a_description_beyond_4000_characters_is_400(api: Api, valid: dict[str, str]) -> None:
    refused(api.post(valid | {"description": "x" * 4001}), 400)


@pytest.mark.writes
@pytest.mark.parametrize(
    "wrong",
    [{"lat": "north"}, {"lat": "nan"}, {"long": "1e400"}, {"lat": "0", "long": "0"},
     {"media_url": "javascript:alert(1)"}, {"attribute[no_such_attribute]": "1"}],
)  # fmt: skip
def test_a_malformed_field_is_400(api: Api, valid: dict[str, str], wrong: dict[str, str]) -> None:
    refused(api.post(valid | wrong), 400)


@pytest.mark.writes
def test_everything_that_is_wrong_is_told_at_once(api: Api, valid: dict[str, str]) -> None:
    response = api.post({"service_code": valid["service_code"], "lat": "x", "media_url": "y"})
    assert len(refused(response, 400)) >= 2


@pytest.mark.writes
def test_the_same_idempotency_key_and_body_are_answered_with_the_same_request(
    api: Api, valid: dict[str, str]
) -> None:
    once = {"Idempotency-Key": secrets.token_hex(16)}
    first, again = (api.post(valid, headers=once) for _ in range(2))
    assert first.status_code in (200, 201), told(first)
    assert first.text == again.text


@pytest.mark.writes
def test_the_same_idempotency_key_with_another_body_is_409(api: Api, valid: dict[str, str]) -> None:
    once = {"Idempotency-Key": secrets.token_hex(16)}
    api.post(valid, headers=once)
    refused(api.post(valid | {"description": "another"}, headers=once), 409)


@pytest.mark.writes
def test_control_characters_do_not_break_the_xml_of_others(api: Api, valid: dict[str, str]) -> None:
    response = api.post(valid | {"description": "bell \x07 and nul \x00 and ]]> <!--"})
    if response.status_code in (200, 201):
        api.requests()
    else:
        refused(response, 400)

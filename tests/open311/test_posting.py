"""POST Service Request; GET service_request_id from a token."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from .georeport import Api, refused, required, text, told

pytestmark = pytest.mark.writes
Valid = dict[str, str]
LONG = "긴 글 " * 1000
"""4,000 characters."""


def posted(api: Api, fields: Valid) -> ElementTree.Element:
    response = api.post(fields)
    assert response.status_code in (200, 201), told(response)
    root = ElementTree.fromstring(response.content)
    assert root.tag == "service_requests"
    (request,) = root.findall("request")
    return request


def without(valid: Valid, *names: str, **more: str) -> Valid:
    return {name: value for name, value in valid.items() if name not in names} | more


def test_the_answer_has_a_service_request_id_or_a_token_but_not_both(
    api: Api, valid: Valid
) -> None:
    request = posted(api, valid)
    assert bool(text(request, "service_request_id")) != bool(text(request, "token"))


def test_a_filed_request_can_be_asked_for_by_its_id(api: Api, number: str, valid: Valid) -> None:
    shown = api.one(number)
    assert shown["service_request_id"] == number
    assert shown["service_code"] == valid["service_code"]


@pytest.mark.usefixtures("offers_json")
def test_the_answer_in_json_is_an_array_of_one(api: Api, valid: Valid) -> None:
    response = api.post(valid, "json")
    assert response.status_code in (200, 201), told(response)
    (request,) = response.json()
    assert request.get("service_request_id") or request.get("token")


def test_a_location_may_be_an_address_string(api: Api, valid: Valid) -> None:
    posted(api, without(valid, "lat", "long", address_string=api.under.address))


def test_a_location_may_be_an_address_id(api: Api, valid: Valid) -> None:
    if not api.under.address_id:
        pytest.skip("--address-id is not given")
    posted(api, without(valid, "lat", "long", address_id=api.under.address_id))


def test_without_a_full_location_parameter_it_is_400(api: Api, valid: Valid) -> None:
    refused(api.post(without(valid, "lat", "long")), 400)


@pytest.mark.parametrize("missing", ["lat", "long"])
def test_lat_and_long_both_need_to_be_sent(api: Api, valid: Valid, missing: str) -> None:
    refused(api.post(without(valid, missing)), 400)


def test_a_service_code_that_was_not_provided_is_400(api: Api, valid: Valid) -> None:
    refused(api.post(without(valid, "service_code")), 400)


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_service_code_that_was_not_found_is_404(api: Api, valid: Valid, form: str) -> None:
    refused(api.post(valid | {"service_code": "no-such-service"}, form), 404)


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("key", ["", "not-a-key"])
def test_a_missing_or_invalid_api_key_is_403(api: Api, valid: Valid, key: str, form: str) -> None:
    refused(api.post(valid | {"api_key": key}, form), 403)


def test_a_jurisdiction_id_that_was_not_found_is_404(api: Api, valid: Valid) -> None:
    if not api.under.jurisdiction:
        pytest.skip("--jurisdiction is not given: the server may ignore it")
    refused(api.post(valid | {"jurisdiction_id": "no.such.jurisdiction.example"}), 404)


def test_required_attributes_are_required(
    api: Api, services: list[dict[str, str]], valid: Valid
) -> None:
    for each in services:
        if each.get("metadata") == "true" and _asks(api, each["service_code"], "required", "true"):
            bare = {name: valid[name] for name in ("lat", "long", "description")}
            refused(api.post(bare | {"service_code": each["service_code"]}), 400)
            return
    pytest.skip("no service has a required attribute")


def test_several_values_of_one_code_are_taken_for_a_multivaluelist(
    api: Api, services: list[dict[str, str]], valid: Valid
) -> None:
    for each in services:
        code = each["service_code"]
        found = each.get("metadata") == "true" and _asks(api, code, "datatype", "multivaluelist")
        if found:
            keys = [text(value, "key") for value in found.findall("values/value")][:2]
            bare = {name: valid[name] for name in ("lat", "long", "description")}
            fields = bare | {"service_code": code} | required(api, code)
            fields[f"attribute[{text(found, 'code')}][]"] = keys
            posted(api, fields)
            return
    pytest.skip("no service has a multivaluelist")


def test_a_description_is_limited_to_4000_characters(api: Api, valid: Valid) -> None:
    posted(api, valid | {"description": LONG})


def test_a_description_may_contain_line_breaks_and_any_language(api: Api, valid: Valid) -> None:
    words = "첫째 줄 & more\nsecond line: naïve 日本語 🚧 x < y"
    shown = api.one(api.filed(valid | {"description": words}))
    if shown.get("description"):
        assert shown["description"].replace("\r\n", "\n") == words


def test_personal_fields_are_taken_and_not_part_of_what_everybody_may_read(
    api: Api, valid: Valid
) -> None:
    person = {
        "email": "conformance@example.org", "first_name": "Conformancia", "last_name": "Suiteson",
        "phone": "02-2133-5678", "device_id": "device-7f3a", "account_id": "account-7f3a",
    }  # fmt: skip
    number = api.filed(valid | person)
    shown = api.get(f"requests/{number}.xml").text
    assert not [value for value in person.values() if value in shown]


def test_a_media_url_is_taken(api: Api, valid: Valid) -> None:
    url = "https://media.example.org/photo.jpg?a=1&b=2"
    shown = api.one(api.filed(valid | {"media_url": url}))
    assert shown.get("media_url", "") in ("", url)


def test_a_token_gives_the_service_request_id(api: Api, valid: Valid) -> None:
    token = text(posted(api, valid), "token")
    if not token:
        pytest.skip("the server answers with an id at once")
    (request,) = api.xml(f"tokens/{token}").findall("request")
    assert text(request, "token") == token


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_token_that_was_not_found_is_404(api: Api, form: str) -> None:
    refused(api.get(f"tokens/no-such-token.{form}"), 404)


def _asks(api: Api, code: str, name: str, value: str) -> ElementTree.Element | None:
    """An attribute of the service whose ``name`` is ``value``."""
    attributes = api.xml(f"services/{code}").findall("attributes/attribute")
    return next((each for each in attributes if text(each, name) == value), None)

"""Errors."""

from __future__ import annotations

import pytest

from .georeport import JSON_TYPE, XML_TYPE, Api, refused


def test_http_error_codes_are_required_404_for_what_does_not_exist(api: Api) -> None:
    response = api.get("no-such-resource.xml")
    assert response.status_code == 404


def test_errors_are_errors_with_an_error_of_code_and_description(api: Api) -> None:
    response = api.get("services/no-such-service.xml")
    assert response.headers["content-type"].startswith(XML_TYPE)
    (error, *_) = refused(response, 404)
    assert set(error) == {"code", "description"}


@pytest.mark.usefixtures("offers_json")
def test_errors_are_an_array_in_json(api: Api) -> None:
    response = api.get("services/no-such-service.json")
    assert response.headers["content-type"].startswith(JSON_TYPE)
    (error, *_) = refused(response, 404)
    assert set(error) == {"code", "description"}


@pytest.mark.writes
def test_multiple_errors_can_be_returned_in_the_body(api: Api, valid: dict[str, str]) -> None:
    response = api.post({"description": valid["description"]})
    assert refused(response, 400)


@pytest.mark.writes
@pytest.mark.parametrize("form", ["xml", "json"])
def test_the_key_is_not_repeated_to_whoever_used_it_wrongly(
    api: Api, valid: dict[str, str], form: str
) -> None:
    for answer in (
        api.post({"service_code": "no-such-service"}, form),
        api.ask("POST", f"requests.{form}?api_key={api.under.api_key}", data={"lat": "x"}),
    ):
        assert answer.status_code >= 400
        assert api.under.api_key not in answer.text

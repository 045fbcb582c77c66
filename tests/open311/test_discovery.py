"""Service Discovery."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from .georeport import SPECIFICATION, XML_TYPE, Api, told

FIELDS = ("changeset", "contact", "key_service", "endpoints")
ENDPOINT = ("specification", "url", "changeset", "type", "formats")


@pytest.fixture(scope="module")
def address(api: Api) -> str:
    return api.under.discovery_url or f"{api.base}/discovery"


@pytest.fixture(scope="module")
def discovery(api: Api, address: str) -> ElementTree.Element:
    response = api.ask("GET", f"{address}.xml")
    assert response.status_code == 200, told(response)
    return ElementTree.fromstring(response.content)


@pytest.fixture(scope="module")
def as_json(api: Api, address: str) -> Any:
    response = api.ask("GET", f"{address}.json")
    assert response.status_code == 200, told(response)
    return response.json()


def test_the_format_must_be_both_xml_and_json(discovery: ElementTree.Element, as_json: Any) -> None:
    assert discovery.tag == "discovery"
    assert isinstance(as_json, dict)


def test_all_fields_are_required(discovery: ElementTree.Element, as_json: Any) -> None:
    for name in FIELDS:
        assert discovery.find(name) is not None, name
        assert as_json.get(name), name
    assert discovery.findall("endpoints/endpoint")


def test_each_endpoint_holds_specification_url_changeset_type_and_formats(
    discovery: ElementTree.Element, as_json: Any
) -> None:
    for endpoint in discovery.findall("endpoints/endpoint"):
        for name in ENDPOINT:
            assert endpoint.find(name) is not None, name
    for endpoint in as_json["endpoints"]:
        assert all(endpoint.get(name) for name in ENDPOINT)


def test_an_endpoint_supports_the_specification_of_georeport_v2(
    discovery: ElementTree.Element,
) -> None:
    specified = [each.text for each in discovery.findall("endpoints/endpoint/specification")]
    assert SPECIFICATION in specified


def test_the_type_is_either_production_or_test(discovery: ElementTree.Element) -> None:
    types = {each.text for each in discovery.findall("endpoints/endpoint/type")}
    assert types <= {"production", "test"}


def test_xml_is_a_required_format(discovery: ElementTree.Element) -> None:
    for endpoint in discovery.findall("endpoints/endpoint"):
        if endpoint.findtext("specification") == SPECIFICATION:
            formats = [each.text for each in endpoint.findall("formats/format")]
            assert XML_TYPE in formats


def test_the_json_structure_follows_the_xml_structure(
    discovery: ElementTree.Element, as_json: Any
) -> None:
    urls = [each.text for each in discovery.findall("endpoints/endpoint/url")]
    assert [each["url"] for each in as_json["endpoints"]] == urls
    formats = [each.text for each in discovery.findall("endpoints/endpoint/formats/format")]
    assert [each for endpoint in as_json["endpoints"] for each in endpoint["formats"]] == formats


def test_discovery_needs_no_api_key_and_minds_none(api: Api, address: str) -> None:
    response = api.ask("GET", f"{address}.xml", params={"api_key": "not-a-key"})
    assert response.status_code == 200, told(response)

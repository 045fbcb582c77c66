"""Internationalization and Encoding; Format Support; Optional Arguments."""

from __future__ import annotations

import pytest

from .georeport import JSON_TYPE, XML_TYPE, Api

RESOURCES = ("services", "requests")


@pytest.mark.parametrize("resource", RESOURCES)
def test_xml_is_sent_as_text_xml_in_utf_8(api: Api, resource: str) -> None:
    response = api.get(f"{resource}.xml")
    kind = response.headers["content-type"].lower().replace(" ", "")
    assert kind == f"{XML_TYPE};charset=utf-8"
    response.content.decode("utf-8")


@pytest.mark.usefixtures("offers_json")
@pytest.mark.parametrize("resource", RESOURCES)
def test_json_is_sent_as_application_json_in_utf_8(api: Api, resource: str) -> None:
    response = api.get(f"{resource}.json")
    kind = response.headers["content-type"].lower().replace(" ", "")
    assert kind == f"{JSON_TYPE};charset=utf-8"
    response.content.decode("utf-8")


@pytest.mark.parametrize("resource", RESOURCES)
def test_the_root_is_preceded_by_the_xml_declaration_with_its_encoding(
    api: Api, resource: str
) -> None:
    declaration = api.get(f"{resource}.xml").text.lstrip("\ufeff").partition("?>")[0].lower()
    assert declaration.startswith("<?xml") and "encoding=" in declaration
    assert "utf-8" in declaration


def test_the_format_is_specified_by_appending_its_name_to_the_resource(api: Api) -> None:
    assert api.xml("services").tag == "services"
    asks_for_json = api.get("services.xml").headers["content-type"]
    assert asks_for_json.startswith(XML_TYPE)


def test_xml_has_no_namespace_declaration(api: Api) -> None:
    for element in api.xml("services").iter():
        assert not element.tag.startswith("{"), element.tag


@pytest.mark.usefixtures("offers_json")
def test_a_container_of_one_kind_of_children_is_an_array_in_json(api: Api) -> None:
    services = api.json("services")
    assert isinstance(services, list)
    assert [str(each["service_code"]) for each in services] == [
        each.text for each in api.xml("services").findall("service/service_code")
    ]


def test_an_empty_parameter_is_the_same_as_none(api: Api) -> None:
    plain = api.requests()
    empty = api.requests(status="", service_code="", start_date="", end_date="")
    assert [each["service_request_id"] for each in empty] == [
        each["service_request_id"] for each in plain
    ]

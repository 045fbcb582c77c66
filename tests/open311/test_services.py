"""GET Service List; GET Service Definition."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from .georeport import Api, refused, text

DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
LISTS = {"singlevaluelist", "multivaluelist"}
BOOLEANS = {"true", "false"}


@pytest.fixture(scope="module")
def definitions(api: Api, services: list[dict[str, str]]) -> dict[str, ElementTree.Element]:
    """Of the services that have one, the first twenty."""
    codes = [each["service_code"] for each in services if each.get("metadata") == "true"][:20]
    if not codes:
        pytest.skip("no service has metadata")
    return {code: api.xml(f"services/{code}") for code in codes}


@pytest.fixture(scope="module")
def attributes(definitions: dict[str, ElementTree.Element]) -> list[ElementTree.Element]:
    return [each for one in definitions.values() for each in one.findall("attributes/attribute")]


def test_the_list_is_services_with_a_service_for_each_type(api: Api) -> None:
    root = api.xml("services")
    assert root.tag == "services"
    assert {child.tag for child in root} <= {"service"}


def test_a_service_has_code_name_description_metadata_type_keywords_and_group(
    services: list[dict[str, str]],
) -> None:
    for each in services:
        assert {
            "service_code", "service_name", "description", "metadata", "type", "keywords", "group",
        } <= set(each)  # fmt: skip
        assert each["service_code"] and each["service_name"]


def test_the_service_code_is_the_unique_identifier(services: list[dict[str, str]]) -> None:
    codes = [each["service_code"] for each in services]
    assert len(set(codes)) == len(codes)


def test_metadata_is_true_or_false(services: list[dict[str, str]]) -> None:
    assert {each["metadata"] for each in services} <= BOOLEANS


def test_the_type_is_realtime_batch_or_blackbox(services: list[dict[str, str]]) -> None:
    assert {each["type"] for each in services} <= {"realtime", "batch", "blackbox"}


@pytest.mark.usefixtures("offers_json")
def test_service_codes_are_strings_and_metadata_is_a_truth_value_in_json(api: Api) -> None:
    for each in api.json("services"):
        assert isinstance(each["service_code"], str)
        assert isinstance(each["metadata"], bool)


def test_the_service_list_requires_no_api_key(api: Api) -> None:
    assert api.get("services.xml", api_key="not-a-key").status_code == 200


def test_a_jurisdiction_id_that_was_not_found_is_404(api: Api) -> None:
    if not api.under.jurisdiction:
        pytest.skip("--jurisdiction is not given: the server may ignore it")
    refused(api.get("services.xml", jurisdiction_id="no.such.jurisdiction.example"), 404)


def test_a_definition_returns_the_service_code_that_was_submitted(
    definitions: dict[str, ElementTree.Element],
) -> None:
    for code, definition in definitions.items():
        assert definition.tag == "service_definition"
        assert text(definition, "service_code") == code


def test_metadata_true_means_that_there_are_additional_fields(
    definitions: dict[str, ElementTree.Element],
) -> None:
    for code, definition in definitions.items():
        assert definition.findall("attributes/attribute"), code


def test_variable_and_required_are_true_or_false(attributes: list[ElementTree.Element]) -> None:
    for each in attributes:
        assert text(each, "variable") in BOOLEANS
        assert text(each, "required") in BOOLEANS


def test_the_code_is_a_unique_identifier_for_the_attribute(
    definitions: dict[str, ElementTree.Element],
) -> None:
    for definition in definitions.values():
        codes = [text(each, "code") for each in definition.findall("attributes/attribute")]
        assert all(codes) and len(set(codes)) == len(codes)


def test_the_datatype_is_one_of_six(attributes: list[ElementTree.Element]) -> None:
    assert {text(each, "datatype") for each in attributes} <= DATATYPES


def test_the_order_is_a_positive_integer_not_used_for_others(
    definitions: dict[str, ElementTree.Element],
) -> None:
    for definition in definitions.values():
        orders = [int(text(each, "order")) for each in definition.findall("attributes/attribute")]
        assert min(orders) >= 1 and len(set(orders)) == len(orders)


def test_lists_have_values_with_a_unique_key_and_a_name(
    attributes: list[ElementTree.Element],
) -> None:
    for each in attributes:
        if text(each, "datatype") in LISTS:
            keys = [text(value, "key") for value in each.findall("values/value")]
            names = [text(value, "name") for value in each.findall("values/value")]
            assert keys and all(keys) and all(names) and len(set(keys)) == len(keys)


@pytest.mark.usefixtures("offers_json")
def test_a_definition_in_json_has_arrays_of_attributes_and_values(
    api: Api, definitions: dict[str, ElementTree.Element]
) -> None:
    code = next(iter(definitions))
    definition: Any = api.json(f"services/{code}")
    assert definition["service_code"] == code
    for each in definition["attributes"]:
        assert isinstance(each["required"], bool)
        assert isinstance(each.get("values") or [], list)


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_service_code_that_was_not_found_is_404(api: Api, form: str) -> None:
    refused(api.get(f"services/no-such-service.{form}"), 404)

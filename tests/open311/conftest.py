"""Options, markers and what the tests share."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import pytest

from .georeport import JSON_TYPE, Api, Under, flat, required

OPTIONS = {
    "--base-url": "The endpoint, up to and without /services.xml; our own server if left out.",
    "--api-key": "A key of that server; or set OPEN311_API_KEY, which no process list shows.",
    "--jurisdiction": "jurisdiction_id, where the server needs one.",
    "--discovery-url": "Address of discovery without .xml, where it is not below the base URL.",
    "--lat": "Latitude of a place that the server looks after.",
    "--long": "Its longitude.",
    "--address": "An address that the server looks after.",
    "--address-id": "An address_id that the server knows; without it, that test is left out.",
}
MARKERS = (
    "writes: files requests on the server under test (leave out with -m 'not writes')",
    "extension: checks what the specification does not ask for (-m 'not extension')",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("open311", "Open311 conformance")
    for name, words in OPTIONS.items():
        # Another plugin may have --base-url already, with the same meaning.
        with contextlib.suppress(ValueError):
            group.addoption(name, default="", help=words)


def pytest_configure(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


@pytest.fixture(scope="session")
def under(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Under]:
    given = {name: _given(request.config, name) for name in OPTIONS}
    if given["--base-url"]:
        yield Under(
            base_url=given["--base-url"],
            api_key=given["--api-key"] or os.environ.get("OPEN311_API_KEY", ""),
            jurisdiction=given["--jurisdiction"],
            discovery_url=given["--discovery-url"],
            lat=given["--lat"] or "37.5663",
            long=given["--long"] or "126.9779",
            address=given["--address"] or "110 Sejong-daero, Jung-gu, Seoul",
            address_id=given["--address-id"],
        )
        return
    from .own import own_server

    with own_server(tmp_path_factory.mktemp("open311") / "data") as own:
        yield own


@pytest.fixture(scope="session")
def api(under: Under) -> Iterator[Api]:
    found = Api(under)
    with found.http:
        yield found


@pytest.fixture(scope="session")
def services(api: Api) -> list[dict[str, str]]:
    found = [flat(each) for each in api.xml("services").findall("service")]
    if not found:
        pytest.skip("the server has no services")
    return found


@pytest.fixture(scope="session")
def offers_json(api: Api) -> None:
    """JSON may be provided at the discretion of the provider."""
    response = api.get("services.json")
    if response.status_code != 200 or JSON_TYPE not in response.headers.get("content-type", ""):
        pytest.skip("the server offers no JSON")


@pytest.fixture(scope="session")
def service(api: Api, services: list[dict[str, str]]) -> dict[str, str]:
    """Fields of a service and of its required attributes: what a valid POST needs besides."""
    for each in sorted(services, key=lambda each: each.get("metadata") == "true"):
        fields = {"service_code": each["service_code"]}
        if each.get("metadata") == "true":
            fields |= required(api, each["service_code"])
        return fields
    raise AssertionError("there is a service, see the fixture services")


@pytest.fixture(scope="session")
def valid(under: Under, service: dict[str, str]) -> dict[str, str]:
    """The fields of a valid POST; copy and change it."""
    if not under.api_key:
        pytest.skip("filing needs --api-key or OPEN311_API_KEY")
    return {
        **service,
        "lat": under.lat,
        "long": under.long,
        "description": "A request of the conformance suite; please ignore it.",
    }


@pytest.fixture(scope="session")
def number(api: Api, valid: dict[str, str]) -> str:
    """service_request_id of a request that the suite has filed."""
    return api.filed(valid)


@pytest.fixture(scope="session")
def recent(api: Api, request: pytest.FixtureRequest) -> list[dict[str, str]]:
    """What a GET without parameters answers; on an empty server the suite files one, if it may."""
    found = api.requests()
    may_write = "not writes" not in str(request.config.getoption("-m"))
    if not found and api.under.api_key and may_write:
        request.getfixturevalue("number")
        found = api.requests()
    if not found:
        pytest.skip("the server has no requests of the last 90 days")
    return found


def _given(config: pytest.Config, name: str) -> str:
    return str(config.getoption(name, default="") or "")

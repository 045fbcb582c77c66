"""A small client of GeoReport v2, and what the specification says of values."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
JSON_TYPE = "application/json"
XML_TYPE = "text/xml"
W3_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
"""Date and time with an offset: the subset of ISO 8601 of W3C's note."""
WAIT_AT_MOST_S = 90.0
TOKEN_WITHIN_S = 120.0

Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Under:
    """The server under test, and what a request to it has to say."""

    base_url: str
    api_key: str = ""
    jurisdiction: str = ""
    discovery_url: str = ""
    lat: str = ""
    long: str = ""
    address: str = ""
    address_id: str = ""


class Api:
    """Asks one server. Waits where it is told to (429)."""

    def __init__(self, under: Under) -> None:
        self.under = under
        self.http = httpx.Client(timeout=30, follow_redirects=False)
        self.base = under.base_url.rstrip("/")

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        url = path if path.startswith(("http://", "https://")) else f"{self.base}/{path}"
        until = time.monotonic() + WAIT_AT_MOST_S
        while True:
            response = self.http.request(method, url, **more)
            if response.status_code != 429 or time.monotonic() > until:
                return response
            time.sleep(min(30.0, float(response.headers.get("Retry-After", "5"))))

    def get(self, path: str, **parameters: Any) -> httpx.Response:
        return self.ask("GET", path, params=self._served(parameters))

    def xml(self, path: str, **parameters: Any) -> ElementTree.Element:
        """The document's root; fails where the answer is no XML."""
        return self._root(self.get(f"{path}.xml", **parameters))

    def json(self, path: str, **parameters: Any) -> Any:
        response = self.get(f"{path}.json", **parameters)
        assert response.status_code == 200, told(response)
        return response.json()

    def post(self, fields: Fields, form: str = "xml", **more: Any) -> httpx.Response:
        """``fields`` as they are, with the key and the jurisdiction unless they say otherwise."""
        body = {"api_key": self.under.api_key, **self._served(fields)}
        return self.ask("POST", f"requests.{form}", data=body, **more)

    def filed(self, fields: Fields) -> str:
        """Files a request: its service_request_id, by way of a token where that is answered."""
        response = self.post(fields)
        assert response.status_code in (200, 201), told(response)
        request = self._root(response).find("request")
        assert request is not None, "service_requests/request is missing"
        return self.number_of(request)

    def number_of(self, request: ElementTree.Element) -> str:
        """Of a POST's answer."""
        number, token = text(request, "service_request_id"), text(request, "token")
        until = time.monotonic() + TOKEN_WITHIN_S
        while not number and token and time.monotonic() < until:
            time.sleep(2)
            found = self.xml(f"tokens/{token}").find("request")
            number = text(found, "service_request_id") if found is not None else ""
        if not number and token:
            pytest.skip(f"the token has no request yet, after {TOKEN_WITHIN_S:.0f} s")
        assert number, "neither service_request_id nor token"
        return number

    def one(self, number: str, **parameters: Any) -> dict[str, str]:
        """One request: its elements as texts."""
        request = self.xml(f"requests/{number}", **parameters).find("request")
        assert request is not None, "service_requests/request is missing"
        return flat(request)

    def requests(self, **parameters: Any) -> list[dict[str, str]]:
        root = self.xml("requests", **parameters)
        assert root.tag == "service_requests"
        return [flat(each) for each in root.findall("request")]

    def _served(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        if self.under.jurisdiction:
            return {"jurisdiction_id": self.under.jurisdiction, **parameters}
        return dict(parameters)

    def _root(self, response: httpx.Response) -> ElementTree.Element:
        assert response.status_code in (200, 201), told(response)
        return ElementTree.fromstring(response.content)


def text(element: ElementTree.Element, name: str) -> str:
    """'' where it is missing or empty."""
    return (element.findtext(name) or "").strip()


def flat(element: ElementTree.Element) -> dict[str, str]:
    return {child.tag: (child.text or "").strip() for child in element}


def moment(value: str) -> datetime:
    assert W3_DATE.fullmatch(value), f"{value!r} is no date with time and offset"
    return datetime.fromisoformat(value)


def errors(response: httpx.Response) -> list[dict[str, str]]:
    """Code and description of each error, in the format of the answer."""
    if response.headers["content-type"].startswith(JSON_TYPE):
        found = response.json()
        assert isinstance(found, list), "errors are an array"
        return found
    root = ElementTree.fromstring(response.content)
    assert root.tag == "errors"
    return [flat(each) for each in root.findall("error")]


def refused(response: httpx.Response, *statuses: int) -> list[dict[str, str]]:
    """The errors of an answer with one of the statuses; each has a code and a description."""
    assert response.status_code in statuses, told(response)
    found = errors(response)
    assert found, "no error is described"
    assert all(str(each.get("code", "")) and each.get("description") for each in found), found
    return found


def told(response: httpx.Response) -> str:
    return f"{response.status_code}: {response.text[:500]}"


def required(api: Api, code: str) -> dict[str, Any]:
    """A value for each required attribute of a service."""
    attributes = api.xml(f"services/{code}").findall("attributes/attribute")
    fields: dict[str, Any] = {}
    for each in attributes:
        if text(each, "required") == "true" and text(each, "variable") != "false":
            name = f"attribute[{text(each, 'code')}]"
            kind = text(each, "datatype")
            fields[f"{name}[]" if kind == "multivaluelist" else name] = _sample(each, kind)
    return fields


def _sample(attribute: ElementTree.Element, kind: str) -> str:
    if kind in ("singlevaluelist", "multivaluelist"):
        return attribute.findtext("values/value/key") or ""
    return {"number": "1", "datetime": "2026-01-02T03:04:05Z"}.get(kind, "example")

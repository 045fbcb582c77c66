"""The HTTP API keeps to its own description: schemathesis asks what it allows, and what not.

Requests come from many addresses, so that limits do not hide what lies behind them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.server import CityProcess

AnyCase: TypeAlias = "Case[Any]"
EXAMPLES: Final = 30
SEED: Final = 120
CHECKS: Final = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
FORM: Final[dict[str, Any]] = {
    "kind": "other",
    "description": "시험으로 남긴 글입니다.",
    "place": {"address": "세종대로 110", "source": "address"},
}
DONE: Final = (
    "POST /services/{service}",
    "POST /services/{service}/similar",
    "POST /complaints/{number}/join",
    "POST /complaints/{number}/follow",
    "GET /tourism/places/{place}",
    "GET /tourism/today",
    "GET /tourism/plans/{share}",
)
"""These came to their good end too: what lies behind the checks was asked."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    data = tmp_path_factory.mktemp("city") / "data"
    with CityProcess(data, trusted_proxies="127.0.0.1") as process:
        yield process


@pytest.fixture(scope="module")
def guest(city: CityProcess) -> Iterator[httpx.Client]:
    """With a visit, and the token that goes with it."""
    with httpx.Client(base_url=city.url, trust_env=False, timeout=20) as client:
        client.headers["X-CSRF-Token"] = client.get("/api/me").json()["csrf"]
        yield client


def test_the_description_tells_where_it_lies(guest: httpx.Client) -> None:
    description = guest.get("/api/openapi.json").json()
    assert description["servers"] == [{"url": "/api"}]
    parts = {path.split("/")[1] for path in description["paths"]}
    assert {"services", "complaints", "photos", "help", "water", "tourism"} <= parts


def planned(guest: httpx.Client) -> dict[str, str]:
    """A place, and a plan that leads there."""
    place = guest.get("/api/tourism/places", params={"limit": 1}).json()["places"][0]["id"]
    wish = {"places": [place], "day": "2026-12-01", "begin": 600}
    once = {"Idempotency-Key": "a-plan-of-one-place"}
    saved = guest.post("/api/tourism/plans/save", json=wish, headers=once)
    assert saved.status_code == 201, saved.text
    return {"place": place, "share": saved.json()["share"]}


def test_no_answer_is_outside_the_description(city: CityProcess, guest: httpx.Client) -> None:
    schema = schemathesis.openapi.from_url(f"{city.url}/api/openapi.json")
    headers = {"X-CSRF-Token": guest.headers["X-CSRF-Token"]}
    cookies = dict(guest.cookies.items())
    receipt = filed(guest)
    known = {"service": "complaints", "number": receipt["number"], **planned(guest)}
    addresses = itertools.count(1)
    answers: dict[str, set[int]] = {}

    def ask(case: AnyCase) -> None:
        visitor = {"X-Forwarded-For": f"2001:db8:{next(addresses):x}::1"}
        response = case.call(headers={**headers, **visitor}, cookies=cookies, timeout=20)
        case.validate_response(response, checks=CHECKS)
        answers.setdefault(case.operation.label, set()).add(response.status_code)

    def ask_what_makes_sense(case: AnyCase) -> None:
        if isinstance(case.body, dict):
            case.body = sensible(case.body, receipt["code"])
        ask(case)

    described = list(schema.get_all_operations())
    for found in described:
        assert isinstance(found, Ok), found
        operation = found.ok()
        of_path = {each.name: known[each.name] for each in operation.path_parameters} or None
        for mode in GenerationMode:
            fuzz(operation.as_strategy(mode, path_parameters=of_path), ask)
            fuzz(operation.as_strategy(mode), ask, EXAMPLES // 3)
        fuzz(operation.as_strategy(path_parameters=of_path), ask_what_makes_sense)
    assert len(answers) == len(described)
    never = [each for each in DONE if not answers[each] & {200, 201}]
    assert not never, answers


def sensible(body: dict[str, Any], code: str) -> dict[str, Any]:
    """What was made up, with a place in Seoul, the right code, and no answers of other kinds."""
    if "place" not in body:
        return {**body, "code": code} if "code" in body else body
    left = {name: body[name] for name in body if name not in ("attributes", "photos", "contact")}
    return {**left, "kind": FORM["kind"], "place": FORM["place"]}


def fuzz(
    cases: SearchStrategy[AnyCase], ask: Callable[[AnyCase], None], examples: int = EXAMPLES
) -> None:
    @seed(SEED)
    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(cases)
    def each(case: AnyCase) -> None:
        ask(case)

    each()


def filed(guest: httpx.Client) -> dict[str, Any]:
    """The receipt of a complaint that is there."""
    response = guest.post("/api/services/complaints", json=FORM)
    assert response.status_code == 201, response.text
    return dict(response.json())

"""The HTTP API keeps to its own description: schemathesis asks what it allows, and what not.

Requests come from many addresses, so that limits do not hide what lies behind them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.server import CityProcess

EXAMPLES = 25
"""Of each address, allowed and not allowed ones each."""
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
SEED = 120
ADDRESSES = 10


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


def names(description: dict[str, Any]) -> list[str]:
    operations = [each for path in description["paths"].values() for each in path.values()]
    return [each["operationId"] for each in operations]


def test_every_address_is_described(guest: httpx.Client) -> None:
    description = guest.get("/api/openapi.json").json()
    assert len(names(description)) == ADDRESSES
    assert description["servers"] == [{"url": "/api"}]


def test_no_answer_is_outside_the_description(city: CityProcess, guest: httpx.Client) -> None:
    schema = schemathesis.openapi.from_url(f"{city.url}/api/openapi.json")
    headers = {"X-CSRF-Token": guest.headers["X-CSRF-Token"]}
    cookies = dict(guest.cookies.items())
    known = {"service": "complaints", "number": filed(guest)}
    addresses = itertools.count(1)
    answers: dict[str, set[int]] = {}

    def ask(case: Case) -> None:
        visitor = {"X-Forwarded-For": f"2001:db8:{next(addresses):x}::1"}
        response = case.call(headers={**headers, **visitor}, cookies=cookies, timeout=20)
        case.validate_response(response, checks=CHECKS)
        answers.setdefault(case.operation.label, set()).add(response.status_code)

    for each in schema.get_all_operations():
        operation = each.ok()
        of_path = {each.name: known[each.name] for each in operation.path_parameters}
        for mode in GenerationMode.all():
            fuzz(operation.as_strategy(mode, path_parameters=of_path or None), ask)
            if of_path:
                fuzz(operation.as_strategy(mode), ask, EXAMPLES // 4)
    assert len(answers) == ADDRESSES
    print(answers)
    assert 201 in answers["POST /services/{service}"], "some forms were taken"
    assert 403 not in answers["POST /services/{service}"], "the token was"


def fuzz(
    cases: SearchStrategy[Case], ask: Callable[[Case], None], examples: int = EXAMPLES
) -> None:
    @seed(SEED)
    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(cases)
    def each(case: Case) -> None:
        ask(case)

    each()


def filed(guest: httpx.Client) -> str:
    """The number of a complaint that is there."""
    form = {
        "kind": "other", "description": "시험으로 남긴 글입니다.",
        "place": {"address": "세종대로 110", "source": "address"},
    }  # fmt: skip
    response = guest.post("/api/services/complaints", json=form)
    assert response.status_code == 201, response.text
    return str(response.json()["number"])

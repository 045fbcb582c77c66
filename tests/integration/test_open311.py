"""Open311 on a running city: who sees what, keys, repeated requests, hostile bodies."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from tests.open311.georeport import Under
from tests.open311.own import new_key, own_server
from tests.support.server import ROOT

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("city") / "data"


@pytest.fixture(scope="module")
def under(data: Path) -> Iterator[Under]:
    with own_server(data) as own:
        yield own


@pytest.fixture(scope="module")
def program(under: Under) -> Iterator[httpx.Client]:
    base = f"{under.base_url}/"
    with httpx.Client(base_url=base, trust_env=False, timeout=30) as client:
        yield client


def fields(under: Under, **change: Any) -> dict[str, Any]:
    valid = {
        "api_key": under.api_key, "service_code": "other", "lat": "37.56631",
        "long": "126.97791", "description": "프로그램이 보낸 글",
    }  # fmt: skip
    return valid | change


def by_description(program: httpx.Client, words: str) -> dict[str, Any]:
    found = program.get("requests.json", params={"extensions": "true"}).json()
    return next(each for each in found if words in (each["description"] or ""))


def test_what_a_program_files_is_public_but_for_the_person(
    program: httpx.Client, under: Under
) -> None:
    person = {"email": "kim@example.org", "first_name": "길동", "phone": "010-1234-5678"}
    media = "https://media.example.org/1.jpg"
    sent = fields(under, media_url=media, address_id="A-7", **person)
    number = program.post("requests.json", data=sent).json()[0]["service_request_id"]
    response = program.get(f"requests/{number}.json")
    (shown,) = response.json()
    assert (shown["lat"], shown["long"]) == (37.56631, 126.97791)
    assert (shown["description"], shown["media_url"]) == ("프로그램이 보낸 글", media)
    assert (shown["address_id"], shown["status"]) == ("A-7", "open")
    assert not [value for value in person.values() if value in response.text]


def test_what_a_citizen_does_not_agree_to_be_public_is_told_roughly(
    program: httpx.Client,
) -> None:
    agreed = by_description(program, "공개하기로 한 글")
    assert (agreed["lat"], agreed["long"]) == (37.5663, 126.9779)
    hidden = [
        each
        for each in program.get("requests.json").json()
        if each["service_code"] == "other" and each["description"] is None
    ]
    assert [(each["lat"], each["long"]) for each in hidden] == [(37.5675, 126.9775)]
    assert (
        hidden[0]["agency_responsible"]
        and "공개하지 않는 글" not in program.get("requests.xml").text
    )


def test_an_answer_closes_a_request_and_its_words_are_told(program: httpx.Client) -> None:
    (closed,) = program.get("requests.json", params={"status": "closed"}).json()
    assert (closed["status_notes"], closed["service_code"]) == ("메웠습니다.", "road")


def test_an_ended_key_stops_within_a_second(
    program: httpx.Client, under: Under, data: Path
) -> None:
    key = new_key(data)
    assert program.post("requests.json", data=fields(under, api_key=key)).status_code == 200
    command = [sys.executable, "-m", "metaserver", "key", "revoke", "2", "--data", str(data)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    ended_s = time.monotonic()
    assert program.post("requests.json", data=fields(under, api_key=key)).status_code == 403
    assert time.monotonic() - ended_s < 1


def test_ten_at_once_with_one_idempotency_key_are_one_request(
    program: httpx.Client, under: Under
) -> None:
    once = {"Idempotency-Key": "storm-000001"}

    def send(_: int) -> str:
        response = program.post("requests.json", data=fields(under), headers=once)
        return str(response.json()[0]["service_request_id"])

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(send, range(10)))) == 1
    other = program.post("requests.xml", data=fields(under, description="x"), headers=once)
    assert other.status_code == 409
    assert ElementTree.fromstring(other.content).findtext("error/code") == "409"


def test_keys_and_people_are_in_no_log(program: httpx.Client, under: Under, data: Path) -> None:
    query = {"api_key": under.api_key}
    program.post("requests.xml", params=query, data=fields(under, email="kim@example.org"))
    program.post("requests.xml", params=query, data=fields(under, api_key="", lat="x"))
    program.get("requests.xml", params=query)
    log = (data.parent / f"{data.name}.log").read_text()
    assert under.api_key not in log and "kim@example.org" not in log
    kept = b"".join(path.read_bytes() for path in data.glob("city.sqlite*"))
    assert under.api_key.encode() not in kept


def test_hostile_bodies_are_refused_and_never_break_anything(
    program: httpx.Client, under: Under
) -> None:
    rng = random.Random(4)
    pieces = [
        b"api_key=" + under.api_key.encode(), b"service_code=road", b"lat=37.5", b"long=127",
        b"description=%00%ff", b"attribute[damage][]=pothole", b"attribute[damage]=x",
        b"attribute[][]=1", b"lat=" + b"9" * 400, b"%", b"=&;=", b"media_url=http://[", b"\xff",
        b"description=<script>alert(1)</script>", b"address_string=' OR 1=1 --",
        b"jurisdiction_id=../..", b"email=a@b", b"description=" + "\u202e가".encode(),
    ]  # fmt: skip
    for _ in range(80):
        body = b"&".join(rng.choices(pieces, k=rng.randint(1, 9)))
        suffix = rng.choice(("xml", "json"))
        response = program.post(f"requests.{suffix}", content=body, headers=FORM)
        assert response.status_code in (200, 400, 403, 404), (body, response.text)
        if suffix == "xml":
            ElementTree.fromstring(response.content)
        else:
            assert isinstance(response.json(), list)


def test_hostile_queries_are_refused_and_never_break_anything(program: httpx.Client) -> None:
    rng = random.Random(5)
    names = ("status", "service_code", "start_date", "end_date", "page", "page_size",
             "service_request_id", "updated_after", "extensions", "jurisdiction_id")  # fmt: skip
    values = ("", "open", "0", "-1", "9" * 30, "\x00", "'", "٣", "가" * 200, "2026-01-01T00:00:00Z",
              "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "true", "a,,c")  # fmt: skip
    for _ in range(100):
        query = {rng.choice(names): rng.choice(values) for _ in range(rng.randint(1, 4))}
        response = program.get("requests.json", params=query)
        assert response.status_code in (200, 400, 404), (query, response.text)

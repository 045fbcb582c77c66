"""Nothing that is sent to the town hall breaks it, gives away a secret, or ends in the log."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.routing import BaseRoute, Mount

from metaserver.civic.help.desk import by_ids
from metaserver.clock import SystemClock
from metaserver.config import load_settings
from metaserver.identity.tokens import TokenBox
from metaserver.storage import Database
from metaserver.townhall import TownHall
from tests.integration import hostile
from tests.support.server import ROOT, CityProcess

KEY = b"k" * 32
OFFICIAL, PASSWORD = "hostile-official", "river stone lantern 42"
OPEN311 = "/open311/v2/"
OPEN311_PATHS = [
    OPEN311 + name
    for name in ("requests.json", "requests.xml", "services/road.json", "tokens/1.json", "x.json")
]
LEAKS = re.compile(r"Traceback|File \"|sqlalchemy|site-packages|/metaserver/|OperationalError")
ENDS_THE_LOGIN = {"/account/out", "/account/others"}
QUERY = "?number=%00&state=x&page=" + "9" * 5000 + "&days=-1&since=" + "9" * 5000 + "&words=%27%22"


def endpoints() -> list[tuple[str, str]]:
    """Method and path of everything that the town hall answers."""
    clock = SystemClock()
    hall = TownHall(
        settings=load_settings({}), db=Database(Path("unused.sqlite")), key=KEY, clock=clock,
        tokens=TokenBox(KEY, clock), ended=lambda _: None, where=by_ids,
    )  # fmt: skip
    found = [each for each in flat(hall.routes()) if not each[1].startswith(OPEN311)]
    return found + [(method, path) for path in OPEN311_PATHS for method in ("GET", "POST")]


def flat(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    for each in routes:
        if isinstance(each, Mount):
            yield from flat(each.routes, prefix + each.path)
            continue
        for method in getattr(each, "methods", None) or {"GET"}:
            if method != "HEAD":
                yield method, prefix + getattr(each, "path", "")


ENDPOINTS = endpoints()
GETS = [path for method, path in ENDPOINTS if method == "GET"]
POSTS = [path for method, path in ENDPOINTS if method == "POST"]
ADDRESSES = itertools.count(1)


class Person:
    """A browser that comes from another address each time, so that limits hide nothing."""

    def __init__(self, city: CityProcess) -> None:
        self._client = httpx.Client(base_url=city.url, trust_env=False, timeout=30)
        self.csrf = self.token()

    def token(self) -> str:
        return str(self._client.get("/api/me").json()["csrf"])

    def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        headers = {
            "X-Forwarded-For": f"2001:db8:{next(ADDRESSES):x}::1", "Accept-Language": "ko",
            **dict(more.pop("headers", {})),  # type: ignore[call-overload]
        }  # fmt: skip
        if "Cookie" in headers:  # somebody else's, so that this browser's stay as they are
            return httpx.request(method, self._client.base_url.join(path), headers=headers)
        return self._client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]

    def log_in(self) -> None:
        typed = {"login": OFFICIAL, "password": PASSWORD, "csrf": self.csrf}
        assert self.ask("POST", "/account/login", data=typed).status_code == 303
        self.csrf = self.token()

    def close(self) -> None:
        self._client.close()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    data = tmp_path_factory.mktemp("city") / "data"
    with CityProcess(data, trusted_proxies="127.0.0.1", log_level="debug") as process:
        user(data, "add", "--login", OFFICIAL, "--role", "official", "--password-stdin")
        user(data, "grant", OFFICIAL, "--role", "operator")
        yield process


def user(data: Path, *words: str) -> None:
    """By the command, beside the running city."""
    command = [sys.executable, "-m", "metaserver", "user", *words, "--data", str(data)]
    subprocess.run(command, cwd=ROOT, input=PASSWORD, text=True, check=True, capture_output=True)


@pytest.fixture(scope="module")
def guest(city: CityProcess) -> Iterator[Person]:
    made = Person(city)
    yield made
    made.close()


@pytest.fixture(scope="module")
def official(city: CityProcess) -> Iterator[Person]:
    made = Person(city)
    made.log_in()
    yield made
    made.close()


@pytest.fixture(scope="module")
def number(guest: Person) -> str:
    """Of a complaint that this guest made."""
    return file(guest)


def file(person: Person) -> str:
    form = {"kind": "other", "description": "시험 글", "place": {"address": "세종대로 110"}}
    told = person.ask("POST", "/api/services/complaints", json=form, headers=fetched(person))
    assert told.status_code == 201, told.text
    return str(told.json()["number"])


def fetched(person: Person) -> dict[str, str]:
    return {"X-CSRF-Token": person.csrf}


def filled(path: str, number: str, service: str = "complaints") -> str:
    """``number`` stands for whatever else is asked for there."""
    return re.sub(r"{(\w+)}", lambda name: service if name[1] == "service" else number, path)


def check(response: httpx.Response, sent: str) -> None:
    """What holds for every answer."""
    told = f"{response.request.method} {response.url.path[:80]} {sent}: {response.status_code}"
    if response.status_code != 503 or "retry-after" not in response.headers:  # busy, and says so
        assert response.status_code < 500, f"{told} {response.text[:500]}"
    assert not LEAKS.search(response.text), f"{told} {response.text[:500]}"
    assert hostile.SECRET not in response.text, told
    assert "<script>alert(" not in response.text, told
    assert "x-planted" not in response.headers, told
    assert "planted" not in response.headers.get("set-cookie", ""), told
    place = response.headers.get("location", "/")
    assert place.startswith("/") and not place.startswith("//"), f"{told} {place}"
    if response.status_code >= 400 and response.request.method != "HEAD":
        in_the_asked_format(response, told)


def for_scripts(path: str, method: str = "POST") -> bool:
    """Whether it takes and gives JSON; the rest are pages."""
    console = path.startswith("/office/help/") and "/talks/" not in path
    console = console and (method == "POST" or path.endswith("/waiting"))
    return path.startswith("/api/") or path == "/office/news" or console


def in_the_asked_format(response: httpx.Response, told: str) -> None:
    path, kind = response.url.path, response.headers.get("content-type", "")
    if path.startswith("/open311/"):
        assert kind.startswith("application/json" if path.endswith(".json") else "text/xml"), told
    elif response.status_code == 405 and not path.startswith("/api/"):
        assert response.headers["allow"], told
    elif for_scripts(path, response.request.method):
        error = response.json()["error"]
        assert error["code"] and error["words"], told
    else:
        assert kind.startswith("text/html"), f"{told} {kind}"
        assert '<html lang="ko"' in response.text, told


@pytest.mark.parametrize("path", POSTS)
def test_hostile_bodies(guest: Person, official: Person, number: str, path: str) -> None:
    for person in (guest, official):
        if person is official and path in ENDS_THE_LOGIN:
            continue
        for kind, body in hostile.bodies({"csrf": person.csrf}):
            headers = {"Content-Type": kind, **fetched(person)}
            response = person.ask("POST", filled(path, number), content=body, headers=headers)
            check(response, f"{kind} {body[:60]!r}")
        person.csrf = person.token()  # logging out begins a new visit


@pytest.mark.parametrize("path", GETS)
def test_hostile_addresses_and_headers(
    guest: Person, official: Person, number: str, path: str
) -> None:
    for person in (guest, official):
        check(person.ask("GET", filled(path, number) + QUERY), "query")
        for headers in hostile.HEADERS:
            check(person.ask("GET", filled(path, number), headers=headers), str(headers)[:80])


@pytest.mark.parametrize("path", sorted(path for path in {*GETS, *POSTS} if "{" in path))
def test_hostile_ids(guest: Person, official: Person, path: str) -> None:
    methods = [method for method, each in ENDPOINTS if each == path]
    for person, segment, method in itertools.product((guest, official), hostile.SEGMENTS, methods):
        body = {"data": {"csrf": person.csrf, "do": "note", "words": "x"}}
        if for_scripts(path):
            body = {"json": {"code": "x"}}
        more = body if method == "POST" else {}
        address = filled(path, segment, service=segment)
        response = person.ask(method, address, headers=fetched(person), **more)
        check(response, segment)


@pytest.mark.parametrize("path", sorted({*GETS, *POSTS}))
def test_wrong_methods(guest: Person, number: str, path: str) -> None:
    allowed = {method for method, each in ENDPOINTS if each == path}
    for method in {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "GET", "POST"} - allowed:
        response = guest.ask(method, filled(path, number))
        assert response.status_code in (404, 405), f"{method} {path}: {response.status_code}"
        check(response, method)


@pytest.mark.parametrize("path", [each for each in POSTS if not each.startswith("/open311/")])
def test_every_post_needs_the_pages_own_token(
    official: Person, guest: Person, number: str, path: str
) -> None:
    asked = filled(path, number)
    body = {"json": {"code": "x"}} if for_scripts(path) else {"data": {"words": "x"}}
    foreign = {"X-CSRF-Token": guest.csrf}
    elsewhere = {**fetched(official), "Origin": "https://evil.example"}
    cross = {**fetched(official), "Sec-Fetch-Site": "cross-site"}
    for headers in ({}, foreign, {"X-CSRF-Token": ""}, elsewhere, cross):
        response = official.ask("POST", asked, headers=headers, **body)
        assert response.status_code == 403, f"{path} {headers}: {response.status_code}"
        check(response, str(headers))


def test_other_peoples_numbers_tell_nothing(city: CityProcess, guest: Person) -> None:
    number, stranger = file(guest), Person(city)
    try:
        for found in (number, "2026-999999"):
            shown = stranger.ask("GET", f"/s/complaints/{found}")
            assert shown.status_code == 303, shown.text
            assert shown.headers["location"] == f"/s/complaints/follow?number={found}"
        told = {
            path: [
                stranger.ask("POST", filled(path, each), headers=fetched(stranger), json=body)
                for each in (number, "2026-999999")
            ]
            for path, body in {
                "/api/complaints/{number}/follow": {"code": "AAAA-AAAA-AAAA-AAAA"},
                "/api/complaints/{number}/remind": {},
                "/api/complaints/{number}/reopen": {"words": "x", "code": "AAAA-AAAA-AAAA-AAAA"},
                "/api/complaints/{number}/rate": {"stars": 5},
            }.items()
        }
        for path, (real, none) in told.items():
            assert real.status_code == none.status_code == 404, path
            assert real.text == none.text, f"{path} tells that the number is there"
    finally:
        stranger.close()


@pytest.mark.parametrize("path", sorted({each for each in GETS if each.startswith("/office")}))
def test_the_office_is_not_there_for_others(guest: Person, number: str, path: str) -> None:
    assert guest.ask("GET", filled(path, number)).status_code == 404


@pytest.mark.parametrize(("language", "word"), [("ko", 'html lang="ko"'), ("en", 'html lang="en"')])
def test_errors_come_in_the_asked_language(guest: Person, language: str, word: str) -> None:
    headers = {"Accept-Language": language}
    page = guest.ask("GET", "/s/none", headers=headers)
    assert page.status_code == 404 and word in page.text
    told = guest.ask("GET", "/api/services/none", headers=headers).json()["error"]["words"]
    assert bool(re.search("[가-힣]", told)) == (language == "ko")


def test_the_log_knows_no_person(city: CityProcess, guest: Person, number: str) -> None:
    """At its most talkative, after all of the above."""
    person = hostile.person()
    form = {
        "kind": "other", "description": person["description"], "place": {"address": "세종대로 110"},
        "contact": {"name": hostile.CANARY, "phone": hostile.PHONE, "email": hostile.EMAIL},
        "keep_contact": True, "age_14": True,
    }  # fmt: skip
    sent = guest.ask("POST", "/api/services/complaints", json=form, headers=fetched(guest))
    typed = {**person, "csrf": guest.csrf}
    guest.ask("POST", "/account/login", data=typed)
    guest.ask("POST", "/open311/v2/requests.json", data={**person, "service_code": "other"})
    log = city.log
    secrets = (
        hostile.CANARY,
        hostile.PHONE,
        hostile.SECRET,
        hostile.CODE,
        PASSWORD,
        guest.csrf,
        "2001:db8:",
    )
    assert [each for each in secrets if each in log] == []
    assert sent.status_code == 201, sent.text
    assert sent.json()["code"] not in log
    assert "Traceback" not in log

"""Health, metrics, who may see them, and the headers of every answer."""

import httpx
import pytest

from metaserver import metrics
from metaserver.web.headers import content_policy, route_of
from tests.unit.web.city import City, networks


async def test_health_is_200_only_when_all_is_well(city: City) -> None:
    async with city.visitor("203.0.113.9") as browser:
        well = await browser.get("/healthz")
        city.database_ok = False
        no_database = await browser.get("/healthz")
        city.database_ok, city.status = True, "draining"
        draining = await browser.get("/healthz")
    assert well.status_code == 200
    assert well.json() == {"status": "ready", "database": "ok", "worlds": {"hall": 0, "plaza": 3}}
    assert (no_database.status_code, no_database.json()["database"]) == (503, "down")
    assert (draining.status_code, draining.json()["status"]) == (503, "draining")


async def test_metrics_count_the_answers(browser: httpx.AsyncClient) -> None:
    counter = metrics.HTTP_REQUESTS.labels("privacy", "200")._value
    before = counter.get()
    await browser.get("/privacy")
    response = await browser.get("/metrics")
    assert counter.get() == before + 1
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "# HELP metaserver_http_requests_total HTTP requests answered" in response.text
    assert "process_resident_memory_bytes" in response.text


PROXY = networks("127.0.0.1/32", "10.0.0.0/8")


@pytest.mark.parametrize(
    ("address", "forwarded", "trusted", "status"),
    [
        ("127.0.0.1", None, (), 200),
        ("::1", None, (), 200),
        ("::ffff:127.0.0.1", None, (), 200),
        ("203.0.113.9", None, (), 403),
        # A proxy on this machine that nobody configured: the visitor is not from here.
        ("127.0.0.1", "203.0.113.9", (), 403),
        ("127.0.0.1", "127.0.0.1", (), 403),
        ("127.0.0.1", "203.0.113.9", PROXY, 403),
        # What a visitor writes into the header himself stands further left.
        ("127.0.0.1", "127.0.0.1, 203.0.113.9", PROXY, 403),
        ("127.0.0.1", "garbage", PROXY, 403),
        ("10.1.2.3", None, PROXY, 200),
        ("10.1.2.3", "203.0.113.9", PROXY, 403),
    ],
)
async def test_metrics_answer_this_machine_and_trusted_networks(
    tmp_path, address: str, forwarded: str | None, trusted: tuple, status: int
) -> None:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    city = City(tmp_path, trusted_proxies=trusted)
    async with city.visitor(address, **headers) as browser:
        response = await browser.get("/metrics")
    assert response.status_code == status


async def test_metrics_answer_everybody_where_that_is_set(tmp_path) -> None:
    async with City(tmp_path, metrics_public=True).visitor("203.0.113.9") as browser:
        assert (await browser.get("/metrics")).status_code == 200


@pytest.mark.parametrize("path", ["/", "/privacy", "/nowhere", "/api/worlds", "/metrics"])
async def test_every_answer_is_guarded(browser: httpx.AsyncClient, path: str) -> None:
    headers = (await browser.get(path)).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "connect-src 'self' ws://city.test wss://city.test;" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in headers


def test_a_forged_host_does_not_get_into_the_policy() -> None:
    assert "evil" not in content_policy("a.b; script-src evil")
    assert "ws://[::1]:8080" in content_policy("[::1]:8080")


def test_addresses_do_not_become_labels() -> None:
    assert route_of("/") == "index"
    assert route_of("/assets/x.js") == "assets"
    assert route_of("/whatever/a/visitor/types") == "other"
    assert route_of("") == "index"

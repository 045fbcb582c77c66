"""Files: found by exact address, compressed, tagged, and as old as they may be."""

import gzip

import brotli
import httpx
import pytest

from metaserver.web.resources import REVALIDATE, resource
from tests.unit.web.city import PNG, SCRIPT, City

IMMUTABLE = "public, max-age=31536000, immutable"
WORLD = "/worlds/plaza/abababababababab"


@pytest.mark.parametrize(
    ("path", "media_type", "cache"),
    [
        ("/assets/index-abc.js", "text/javascript; charset=utf-8", IMMUTABLE),
        ("/icon.svg", "image/svg+xml", "no-cache"),
        ("/media/ff.png", "image/png", IMMUTABLE),
        (f"{WORLD}/world.json", "application/json", IMMUTABLE),
        (f"{WORLD}/raster.bin", "application/octet-stream", IMMUTABLE),
        (f"{WORLD}/texts.ko.json", "application/json", IMMUTABLE),
    ],
)
async def test_a_file_is_served_with_its_type_and_age(
    browser: httpx.AsyncClient, path: str, media_type: str, cache: str
) -> None:
    response = await browser.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["cache-control"] == cache
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/missing.js",
        "/.vite/manifest.json",
        "/index.html",
        "/assets/../index.html",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets//index-abc.js",
        "/worlds/plaza/0000000000000000/world.json",
        "/worlds/plaza",
        "/assets",
    ],
)
async def test_nothing_else_is_served(browser: httpx.AsyncClient, path: str) -> None:
    response = await browser.get(path)
    assert response.status_code == 404
    assert "찾는 쪽이 없습니다" in response.text


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("br;q=0.5, gzip;q=1.0", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("*;q=0", None),
        ("identity", None),
        ("br;q=nonsense", None),
        ("", None),
    ],
)
async def test_the_smallest_form_that_is_taken_travels(
    city: City, accepted: str, encoding: str | None
) -> None:
    async with city.visitor() as browser:
        request = browser.build_request("GET", "/assets/index-abc.js")
        request.headers["accept-encoding"] = accepted
        response = await browser.send(request, stream=True)
        raw = b"".join([chunk async for chunk in response.aiter_raw()])
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding or "", lambda b: b)
    assert response.headers.get("content-encoding") == encoding
    assert response.headers["vary"] == "Accept-Encoding"
    assert unpack(raw).decode() == SCRIPT


async def test_a_picture_is_not_packed_twice(city: City) -> None:
    async with city.visitor(**{"accept-encoding": "br, gzip"}) as browser:
        response = await browser.get("/media/ff.png")
    assert response.content == PNG
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
async def test_who_has_it_already_gets_304(city: City, accepted: str) -> None:
    async with city.visitor(**{"accept-encoding": accepted}) as browser:
        first = await browser.get("/icon.svg")
        tag = first.headers["etag"]
        for given in (tag, f'"other", {tag}', f"W/{tag}", "*"):
            again = await browser.get("/icon.svg", headers={"If-None-Match": given})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
        changed = await browser.get("/icon.svg", headers={"If-None-Match": '"other"'})
    assert changed.status_code == 200


async def test_each_form_has_a_tag_of_its_own(city: City) -> None:
    tags = set()
    for accepted in ("br", "gzip", "identity"):
        async with city.visitor(**{"accept-encoding": accepted}) as browser:
            tags.add((await browser.get("/assets/index-abc.js")).headers["etag"])
    assert len(tags) == 3


@pytest.mark.parametrize("path", ["/", "/icon.svg", "/privacy", "/api/worlds", "/healthz"])
async def test_head_is_get_without_the_body(browser: httpx.AsyncClient, path: str) -> None:
    head, got = await browser.head(path), await browser.get(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-length"] == str(len(got.content))


@pytest.mark.parametrize("path", ["/", "/icon.svg", "/api/worlds", "/privacy"])
async def test_other_methods_are_refused(browser: httpx.AsyncClient, path: str) -> None:
    response = await browser.post(path, content=b"x")
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]


def test_what_does_not_get_smaller_stays_as_it_is() -> None:
    assert resource(b"short", "text/plain", cache=REVALIDATE).forms == {}
    noise = bytes((n * n * 7919 + n * 31) % 251 for n in range(300))
    assert all(len(data) < 300 for data in resource(noise, "text/plain").forms.values())

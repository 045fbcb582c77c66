"""The index page, the worlds' list and the pages for readers without scripts."""

import itertools
import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from metaserver.protocol.codec import HASH
from metaserver.protocol.messages import VERSION
from metaserver.register import load_register
from metaserver.web.client import boot_script
from tests.unit.web.city import City, built_client


def boot_of(html: str) -> dict:
    found = re.search(r'<script type="application/json" id="boot">(.*?)</script>', html, re.DOTALL)
    assert found, "the page has no boot element"
    return json.loads(found[1])


async def test_the_index_carries_what_the_client_needs_to_begin(
    browser: httpx.AsyncClient,
) -> None:
    response = await browser.get("/")
    worlds = (await browser.get("/api/worlds")).json()
    boot = boot_of(response.text)
    assert boot["protocol"] == {"version": VERSION, "hash": HASH}
    assert {"start": boot["start"], "worlds": boot["worlds"]} == worlds
    assert response.headers["cache-control"] == "no-cache"
    assert response.text.index("boot") < response.text.index("</head>")


async def test_the_list_of_worlds_is_as_agreed(browser: httpx.AsyncClient) -> None:
    response = await browser.get("/api/worlds")
    body = response.json()
    assert body["start"] == "plaza"
    first, second = body["worlds"]
    assert (first["id"], second["id"]) == ("plaza", "hall"), "the start comes first"
    assert first == {
        "id": "plaza",
        "hash": "ab" * 8,
        "people": 3,
        "setting": "outdoor",
        "names": {"ko": "서울광장", "en": "Seoul Plaza"},
        "summaries": {"ko": "광장", "en": "A square"},
        "places": ["lawn"],
        "recorded": False,
        "urls": {
            "world": f"/worlds/plaza/{'ab' * 8}/world.json",
            "raster": f"/worlds/plaza/{'ab' * 8}/raster.bin",
            "texts": {
                "ko": f"/worlds/plaza/{'ab' * 8}/texts.ko.json",
                "en": f"/worlds/plaza/{'ab' * 8}/texts.en.json",
            },
        },
    }
    assert second["people"] == 0
    for url in (first["urls"]["world"], first["urls"]["raster"], *first["urls"]["texts"].values()):
        assert (await browser.get(url)).status_code == 200


async def test_the_start_worlds_files_are_named_to_the_browser(city: City) -> None:
    async with city.visitor(**{"accept-language": "en-GB,ko;q=0.5"}) as browser:
        html = (await browser.get("/")).text
    links = re.findall(r'<link rel="preload" href="([^"]+)" as="fetch" crossorigin', html)
    assert [link.rpartition("/")[2] for link in links] == [
        "world.json", "texts.en.json", "raster.bin",
    ]  # fmt: skip
    assert all(link.startswith("/worlds/plaza/") for link in links)


@pytest.mark.parametrize(("language", "modules"), [("en", ["/assets/en-abc.js"]), ("ko", [])])
async def test_the_readers_texts_are_fetched_with_the_entry(
    city: City, language: str, modules: list[str]
) -> None:
    async with city.visitor(**{"accept-language": language}) as browser:
        html = (await browser.get("/")).text
    assert re.findall(r'<link rel="modulepreload" href="([^"]+)">', html) == modules


@pytest.mark.parametrize("manifest", [None, "{", "[]", '{"src/i18n/en.ts": {"isDynamicEntry": 1}}'])
async def test_without_a_manifest_the_page_works(tmp_path: Path, manifest: str | None) -> None:
    dist = built_client(tmp_path / "dist")
    (dist / ".vite" / "manifest.json").unlink()
    if manifest is not None:
        (dist / ".vite" / "manifest.json").write_text(manifest)
    async with City(dist).visitor(**{"accept-language": "en"}) as browser:
        response = await browser.get("/")
    assert response.status_code == 200
    assert "modulepreload" not in response.text


async def test_the_index_follows_the_number_of_people(city: City) -> None:
    async with city.visitor() as browser:
        before = await browser.get("/")
        city.people = {"plaza": 4}
        after = await browser.get("/", headers={"If-None-Match": before.headers["etag"]})
    assert boot_of(after.text)["worlds"][0]["people"] == 4


def test_no_text_can_end_the_boot_element() -> None:
    evil = {"name": "</script><script>alert(1)</script><!--"}
    script = boot_script(evil)
    assert script.count("<") == 2, "only the element's own tags"
    assert boot_of(script) == evil


async def test_without_a_built_client_the_page_says_what_to_run(tmp_path: Path) -> None:
    async with City(tmp_path / "missing").visitor() as browser:
        response = await browser.get("/")
        worlds = await browser.get("/api/worlds")
    assert response.status_code == 503
    assert "make build" in response.text
    assert worlds.status_code == 200


class Outline(HTMLParser):
    """Headings, language and text of a page; complains about tags left open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.language = ""
        self.scripts = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.language = self.language or dict(attrs).get("lang") or ""
        if tag not in ("meta", "link", "br", "img"):
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"


@pytest.mark.parametrize(("language", "title"), [("ko", "개인정보 처리방침"), ("en", "Privacy")])
async def test_the_privacy_page_tells_the_whole_register(
    browser: httpx.AsyncClient, language: str, title: str
) -> None:
    response = await browser.get("/privacy", params={"lang": language})
    outline = Outline(response.text)
    assert outline.language == language
    assert f"<h1>{title}</h1>" in response.text
    assert (outline.open, outline.scripts) == ([], 0)
    levels = [int(heading[1]) for heading in outline.headings]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    shown = unescape(response.text)
    for kind in load_register().kinds:
        for words in (kind.name.in_(language), kind.purpose.in_(language)):
            assert words in shown
        assert kind.kept_words(language) in shown
    assert "{days}" not in response.text


async def test_the_operator_is_named_and_escaped(tmp_path: Path) -> None:
    site = City(tmp_path, operator_name="<b>Seoul</b>", operator_contact="privacy@city.example")
    async with site.visitor() as browser:
        html = (await browser.get("/privacy?lang=en")).text
    assert "&lt;b&gt;Seoul&lt;/b&gt;" in html
    assert 'href="mailto:privacy@city.example"' in html


async def test_the_pages_own_style_is_there(browser: httpx.AsyncClient) -> None:
    html = (await browser.get("/privacy")).text
    (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', html)
    response = await browser.get(style)
    assert response.headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en-US,en;q=0.9", "en"),
        ("ja,en;q=0.2,ko;q=0.8", "ko"),
        ("fr", "en"),
        ("ko;q=0,en", "en"),
        ("", "ko"),
        ("*", "ko"),
        (";q=x,,;;", "en"),
    ],
)
async def test_pages_come_in_the_readers_language(city: City, accepted: str, language: str) -> None:
    async with city.visitor(**{"accept-language": accepted}) as browser:
        response = await browser.get("/nowhere")
    assert response.status_code == 404
    assert Outline(response.text).language == language
    assert 'href="/"' in response.text
    assert "Accept-Language" in response.headers["vary"]


async def test_an_unknown_api_address_answers_in_json(browser: httpx.AsyncClient) -> None:
    response = await browser.get("/api/nothing")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"

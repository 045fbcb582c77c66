"""One tree, two formats."""

import asyncio
import json
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.web.open311.documents import Listed, encoded


async def text(form: str, root: str, node: object) -> str:
    return (await encoded(form, root, node)).decode()  # type: ignore[arg-type]


async def test_xml_begins_with_its_declaration_and_names_each_of_several() -> None:
    node = Listed("service", [{"code": "a", "metadata": True}, {"code": "b", "metadata": False}])
    assert await text("xml", "services", node) == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<services><service><code>a</code><metadata>true</metadata></service>"
        "<service><code>b</code><metadata>false</metadata></service></services>\n"
    )


async def test_json_has_bare_arrays_also_of_one_and_of_none() -> None:
    assert await text("json", "services", Listed("service", [{"code": "a"}])) == '[{"code":"a"}]'
    assert await text("json", "services", Listed("service", [])) == "[]"
    inner = {"code": "a", "values": Listed("value", [{"key": "1"}])}
    assert json.loads(await text("json", "definition", inner))["values"] == [{"key": "1"}]


async def test_what_is_empty_is_an_empty_element_and_null() -> None:
    node = Listed("request", [{"notes": "", "media_url": None}])
    assert "<notes/><media_url/>" in await text("xml", "requests", node)
    assert json.loads(await text("json", "requests", node)) == [{"notes": None, "media_url": None}]


async def test_markup_in_texts_stays_text() -> None:
    node = Listed("request", [{"description": "<b>&amp; ]]> \r\n"}])
    found = ElementTree.fromstring(await encoded("xml", "r", node)).findtext("request/description")
    assert found == "<b>&amp; ]]> \r\n"


@given(st.text(st.characters(codec=None, categories=None)))
def test_any_text_makes_a_document_that_parsers_read(anything: str) -> None:
    node = Listed("request", [{"description": anything}])
    xml = asyncio.run(encoded("xml", "r", node))
    kept = ElementTree.fromstring(xml).findtext("request/description") or ""
    assert json.loads(asyncio.run(encoded("json", "r", node)))[0]["description"] == (kept or None)
    assert set(kept) <= set(anything)


@pytest.mark.parametrize("form", ["xml", "json"])
async def test_a_long_list_lets_others_run_in_between(form: str) -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    def requests() -> Iterator[dict[str, str]]:
        yield from ({"description": "가" * 100} for _ in range(1000))

    task = asyncio.create_task(others())
    await encoded(form, "r", Listed("request", requests()))  # type: ignore[arg-type]
    task.cancel()
    assert turns >= 19

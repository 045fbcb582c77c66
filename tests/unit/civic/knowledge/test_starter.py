"""The entries that come along: one for each topic, in both languages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from metaserver.civic.knowledge.base import KnowledgeBase, today_in_seoul
from metaserver.civic.knowledge.entries import Entry, load_entries
from metaserver.civic.texts import LANGUAGES

TOPICS = Path(__file__).parents[3] / "bench" / "knowledge" / "topics.yaml"


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return load_entries()


def test_each_topic_has_an_entry_in_both_languages(entries: list[Entry]) -> None:
    topics = YAML(typ="safe").load(TOPICS.read_text(encoding="utf-8"))["topics"]
    wanted = {(t["department"], t["id"], language) for t in topics for language in LANGUAGES}
    assert {(each.department, each.topic, each.language) for each in entries} == wanted


def test_no_entry_claims_to_be_checked_in_the_future(entries: list[Entry]) -> None:
    tomorrow = today_in_seoul() + dt.timedelta(days=1)
    assert all(each.head.as_of <= tomorrow for each in entries)


def test_each_entry_is_found_by_its_own_title(entries: list[Entry]) -> None:
    base = KnowledgeBase(entries)
    for each in entries:
        answer = base.ask(each.head.title, each.language)
        assert answer.known, each.head.title
        assert answer.hits[0].entry == each.topic

"""Texts in Korean and English: the same keys, and nothing forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import metaserver.civic.complaints
from metaserver.civic.texts import common_texts, load_texts
from metaserver.ports.complaints import EventKind, Status

COMPLAINTS = load_texts(Path(metaserver.civic.complaints.__file__).parent)
PLACEHOLDER = re.compile(r"\{\w+\}")


def test_both_languages_have_the_same_fields_sentences_and_codes() -> None:
    ko, en = COMPLAINTS["ko"], COMPLAINTS["en"]
    assert list(ko.fields) == list(en.fields)
    assert list(ko.words) == list(en.words)
    for name, texts in ko.fields.items():
        other = en.fields[name]
        assert list(texts.errors) == list(other.errors), name
        assert bool(texts.description) == bool(other.description), name


def test_what_is_filled_in_is_the_same_in_both() -> None:
    for name, words in COMPLAINTS["ko"].words.items():
        assert PLACEHOLDER.findall(words) == PLACEHOLDER.findall(COMPLAINTS["en"].words[name])
    common = common_texts()
    assert list(common["ko"].errors) == list(common["en"].errors)
    for code, words in common["ko"].errors.items():
        assert PLACEHOLDER.findall(words) == PLACEHOLDER.findall(common["en"].errors[code])


def test_every_status_and_event_has_words() -> None:
    for texts in COMPLAINTS.values():
        assert {f"status.{each.value}" for each in Status} <= set(texts.words)
        assert {f"event.{each.value}" for each in EventKind} <= set(texts.words)


def test_korean_is_korean_and_no_particle_is_glued_to_what_is_filled_in() -> None:
    for words in COMPLAINTS["ko"].words.values():
        assert re.search("[가-힣]", words)
        assert not re.search(r"\}[을를이가은는과와]", words)

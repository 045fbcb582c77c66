"""Words that questions are asked with, other words for the same, and what is asked elsewhere."""

from __future__ import annotations

import pytest

from metaserver.civic.knowledge.phrases import Synonyms, elsewhere, filler, synonyms


@pytest.mark.parametrize("word", ["how", "어디에", "어떻게", "알려주세요", "수"])
def test_words_that_questions_are_asked_with_are_filler(word: str) -> None:
    assert word in filler()


@pytest.mark.parametrize("word", ["meter", "수도", "수압이", "할인", "however"])
def test_words_that_tell_something_are_not(word: str) -> None:
    assert word not in filler()


def test_a_korean_word_is_told_by_its_beginning() -> None:
    known = Synonyms([("물탱크", "저수조")])
    assert known.of(["저수조를", "청소"]) == ["물탱크", "저수조"]
    assert known.of(["물"]) == []


def test_a_word_of_another_language_has_to_be_whole() -> None:
    known = Synonyms([("tap", "faucet")])
    assert known.of(["tap"]) == ["faucet"]
    assert known.of(["tapestry"]) == []


def test_both_languages_have_lines() -> None:
    assert set(elsewhere()) == set(synonyms()) == {"ko", "en"}
    assert all(len(lines) > 50 for lines in elsewhere().values())

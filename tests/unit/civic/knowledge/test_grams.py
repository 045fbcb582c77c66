"""Words and the n-grams they are compared by."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.civic.knowledge.grams import grams, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("수도 요금이 얼마예요?", ["수도", "요금이", "얼마예요"]),
        ("Don't PANIC, it’s 120!", ["dont", "panic", "its", "120"]),
        ("wifi가", ["wifi", "가"]),
        ("ＡＢＣ", ["abc"]),
        (unicodedata.normalize("NFD", "누수"), ["누수"]),
        ("snake_case", ["snake", "case"]),
        ("?! …", []),
    ],
)
def test_words_are_runs_of_one_script(text: str, found: list[str]) -> None:
    assert words(text) == found


def shared(one: str, other: str) -> float:
    mine, theirs = set(grams(one)), set(grams(other))
    return len(mine & theirs) / len(mine)


def test_a_particle_leaves_the_grams_of_the_word() -> None:
    assert set(grams("계량기")) < set(grams("계량기에서"))


def test_a_spelling_mistake_leaves_many_letters_in_common() -> None:
    assert shared("휠채어로", "휠체어") > 0.25 > shared("휠체어", "가로등")
    assert shared("pasword", "password") > 0.7 > shared("password", "passport")


@given(st.text(max_size=80))
def test_any_text_has_words_and_grams(text: str) -> None:
    for word in words(text):
        assert word
        assert grams(word)

"""How much of a question an entry speaks of."""

import time

import pytest

from metaserver.civic.knowledge.cover import WORDS_MAX, Cover

WATER = "How your water bill is made: the fee for each cubic metre"
POWER_LAMP = "A street light that is dark; the lamp does not work"
KOREAN = "수도요금 고지서를 다시 받기"


def cover(*texts: str, **others: list[str]) -> Cover:
    return Cover(texts or (WATER, POWER_LAMP, KOREAN), lambda asked: others.get(asked[0], []))


def test_a_word_that_no_entry_has_speaks_against_all_of_them() -> None:
    water = cover().of(["water", "bill"])
    electric = cover().of(["electricity", "bill"])
    assert water[0] == pytest.approx(1)
    assert electric[0] < 0.5 and not electric[1:].any()


def test_a_rare_word_weighs_more_than_one_that_many_entries_have() -> None:
    one, other = cover("water meter", "water bill", "water leak").of(["water", "meter"])[:2]
    assert one == pytest.approx(1)
    assert other < 0.3, "it has the common word only"


@pytest.mark.parametrize("word", ["bills", "bill", "watter"])
def test_inflected_and_misspelt_it_is_still_the_same_word(word: str) -> None:
    assert cover().of([word])[0] > 0.1


def test_korean_words_keep_their_particles() -> None:
    assert cover().of(["고지서가"])[2] > 0.9


def test_another_word_for_the_same_thing_counts() -> None:
    assert cover().of(["invoice"])[0] == 0
    assert cover(invoice=["bill"]).of(["invoice"])[0] > 0.7


def test_where_nothing_telling_is_asked_nothing_speaks_against_any() -> None:
    assert cover().of([]).tolist() == [1, 1, 1]


def test_hostile_questions_take_no_time() -> None:
    asked = [f"word{n}" * 20 for n in range(10 * WORDS_MAX)]
    began_s = time.perf_counter()
    assert not cover().of(asked).any()
    assert time.perf_counter() - began_s < 0.2

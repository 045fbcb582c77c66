"""The code that follows a complaint."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.civic.complaints.codes import follow_code, new_salt, opens, read_code

KEY = b"k" * 32
NUMBER = "2026-000123"
SALT = "0123456789abcdef"
CODE = follow_code(KEY, NUMBER, SALT)


def is_code(typed: str, key: bytes, number: str, salt: str) -> bool:
    return opens(read_code(typed), key, number, salt)


def test_it_is_sixteen_letters_in_four_groups_without_those_that_look_alike() -> None:
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", CODE)


@pytest.mark.parametrize(
    "other",
    [
        follow_code(b"x" * 32, NUMBER, SALT),
        follow_code(KEY, "2026-000124", SALT),
        follow_code(KEY, NUMBER, "0123456789abcdee"),
    ],
)
def test_key_number_and_salt_all_count(other: str) -> None:
    assert other != CODE
    assert not is_code(other, KEY, NUMBER, SALT)


def test_number_and_salt_cannot_be_shifted_into_each_other() -> None:
    assert follow_code(KEY, "2026-0001", "23") != follow_code(KEY, "2026-000123", "")


@given(salt=st.from_regex(r"[0-9a-f]{16}", fullmatch=True), data=st.data())
def test_typed_as_people_type_it_is_right(salt: str, data: st.DataObject) -> None:
    code = follow_code(KEY, NUMBER, salt)
    alike = {"0": "0Oo", "1": "1IiLl"}
    typed = ""
    for letter in code:
        if letter == "-":
            typed += data.draw(st.sampled_from(["", " ", "-", " - ", "–", "\u00a0"]))
        else:
            typed += data.draw(st.sampled_from(alike.get(letter, letter + letter.lower())))
    assert is_code(f" {typed}\n", KEY, NUMBER, salt)


@given(st.text(max_size=40))
def test_anything_else_is_wrong(typed: str) -> None:
    assert not is_code(typed, KEY, NUMBER, SALT)


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE + "0", "\ud800" * 16, "0" * 10_000_000])
def test_hostile_codes_are_wrong(typed: str) -> None:
    assert not is_code(typed, KEY, NUMBER, SALT)


def test_salts_differ() -> None:
    assert len({new_salt() for _ in range(100)}) == 100

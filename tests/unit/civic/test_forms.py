"""What a form says is made clean, or each wrong field is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from metaserver.civic.forms import (
    PROBLEMS_MAX,
    TEXT_MAX,
    TEXTS_MAX,
    clean_text,
    clean_words,
    read_form,
)
from metaserver.errors import Invalid


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    note: str = Field("", max_length=10)


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    words: str = Field(min_length=1, max_length=4000)
    count: int = Field(0, ge=0, le=9)
    share: float = Field(0, allow_inf_nan=False)
    agreed: bool = False
    inner: Inner = Inner()
    tags: tuple[str, ...] = Field((), max_length=2)


def codes(form: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as error:
        read_form(Asked, form, lines={"words"})
    return error.value.fields


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  한 줄  ", "한 줄"),
        ("한\t칸\u00a0\u3000둘", "한 칸 둘"),
        ("하나\r\n둘\r셋\u2028넷", "하나\n둘\n셋\n넷"),
        ("\ufeff복사한\u200b 글", "복사한 글"),
        ("가\u1100\u1161", "가가"),
        ("3 < 5 그리고 a > b, <3, a<b", "3 < 5 그리고 a > b, <3, a<b"),
        ("' OR 1=1; DROP TABLE complaints; --", "' OR 1=1; DROP TABLE complaints; --"),
        ("../../etc/passwd %00 ${x} {{x}}", "../../etc/passwd %00 ${x} {{x}}"),
        ("👨‍👩‍👧 🇰🇷", "👨‍👩‍👧 🇰🇷"),
        ("등 번호 1234567890123", "등 번호 1234567890123"),
    ],
)
def test_what_people_write_is_kept(typed: str, kept: str) -> None:
    assert clean_text(typed, lines=True) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("<script>alert(1)</script>", "html"),
        ("a <img src=x onerror=alert(1)> b", "html"),
        ("</p>", "html"),
        ("< / DIV >", "html"),
        ("<!-- -->", "html"),
        ("<svg\n/onload=alert(1)>", "html"),
        ("nul\0", "characters"),
        ("bell\a", "characters"),
        ("escape\x1b[31m", "characters"),
        ("c1\x9b", "characters"),
        ("turned\u202etxt.exe", "characters"),
        ("half\ud800", "characters"),
        ("none\ufffe", "characters"),
        ("제 번호는 900101-1234567 입니다", "resident_number"),
        ("0003034000000", "resident_number"),
        ("x" * (TEXT_MAX + 1), "long"),
    ],
)
def test_what_is_hostile_gets_a_code(typed: str, code: str) -> None:
    assert codes({"words": typed}) == {"words": code}


@given(st.text(max_size=300), st.booleans())
def test_clean_text_stays_as_it_is(typed: str, lines: bool) -> None:
    try:
        once = clean_text(typed, lines=lines)
    except ValueError as error:
        assert str(error) in ("html", "characters", "resident_number")
    else:
        assert clean_text(once, lines=lines) == once
        assert lines or "\n" not in once


@pytest.mark.parametrize(
    ("form", "problems"),
    [
        ({}, {"words": "missing"}),
        ({"words": " \n "}, {"words": "missing"}),
        ({"words": None}, {"words": "missing"}),
        ({"words": 3}, {"words": "form"}),
        ({"words": ["a"]}, {"words": "form"}),
        ({"words": "x" * 4001}, {"words": "long"}),
        ({"words": "x", "count": "ten"}, {"count": "form"}),
        ({"words": "x", "count": 10}, {"count": "range"}),
        ({"words": "x", "count": -1}, {"count": "range"}),
        ({"words": "x", "share": "NaN"}, {"share": "range"}),
        ({"words": "x", "share": float("inf")}, {"share": "range"}),
        ({"words": "x", "share": 10**400}, {"share": "form"}),
        ({"words": "x", "agreed": "perhaps"}, {"agreed": "form"}),
        ({"words": "x", "more": 1}, {"more": "unknown"}),
        ({"words": "x", "inner": {"note": "x" * 11, "more": 1}},
         {"inner.note": "long", "inner.more": "unknown"}),
        ({"words": "x", "inner": "text"}, {"inner": "form"}),
        ({"words": "x", "tags": ["a", "b", "c"]}, {"tags": "long"}),
        ({"words": "x", "tags": "a"}, {"tags": "form"}),
        ({"words": "x", "<script>": 1}, {"form": "unknown"}),
        ({"words": "x", "inner": {"\0": 1}}, {"inner": "unknown"}),
        ({"words": "x", 3: 1}, {"form": "unknown"}),
    ],
)  # fmt: skip
def test_each_wrong_field_has_its_code(form: Any, problems: dict[str, str]) -> None:
    assert codes(form) == problems


def test_what_a_page_sends_as_text_is_understood() -> None:
    read = read_form(Asked, {"words": "a", "count": "3", "share": "0.5", "agreed": "on"})
    assert (read.count, read.share, read.agreed) == (3, 0.5, True)


def test_empty_fields_are_as_good_as_none() -> None:
    read = read_form(Asked, {"words": "a", "count": "", "inner": {"note": " "}, "tags": []})
    assert read == Asked(words="a")


def test_only_fields_of_several_lines_keep_them() -> None:
    read = read_form(Asked, {"words": "a\nb", "inner": {"note": "a\nb"}}, lines={"words"})
    assert (read.words, read.inner.note) == ("a\nb", "a b")


def test_a_form_deeper_or_larger_than_any_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(2000):
        deep = {"a": deep or 1}
    assert "form" in codes({"words": "x", "inner": deep}).values()
    assert "form" in codes({"words": "x", "tags": ["x"] * 100_000}).values()
    many = codes({"words": "x", **{f"f{n}": "x" for n in range(1000)}})
    assert len(many) <= 2 * PROBLEMS_MAX
    long = {f"f{n}": "x" * 1000 for n in range(TEXTS_MAX // 1000 + 1)}
    assert codes(long)[f"f{TEXTS_MAX // 1000}"] == "long"


@given(
    st.dictionaries(
        st.text(max_size=10),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
            max_leaves=20,
        ),
        max_size=6,
    )
)
def test_any_form_is_read_or_refused_with_codes(form: dict[str, Any]) -> None:
    try:
        read_form(Asked, form)
    except Invalid as error:
        assert error.fields
        assert all(len(name) <= 200 for name in error.fields)


def test_words_that_come_alone() -> None:
    assert clean_words(" 고맙습니다\r\n ", field="words", most=10) == "고맙습니다"
    with pytest.raises(Invalid, match="words: long"):
        clean_words("x" * 11, field="words", most=10)
    with pytest.raises(Invalid, match="words: html"):
        clean_words("<b>x</b>", field="words", most=100)

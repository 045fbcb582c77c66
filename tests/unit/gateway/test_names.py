"""Names, looks and texts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.errors import Refused
from metaserver.gateway.texts import clean_text, clean_words
from metaserver.protocol.names import clean_name, imitates_staff
from metaserver.protocol.records import pack_look


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Kim", "Kim"), ("  Kim   Minji ", "Kim Minji"), ("김민지", "김민지"),
        (unicodedata.normalize("NFD", "김민지"), "김민지"), ("José", "José"), ("李明", "李明"),
        ("Badminton", "Badminton"), ("광장시장", "광장시장"), ("서울 사람", "서울 사람"),
        ("Modesty", "Modesty"), ("ㅋㅋㅋ", "ㅋㅋㅋ"), ("x" * 24, "x" * 24), ("สวัสดี", "สวัสดี"),
        ("❤\ufe0f", "❤"), ("O'Neill-Kim", "O'Neill-Kim"), ("Guesthouse", "Guesthouse"),
        ("서울시민 김씨", "서울시민 김씨"), ("서울 시계방", "서울 시계방"), ("Kim120", "Kim120"),
        ("Иван", "Иван"), ("Νίκος", "Νίκος"), ("2024", "2024"),
    ],
)  # fmt: skip
def test_names_that_may_be(raw: str, name: str) -> None:
    assert clean_name(raw) == name


@pytest.mark.parametrize(
    "raw",
    [
        "", "   ", "x" * 25, "n" * 10_000, "a\x00b", "a\tb", "a\x1cb", "a\x1b[31m", "a\u202eb",
        "a\u200bb", "\ufeff", "\u3164", "\u2800", "a\u0301\u0302\u0303\u0304", "\u0301a",
        "\ud800", "\ue000", "a\u2028b", "admin", "Admin", "ADMIN 1", "a.d.m.i.n", "4dm1n",
        "Administrator", "Аdmin", "ádmin", "Moderator", "moderator7", "the moderator", "Official",
        "Seoul Official", "ｏｆｆｉｃｉａｌ", "staff", "System", "운영자", "서울 운영자",
        "운 영 자", "공무원", "서울시 공무원", "관리자님", "Guest 1234", "guest", "손님 12",
        "管理员", "120", "서울120", "l2O", "120 상담사", "서울시", "서울시 도로과", "서 울 시",
        "다산콜센터", "ㄱㅗㅇㅁㅜㅇㅝㄴ", "공.무.원", "SeoulOfficial", "officia1", "adrnin",
        "оffісіаl", "ΑDΜΙΝ", "ꓮdmin", "Ⓐdmin", "𝗔𝗱𝗺𝗶𝗻", "CityAdmin", "Kim ✔", "Kim ✅", "🛡 Kim",
    ],
)  # fmt: skip
def test_names_that_may_not_be(raw: str) -> None:
    with pytest.raises(Refused, match="bad_name"):
        clean_name(raw)


@pytest.mark.parametrize("name", ["서울시 도로과", "120 다산콜", "Road official"])
def test_an_official_may_be_called_like_one(name: str) -> None:
    assert imitates_staff(name)
    assert clean_name(name, staff=True) == name


def test_an_official_may_have_no_invisible_letters_either() -> None:
    with pytest.raises(Refused, match="bad_name"):
        clean_name("서울시\u200b", staff=True)


@given(st.text(max_size=60))
def test_whatever_is_a_name_stays_one_and_fits_its_record(raw: str) -> None:
    try:
        name = clean_name(raw)
    except Refused:
        return
    assert clean_name(name) == name
    assert 0 < len(name.encode()) <= 255 and len(name) <= 60
    assert not any(unicodedata.category(c)[0] == "C" for c in name)


@given(st.lists(st.integers(0, 255), min_size=7, max_size=7))
def test_a_look_is_clamped_to_what_there_is_and_has_no_flag(look: list[int]) -> None:
    body, hair, outfit, colours, flags = pack_look(look)
    assert body >> 4 <= 3 and body & 15 <= 7
    assert hair >> 4 <= 7 and hair & 15 <= 7
    assert outfit <= 7 and colours <= 255 and flags == 0


def test_flags_are_the_servers() -> None:
    assert pack_look([0] * 7, flags=1)[4] == 1


@given(st.text(max_size=400))
def test_a_text_is_stable_and_on_one_line(raw: str) -> None:
    words = clean_words(raw)
    assert clean_words(words) == words
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in words)
    try:
        assert 0 < len(clean_text(raw)) <= 300
    except Refused as refused:
        assert refused.code in ("empty_text", "text_too_long")


def test_emoji_and_persian_keep_their_joiners() -> None:
    assert clean_text("👩\u200d🚀 می\u200cخواهم") == "👩\u200d🚀 می\u200cخواهم"

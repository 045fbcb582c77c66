"""The desk is asked, and answers from its entries, or says that it does not know."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from metaserver.civic.knowledge.base import KnowledgeBase, language_of, load_words
from metaserver.civic.knowledge.models import HITS_MAX, QUESTION_MAX, Answer
from metaserver.civic.models import Language

TODAY = dt.date(2026, 11, 22)
ENTRIES = {
    "desk/ko/report-parking": ("불법 주차 신고", "주차하면 안 되는 곳에 선 차를 알릴 수 있습니다."),
    "desk/en/report-parking": ("Illegal parking", "Tell us of a car that is in the way."),
    "desk/ko/account-password": ("비밀번호를 잊었을 때", "로그인 화면에서 새 비밀번호를 정합니다."),
    "desk/en/account-password": ("Forgotten password", "Choose a new password on the log-in page."),
    "water/ko/water-meter-read": ("수도 계량기 검침", "뚜껑을 열고 검은 숫자를 읽습니다."),
    "water/en/water-meter-read": ("Reading the water meter", "Open the lid and read the figures."),
    "water/ko/water-red": ("녹물이 나올 때", "찬물을 몇 분 동안 흘려보냅니다."),
    "water/en/water-red": ("Brown water from the tap", "Let the cold water run for some minutes."),
    "water/ko/water-bill-pay": ("수도요금 내는 방법", "고지서의 계좌나 자동이체로 냅니다."),
    "water/en/water-bill-pay": ("Paying the water bill", "By transfer or by direct debit."),
    "water/ko/only-korean": ("정화조 청소", "청소 업체에 맡깁니다."),
}  # fmt: skip


def written(folder: Path, as_of: str = "2026-11-01") -> Path:
    for place, (title, words) in ENTRIES.items():
        path = folder / f"{place}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"title: {title}\nsource_title: Example\nas_of: {as_of}\n"
        path.write_text(f"---\n{head}---\n{words}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return KnowledgeBase.load(written(tmp_path_factory.mktemp("entries")), today=lambda: TODAY)


def first(answer: Answer) -> str:
    assert answer.known
    return answer.hits[0].entry


@pytest.mark.parametrize(
    ("question", "language", "topic"),
    [
        ("불법주차를 신고하고 싶어요", "ko", "report-parking"),
        ("로그인 비밀번호가 기억이 안 나요", "ko", "account-password"),
        ("비밀번호를 이젓을 때", "ko", "account-password"),
        ("수도계량기는 어떻게 검침하나요?", "ko", "water-meter-read"),
        ("수도 요금을 자동이체로 내려면", "ko", "water-bill-pay"),
        ("where can I tell you about illegal parking?", "en", "report-parking"),
        ("I forgot my pasword", "en", "account-password"),
        ("how do I read the WATER METER", "en", "water-meter-read"),
        ("brown watter comes from my tap", "en", "water-red"),
    ],
)
def test_particles_spelling_and_spaces_do_not_matter(
    base: KnowledgeBase, question: str, language: Language, topic: str
) -> None:
    assert first(base.ask(question, language)) == topic


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("여권은 어디서 갱신하나요?", "ko"),
        ("전기요금이 너무 많이 나왔어요", "ko"),
        ("How do I renew my passport?", "en"),
        ("Which bank opens an account for foreigners?", "en"),
        ("어떻게 하나요?", "ko"),
        ("how do I do this", "en"),
        ("?!", "ko"),
        ("", "en"),
        ("🚰", "ko"),
        ("qwrtzp", "en"),
    ],
)
def test_what_no_entry_is_about_is_not_known(
    base: KnowledgeBase, question: str, language: Language
) -> None:
    assert not base.ask(question, language).known


def test_an_answer_quotes_its_entry_with_source_and_date(base: KnowledgeBase) -> None:
    hit = base.ask("Brown water from the tap", "en").hits[0]
    assert hit.words == "Let the cold water run for some minutes."
    assert (hit.source_title, hit.as_of, hit.stale) == ("Example", "2026-11-01", False)
    assert hit.department == "water"


def test_at_most_three_entries_are_told(base: KnowledgeBase) -> None:
    hits = base.ask("water", "en").hits
    assert len(hits) == HITS_MAX
    assert len({hit.entry for hit in hits}) == HITS_MAX


def test_a_question_is_searched_in_the_language_it_is_written_in(base: KnowledgeBase) -> None:
    hit = base.ask("불법 주차 신고", "en").hits[0]
    assert (hit.entry, hit.title) == ("report-parking", "Illegal parking")


def test_an_entry_of_one_language_is_shown_as_it_is(base: KnowledgeBase) -> None:
    assert base.ask("정화조 청소", "en").hits[0].title == "정화조 청소"


def test_after_a_year_an_entry_is_stale(tmp_path: Path) -> None:
    written(tmp_path, as_of="2025-11-22")
    question = "Brown water from the tap"
    for day, stale in ((dt.date(2026, 11, 22), False), (dt.date(2026, 11, 23), True)):
        base = KnowledgeBase.load(tmp_path, today=lambda day=day: day)
        assert base.ask(question, "en").hits[0].stale is stale


def test_a_question_is_not_read_beyond_its_limit(base: KnowledgeBase) -> None:
    asked = base.ask("녹물 " * 10_000, "ko")
    assert len(asked.question) == QUESTION_MAX
    assert asked.hits[0].entry == "water-red"


def test_with_entries_of_one_language_every_question_is_searched_in_it(tmp_path: Path) -> None:
    path = written(tmp_path)
    for each in path.glob("*/ko/*.md"):
        each.unlink()
    base = KnowledgeBase.load(path)
    assert not base.ask("불법 주차 신고", "ko").known
    assert base.ask("illegal parking", "ko").known


@pytest.mark.parametrize(
    ("text", "language"),
    [("수도", "ko"), ("tap", "en"), ("wifi 신고", "ko"), ("120", "en"), ("?", None)],
)
def test_the_language_is_told_by_the_letters(text: str, language: Language | None) -> None:
    assert language_of(text) == language


def test_both_languages_have_the_same_sentences() -> None:
    texts = load_words()
    assert texts["ko"].words.keys() == texts["en"].words.keys()

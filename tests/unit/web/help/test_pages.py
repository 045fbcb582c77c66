"""From a question to a person and to it in writing, on paper: without scripts."""

from __future__ import annotations

import pytest

from metaserver.ports.help import TalkState
from metaserver.web.help.words import FIELDS, WORDS
from tests.unit.civic.help.kit import KNOWN
from tests.unit.web.help.town import HelpTown, Visit, forms, text
from tests.unit.web.services.desk import heading, told, wrong

TALK = "/s/help/talk"


def test_each_sentence_is_there_in_both_languages() -> None:
    assert set(WORDS["ko"]) == set(WORDS["en"])
    assert FIELDS["ko"].keys() == FIELDS["en"].keys()
    assert all(FIELDS["ko"][name].keys() == FIELDS["en"][name].keys() for name in FIELDS["ko"])


async def test_the_desk_answers_with_a_quotation_and_its_source(visit: Visit) -> None:
    page = await visit.asks(KNOWN)
    assert page.status_code == 200
    assert "수도 요금" in text(page) and "요금은 이렇게 냅니다" in text(page)
    assert 'href="https://example.org/bill" rel="nofollow noopener"' in page.text
    assert "2026년 1월 1일(목)" in text(page)


async def test_the_desk_says_when_it_does_not_know(visit: Visit) -> None:
    page = await visit.asks("오늘 저녁 뭐 먹지")
    assert WORDS["ko"]["unknown"] in text(page)
    assert "blockquote" not in page.text
    assert "/s/help/talks" in [each["action"] for each in forms(page)]


async def test_asking_leaves_nothing(town: HelpTown, visit: Visit) -> None:
    await visit.asks(KNOWN)
    assert await town.city.talks.live() == []


@pytest.mark.parametrize(
    ("question", "sentence"),
    [("", FIELDS["ko"]["question"]["missing"]), ("가" * 501, FIELDS["ko"]["question"]["long"])],
)
async def test_a_question_that_is_none_is_told_at_its_field(
    visit: Visit, question: str, sentence: str
) -> None:
    page = await visit.asks(question)
    assert page.status_code == 422
    assert wrong(page) == [sentence]
    assert 'href="#f-question"' in page.text and 'aria-invalid="true"' in page.text


async def test_nobody_on_duty_offers_writing_first(visit: Visit) -> None:
    page = await visit.asks("길을 묻습니다")
    assert WORDS["ko"]["nobody"] in text(page)
    assert told(page, "답변 예정일").startswith("2026년")
    assert page.text.index('value="leave"') < page.text.index('value="talk"')


async def test_three_steps_from_cold_to_a_person(town: HelpTown, visit: Visit) -> None:
    await town.city.clerk("")
    page = await visit.asks("길을 묻습니다")
    assert told(page, "근무 중인 담당자") == "1명"
    page = await visit.submit("/s/help/talks", step="talk", name="민지")
    assert page.status_code == 200
    assert told(page, "내 차례") == "1번째"
    assert told(page, "예상 대기 시간")
    assert "길을 묻습니다" in text(page)


async def test_a_talk_with_an_official(town: HelpTown, visit: Visit) -> None:
    clerk = await town.city.clerk("")
    await visit.wants_a_person()
    taken = await town.city.help.take(clerk, "", "ko")
    await town.city.help.tell(clerk, taken.number, "저쪽입니다.", "k-1", "ko")
    page = await visit.open(TALK)
    assert "담당자와 연결되었습니다: 김담당 공무원 확인됨" in text(page)
    assert "저쪽입니다." in text(page)
    page = await visit.submit(f"{TALK}/say", words="<b>고맙습니다</b>")
    assert "<b>고맙습니다</b>" in text(page) and "<b>고맙" not in page.text
    await visit.submit(f"{TALK}/end")
    page = await visit.submit(f"{TALK}/rate", stars="5")
    assert "5점" in text(page)
    kept = await town.city.kept_talk(taken.number)
    assert (kept.state, kept.stars) == (TalkState.ENDED, 5)


async def test_the_same_form_twice_is_one_line(town: HelpTown, visit: Visit) -> None:
    page = await visit.wants_a_person()
    form = next(each for each in forms(page) if each["action"] == f"{TALK}/say")
    for _ in range(2):
        await visit.client.post(form["action"], data={**form["hidden"], "words": "한 번만"})
    assert (await visit.open(TALK)).text.count("한 번만") == 1


async def test_asking_for_a_person_twice_is_one_talk(town: HelpTown, visit: Visit) -> None:
    await visit.asks("길을 묻습니다")
    for_person = next(each for each in forms(visit.page) if each["action"] == "/s/help/talks")
    for _ in range(2):
        answer = await visit.client.post("/s/help/talks", data=for_person["hidden"])
        assert answer.headers["location"] == TALK
    assert len(await town.city.talks.live()) == 1
    await visit.asks("다른 질문")
    page = await visit.submit("/s/help/talks")
    assert heading(page).endswith("상담") and len(await town.city.talks.live()) == 1
    assert "진행 중인 상담" in text(await visit.open("/s/help"))


async def test_empty_words_and_no_rating_are_told(town: HelpTown, visit: Visit) -> None:
    await visit.wants_a_person()
    page = await visit.submit(f"{TALK}/say", words="  ")
    assert page.status_code == 422 and wrong(page) == [FIELDS["ko"]["words"]["missing"]]
    await visit.open(TALK)
    await visit.submit(f"{TALK}/end")
    page = await visit.submit(f"{TALK}/rate")
    assert page.status_code == 422 and wrong(page) == [FIELDS["ko"]["stars"]["missing"]]


async def test_what_cannot_be_said_stays_in_the_field(town: HelpTown, visit: Visit) -> None:
    await visit.wants_a_person()
    words = "가" * 2001
    page = await visit.submit(f"{TALK}/say", words=words)
    assert page.status_code == 422 and words in page.text
    assert wrong(page) == [FIELDS["ko"]["words"]["long"]]


async def test_left_in_writing_gives_a_receipt(town: HelpTown, visit: Visit) -> None:
    await visit.asks("보도블록이 깨졌어요")
    page = await visit.submit("/s/help/talks", step="leave")
    assert '<details id="leave" open>' in page.text
    page = await visit.submit(f"{TALK}/leave", address="세종대로 110 앞")
    assert heading(page) == "접수되었습니다"
    number = told(page, "접수번호")
    page = await visit.open(TALK)
    assert WORDS["ko"]["written"] in text(page) and number in text(page)
    assert not [each for each in forms(page) if each["action"].endswith(("/say", "/leave"))]


async def test_what_is_wrong_with_the_writing_is_told_there(visit: Visit) -> None:
    await visit.wants_a_person()
    page = await visit.submit(
        f"{TALK}/leave", left="깨졌어요", address="세종대로 110", email="hong@example.com"
    )
    assert page.status_code == 422
    assert FIELDS["ko"]["keep_contact"]["consent"] in wrong(page)
    assert "hong@example.com" in page.text and "깨졌어요" in page.text


async def test_the_transcript_is_a_file(visit: Visit) -> None:
    await visit.wants_a_person()
    answer = await visit.open("/s/help/transcript.txt")
    assert answer.headers["content-disposition"].startswith('attachment; filename="H-')
    assert "길을 묻습니다" in answer.text


async def test_only_the_browser_that_asked_sees_the_talk(town: HelpTown, visit: Visit) -> None:
    await visit.wants_a_person()
    async with town.visitor() as other:
        assert (await other.open(TALK)).headers["location"] == "/s/help"
        answer = await other.open("/s/help/transcript.txt")
        assert answer.status_code == 404
        other.client.cookies.set("talk", "forged.cookie")
        assert (await other.open(TALK)).headers["location"] == "/s/help"


async def test_a_page_without_scripts_renews_itself_until_it_is_held(visit: Visit) -> None:
    page = await visit.wants_a_person()
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert 'http-equiv="refresh"' not in (await visit.open(f"{TALK}?hold=1")).text
    await visit.open(TALK)
    page = await visit.submit(f"{TALK}/end")
    assert 'http-equiv="refresh"' not in page.text


async def test_a_form_of_another_site_is_refused(visit: Visit) -> None:
    answer = await visit.client.post("/s/help", data={"question": KNOWN, "csrf": "x"})
    assert answer.status_code == 403


async def test_everything_in_english(town: HelpTown) -> None:
    async with town.visitor("en") as visit:
        await visit.open("/s/help")
        assert "What would you like to know?" in text(visit.page)
        page = await visit.submit("/s/help", question="Where is the lost property office?")
        assert "I do not know" in text(page) and "No official is on duty now" in text(page)
        page = await visit.submit("/s/help/talks", step="talk")
        assert "You are in the queue." in text(page)
        assert not [letter for letter in text(page) if "가" <= letter <= "힣"]

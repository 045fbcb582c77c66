"""What officials see and do, and what came of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from typing import Any

import pytest

from metaserver.civic.complaints.export import csv_text, safe_cell
from metaserver.civic.complaints.models import Acted, OfficeAction
from metaserver.civic.complaints.outcomes import by_kind, total
from metaserver.civic.complaints.presence import begin_absences
from metaserver.civic.models import Asker, Receipt
from metaserver.errors import Invalid, NotFound
from metaserver.ports.accounts import Account, Grant, Role
from metaserver.ports.complaints import EventKind, Outcome, Search, Status
from tests.unit.civic.complaints.kit import SECRET_PHONE, SECRET_WORDS, City

DAY_MS = 86_400_000


async def act(city: City, by: Account, *receipts: Receipt, do: str, **more: Any) -> list[Acted]:
    numbers = tuple(each.number for each in receipts)
    return await city.office.act(OfficeAction(numbers=numbers, do=do, **more), by)  # type: ignore[arg-type]


async def test_an_official_sees_the_cases_of_their_departments(city: City) -> None:
    road = await city.file()
    waste = await city.file(kind="waste", attributes={"waste_kind": ["food"]})
    roads, both = await city.official("roads"), await city.official("roads", "cleaning")
    operator = await city.somebody(Grant(Role.OPERATOR))
    for who, numbers in (
        (roads, [road.number]),
        (both, [waste.number, road.number]),
        (operator, [waste.number, road.number]),
        (await city.official("parks"), []),
    ):
        inbox = await city.office.inbox(Search(), who, "ko")
        assert [each.number for each in inbox.rows] == numbers
        assert inbox.total == len(numbers)
    only = Search(departments=["cleaning"])
    assert (await city.office.inbox(only, roads, "ko")).total == 0


async def test_the_inbox_says_how_it_stands(city: City) -> None:
    await city.file(description="x" * 1000)
    official = await city.official("roads")
    [row] = (await city.office.inbox(Search(), official, "en")).rows
    assert (row.status_title, row.deadline, row.days_left) == ("Received", "ok", 7)
    assert len(row.description) == 160
    city.clock.passes(days=10)
    [row] = (await city.office.inbox(Search(), official, "en")).rows
    assert (row.deadline, row.days_left) == ("overdue", -1)


async def test_a_case_has_all_an_official_needs_and_reading_a_contact_is_noted(
    city: City,
) -> None:
    receipt = await city.file_with_contact(attributes={"damage": "paving", "danger": ["wheels"]})
    await city.file(description="거의 같은 곳")
    await city.complaints.join(receipt.number, city.complaints.check_join({}), Asker())
    official = await city.official("roads", name="김담당")
    await act(city, official, receipt, do="note", words="예산을 확인")
    case = await city.office.case(receipt.number, official, "en")
    assert case.contact is not None
    assert case.contact.phone == SECRET_PHONE
    assert case.attributes == (
        ("What is damaged", "Broken or loose paving"),
        ("Who is in danger", "Wheelchairs and prams"),
    )
    assert [(each.kind, each.actor_name, each.words) for each in case.events] == [
        (EventKind.RECEIVED, "", ""), (EventKind.NOTE, "김담당", "예산을 확인"),
    ]  # fmt: skip
    assert [each.description for each in case.near] == ["거의 같은 곳"]
    assert case.followers == 1
    assert "start" in case.may
    audit = await city.audit.entries(actor=official.id)
    assert [each.action for each in audit] == ["complaint.read", "complaint.note"]


async def test_an_answer_closes_it_with_an_audit_entry_that_has_no_words(city: City) -> None:
    receipt, official = await city.file(), await city.official("roads")
    [done] = await act(city, official, receipt, do="answer", words="고쳤습니다.")
    kept = await city.kept(receipt)
    assert done == Acted(
        number=receipt.number, done=True, version=kept.version,
        updated="2026-11-23T10:00:00+09:00",
    )  # fmt: skip
    assert (kept.status, kept.closed_ms) == (Status.ANSWERED, city.clock.unix_ms())
    [entry] = await city.audit.entries()
    assert (entry.actor, entry.action) == (official.id, "complaint.answer")
    assert entry.subject == f"complaint:{receipt.number}"
    assert entry.detail == {"status": "answered"}
    assert city.told[-1][1].kind is EventKind.ANSWER


async def test_answers_go_by_letter_to_the_reporter_and_to_all_who_joined(city: City) -> None:
    receipt = await city.file_with_contact(notice_mail=True)
    joining = {"email": "kim@example.com", "keep_contact": True, "age_14": True}
    await city.complaints.join(receipt.number, city.complaints.check_join(joining), Asker())
    await city.complaints.join(receipt.number, city.complaints.check_join({}), Asker())
    await act(city, await city.official("roads"), receipt, do="answer", words="고쳤습니다.")
    kinds = sorted(each.kind for each in await city.outbox.list())
    assert kinds == ["answer", "answer", "joined", "receipt", "work"]


async def test_two_who_edit_the_same_case_notice_each_other(city: City) -> None:
    receipt = await city.file()
    kim, lee = await city.official("roads"), await city.official("roads", name="이담당")
    version = (await city.kept(receipt)).version
    await act(city, lee, receipt, do="start", versions=(version,))
    [conflict] = await act(
        city, kim, receipt, do="answer", words="고쳤습니다.", versions=(version,)
    )
    assert (conflict.done, conflict.code, conflict.changed_by) == (False, "conflict", "이담당")
    assert conflict.version == (await city.kept(receipt)).version
    assert (await city.kept(receipt)).status is Status.IN_PROGRESS
    again = {"versions": (conflict.version,)}
    [done] = await act(city, kim, receipt, do="answer", words="고쳤습니다.", **again)
    assert done.done


async def test_people_who_join_meanwhile_are_no_conflict(city: City) -> None:
    receipt, official = await city.file(), await city.official("roads")
    version = (await city.kept(receipt)).version
    for _ in range(3):
        await city.complaints.join(receipt.number, city.complaints.check_join({}), Asker())
    [done] = await act(city, official, receipt, do="start", versions=(version,))
    assert done.done


async def test_a_version_that_never_was_is_a_conflict(city: City) -> None:
    receipt, official = await city.file(), await city.official("roads")
    for version in (-1, 99):
        [conflict] = await act(city, official, receipt, do="start", versions=(version,))
        assert conflict.code == "conflict"


async def test_many_at_once_and_one_that_cannot_be_done_hinders_no_other(city: City) -> None:
    official = await city.official("roads")
    first, second = await city.file(), await city.file()
    waste = await city.file(kind="waste", attributes={"waste_kind": ["food"]})
    await act(city, official, first, do="answer", words="고쳤습니다.")
    done = await act(city, official, first, second, waste, do="reject", words="사유지입니다.")
    assert [(each.done, each.code) for each in done] == [
        (False, "status"), (True, ""), (False, "not_found"),
    ]  # fmt: skip
    assert (await city.kept(second)).status is Status.REJECTED


async def test_a_case_that_goes_to_another_department_leaves_the_first(city: City) -> None:
    receipt, roads = await city.file(), await city.official("roads")
    await act(city, roads, receipt, do="assign", to=roads.id)
    [refused] = await act(city, roads, receipt, do="department", to="nobody")
    assert refused.code == "department"
    [done] = await act(city, roads, receipt, do="department", to="parks", words="나무뿌리 때문")
    assert done.done
    kept = await city.kept(receipt)
    assert (kept.department, kept.assignee) == ("parks", "")
    with pytest.raises(NotFound):
        await city.office.case(receipt.number, roads, "ko")
    assert (await city.seen(receipt)).steps[-1].department == "Parks (example)"


async def test_a_case_is_given_to_officials_of_its_department_only(city: City) -> None:
    receipt, roads = await city.file(), await city.official("roads")
    parks, citizen = await city.official("parks"), await city.somebody()
    for account in (parks.id, citizen.id, "nobody"):
        [refused] = await act(city, roads, receipt, do="assign", to=account)
        assert refused.code == "account"
    await act(city, roads, receipt, do="assign", to=roads.id)
    assert (await city.kept(receipt)).assignee == roads.id
    await act(city, roads, receipt, do="assign")
    assert (await city.kept(receipt)).assignee == ""
    assert EventKind.ASSIGNED not in [each.kind for each in (await city.seen(receipt)).steps]


async def test_another_day_for_the_answer_is_told_in_the_reporters_language(city: City) -> None:
    receipt, official = await city.file(), await city.official("roads")
    for day in ("2026-11-22", "2028-01-01", "tomorrow", "2026-02-30"):
        [refused] = await act(city, official, receipt, do="deadline", to=day)
        assert refused.code == "day"
    await act(city, official, receipt, do="deadline", to="2026-12-31", words="자재를 기다립니다.")
    seen = await city.seen(receipt)
    assert seen.expected == "2026-12-31"
    assert seen.steps[-1].words == (
        "답변 예정일이 바뀌었습니다. 새 예정일: 2026-12-31 자재를 기다립니다."
        .replace("31 자재", "31\n자재")
    )  # fmt: skip


async def test_merging_needs_another_that_is_open_and_theirs(city: City) -> None:
    official = await city.official("roads")
    first, second, closed = await city.file(), await city.file(), await city.file()
    waste = await city.file(kind="waste", attributes={"waste_kind": ["food"]})
    await act(city, official, closed, do="answer", words="고쳤습니다.")
    for into, code in (
        (first.number, "itself"), (closed.number, "status"), (waste.number, "not_found"),
        ("2026-999999", "not_found"), ("../x", "not_found"),
    ):  # fmt: skip
        [refused] = await act(city, official, first, do="merge", to=into)
        assert refused.code == code
    await act(city, official, second, do="merge", to=first.number)
    [circle] = await act(city, official, first, do="merge", to=second.number)
    assert circle.code == "itself"


async def test_words_of_officials_are_checked_too(city: City) -> None:
    receipt, official = await city.file(), await city.official("roads")
    with pytest.raises(Invalid, match="words: html"):
        await act(city, official, receipt, do="answer", words="<script>x</script>")
    with pytest.raises(Invalid, match="words: characters"):
        await act(city, official, receipt, do="note", words="\0")
    with pytest.raises(ValueError, match="words are missing"):
        OfficeAction(numbers=(receipt.number,), do="answer")


async def test_what_is_new_and_what_is_late(city: City) -> None:
    official = await city.official("roads")
    await city.file()
    await city.file(kind="waste", attributes={"waste_kind": ["food"]})
    news = await city.office.news(official, 0)
    assert (news.new, news.overdue) == (1, 0)
    city.clock.passes(days=10)
    news = await city.office.news(official, news.now_ms + 1)
    assert (news.new, news.overdue) == (0, 1)


# ---- who is there --------------------------------------------------------------------------------


async def test_the_desk_says_honestly_who_is_on_duty(city: City) -> None:
    official = await city.official("roads")
    assert (await city.complaints.queue("en")).on_duty == 0
    await city.office.on_duty(official, "roads")
    city.clock.passes(seconds=11)
    state = await city.complaints.queue("en")
    assert state.on_duty == 1
    assert ("Roads (example)", 1) in state.departments
    city.clock.passes(minutes=4)
    assert await city.office.seen(official) is not None
    city.clock.passes(minutes=4)
    assert (await city.complaints.queue("en")).on_duty == 1
    city.clock.passes(minutes=2)
    assert (await city.complaints.queue("en")).on_duty == 0
    await city.office.off_duty(official)
    assert await city.office.seen(official) is None


async def test_nobody_is_on_duty_for_another_department(city: City) -> None:
    official = await city.official("roads")
    for department in ("parks", "nobody", ""):
        with pytest.raises(Invalid, match="department: choice"):
            await city.office.on_duty(official, department)


async def test_who_is_away_hands_over_what_is_open_and_gets_nothing_new(city: City) -> None:
    kim, lee = await city.official("roads"), await city.official("roads")
    first, second = await city.file(), await city.file()
    await act(city, kim, first, do="assign", to=kim.id)
    today = dt.date(2026, 11, 23)
    assert await city.office.set_absence(kim, lee.id, today, today + dt.timedelta(days=3)) == 1
    await act(city, lee, second, do="assign", to=kim.id)
    assert [(await city.kept(each)).assignee for each in (first, second)] == [lee.id, lee.id]
    city.clock.passes(days=4)
    assert await city.office.absences(kim) == []
    await act(city, lee, second, do="assign", to=kim.id)
    assert (await city.kept(second)).assignee == kim.id


async def test_what_somebody_has_open_when_a_later_absence_begins_goes_to_their_cover(
    city: City,
) -> None:
    kim, lee = await city.official("roads"), await city.official("roads")
    before, during = await city.file(), await city.file()
    await act(city, kim, before, do="assign", to=kim.id)
    day = dt.date(2026, 11, 23) + dt.timedelta(days=2)
    assert await city.office.set_absence(kim, lee.id, day, day) == 0
    assert await begin_absences(city.office) == 0
    city.clock.passes(days=2)
    await act(city, kim, during, do="start")
    assert await begin_absences(city.office) == 1
    assert [(await city.kept(each)).assignee for each in (before, during)] == [lee.id, kim.id]
    assert await begin_absences(city.office) == 0


async def test_an_absence_of_who_is_no_official_any_more_hands_nothing_over(city: City) -> None:
    kim, lee = await city.official("roads"), await city.official("roads")
    await act(city, kim, await city.file(), do="assign", to=kim.id)
    day = dt.date(2026, 11, 23) + dt.timedelta(days=1)
    await city.office.set_absence(kim, lee.id, day, day)
    await city.accounts.update(replace(kim, grants=()))
    city.clock.passes(days=1)
    assert await begin_absences(city.office) == 0


async def test_an_absence_needs_somebody_else_and_days_ahead(city: City) -> None:
    kim, citizen = await city.official("roads"), await city.somebody()
    today = dt.date(2026, 11, 23)
    for cover in (kim.id, citizen.id, "nobody"):
        with pytest.raises(Invalid, match="cover: choice"):
            await city.office.set_absence(kim, cover, today, today)
    lee = await city.official("roads")
    for first, last in ((1, 0), (-3, -1), (0, 400)):
        days = (today + dt.timedelta(days=first), today + dt.timedelta(days=last))
        with pytest.raises(Invalid, match="until_day: range"):
            await city.office.set_absence(kim, lee.id, *days)


async def test_officials_to_whom_a_case_can_be_given(city: City) -> None:
    kim, lee = await city.official("roads", name="김"), await city.official("parks", name="이")
    operator = await city.somebody(Grant(Role.OPERATOR), name="운영")
    await city.somebody(name="시민")
    names = [name for _, name in await city.office.officials(kim, "roads")]
    assert names == ["김", "운영"]
    everybody = {each for each, _ in await city.office.officials(kim)}
    assert everybody == {kim.id, lee.id, operator.id}


# ---- numbers and files ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", ["=1+1", "+82", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("x")']
)
def test_cells_that_a_spreadsheet_would_compute_become_text(cell: str) -> None:
    assert safe_cell(cell) == "'" + cell
    [[read]] = csv.reader(io.StringIO(csv_text([[cell]]).removeprefix("\ufeff"), newline=""))
    assert read == "'" + cell


def test_other_cells_stay_and_survive_quotes_and_lines() -> None:
    rows = [["번호", '그는 "예"라고, 했다', "하나\n둘", "37.5"]]
    text = csv_text(rows)
    assert text.startswith("\ufeff번호")
    assert list(csv.reader(io.StringIO(text[1:], newline=""))) == rows


async def test_an_export_has_the_cases_without_contacts_and_is_noted(city: City) -> None:
    await city.file_with_contact(description="=cmd|' /C calc'!A0")
    await city.file(kind="waste", attributes={"waste_kind": ["food"]})
    official = await city.official("roads")
    text = await city.office.export(Search(), official, "ko")
    header, row = list(csv.reader(io.StringIO(text[1:], newline="")))
    cells = dict(zip(header, row, strict=True))
    assert cells["번호"] == "2026-000001"
    assert cells["내용"] == "'=cmd|' /C calc'!A0"
    assert cells["답변 예정일"] == "2026-12-02"
    assert SECRET_PHONE not in text
    [entry] = await city.audit.entries(actor=official.id)
    assert (entry.action, entry.subject) == ("complaint.export", "complaint:1")


async def test_what_came_of_complaints_in_numbers(city: City) -> None:
    official = await city.official("roads")
    first, _ = await city.file(), await city.file(kind="other", attributes={})
    city.clock.passes(days=2)
    await act(city, official, first, do="answer", words="고쳤습니다.")
    await city.complaints.rate(first.number, first.code, 4, "")
    today = dt.date(2026, 11, 25)
    outcomes = await city.office.outcomes(dt.date(2026, 11, 1), today, "en")
    assert (outcomes.total.received, outcomes.total.answered, outcomes.total.open) == (2, 1, 1)
    assert (outcomes.total.median_days, outcomes.total.rating) == (2.0, 4.0)
    assert [each.department_title for each in outcomes.departments] == [
        "120 desk (example)", "Roads (example)",
    ]  # fmt: skip
    assert SECRET_WORDS not in outcomes.model_dump_json()
    state = await city.complaints.queue("en")
    assert (state.open, state.answered_30_days, state.median_days_to_answer) == (1, 1, 2.0)
    with pytest.raises(Invalid, match="to_day: range"):
        await city.office.outcomes(today, dt.date(2026, 11, 1), "en")
    with pytest.raises(Invalid, match="to_day: range"):
        await city.office.outcomes(dt.date(2020, 1, 1), today, "en")


def test_outcomes_of_nothing_have_no_median() -> None:
    nothing = total([], "All")
    assert (nothing.received, nothing.median_days, nothing.rating) == (0, None, None)


def test_outcomes_add_up() -> None:
    def outcome(department: str, kind: str, *days: int) -> Outcome:
        return Outcome(
            department=department, kind=kind, received=20, answered=len(days), open=0, overdue=0,
            answer_ms=[each * DAY_MS for each in days], ratings=[],
        )  # fmt: skip

    rows = by_kind([outcome("a", "x", 1, 2, 3, 4, 5), outcome("b", "x", 6, 7, 8, 9, 10)], str)
    [row] = rows
    assert (row.received, row.answered) == (40, 10)
    assert (row.median_days, row.p90_days) == (5.5, 9.0)

"""Following a complaint with its code or account: what is seen, reopened, rated, reminded of."""

from __future__ import annotations

from typing import Any

import pytest

from metaserver.civic.complaints.models import OfficeAction
from metaserver.civic.models import Asker, Receipt
from metaserver.errors import Conflict, Invalid, Limited, NotFound
from metaserver.ports.accounts import Account
from metaserver.ports.complaints import EventKind, Status
from tests.unit.civic.complaints.kit import SECRET_WORDS, City

WRONG = "0000-0000-0000-0000"


async def act(city: City, by: Account, receipt: Receipt, do: str, **more: str) -> None:
    action = OfficeAction.model_validate({"numbers": [receipt.number], "do": do, **more})
    [done] = await city.office.act(action, by)
    assert done.done, done.code


async def answered(city: City, **changes: Any) -> tuple[Receipt, Account]:
    receipt, official = await city.file(**changes), await city.official("roads")
    await act(city, official, receipt, "answer", words="고쳤습니다.")
    return receipt, official


async def test_every_step_has_a_date_a_department_and_words(city: City) -> None:
    receipt, official = await city.file(), await city.official("roads")
    city.clock.passes(days=1)
    await act(city, official, receipt, "start", words="현장에 갑니다.")
    await act(city, official, receipt, "note", words="내부: 예산 확인")
    city.clock.passes(days=1)
    await act(city, official, receipt, "answer", words="보도블록을 바꾸었습니다.")
    seen = await city.complaints.follow(receipt.number, receipt.code, "ko")
    assert (seen.status, seen.status_title, seen.overdue) == (Status.ANSWERED, "답변 완료", False)
    assert [(each.time, each.department, each.words) for each in seen.steps] == [
        ("2026-11-23T10:00:00+09:00", "도로 부서(예시)", "접수되었습니다."),
        ("2026-11-24T10:00:00+09:00", "도로 부서(예시)", "현장에 갑니다."),
        ("2026-11-25T10:00:00+09:00", "도로 부서(예시)", "보도블록을 바꾸었습니다."),
    ]
    assert (seen.description, seen.lat, seen.expected) == (SECRET_WORDS, 37.5665, "2026-12-02")
    assert (seen.may_reopen, seen.may_rate) == (True, True)


@pytest.mark.parametrize("number", ["2026-000002", "nothing", "", "2026-000001'--"])
async def test_a_wrong_code_and_a_wrong_number_are_answered_alike(city: City, number: str) -> None:
    receipt = await city.file()
    told = set()
    for which, code in ((receipt.number, WRONG), (number, receipt.code), (number, "")):
        with pytest.raises(NotFound) as error:
            await city.complaints.follow(which, code, "ko")
        told.add((error.value.code, str(error.value)))
    assert len(told) == 1


async def test_ten_wrong_codes_and_one_has_to_wait_even_with_the_right_one(city: City) -> None:
    receipt = await city.file()
    for _ in range(10):
        with pytest.raises(NotFound):
            await city.complaints.follow(receipt.number, WRONG, "ko", address_key="guesser")
    for code in (WRONG, receipt.code):
        with pytest.raises(Limited):
            await city.complaints.follow(receipt.number, code, "ko", address_key="guesser")
    city.clock.passes(minutes=1)
    await city.complaints.follow(receipt.number, receipt.code, "ko", address_key="guesser")


async def test_many_guessers_hold_back_each_other_but_not_the_reporter(city: City) -> None:
    receipt = await city.file()
    for n in range(20):
        with pytest.raises(NotFound):
            await city.complaints.follow(receipt.number, WRONG, "ko", address_key=f"bot {n}")
    with pytest.raises(Limited):
        await city.complaints.follow(receipt.number, WRONG, "ko", address_key="bot 1")
    seen = await city.complaints.follow(receipt.number, receipt.code, "ko", address_key="home")
    assert seen.number == receipt.number


async def test_the_reporters_account_opens_it_and_another_does_not(city: City) -> None:
    reporter, other = await city.somebody(), await city.somebody()
    receipt = await city.file(account=reporter.id)
    seen = await city.complaints.follow(receipt.number, "", "ko", account=reporter.id)
    assert seen.description == SECRET_WORDS
    with pytest.raises(NotFound):
        await city.complaints.follow(receipt.number, "", "ko", account=other.id)


async def test_without_an_account_nobody_is_everybodys_reporter(city: City) -> None:
    await city.file()
    assert await city.complaints.mine("", "ko") == []


async def test_mine_are_those_i_reported_and_those_i_joined(city: City) -> None:
    me, other = await city.somebody(), await city.somebody()
    mine = await city.file(account=me.id)
    city.clock.passes(hours=1)
    theirs = await city.file(account=other.id)
    await city.complaints.join(theirs.number, city.complaints.check_join({}), Asker(account=me.id))
    shown = await city.complaints.mine(me.id, "ko")
    assert [each.number for each in shown] == [theirs.number, mine.number]
    assert [each.description for each in shown] == ["", SECRET_WORDS]


async def test_who_joined_is_told_how_it_goes_on_but_not_what_the_reporter_wrote(
    city: City,
) -> None:
    photo = await city.photo()
    receipt, official = await city.file(photos=[photo]), await city.official("roads")
    await act(city, official, receipt, "start", words="203호 분과 통화했습니다.")
    city.clock.passes(hours=1)
    joined = await city.complaints.join(receipt.number, city.complaints.check_join({}), Asker())
    city.clock.passes(hours=1)
    await act(city, official, receipt, "answer", words="모두 고쳤습니다.")
    seen = await city.seen(joined)
    assert (seen.description, seen.photos, seen.may_reopen) == ("", (), False)
    assert (seen.lat, seen.lon) == (37.5675, 126.9775)
    assert [each.words for each in seen.steps] == [
        "It was received.", "The status has changed.", "모두 고쳤습니다.",
    ]  # fmt: skip
    with pytest.raises(NotFound):
        await city.complaints.photo(receipt.number, photo, joined.code)
    with pytest.raises(NotFound):
        await city.complaints.reopen(receipt.number, joined.code, "다시")


async def test_who_is_not_content_reopens_it_and_there_is_a_new_day(city: City) -> None:
    receipt, _ = await answered(city)
    city.clock.passes(days=3)
    await city.complaints.reopen(receipt.number, receipt.code, "그대로입니다.")
    seen = await city.seen(receipt)
    assert (seen.status, seen.expected, seen.may_reopen) == (Status.RECEIVED, "2026-12-07", False)
    assert seen.steps[-1].words == "그대로입니다."
    assert (await city.kept(receipt)).closed_ms is None


async def test_what_the_reporter_writes_when_reopening_is_not_for_those_who_joined(
    city: City,
) -> None:
    receipt, official = await city.file(), await city.official("roads")
    joined = await city.complaints.join(receipt.number, city.complaints.check_join({}), Asker())
    await act(city, official, receipt, "answer", words="고쳤습니다.")
    await city.complaints.reopen(receipt.number, receipt.code, "우리 집은 그대로입니다.")
    assert "우리 집" not in (await city.seen(joined)).model_dump_json()
    assert "우리 집" not in repr(await city.outbox.list())


async def test_reopening_needs_words_an_answer_and_comes_within_thirty_days(city: City) -> None:
    open_one = await city.file()
    with pytest.raises(Conflict, match="status") as error:
        await city.complaints.reopen(open_one.number, open_one.code, "다시")
    assert error.value.code == "status"
    receipt, _ = await answered(city)
    with pytest.raises(Invalid, match="words: missing"):
        await city.complaints.reopen(receipt.number, receipt.code, " \n")
    with pytest.raises(Invalid, match="words: html"):
        await city.complaints.reopen(receipt.number, receipt.code, "<script>x</script>")
    city.clock.passes(days=31)
    with pytest.raises(Conflict) as error:
        await city.complaints.reopen(receipt.number, receipt.code, "다시")
    assert error.value.code == "too_late"


async def test_it_is_reopened_three_times_at_most(city: City) -> None:
    receipt, official = await answered(city)
    for _ in range(3):
        await city.complaints.reopen(receipt.number, receipt.code, "다시")
        await act(city, official, receipt, "answer", words="고쳤습니다.")
    with pytest.raises(Conflict) as error:
        await city.complaints.reopen(receipt.number, receipt.code, "다시")
    assert error.value.code == "too_often"


async def test_an_answer_is_rated_once(city: City) -> None:
    receipt, _ = await answered(city)
    for stars in (0, 6, -1):
        with pytest.raises(Invalid, match="stars: range"):
            await city.complaints.rate(receipt.number, receipt.code, stars, "")
    await city.complaints.rate(receipt.number, receipt.code, 5, "고맙습니다")
    seen = await city.seen(receipt)
    assert (seen.rating, seen.may_rate) == (5, False)
    with pytest.raises(Conflict) as error:
        await city.complaints.rate(receipt.number, receipt.code, 1, "")
    assert error.value.code == "rated"


async def test_a_department_is_reminded_when_the_day_is_over_and_once_a_week(city: City) -> None:
    receipt = await city.file()
    with pytest.raises(Conflict) as error:
        await city.complaints.remind(receipt.number, receipt.code)
    assert error.value.code == "not_due"
    city.clock.passes(days=10)
    assert (await city.seen(receipt)).overdue
    await city.complaints.remind(receipt.number, receipt.code)
    with pytest.raises(Limited) as limited:
        await city.complaints.remind(receipt.number, receipt.code)
    assert limited.value.wait_s == 7 * 86_400
    city.clock.passes(days=7)
    await city.complaints.remind(receipt.number, receipt.code)
    kinds = [each.kind for each in (await city.seen(receipt)).steps]
    assert kinds == [EventKind.RECEIVED, EventKind.REMINDED, EventKind.REMINDED]


async def test_photos_are_the_reporters_or_everybodys_where_that_was_agreed_to(
    city: City,
) -> None:
    hidden, shown = await city.photo(), await city.photo()
    private = await city.file(photos=[hidden])
    public = await city.file(photos=[shown], public=True)
    photo = await city.complaints.photo(private.number, hidden, private.code)
    assert photo.body == b"pixels"
    assert (await city.complaints.photo(public.number, shown)).id == shown
    for number, which, code in (
        (private.number, hidden, ""),
        (private.number, hidden, WRONG),
        (private.number, hidden, public.code),
        (public.number, hidden, public.code),
        (public.number, "../x", public.code),
        ("2026-999999", hidden, private.code),
    ):
        with pytest.raises(NotFound):
            await city.complaints.photo(number, which, code)


async def test_a_photo_that_is_of_no_complaint_yet_is_seen_by_nobody(city: City) -> None:
    loose, receipt = await city.photo(), await city.file(public=True)
    with pytest.raises(NotFound):
        await city.complaints.photo(receipt.number, loose, receipt.code)


async def test_whoever_reported_a_merged_one_is_told_how_the_other_goes_on(city: City) -> None:
    first, official = await city.file(), await city.official("roads")
    await act(city, official, first, "start", words="첫 번째 분께: 갑니다.")
    city.clock.passes(hours=1)
    second = await city.file(description="같은 곳")
    await act(city, official, second, "merge", to=first.number)
    city.clock.passes(hours=1)
    await act(city, official, first, "answer", words="고쳤습니다.")
    seen = await city.seen(second)
    assert (seen.status, seen.merged_into) == (Status.MERGED, first.number)
    assert [each.kind for each in seen.steps] == [
        EventKind.RECEIVED, EventKind.MERGED, EventKind.ANSWER,
    ]  # fmt: skip
    assert seen.steps[-1].words == "고쳤습니다."
    assert SECRET_WORDS not in seen.model_dump_json()
    assert (await city.seen(first)).merged_into == ""


async def test_joining_a_merged_one_joins_the_one_that_goes_on(city: City) -> None:
    first, second = await city.file(), await city.file()
    await act(city, await city.official("roads"), second, "merge", to=first.number)
    joined = await city.complaints.join(second.number, city.complaints.check_join({}), Asker())
    assert joined.number == first.number


async def test_a_closed_one_is_not_joined(city: City) -> None:
    receipt, _ = await answered(city)
    with pytest.raises(Conflict) as error:
        await city.complaints.join(receipt.number, city.complaints.check_join({}), Asker())
    assert error.value.code == "closed"

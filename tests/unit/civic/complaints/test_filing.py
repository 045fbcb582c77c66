"""From a form to a receipt, and "me too"."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from metaserver.civic.complaints.days import SEOUL
from metaserver.civic.models import Asker
from metaserver.errors import Conflict, Invalid, Limited, NotFound
from metaserver.ports.access import Once
from metaserver.ports.complaints import Channel, EventKind, Search, Status
from metaserver.ports.outbox import Entry
from metaserver.storage import Database
from tests.unit.civic.complaints.kit import SECRET_WORDS, City, Clock, form, with_contact
from tests.unit.civic.test_photos import JPEG

GUEST = Asker(address_key="guest")


async def letters(city: City) -> list[Entry]:
    return sorted(await city.outbox.list(), key=lambda entry: entry.id)


async def test_a_complaint_is_kept_before_the_receipt_is_given(city: City) -> None:
    request = city.complaints.check(form())
    receipt = await city.complaints.submit(request, Asker(language="en", channel="world"), None)
    kept = await city.kept(receipt)
    assert receipt.number == "2026-000001"
    assert receipt.expected == "2026-12-02"
    assert receipt.words.startswith("It was received.")
    assert (kept.kind, kept.department, kept.status) == ("road", "roads", Status.RECEIVED)
    assert (kept.description, kept.channel) == (SECRET_WORDS, Channel.WORLD)
    assert kept.attributes == {"damage": "paving"}
    assert await city.store.contact(kept.id) is None


async def test_a_complaint_of_new_years_eve(tmp_path: Path) -> None:
    database = Database(tmp_path / "city.sqlite")
    await database.open()
    eve = dt.datetime(2026, 12, 31, 23, 30, tzinfo=SEOUL)
    city = City(database, clock=Clock(eve))
    receipt = await city.file()
    assert (receipt.number, receipt.expected) == ("2026-000001", "2027-01-12")
    city.clock.passes(hours=1)
    assert (await city.file()).number.startswith("2027-")
    await database.close()


async def test_who_is_told_of_it_and_somebody_who_fails_to_hear_undoes_nothing(
    city: City, caplog: pytest.LogCaptureFixture
) -> None:
    def deaf(*_: object) -> None:
        raise RuntimeError("deaf")

    object.__setattr__(city.means, "told", (deaf, *city.means.told))
    receipt = await city.file()
    [(complaint, event)] = city.told
    assert (complaint.number, event.kind) == (receipt.number, EventKind.RECEIVED)
    assert "could not be told" in caplog.text
    assert SECRET_WORDS not in caplog.text


async def test_the_same_key_is_answered_alike_and_another_body_is_refused(city: City) -> None:
    request = city.complaints.check(form())
    once = Once("page", "key-12345678", "body-hash")
    first = await city.complaints.submit(request, GUEST, once)
    again = await city.complaints.submit(request, GUEST, once)
    assert again == first
    assert await city.store.count(Search()) == 1
    assert len(city.told) == 1
    with pytest.raises(Conflict):
        await city.complaints.submit(request, GUEST, Once("page", "key-12345678", "other"))


async def test_photos_belong_to_it_then_and_to_nobody_else(city: City) -> None:
    photo = await city.photo()
    first = await city.file(photos=[photo])
    assert (await city.seen(first)).photos == (photo,)
    with pytest.raises(Invalid) as error:
        await city.file(photos=[photo])
    assert error.value.fields == {"photos": "unknown"}
    with pytest.raises(Invalid, match="photos: unknown"):
        await city.file(photos=["f" * 32])
    assert await city.store.count(Search()) == 1


async def test_a_photo_is_cleaned_and_kept_loose(city: City) -> None:
    photo = await city.complaints.add_photo(JPEG + b"hidden", address_key="guest")
    kept = await city.store.photo(photo)
    assert kept is not None
    assert (kept.media_type, kept.width, kept.complaint) == ("image/jpeg", 64, None)
    assert b"hidden" not in kept.body
    with pytest.raises(Invalid, match="photos: type"):
        await city.complaints.add_photo(b"MZ")


async def test_an_account_is_its_reporter_and_a_contact_is_kept_apart(city: City) -> None:
    citizen = await city.somebody()
    request = city.complaints.check(with_contact(notice_mail=True))
    receipt = await city.complaints.submit(request, Asker(account=citizen.id), None)
    kept = await city.kept(receipt)
    contact = await city.store.contact(kept.id)
    assert kept.reporter == citizen.id
    assert contact is not None
    assert (contact.name, contact.notice_mail) == ("홍길동", True)


async def test_letters_go_to_who_agreed_to_them_without_an_address_in_the_outbox(
    city: City,
) -> None:
    await city.file_with_contact()
    assert [each.kind for each in await letters(city)] == ["work"]
    await city.file_with_contact(notice_mail=True)
    assert [each.kind for each in await letters(city)] == ["work", "receipt", "work"]
    assert "@" not in repr(await letters(city))


async def test_without_mail_no_address_is_asked_for_and_no_letter_written(city: City) -> None:
    quiet = City(city.db, mail=False)
    contact = quiet.complaints.schema("ko")["properties"]["contact"]["properties"]
    assert set(contact) == {"name", "phone"}
    assert "notice_mail" not in quiet.complaints.schema("ko")["properties"]
    await quiet.file_with_contact(notice_mail=True)
    assert await letters(quiet) == []


async def test_kinds_that_another_city_answers_go_there(city: City) -> None:
    object.__setattr__(city.means, "forwarded", frozenset({"road"}))
    await city.file()
    await city.file(kind="other", attributes={})
    assert [each.target for each in await letters(city)] == ["open311", "mail", "mail"]


async def test_an_address_may_file_ten_at_once_and_then_one_a_minute(city: City) -> None:
    request = city.complaints.check(form())
    for _ in range(10):
        await city.complaints.submit(request, GUEST, None)
    with pytest.raises(Limited) as error:
        await city.complaints.submit(request, GUEST, None)
    assert 0 < error.value.wait_s <= 60
    await city.complaints.submit(request, Asker(address_key="somebody else"), None)
    city.clock.passes(minutes=1)
    await city.complaints.submit(request, GUEST, None)


async def test_an_account_is_limited_wherever_it_comes_from(city: City) -> None:
    request = city.complaints.check(form())
    for n in range(20):
        await city.complaints.submit(request, Asker(account="a1", address_key=f"x{n}"), None)
    with pytest.raises(Limited):
        await city.complaints.submit(request, Asker(account="a1", address_key="y"), None)


async def test_a_program_with_a_key_has_limits_of_its_own_elsewhere(city: City) -> None:
    request = city.complaints.check(form())
    program = Asker(channel="open311", api_key=1, address_key="program")
    for _ in range(30):
        await city.complaints.submit(request, program, None)


# ---- similar, and me too -------------------------------------------------------------------------


async def test_what_is_open_near_by_is_shown_before_sending(city: City) -> None:
    near = await city.file(public=True, description="보도블록이 깨졌어요")
    await city.file(kind="waste", attributes={"waste_kind": ["food"]}, public=True)
    await city.file(place={"lat": 37.57, "lon": 126.978}, public=True)
    city.clock.passes(days=1)
    place = {"lat": 37.5666, "lon": 126.978}
    request = city.complaints.check(form(place=place, description="깨진 보도블록"))
    assert await city.complaints.similar(request, "en") == [
        {
            "number": near.number,
            "title": "Road or pavement damage",
            "words": "보도블록이 깨졌어요",
            "since": "2026-11-23",
            "joined": 0,
            "distance_m": 11,
        }
    ]


async def test_of_one_that_is_not_public_neither_words_nor_distance_are_told(city: City) -> None:
    await city.file(place={"lat": 37.56655, "lon": 126.978})
    [found] = await city.complaints.similar(city.complaints.check(form()), "ko")
    assert (found["words"], found["distance_m"]) == ("", 60)


async def test_with_an_address_alone_nothing_is_compared(city: City) -> None:
    await city.file()
    request = city.complaints.check(form(place={"address": "세종대로 110"}))
    assert await city.complaints.similar(request, "ko") == []


async def test_looking_around_for_others_is_limited(city: City) -> None:
    request = city.complaints.check(form())
    with pytest.raises(Limited):
        for _ in range(31):
            await city.complaints.similar(request, "ko", address_key="guest")


async def test_me_too_joins_it_and_has_a_code_of_its_own(city: City) -> None:
    receipt = await city.file()
    mine = await city.complaints.join(receipt.number, city.complaints.check_join({}), GUEST)
    assert mine.number == receipt.number
    assert mine.code != receipt.code
    assert (await city.seen(receipt)).joined == 1
    assert (await city.seen(mine)).joined == 1
    joining = {"email": "kim@example.com", "keep_contact": True, "age_14": True}
    await city.complaints.join(receipt.number, city.complaints.check_join(joining), Asker())
    assert [each.kind for each in await letters(city)] == ["work", "joined"]


async def test_nobody_joins_twice_or_their_own(city: City) -> None:
    reporter, neighbour = await city.somebody(), await city.somebody()
    receipt = await city.file(account=reporter.id)
    request = city.complaints.check_join({})
    await city.complaints.join(receipt.number, request, Asker(account=neighbour.id))
    for account in (reporter, neighbour):
        with pytest.raises(Conflict) as error:
            await city.complaints.join(receipt.number, request, Asker(account=account.id))
        assert error.value.code == "joined"


async def test_an_address_joins_one_complaint_three_times_at_most(city: City) -> None:
    receipt, other = await city.file(), await city.file()
    request = city.complaints.check_join({})
    for _ in range(3):
        await city.complaints.join(receipt.number, request, GUEST)
    with pytest.raises(Limited):
        await city.complaints.join(receipt.number, request, GUEST)
    await city.complaints.join(other.number, request, GUEST)


@pytest.mark.parametrize("number", ["2026-000099", "", "1 OR 1=1", "../../x", "2026-000001\n"])
async def test_nobody_joins_what_is_not_there(city: City, number: str) -> None:
    await city.file()
    with pytest.raises(NotFound):
        await city.complaints.join(number, city.complaints.check_join({}), GUEST)


async def test_who_joins_many_at_the_same_moment_is_counted_each(city: City) -> None:
    receipt = await city.file()
    request = city.complaints.check_join({})
    joins = (city.complaints.join(receipt.number, request, Asker()) for _ in range(4))
    codes = {each.code for each in await asyncio.gather(*joins)}
    assert len(codes) == 4
    assert (await city.seen(receipt)).joined == 4

"""Nobody without code, role or account sees another's description, contact, notes or photos.

Every public method of both services is called by strangers; whatever comes back, results and
errors alike, is searched for what is not theirs. A method that is added has to be added here.
"""

from __future__ import annotations

import datetime as dt
import inspect
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from metaserver.civic.complaints.codes import follow_code
from metaserver.civic.complaints.models import OfficeAction
from metaserver.civic.complaints.office import OfficeService
from metaserver.civic.complaints.service import ComplaintService
from metaserver.civic.models import Asker
from metaserver.errors import Invalid, MetaserverError
from metaserver.ports.accounts import Account, Grant, Role
from metaserver.ports.complaints import Search
from tests.unit.civic.complaints.kit import City, form
from tests.unit.civic.test_photos import JPEG

WORDS = "비밀설명", "비밀주소", "비밀메모", "비밀불만", "비밀평가", "비밀바람", "비밀이름"
POINT = (37.56651, 126.97801)
TODAY = dt.date(2026, 11, 23)
Calls = dict[str, Callable[[], Any]]


def public_methods(service: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(service, callable) if not name.startswith("_")}


class Victim:
    """Has reported something in confidence, and got an answer."""

    def __init__(self, city: City) -> None:
        self.city = city

    async def reports(self) -> None:
        city = self.city
        self.account = await city.somebody()
        self.official = await city.official("desk", name="김담당")
        self.photo = await city.photo()
        request = city.complaints.check(
            form(
                kind="other", attributes={"wish": "비밀바람"}, description="비밀설명",
                place={"lat": POINT[0], "lon": POINT[1], "address": "비밀주소"},
                photos=[self.photo], keep_contact=True, age_14=True, notice_mail=True,
                contact={"name": "비밀이름", "email": "secret@example.com", "phone": "02-987-6543"},
            )
        )  # fmt: skip
        asker = Asker(account=self.account.id)
        self.receipt = await city.complaints.submit(request, asker, None)
        self.number = self.receipt.number
        await self._act("answer", "비밀답변")
        await city.complaints.rate(self.number, self.receipt.code, 1, "비밀평가")
        await city.complaints.reopen(self.number, self.receipt.code, "비밀불만")
        await self._act("note", "비밀메모")
        kept = await city.kept(self.receipt)
        contact = "secret@example.com", "02-987-6543"
        point = str(POINT[0]), str(POINT[1])
        self.secrets = (
            *WORDS, "비밀답변", *contact, *point, self.photo, self.receipt.code, kept.code_salt,
            self.account.id, "pixels",
        )  # fmt: skip

    async def _act(self, do: str, words: str) -> None:
        action = OfficeAction.model_validate({"numbers": [self.number], "do": do, "words": words})
        [done] = await self.city.office.act(action, self.official)
        assert done.done


@pytest.fixture
async def victim(city: City) -> Victim:
    somebody = Victim(city)
    await somebody.reports()
    return somebody


async def answer(call: Callable[[], Any]) -> str:
    """What a call gives or raises, all of it as text."""
    try:
        result = call()
        result = await result if isinstance(result, Awaitable) else result
    except MetaserverError as error:
        return repr((error, str(error), vars(error)))
    return repr(result)


def calls_of_citizens(city: City, victim: Victim, code: str, account: str) -> Calls:
    """As somebody who has that code and account would call them."""
    desk, number = city.complaints, victim.number
    near = form(
        kind="other", attributes={}, place={"lat": POINT[0], "lon": POINT[1]},
        description="비밀 설명",
    )  # fmt: skip
    mine = {"account": account}
    asker = Asker(account=account)
    everything = Search(numbers=[number], words="비밀설명", reporter=victim.account.id)
    return {
        "title": lambda: desk.title("ko"),
        "summary": lambda: desk.summary("ko"),
        "schema": lambda: desk.schema("ko"),
        "kinds": lambda: desk.kinds("ko"),
        "check": lambda: desk.check(form()),
        "check_join": lambda: desk.check_join({}),
        "similar": lambda: desk.similar(desk.check(near), "ko"),
        "submit": lambda: desk.submit(desk.check(form(photos=[victim.photo])), asker, None),
        "add_photo": lambda: desk.add_photo(JPEG),
        "join": lambda: desk.join(number, desk.check_join({}), asker),
        "queue": lambda: desk.queue("ko"),
        "follow": lambda: desk.follow(number, code, "ko", **mine),
        "mine": lambda: desk.mine(account, "ko"),
        "whose": lambda: desk.whose(number, code, **mine),
        "reopen": lambda: desk.reopen(number, code, "다시", **mine),
        "rate": lambda: desk.rate(number, code, 1, "", **mine),
        "remind": lambda: desk.remind(number, code, **mine),
        "photo": lambda: desk.photo(number, victim.photo, code, **mine),
        "public": lambda: desk.public(everything, "ko"),
        "public_one": lambda: desk.public_one(number, "ko"),
    }


def calls_of_officials(city: City, victim: Victim, by: Account) -> Calls:
    office, number = city.office, victim.number
    note = OfficeAction(numbers=(number,), do="note", words="x")
    return {
        "departments": lambda: office.departments("ko"),
        "inbox": lambda: office.inbox(Search(words="비밀"), by, "ko"),
        "news": lambda: office.news(by, 0),
        "photo": lambda: office.photo(number, victim.photo, by),
        "case": lambda: office.case(number, by, "ko"),
        "its_case": lambda: office.its_case(number, by),
        "names": office.names,
        "act": lambda: office.act(note, by),
        "on_duty": lambda: office.on_duty(by, "desk"),
        "seen": lambda: office.seen(by),
        "off_duty": lambda: office.off_duty(by),
        "officials": lambda: office.officials(by),
        "absences": lambda: office.absences(by),
        "set_absence": lambda: office.set_absence(by, victim.official.id, TODAY, TODAY),
        "end_absence": lambda: office.end_absence(by),
        "export": lambda: office.export(Search(), by, "ko"),
        "outcomes": lambda: office.outcomes(TODAY, TODAY, "ko"),
    }


async def leaks(calls: Calls, secrets: tuple[str, ...]) -> list[tuple[str, str]]:
    found = []
    for name, call in calls.items():
        told = await answer(call)
        found += [(name, secret) for secret in secrets if secret in told]
    return found


def test_every_public_method_is_looked_at(city: City) -> None:
    victim = Victim(city)
    victim.number = victim.photo = ""
    victim.account = Account(id="", created_ms=0)
    nobody = Account(id="", created_ms=0)
    assert set(calls_of_citizens(city, victim, "", "")) == public_methods(ComplaintService)
    assert set(calls_of_officials(city, victim, nobody)) == public_methods(OfficeService)


async def test_the_victim_sees_it_all_so_that_the_test_means_something(
    city: City, victim: Victim
) -> None:
    own = await answer(calls_of_citizens(city, victim, victim.receipt.code, "")["follow"])
    for secret in ("비밀설명", "비밀주소", "비밀답변", "비밀불만", victim.photo):
        assert secret in own
    assert "비밀메모" not in own
    case = await answer(calls_of_officials(city, victim, victim.official)["case"])
    for secret in (*WORDS, "secret@example.com", "02-987-6543"):
        assert secret in case, secret


@pytest.mark.parametrize("who", ["guest", "wrong code", "another's code", "account", "official"])
async def test_strangers_see_nothing_of_it(city: City, victim: Victim, who: str) -> None:
    other = await city.file()
    account = {
        "account": (await city.somebody()).id,
        "official": (await city.official("desk")).id,  # at the citizens' side one is a citizen
    }.get(who, "")
    code = {
        "wrong code": follow_code(b"x" * 32, victim.number, "0" * 16),
        "another's code": other.code,
    }.get(who, "")
    assert await leaks(calls_of_citizens(city, victim, code, account), victim.secrets) == []


async def test_who_said_me_too_sees_no_more_than_that_and_later_answers(
    city: City, victim: Victim
) -> None:
    city.clock.passes(minutes=1)
    joined = await city.complaints.join(victim.number, city.complaints.check_join({}), Asker())
    assert await leaks(calls_of_citizens(city, victim, joined.code, ""), victim.secrets) == []


@pytest.mark.parametrize(
    "grants",
    [
        (Grant(Role.CITIZEN),),
        (Grant(Role.CURATOR), Grant(Role.MODERATOR)),
        (Grant(Role.OFFICIAL, "roads"), Grant(Role.OFFICIAL, "parks")),
        (),
    ],
)
async def test_no_role_or_another_department_sees_nothing_in_the_office(
    city: City, victim: Victim, grants: tuple[Grant, ...]
) -> None:
    by = await city.somebody(*grants)
    assert await leaks(calls_of_officials(city, victim, by), victim.secrets) == []
    assert (
        len(await city.store.events((await city.kept(victim.receipt)).id, public_only=False)) == 5
    )


async def test_who_was_disabled_sees_nothing_any_more(city: City, victim: Victim) -> None:
    gone = await city.accounts.update(replace(victim.official, disabled_ms=1))
    assert await leaks(calls_of_officials(city, victim, gone), victim.secrets) == []


async def test_a_search_tells_nothing_by_what_it_finds(city: City, victim: Victim) -> None:
    """Asking for words, a box or a reporter must find the same as not asking for them."""
    south, west = POINT
    plain = await city.complaints.public(Search(), "ko")
    assert len(plain) == 1
    for search in (
        Search(words="비밀설명"),
        Search(words="nothing like it"),
        Search(reporter=victim.account.id),
        Search(reporter="a0000000000000000"),
        Search(assignee=victim.official.id),
        Search(box=(south - 1e-6, west - 1e-6, south + 1e-6, west + 1e-6)),
        Search(box=(0, 0, 1, 1)),
    ):
        assert await city.complaints.public(search, "ko") == plain
    assert await city.complaints.public(Search(numbers=["nothing"]), "ko") == []


async def test_what_somebody_agreed_to_be_public_is_but_not_who_they_are(
    city: City, victim: Victim
) -> None:
    photo = await city.photo()
    receipt = await city.file_with_contact(public=True, photos=[photo], description="모두에게")
    shown = await city.complaints.public_one(receipt.number, "ko")
    assert (shown.description, shown.lat, shown.photos) == ("모두에게", 37.5665, (photo,))
    assert "hong@example.com" not in shown.model_dump_json()
    assert "홍길동" not in shown.model_dump_json()


async def test_without_consent_kind_status_and_neighbourhood_are_public(
    city: City, victim: Victim
) -> None:
    shown = await city.complaints.public_one(victim.number, "en")
    assert (shown.kind, shown.status_title) == ("other", "Received")
    assert (shown.lat, shown.lon) == (37.5675, 126.9775)
    assert shown.place == "37.565-37.570, 126.975-126.980"
    assert (shown.description, shown.photos, shown.steps, shown.rating) == ("", (), (), None)


async def test_what_programs_file_is_public(city: City) -> None:
    request = city.complaints.check(form(description="깨진 곳"))
    receipt = await city.complaints.submit(request, Asker(channel="open311", api_key=7), None)
    assert (await city.complaints.public_one(receipt.number, "ko")).description == "깨진 곳"


async def test_nothing_of_it_is_logged(
    city: City, victim: Victim, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "metaserver")
    for call in calls_of_citizens(city, victim, victim.receipt.code, "").values():
        await answer(call)
    with pytest.raises(Invalid):
        city.complaints.check(form(description="비밀설명", place={"lat": "비밀주소"}))
    assert not [secret for secret in victim.secrets if secret in caplog.text]

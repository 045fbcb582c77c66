"""The complaints desk, asked in the words of Open311."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from metaserver.civic.complaints.models import (
    ADDRESS_ID,
    MEDIA_URL,
    ComplaintRequest,
    ComplaintShown,
    KindShown,
)
from metaserver.civic.models import Asker, Receipt
from metaserver.errors import Invalid
from metaserver.ports.access import Once
from metaserver.ports.complaints import Search
from metaserver.web.open311 import CityRequests
from metaserver.web.open311.requests import NewRequest
from tests.unit.web.open311.town import LAMP, complaint, kind

SIDES = LAMP.model_copy(update={"code": "sides", "datatype": "multivaluelist"})


class FakeDesk:
    """What the complaints service gives, without its store."""

    def __init__(self) -> None:
        self.wrong: dict[str, str] = {}
        self.submitted: list[tuple[ComplaintRequest, Asker, Once | None]] = []

    def kinds(self, language: str) -> Sequence[KindShown]:
        return [kind("light", LAMP, SIDES)]

    def check(self, form: Mapping[str, Any]) -> ComplaintRequest:
        if self.wrong:
            raise Invalid(self.wrong)
        return ComplaintRequest.model_validate(form)

    async def submit(self, request: ComplaintRequest, asker: Asker, once: Once | None) -> Receipt:
        self.submitted.append((request, asker, once))
        return Receipt(
            service="complaints", number="2026-000001", code="X", words="곧", expected="2026-01-12"
        )

    async def public(self, search: Search, language: str) -> Sequence[ComplaintShown]:
        return []


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def requests(desk: FakeDesk) -> CityRequests:
    return CityRequests(desk)


async def filed(requests: CityRequests, desk: FakeDesk, **fields: Any) -> ComplaintRequest:
    request = NewRequest(**{"service_code": "light", "lat": 37.5, "long": 127.0, **fields})
    done = await requests.file(requests.checked(request), key=3, once=None, language="en")
    assert done.service_request_id == "2026-000001"
    assert done.service_notice == "It was received. An answer is expected by 2026-01-12."
    complaint, asker, _ = desk.submitted[-1]
    assert asker == Asker(channel="open311", language="en", api_key=3)
    return complaint


async def test_what_a_program_files_is_public(requests: CityRequests, desk: FakeDesk) -> None:
    complaint = await filed(requests, desk, description="꺼졌어요", address_string="세종대로")
    assert complaint.public and complaint.description == "꺼졌어요"
    assert (complaint.place.lat, complaint.place.lon) == (37.5, 127.0)
    assert (complaint.place.address, complaint.place.source) == ("세종대로", "point")


async def test_media_and_address_ids_are_kept_as_words(
    requests: CityRequests, desk: FakeDesk
) -> None:
    complaint = await filed(
        requests, desk, lat=None, long=None, address_id="A-7", media_url="http://x.example/1"
    )
    assert complaint.attributes == {MEDIA_URL: "http://x.example/1", ADDRESS_ID: "A-7"}
    assert complaint.place.address == "address_id A-7" and not complaint.photos


async def test_attributes_are_lists_only_where_several_may_be_chosen(
    requests: CityRequests, desk: FakeDesk
) -> None:
    complaint = await filed(requests, desk, attributes={"lamp": ["dark"], "sides": ["dark"]})
    assert complaint.attributes == {"lamp": "dark", "sides": ["dark"]}


async def test_a_contact_comes_with_its_consent(requests: CityRequests, desk: FakeDesk) -> None:
    named = await filed(requests, desk, first_name="길동", last_name="홍", phone="02-120")
    assert (named.contact.name, named.keep_contact, named.age_14) == ("길동 홍", True, True)
    assert not named.notice_mail
    assert not (await filed(requests, desk)).keep_contact


async def test_without_words_those_of_the_service_stand_there(
    requests: CityRequests, desk: FakeDesk
) -> None:
    assert (await filed(requests, desk)).description == "가로등 <light>"


def test_wrong_fields_have_the_names_of_open311(requests: CityRequests, desk: FakeDesk) -> None:
    desk.wrong = {
        "kind": "unknown", "place.lon": "swapped", "place": "missing",
        "attributes.lamp": "choice", "attributes.nothing": "unknown", "contact.email": "form",
        "contact.name": "long", "description": "html",
    }  # fmt: skip
    with pytest.raises(Invalid) as raised:
        requests.checked(NewRequest(service_code="x"))
    assert raised.value.fields == {
        "service_code": "unknown", "long": "swapped", "lat, long": "missing",
        "attribute[lamp]": "choice", "attribute": "unknown", "email": "email",
        "first_name": "long", "description": "html",
    }  # fmt: skip


async def test_a_long_list_is_read_in_parts_and_nobody_comes_twice(
    requests: CityRequests, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [complaint(f"2026-{number:06}") for number in range(140, 0, -1)]
    asked: list[Search] = []

    async def public(search: Search, language: str) -> Sequence[ComplaintShown]:
        asked.append(search)
        known.insert(0, complaint(f"2026-{900 + len(asked):06}"))  # filed meanwhile
        return known[1:][search.offset : search.offset + search.limit]

    monkeypatch.setattr(desk, "public", public)
    found = await requests.find(Search(limit=120, offset=10), "ko")
    assert [(each.offset, each.limit) for each in asked] == [(10, 50), (60, 50), (110, 20)]
    numbers = [each.number for each in found]
    assert len(set(numbers)) == len(numbers) and set(numbers) >= {"2026-000130", "2026-000020"}

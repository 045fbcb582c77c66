"""The operator's map, the form that is sent, and where it may be sent to."""

import re
import socket
from pathlib import Path
from typing import Any

import pytest

from metaserver.civic.complaints.catalogue import load_catalogue
from metaserver.civic.complaints.models import DESCRIPTION_MAX
from metaserver.civic.complaints.outward import (
    ForwardMap,
    Remote,
    check_codes,
    load_forward_map,
)
from metaserver.civic.complaints.outward.forwarding import fields, mark, reference
from metaserver.civic.forms import clean_text
from metaserver.errors import OutwardError, SettingError
from tests.unit.civic.outward.town import KEY, forward_map
from tests.unit.storage.cases import complaint

FILE = """\
format: 1
name: {ko: 옆 도시(예시), en: Next town (example)}
answers: xml
idempotent: true
listed_within_s: 120
kinds:
  road: {service: "001", attributes: {damage: {code: DAMAGE, values: {pothole: P}}}}
  street-light:
    service: "007"
    always: {SOURCE: seoul}
"""


def loaded(tmp_path: Path, text: str) -> ForwardMap:
    path = tmp_path / "forward.yaml"
    path.write_text(text, encoding="utf-8")
    return load_forward_map(path)


def test_a_map_is_read(tmp_path: Path) -> None:
    read = loaded(tmp_path, FILE)
    assert (read.answers, read.idempotent, read.private) == ("xml", True, False)
    assert read.kinds["road"].attributes["damage"].values == {"pothole": "P"}
    assert read.kinds["street-light"].always == {"SOURCE": "seoul"}


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("answers: xml", "answers: yaml", "forward.yaml:3: answers: "),
        ('service: "007"', "service: 007", "forward.yaml:9: kinds.street-light.service: "),
        ("idempotent", "idempotend", "forward.yaml:4: idempotend: "),
        ("DAMAGE", '"A]B"', "forward.yaml:7: kinds.road.attributes.damage.code: "),
        ("format: 1", "format: [", "forward.yaml:3: "),
    ],
)
def test_each_mistake_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, sentence: str
) -> None:
    with pytest.raises(SettingError, match=rf".*{sentence}"):
        loaded(tmp_path, FILE.replace(before, after))


def test_codes_that_the_catalogue_does_not_have_are_told(tmp_path: Path) -> None:
    catalogue = load_catalogue()
    check_codes(loaded(tmp_path, FILE), catalogue)
    with pytest.raises(SettingError, match=r"kinds\.lamp: the catalogue has no such kind"):
        check_codes(loaded(tmp_path, FILE.replace("street-light", "lamp")), catalogue)
    with pytest.raises(SettingError, match=r"kinds\.road\.attributes\.size: "):
        check_codes(loaded(tmp_path, FILE.replace("damage", "size")), catalogue)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        load_forward_map(tmp_path / "nothing.yaml")


def form_of(**change: Any) -> list[tuple[str, str]]:
    road = {
        "service": "001",
        "attributes": {
            "damage": {"code": "DAMAGE", "values": {"pothole": "P"}},
            "danger": {"code": "WHO"},
        },
        "always": {"SOURCE": "seoul"},
    }
    kind = forward_map(kinds={"road": road}).kinds["road"]
    return fields(complaint(number="2026-000123", **change), kind, "[ref x]")


def test_attributes_are_renamed_and_those_that_nobody_knows_stay_here() -> None:
    told = {"damage": "pothole", "danger": ["walkers", "wheels"], "width_cm": 30}
    form = form_of(attributes=told)
    assert [each for each in form if each[0].startswith("attribute")] == [
        ("attribute[DAMAGE]", "P"),
        ("attribute[WHO][]", "walkers"),
        ("attribute[WHO][]", "wheels"),
        ("attribute[SOURCE]", "seoul"),
    ]


def test_only_what_is_known_of_the_place_is_sent() -> None:
    names = {name for name, _ in form_of(lat=None, lon=None, attributes={})}
    assert names == {"service_code", "description", "address_string", "attribute[SOURCE]"}
    assert "address_string" not in dict(form_of(address="", attributes={}))


def test_nothing_of_the_reporter_is_sent() -> None:
    form = str(form_of(reporter="a0000000000000001", attributes={}))
    assert "a0000000000000001" not in form
    assert "00112233445566aa" not in form, "the salt"


def test_a_long_description_makes_room_for_the_mark() -> None:
    description = dict(form_of(description="가" * DESCRIPTION_MAX))["description"]
    assert len(description) == DESCRIPTION_MAX
    assert description.endswith("가 …\n[ref x]")


def test_a_mark_is_of_one_complaint_of_one_city() -> None:
    one = complaint(number="2026-000123")
    marks = {
        mark(KEY, one),
        mark(bytes(32), one),
        mark(KEY, complaint(number="2026-000124")),
        mark(KEY, complaint(number="2026-000123", code_salt="0" * 16)),
    }
    assert len(marks) == 4
    assert mark(KEY, one).startswith("[ref 2026-000123-r")
    assert len(reference(KEY, one)) == 32


def test_no_mark_looks_like_a_resident_registration_number() -> None:
    days = [complaint(number="2026-000519", code_salt=f"{salt:016x}") for salt in range(500)]
    likely = [each for each in days if re.match(r"[1-8]\d{6}\D", reference(KEY, each))]
    assert likely, "some would have been refused over there"
    for each in likely:
        assert clean_text(mark(KEY, each), lines=True) == mark(KEY, each)


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://city.example/open311/v2", False),
        ("ftp://city.example/", True),
        ("https://user:pw@city.example/", False),
        ("https://city.example/?key=1", False),
        ("https://", False),
        ("city.example", True),
        ("https://[::1", True),
    ],
)
def test_addresses_that_may_not_be_used(url: str, private: bool) -> None:
    with pytest.raises(SettingError, match="forward_url"):
        Remote(url=url, key="k", forward_map=forward_map(private=private))


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::1",
                "224.0.0.1", "0.0.0.0"],
)  # fmt: skip
async def test_a_name_that_leads_into_our_own_network_is_not_followed(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(host: str, *_more: object, **_named: object) -> list[Any]:
        assert host == "city.example"
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 0))
        return [public, (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    remote = Remote(url="https://city.example/v2", key="k", forward_map=forward_map(private=False))
    with pytest.raises(OutwardError, match="private network") as caught:
        await remote.get("requests")
    assert (caught.value.arrived, caught.value.retry) == (False, True)
    await remote.close()


async def test_a_name_that_is_not_found_is_tried_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer(*_more: object, **_named: object) -> list[Any]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    remote = Remote(url="https://city.example/v2", key="k", forward_map=forward_map())
    with pytest.raises(OutwardError, match="not found") as caught:
        await remote.post("requests", [], {})
    assert (caught.value.arrived, caught.value.retry) == (False, True)
    await remote.close()

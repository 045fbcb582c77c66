"""Bad input at the 120 desk: each has its code, and all are told at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metaserver.civic.complaints.catalogue import Catalogue
from metaserver.civic.complaints.checking import is_email, is_phone, read_complaint, read_join
from metaserver.civic.complaints.models import ComplaintRequest
from metaserver.errors import Invalid
from metaserver.ports.complaints import PlaceSource
from tests.unit.civic.complaints.kit import MONDAY, form, with_contact

PHOTO = "0" * 32


def codes(catalogue: Catalogue, given: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as error:
        read_complaint(given, catalogue, MONDAY)
    return error.value.fields


def read(catalogue: Catalogue, given: dict[str, Any]) -> ComplaintRequest:
    return read_complaint(given, catalogue, MONDAY)


def test_a_right_form_makes_a_request(catalogue: Catalogue) -> None:
    request = read(catalogue, form())
    assert request.kind == "road"
    assert request.attributes == {"damage": "paving"}
    assert request.place.source is PlaceSource.MAP


def test_a_page_without_scripts_sends_text_and_means_the_same(catalogue: Catalogue) -> None:
    typed = form(
        place={"lat": "37.5665", "lon": "126.978", "address": "", "source": "map"},
        attributes={"damage": "paving", "width_cm": "30", "danger": "walkers"},
        contact={"name": "", "email": "", "phone": ""},
        photos=[],
    )
    request = read(catalogue, typed)
    assert request.place.lat == 37.5665
    assert request.attributes == {"damage": "paving", "width_cm": 30, "danger": ["walkers"]}


def test_an_empty_form_names_all_that_is_missing(catalogue: Catalogue) -> None:
    missing = {"kind": "missing", "place": "missing", "description": "missing"}
    assert codes(catalogue, {}) == missing


@pytest.mark.parametrize(
    ("place", "problems"),
    [
        ({"lat": 126.978, "lon": 37.5665}, {"place.lat": "swapped", "place.lon": "swapped"}),
        ({"lat": 35.1796, "lon": 129.0756}, {"place.lat": "outside", "place.lon": "outside"}),
        ({"lat": 37.3, "lon": 126.978}, {"place.lat": "outside"}),
        ({"lat": 37.5, "lon": 180}, {"place.lon": "outside"}),
        ({"lat": 37.5}, {"place.lon": "missing"}),
        ({"lon": 127.0}, {"place.lat": "missing"}),
        ({"lat": "north", "lon": 127.0}, {"place.lat": "form"}),
        ({"lat": "nan", "lon": 127.0}, {"place.lat": "range"}),
        ({"lat": 37.5, "lon": "1e999"}, {"place.lon": "range"}),
        ({"lat": True, "lon": 127.0}, {"place.lat": "outside"}),
        ({"address": "x" * 301}, {"place.address": "long"}),
        ({"address": "<b>여기</b>"}, {"place.address": "html", "place": "missing"}),
        ({"address": "여기", "source": "guess"}, {"place.source": "choice"}),
        ({"address": "여기", "city": "Busan"}, {"place.city": "unknown"}),
        ("시청", {"place": "form"}),
        ({}, {"place": "missing"}),
    ],
)
def test_wrong_places(catalogue: Catalogue, place: Any, problems: dict[str, str]) -> None:
    assert codes(catalogue, form(place=place)) == problems


def test_an_address_alone_is_a_place(catalogue: Catalogue) -> None:
    request = read(catalogue, form(place={"address": "세종대로 110 앞\n나무 옆"}))
    assert request.place.address == "세종대로 110 앞 나무 옆"
    assert request.place.lat is None


@pytest.mark.parametrize(
    ("kind", "attributes", "problems"),
    [
        ("road", {}, {"attributes.damage": "missing"}),
        ("road", {"damage": "everything"}, {"attributes.damage": "choice"}),
        ("road", {"damage": ["paving", "pothole"]}, {"attributes.damage": "choice"}),
        ("road", {"damage": 1}, {"attributes.damage": "choice"}),
        ("road", {"damage": "paving", "light_fault": "out"}, {"attributes.light_fault": "unknown"}),
        ("road", {"damage": "paving", "danger": ["walkers", "aliens"]},
         {"attributes.danger": "choice"}),
        ("road", {"damage": "paving", "danger": [["walkers"]]}, {"attributes.danger": "choice"}),
        ("road", {"damage": "paving", "width_cm": 0}, {"attributes.width_cm": "range"}),
        ("road", {"damage": "paving", "width_cm": "1e9"}, {"attributes.width_cm": "range"}),
        ("road", {"damage": "paving", "width_cm": "wide"}, {"attributes.width_cm": "form"}),
        ("road", {"damage": "paving", "width_cm": "nan"}, {"attributes.width_cm": "range"}),
        ("road", {"damage": "paving", "width_cm": 10**400}, {"attributes.width_cm": "range"}),
        ("road", {"damage": "paving", "width_cm": "9" * 5000}, {"attributes.width_cm": "range"}),
        ("road", {"damage": "paving", "width_cm": True}, {"attributes.width_cm": "form"}),
        ("water", {"water_fault": "leak", "homes_affected": 1.5},
         {"attributes.homes_affected": "form"}),
        ("waste", {"waste_kind": []}, {"attributes.waste_kind": "missing"}),
        ("waste", {"waste_kind": ["food"], "lies_since": "yesterday"},
         {"attributes.lies_since": "form"}),
        ("waste", {"waste_kind": ["food"], "lies_since": "2026-13-01"},
         {"attributes.lies_since": "form"}),
        ("waste", {"waste_kind": ["food"], "lies_since": "1999-12-31"},
         {"attributes.lies_since": "range"}),
        ("waste", {"waste_kind": ["food"], "lies_since": "2026-11-26"},
         {"attributes.lies_since": "range"}),
        ("waste", {"waste_kind": ["food"], "lies_since": "0001-01-01T00:00+23:59"},
         {"attributes.lies_since": "range"}),
        ("street-light", {"light_fault": "out", "lamp_number": "7" * 201},
         {"attributes.lamp_number": "long"}),
        ("street-light", {"light_fault": "out", "lamp_number": 7},
         {"attributes.lamp_number": "form"}),
        ("other", {"wish": "<i>x</i>"}, {"attributes.wish": "html"}),
        ("road", "paving", {"attributes": "form"}),
        ("road", {"damage": "paving", "a b": 1}, {"attributes": "unknown"}),
        ("ufo", {"damage": "paving"}, {"kind": "unknown"}),
        ("ROAD", {"damage": "paving"}, {"kind": "unknown"}),
        (["road"], {"damage": "paving"}, {"kind": "form"}),
    ],
)  # fmt: skip
def test_wrong_answers(
    catalogue: Catalogue, kind: Any, attributes: Any, problems: dict[str, str]
) -> None:
    assert codes(catalogue, form(kind=kind, attributes=attributes)) == problems


def test_answers_are_kept_in_one_form(catalogue: Catalogue) -> None:
    given = {"waste_kind": ["food", "bulky", "food"], "lies_since": "2026-11-22T09:30"}
    request = read(catalogue, form(kind="waste", attributes=given))
    assert request.attributes["waste_kind"] == ["bulky", "food"]
    assert request.attributes["lies_since"] == "2026-11-22T09:30:00+09:00"
    day = {"waste_kind": ["food"], "lies_since": "2026-11-22"}
    request = read(catalogue, form(kind="waste", attributes=day))
    assert request.attributes["lies_since"] == "2026-11-22"


def test_only_questions_for_text_keep_their_lines(catalogue: Catalogue) -> None:
    request = read(catalogue, form(kind="other", attributes={"wish": "하나\n둘"}))
    assert request.attributes["wish"] == "하나\n둘"


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"keep_contact": False}, {"keep_contact": "consent"}),
        ({"age_14": False}, {"age_14": "age"}),
        ({"age_14": "no", "keep_contact": "off"}, {"age_14": "age", "keep_contact": "consent"}),
        ({"contact": {"email": "hong"}}, {"contact.email": "form"}),
        ({"contact": {"email": "hong@localhost"}}, {"contact.email": "form"}),
        ({"contact": {"email": "a@b.kr\nBcc: c@d.kr"}}, {"contact.email": "form"}),
        ({"contact": {"email": "a@b.kr, c@d.kr"}}, {"contact.email": "form"}),
        ({"contact": {"email": "a" * 250 + "@b.kr"}}, {"contact.email": "long"}),
        ({"contact": {"email": 7}}, {"contact.email": "form"}),
        ({"contact": {"phone": "call me"}}, {"contact.phone": "form"}),
        ({"contact": {"phone": "123"}}, {"contact.phone": "form"}),
        ({"contact": {"phone": "0" * 31}}, {"contact.phone": "long"}),
        ({"contact": {"name": "x" * 61}}, {"contact.name": "long"}),
        ({"contact": {"name": "<b>"}}, {"contact.name": "html"}),
        ({"contact": {"name": "홍", "rrn": "1"}}, {"contact.rrn": "unknown"}),
        ({"contact": {"phone": "02-1234-5678"}, "notice_mail": True}, {"contact.email": "missing"}),
        ({"contact": "hong@example.com"}, {"contact": "form"}),
    ],
)
def test_wrong_contacts(
    catalogue: Catalogue, changes: dict[str, Any], problems: dict[str, str]
) -> None:
    found = codes(catalogue, {**with_contact(), **changes})
    assert {name: found.get(name) for name in problems} == problems


def test_without_a_contact_nobody_is_asked_for_their_age(catalogue: Catalogue) -> None:
    request = read(catalogue, form(age_14=False, keep_contact=False))
    assert not request.contact.phone


def test_letters_need_an_address(catalogue: Catalogue) -> None:
    assert codes(catalogue, form(notice_mail=True)) == {"contact.email": "missing"}


@pytest.mark.parametrize(
    ("photos", "code"),
    [
        (["../../etc/passwd"], "form"),
        ([PHOTO.upper().replace("0", "A")], "form"),
        ([PHOTO, "1" * 32, "2" * 32, "3" * 32], "long"),
        ([7], "form"),
        (PHOTO, "form"),
        ([None], "form"),
    ],
)
def test_wrong_photos(catalogue: Catalogue, photos: Any, code: str) -> None:
    assert codes(catalogue, form(photos=photos)) == {"photos": code}


def test_the_same_photo_twice_is_one(catalogue: Catalogue) -> None:
    assert read(catalogue, form(photos=[PHOTO, PHOTO])).photos == (PHOTO,)


@pytest.mark.parametrize(
    ("description", "code"),
    [
        ("", "missing"),
        ("\u200b \n", "missing"),
        ("x" * 4001, "long"),
        ("x" * 1_000_000, "long"),
        ("<script>alert('x')</script>", "html"),
        ("이름 홍길동, 900101-1234567", "resident_number"),
        ("비밀\0", "characters"),
        (["a"], "form"),
        (12, "form"),
    ],
)
def test_wrong_descriptions(catalogue: Catalogue, description: Any, code: str) -> None:
    assert codes(catalogue, form(description=description))["description"] == code


def test_everything_that_is_wrong_is_told_at_once(catalogue: Catalogue) -> None:
    wrong = form(
        attributes={"damage": "x"},
        place={"lat": 126.978, "lon": 37.5665},
        description="<b>",
        contact={"email": "nobody"},
        photos=["x"],
        status="answered",
    )
    assert codes(catalogue, wrong) == {
        "attributes.damage": "choice",
        "place.lat": "swapped",
        "place.lon": "swapped",
        "description": "html",
        "contact.email": "form",
        "keep_contact": "consent",
        "age_14": "age",
        "photos": "form",
        "status": "unknown",
    }


@pytest.mark.parametrize(
    "field", ["id", "number", "code_salt", "reporter", "api_key", "version", "department"]
)
def test_nobody_sets_what_is_not_theirs_to_set(catalogue: Catalogue, field: str) -> None:
    assert codes(catalogue, form(**{field: "1"})) == {field: "unknown"}


@pytest.mark.parametrize("email", ["a@b.kr", "hong.gil-dong+city@mail.example.com"])
def test_addresses(email: str) -> None:
    assert is_email(email)


@pytest.mark.parametrize(
    "email", ["", "@", "a@b", "a b@c.kr", ".a@b.kr", "a..b@c.kr", "a@-b.kr", "a@b.kr.", "a@b..kr"]
)
def test_what_is_no_address(email: str) -> None:
    assert not is_email(email)


@pytest.mark.parametrize("phone", ["02-1234-5678", "+82 10 1234 5678", "(02) 1234-5678"])
def test_phone_numbers(phone: str) -> None:
    assert is_phone(phone)


@pytest.mark.parametrize("phone", ["", "1234567x", "٠١٢٣٤٥٦٧٨", "1" * 17, "+", "-------"])
def test_what_is_no_phone_number(phone: str) -> None:
    assert not is_phone(phone)


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"email": "x"}, {"email": "form", "keep_contact": "consent", "age_14": "age"}),
        ({"email": "a@b.kr", "keep_contact": True}, {"age_14": "age"}),
        ({"email": "a@b.kr", "age_14": True}, {"keep_contact": "consent"}),
        ({"words": "me too"}, {"words": "unknown"}),
    ],
)
def test_wrong_joins(given: dict[str, Any], problems: dict[str, str]) -> None:
    with pytest.raises(Invalid) as error:
        read_join(given)
    assert error.value.fields == problems


def test_joining_needs_nothing() -> None:
    assert read_join({}).email == ""


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["lat", "lon", "address", "email", "phone", "damage", "width_cm", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
CODES = {
    "missing", "unknown", "long", "short", "form", "range", "outside", "swapped", "choice", "html",
    "characters", "resident_number", "consent", "age",
}  # fmt: skip


@settings(max_examples=300)
@given(changes=st.dictionaries(st.sampled_from([*with_contact(), "x"]), anything, max_size=5))
def test_any_form_is_taken_or_every_wrong_field_has_a_code(
    catalogue: Catalogue, changes: dict[str, Any]
) -> None:
    try:
        request = read_complaint({**with_contact(), **changes}, catalogue, MONDAY)
    except Invalid as error:
        assert error.fields
        assert set(error.fields.values()) <= CODES
    else:
        assert catalogue.kind(request.kind) is not None
        assert request.place.lat is not None or request.place.address

"""Which open complaints may tell of the same thing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from metaserver.civic.complaints.places import distance_m
from metaserver.civic.complaints.similar import Match, likeness, similar
from metaserver.ports.complaints import Channel, Complaint, PlaceSource, Status

LAT, LON, RADIUS_M = 37.5665, 126.978, 60.0
words = st.text(max_size=60)


def complaint(number: int = 1, **changes: object) -> Complaint:
    whole = Complaint(
        id=number, code_salt="", created_ms=0, updated_ms=0, kind="road", department="roads",
        description="보도블록이 깨졌어요", lat=LAT, lon=LON, place_source=PlaceSource.MAP,
        channel=Channel.PAGE, expected_ms=0,
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


complaints = st.builds(
    complaint,
    number=st.integers(1, 10**6),
    kind=st.sampled_from(["road", "waste"]),
    status=st.sampled_from(Status),
    lat=st.none() | st.floats(LAT - 0.001, LAT + 0.001),
    lon=st.none() | st.floats(LON - 0.001, LON + 0.001),
    description=words,
)


def found(among: list[Complaint], text: str = "보도블록 파손") -> list[Match]:
    return similar(kind="road", lat=LAT, lon=LON, words=text, among=among, radius_m=RADIUS_M)


@given(words, words)
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)


@given(words)
def test_nothing_is_more_alike_than_the_same(text: str) -> None:
    assert likeness(text, text) in (0, 1)
    assert likeness(text, text.upper() + "  !") in (
        likeness(text, text),
        *[likeness(text, text.upper())],
    )


def test_particles_do_not_hide_the_same_word() -> None:
    assert likeness("보도블록이 깨졌어요", "깨진 보도블록을 고쳐 주세요") > 0.2
    assert likeness("보도블록이 깨졌어요", "버스가 오지 않습니다") == 0


@given(st.lists(complaints, max_size=30), words)
def test_all_found_are_open_near_and_of_that_kind(among: list[Complaint], text: str) -> None:
    for match in found(among, text):
        each = match.complaint
        assert each.kind == "road"
        assert each.status.is_open
        assert each.lat is not None
        assert each.lon is not None
        assert distance_m(LAT, LON, each.lat, each.lon) == match.distance_m <= RADIUS_M
        assert 0 <= match.rank <= 1


@given(st.lists(complaints, max_size=30), words)
def test_nothing_that_is_near_and_open_is_left_out(among: list[Complaint], text: str) -> None:
    expected = [
        each
        for each in among
        if each.kind == "road" and each.status.is_open
        and each.lat is not None and each.lon is not None
        and distance_m(LAT, LON, each.lat, each.lon) <= RADIUS_M
    ]  # fmt: skip
    assert len(found(among, text)) == len(expected)


@given(st.lists(complaints, max_size=20, unique_by=lambda each: each.id), words, st.randoms())
def test_the_order_in_which_they_are_read_does_not_matter(
    among: list[Complaint], text: str, random: object
) -> None:
    shuffled = list(among)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert found(among, text) == found(shuffled, text)


@given(st.floats(0, 0.0005), st.floats(0, 0.0005), words)
def test_of_two_with_the_same_words_the_nearer_comes_first(a: float, b: float, text: str) -> None:
    near, far = sorted((a, b))
    matches = found([complaint(2, lat=LAT + far), complaint(1, lat=LAT + near)], text)
    assert [each.distance_m for each in matches] == sorted(each.distance_m for each in matches)


def test_of_two_at_the_same_place_the_one_with_the_same_words_comes_first() -> None:
    other = complaint(1, description="맨홀 뚜껑이 열려 있어요")
    same = complaint(2, description="보도블록 파손")
    assert [each.complaint.id for each in found([other, same])] == [2, 1]

"""People find what they mean, however they write it; what is unknown is counted, not shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.civic.tourism.index import Index
from metaserver.civic.tourism.kinds import load_kinds
from metaserver.civic.tourism.loading import load_places
from metaserver.civic.tourism.models import Point, TourSearch
from metaserver.civic.tourism.search import Hits, Searcher
from tests.unit.civic.tourism.kit import NEW_YEAR, at, daily, place

SHIPPED = load_places()
SEARCHER = Searcher(SHIPPED, Index(SHIPPED), load_kinds())
PALACES = {"gyeongbokgung", "changdeokgung", "deoksugung", "gwanghwamun", "jongmyo"}


def find(words: str, searcher: Searcher = SEARCHER, **more: object) -> Hits:
    return searcher.find(TourSearch(words=words, **more), None, at(14))  # type: ignore[arg-type]


def ids(words: str, **more: object) -> list[str]:
    return [SHIPPED[number].id for number in find(words, **more).places]


@pytest.mark.parametrize(
    "words", ["궁", "궁을", "궁궐을", "고궁에서는", "palce", "PALACES", "ｐａｌａｃｅ", "궁궐들을"]
)
def test_palaces_are_found_with_particles_and_slips(words: str) -> None:
    assert set(ids(words)) == PALACES


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("한강공원", "yeouido-hangang-park"),
        ("한강 공원", "yeouido-hangang-park"),
        ("경복긍", "gyeongbokgung"),
        ("gyeongbokung", "gyeongbokgung"),
        ("경복궁을", "gyeongbokgung"),
        ("서울 숲", "seoul-forest"),
        ("남산 타워", "n-seoul-tower"),
        ("북촌 한옥마을", "bukchon"),
        ("war memoriel", "war-memorial"),
        ("DDP", "ddp"),
        ("롯데타워", "lotte-world-tower"),
        ("national museum of korea", "national-museum"),
    ],
)
def test_a_name_is_found_first(words: str, first: str) -> None:
    assert ids(words)[0] == first


@pytest.mark.parametrize(
    "words", ["museum near city hall", "시청 근처 박물관", "시청에서 가까운 미술관"]
)
def test_near_a_place_is_by_distance_from_it(words: str) -> None:
    hits = find(words)
    assert ids(words) == ["sema", "mmca-seoul", "national-folk-museum"]
    assert hits.anchor is not None
    assert SHIPPED[hits.anchor].id == "city-hall"
    assert hits.distances_m == sorted(hits.distances_m, key=float)  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ["근처 공원", "parks nearby", "내 주변 공원", "parks near me"])
def test_near_me_needs_to_know_where_i_am(words: str) -> None:
    assert find(words).query.near_me
    assert set(ids(words)) == {"yeouido-hangang-park", "seoul-forest"}
    assert ids(words, near=Point(lat=37.53, lon=126.94)) == ["yeouido-hangang-park"]


def test_unknown_hours_are_left_out_of_open_now_and_counted() -> None:
    for words in ("지금 여는 박물관", "museums open now"):
        hits = find(words)
        assert hits.query.open
        assert (hits.total, hits.left_out, hits.left_out_hours) == (0, 7, 7)
    assert find("museum near city hall open now").left_out == 3


def test_open_now_is_what_is_open_now() -> None:
    places = [
        place("day", hours=daily(540, 1080)),
        place("night", hours=daily(1200, 120)),
        place("who-knows"),
    ]
    searcher = Searcher(places, Index(places), load_kinds())
    assert searcher.find(TourSearch(words="지금 여는 박물관"), None, at(14)).places == [0]
    assert searcher.find(TourSearch(words="open museum"), None, at(1)).places == [1]
    later = searcher.find(TourSearch(open_at="now"), at(23), at(14))
    assert (later.places, later.left_out) == ([1], 1)
    holiday = searcher.find(TourSearch(open_at="now"), at(14, day=NEW_YEAR), at(14))
    assert (holiday.places, holiday.left_out) == ([], 3)


def test_unknown_access_is_left_out_and_counted_once() -> None:
    places = [
        place("yes", accessible=True, hours=daily(0, 1440)),
        place("no", accessible=False),
        place("who-knows"),
    ]
    searcher = Searcher(places, Index(places), load_kinds())
    hits = searcher.find(TourSearch(words="휠체어 되는 지금 여는 박물관"), None, at(14))
    assert hits.places == [0]
    assert (hits.left_out, hits.left_out_hours, hits.left_out_access) == (1, 1, 1)


@pytest.mark.parametrize("words", ["xyzzy plugh", "🎉", "<>", "''; DROP TABLE"])
def test_nonsense_finds_nothing(words: str) -> None:
    assert find(words).total == 0


@pytest.mark.parametrize("words", ["", "서울 가볼 만한 곳", "places in Seoul"])
def test_words_that_tell_nothing_find_all(words: str) -> None:
    assert find(words).total == len(SHIPPED)


def test_kinds_and_radius_of_the_form_count_too() -> None:
    found = ids("", kinds=("market", "park"), near=Point(lat=37.56, lon=126.977), radius_m=2000)
    assert found == ["namdaemun-market"]


def test_no_places_at_all_is_no_error() -> None:
    nobody = Searcher((), Index(()), load_kinds())
    assert nobody.find(TourSearch(words="궁 near city hall open now"), None, at(14)).total == 0


@given(words=st.text(max_size=200))
def test_whatever_is_typed_is_an_answer(words: str) -> None:
    hits = find(words, limit=100)
    assert len(hits.places) == hits.total <= len(SHIPPED)

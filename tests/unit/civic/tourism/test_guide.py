"""The guide as pages ask it: shipped facts, the operator's own, what is on, and what is stale."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from metaserver.civic.models import Listed
from metaserver.civic.tourism.loading import load_events, load_places
from metaserver.civic.tourism.models import Place
from metaserver.civic.tourism.service import TourismSettings
from metaserver.civic.tourism.shelf import Shelf
from metaserver.errors import Invalid, NotFound, SettingError
from metaserver.ports.tourism import Fetched
from tests.unit.civic.complaints.kit import MONDAY, Clock
from tests.unit.civic.tourism.kit import daily, guide, place

WORLDS = Path(__file__).parents[4] / "worlds"


def test_shipped_facts_invent_neither_hours_nor_access() -> None:
    for each in load_places():
        assert each.hours is None
        assert each.accessible is None
        assert each.address is None
        assert not each.fetched
        assert each.as_of == dt.date(2026, 11, 22)


def test_worlds_of_places_are_there() -> None:
    worlds = {each.id: each.world for each in load_places() if each.world}
    assert worlds["gwanghwamun"] == "gwanghwamun"
    assert all((WORLDS / world / "world.yaml").exists() for world in worlds.values())
    settings = TourismSettings(worlds=frozenset(("gwanghwamun",)))
    assert guide(settings=settings).place("city-hall", "ko").world == ""
    assert guide(settings=settings).place("gwanghwamun", "ko").world == "gwanghwamun"


def test_it_is_listed_in_both_languages() -> None:
    tourism: Listed = guide()
    assert tourism.id == "tourism"
    assert tourism.title("ko") != tourism.title("en")
    assert tourism.summary("ko")


async def test_a_search_tells_what_it_understood_and_left_out() -> None:
    tourism = guide()
    wish = tourism.check_search({"words": "museum near city hall open now", "language": "en"})
    found = await tourism.search(wish)
    assert (found.total, found.left_out) == (0, 3)
    understood = found.understood
    assert understood.near == "Seoul City Hall and Plaza"
    assert understood.open
    assert understood.kinds == ("Museums",)


async def test_what_is_shown_has_its_source_and_day_and_may_be_stale() -> None:
    clock = Clock()
    tourism = guide(clock=clock)
    shown = tourism.place("gyeongbokgung", "en")
    assert shown.source.as_of == dt.date(2026, 11, 22)
    assert not shown.source.stale
    assert (shown.open, shown.hours, shown.accessible) == (None, None, None)
    assert shown.other_name == "경복궁"
    clock.passes(days=366)
    assert tourism.place("gyeongbokgung", "en").source.stale
    with pytest.raises(NotFound):
        tourism.place("atlantis", "en")


@pytest.mark.parametrize(
    ("form", "field", "code"),
    [
        ({"near": {"lat": 126.978, "lon": 37.5665}}, "near.lat", "swapped"),
        ({"near": {"lat": 0, "lon": 0}}, "near.lat", "outside"),
        ({"words": "가" * 201}, "words", "long"),
        ({"words": "<script>alert(1)</script>"}, "words", "html"),
        ({"limit": 1000}, "limit", "range"),
        ({"colour": "red"}, "colour", "unknown"),
    ],
)
def test_a_wrong_search_is_refused(form: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        guide().check_search(form)
    assert refused.value.fields[field] == code


# ---- events ----


def test_examples_are_off_unless_asked_for_and_say_so() -> None:
    assert guide().today(None, "ko") == ()
    shown = guide(settings=TourismSettings(examples=True)).today(None, "ko")
    assert len(shown) == 2
    assert all(each.example and "예시" in each.name for each in shown)


def test_an_event_that_ended_is_never_told(tmp_path: Path) -> None:
    file = tmp_path / "events.json"
    days = [("over", "2026-11-01", "2026-11-22"), ("on", "2026-11-01", "2026-11-23")]
    days += [("later", "2026-11-24", "2026-11-30"), ("long", "2026-11-01", "2026-12-30")]
    events = [
        {"id": name, "name": {"en": name}, "from_day": first, "to_day": last}
        for name, first, last in days
    ]
    write(file, events=events)
    clock = Clock(MONDAY)
    tourism = guide(settings=TourismSettings(events=file), clock=clock)
    assert [each.id for each in tourism.today(None, "en")] == ["on", "long"]
    assert [each.id for each in tourism.today(dt.date(2026, 11, 24), "en")] == ["later", "long"]
    # Of a day that is over, too, only what is still on.
    assert [each.id for each in tourism.today(dt.date(2026, 11, 20), "en")] == ["on", "long"]


# ---- the operator's file, and what was fetched ----


def write(file: Path, **more: Any) -> None:
    head = {"format": 1, "as_of": "2026-11-20", "source": {"en": "The operator"}}
    file.write_text(json.dumps(head | more), encoding="utf-8")


def row(**more: Any) -> dict[str, Any]:
    return {
        "id": "ours", "name": {"en": "Ours"}, "lat": 37.56, "lon": 126.98, "kind": "park",
    } | more  # fmt: skip


def test_the_operators_places_come_beside_or_in_place_of_the_shipped(tmp_path: Path) -> None:
    file = tmp_path / "places.json"
    hours = {"periods": [{"day": day, "opens": 540, "closes": 1080} for day in range(7)]}
    write(file, places=[row(), row(id="ddp", kind="landmark", hours=hours, accessible=True)])
    tourism = guide(settings=TourismSettings(places=file))
    assert tourism.place("ours", "ko").source.title == "The operator"
    ddp = tourism.place("ddp", "en")
    assert (ddp.open, ddp.accessible) == (True, True)
    assert ddp.hours is not None
    assert (ddp.hours[0].title, ddp.hours[0].periods) == ("Monday", ("09:00-18:00",))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lat": 126.98, "lon": 37.56}, "swapped"),
        ({"lat": 35.1, "lon": 129.0}, "outside Seoul"),
        ({"kind": "volcano"}, "no kind volcano"),
        ({"hours": {"periods": [{"day": 0, "opens": 9, "closes": 9}]}}, "closes when it opens"),
        (
            {
                "hours": {
                    "periods": [
                        {"day": 0, "opens": 540, "closes": 720},
                        {"day": 0, "opens": 600, "closes": 800},
                    ]
                }
            },
            "overlap",
        ),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(
    tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    file = tmp_path / "places.json"
    write(file, places=[row(**change)])
    with pytest.raises(SettingError, match=sentence):
        load_places(file)


def test_an_event_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "events.json"
    event = {"id": "a", "name": {"en": "a"}, "from_day": "2026-11-02", "to_day": "2026-11-01"}
    write(file, events=[event])
    with pytest.raises(SettingError, match="ends before it begins"):
        load_events(file)


def fetched(told: Place) -> Fetched:
    return Fetched(
        source="tourapi", kind="place", id=told.id, fetched_ms=0, body=told.model_dump(mode="json")
    )


def test_a_fetched_place_that_is_known_already_only_adds_to_it() -> None:
    same = place("tourapi:1:12", 37.5797, 126.9771, fetched=True, address="종로구")
    same = same.model_copy(update={"name": load_places()[1].name})
    other = place("tourapi:2:12", fetched=True)
    shelf = Shelf(load_places(), [fetched(same), fetched(other)], (), None)
    assert len(shelf.places) == len(load_places()) + 1
    palace = shelf.by_id["gyeongbokgung"]
    assert palace.address == "종로구"
    assert palace.notes[-1].words == MONDAY.date().isoformat()


def test_fetched_hours_that_contradict_themselves_are_unknown_and_told() -> None:
    told = place("tourapi:1:14", fetched=True, hours=daily(540, 540))
    shelf = Shelf((), [fetched(told)], (), None)
    kept = shelf.by_id["tourapi:1:14"]
    assert (kept.hours, kept.doubt) == (None, "hours")


def test_what_was_kept_by_another_version_is_left_out() -> None:
    old = Fetched(source="tourapi", kind="place", id="x", fetched_ms=0, body={"id": "x"})
    assert Shelf((), [old], (), None).places == ()

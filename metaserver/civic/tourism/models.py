"""Places, events and day plans: what is known, what is asked, and what is answered.

Nothing that is unknown is guessed: ``None`` stands for it wherever it can be. Minutes are counted
from midnight in Seoul; points are WGS84 degrees.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from metaserver.civic.models import Language, Part

DAY_MIN: Final = 24 * 60
WORDS_MAX: Final = 200
FOUND_MAX: Final = 100
STOPS_MAX: Final = 30
RADIUS_MAX_M: Final = 30_000

Mode = Literal["walk", "transit", "mixed"]
Degrees = Annotated[float, Field(allow_inf_nan=False)]
PlaceId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.:-]{0,79}$")]
KindCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Minute = Annotated[int, Field(ge=0, le=DAY_MIN)]
Url = Annotated[str, Field(max_length=500, pattern=r"^(https?://[^\s\"'<>]+)?$")]


# ---- what is known ----


class Named(Part):
    """A text in one language or both."""

    ko: Annotated[str, Field(max_length=1000)] = ""
    en: Annotated[str, Field(max_length=1000)] = ""

    @model_validator(mode="after")
    def _said(self) -> Self:
        if not (self.ko or self.en):
            raise ValueError("a text is needed in ko or en")
        return self

    def in_(self, language: Language) -> str:
        """In the other language where this one is missing."""
        return (self.ko or self.en) if language == "ko" else (self.en or self.ko)


class Period(Part):
    """Open every week from ``opens`` to ``closes``, on the next day where that is earlier."""

    day: Annotated[int, Field(ge=0, le=6)]
    """0 is Monday."""
    opens: Annotated[int, Field(ge=0, lt=DAY_MIN)]
    closes: Minute


class Hours(Part):
    """When a place is open. ``hours.contradictions`` says what in it cannot be."""

    periods: Annotated[tuple[Period, ...], Field(min_length=1, max_length=50)]
    closed_weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] = ()
    closed_days: Annotated[tuple[dt.date, ...], Field(max_length=400)] = ()
    holidays: Literal["usual", "closed", "unknown"] = "unknown"
    """On public holidays: as always, closed, or nobody knows."""


class Note(Part):
    """What a source says in its own words, such as when it is open: shown, never interpreted."""

    title: Annotated[str, Field(max_length=100)]
    words: Annotated[str, Field(max_length=1000)]


class Fact(Part):
    """What every fact has: where it comes from, and when it was so."""

    source: Named
    url: Url = ""
    as_of: dt.date
    fetched: bool = False
    """By a server of somebody else; stale sooner than what was shipped."""


class Place(Fact):
    id: PlaceId
    name: Named
    lat: Degrees
    lon: Degrees
    kind: KindCode
    fact: Named | None = None
    hours: Hours | None = None
    accessible: bool | None = None
    """Without steps, for wheelchairs."""
    address: Annotated[str, Field(max_length=300)] | None = None
    notes: Annotated[tuple[Note, ...], Field(max_length=20)] = ()
    world: Annotated[str, Field(max_length=40)] = ""
    """Where one can walk in it; '' where nowhere."""
    doubt: Literal["", "hours"] = ""
    """Its source gives opening hours that contradict themselves: they are unknown then."""


class Event(Fact):
    """From the first day to the last, both included."""

    id: PlaceId
    name: Named
    venue: Annotated[str, Field(max_length=300)] | None = None
    lat: Degrees | None = None
    lon: Degrees | None = None
    from_day: dt.date
    to_day: dt.date
    hours: Annotated[str, Field(max_length=300)] | None = None
    """In the source's own words."""
    example: bool = False

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.to_day < self.from_day:
            raise ValueError("to_day: it ends before it begins")
        return self


# ---- what is asked ----


class Point(Part):
    lat: Degrees
    lon: Degrees


class TourSearch(Part):
    """``words`` may say the rest too: "museum near city hall open now", "지금 여는 박물관"."""

    words: Annotated[str, Field(max_length=WORDS_MAX)] = ""
    near: Point | None = None
    """Where whoever asks is."""
    radius_m: Annotated[float, Field(gt=0, le=RADIUS_MAX_M)] | None = None
    open_at: Literal["now"] | dt.datetime | None = None
    """A time without an offset is Seoul's."""
    kinds: Annotated[tuple[KindCode, ...], Field(max_length=20)] = ()
    accessible: bool = False
    language: Language = "ko"
    limit: Annotated[int, Field(ge=1, le=FOUND_MAX)] = 20


class PlanWish(Part):
    places: Annotated[tuple[PlaceId, ...], Field(min_length=1, max_length=STOPS_MAX)]
    start: Point | None = None
    """None: at the first place, whichever that is."""
    day: dt.date
    begin: Annotated[int, Field(ge=0, lt=DAY_MIN)] = 10 * 60
    mode: Mode = "mixed"
    stay_min: Annotated[int, Field(ge=5, le=480)] = 60
    keep_order: bool = False
    """The order of ``places`` is meant."""


# ---- what is answered ----


class Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class SourceShown(Shown):
    title: str
    url: str
    as_of: dt.date
    stale: bool
    """Old enough to be looked up before one relies on it."""


class HoursShown(Shown):
    day: int
    """0 is Monday."""
    title: str
    periods: tuple[str, ...]
    """``09:00-18:00``; empty where closed."""


class PlaceShown(Shown):
    id: str
    name: str
    other_name: str
    """In the other language; '' where there is none."""
    kind: str
    kind_title: str
    lat: float
    lon: float
    fact: str
    hours: tuple[HoursShown, ...] | None
    holidays: Literal["usual", "closed", "unknown"] | None
    open: bool | None
    """At the time that was asked about, else now; None where nobody knows."""
    accessible: bool | None
    address: str | None
    notes: tuple[Note, ...]
    distance_m: int | None
    source: SourceShown
    world: str
    warning: str
    """A sentence, where something of it cannot be right."""


class Understood(Shown):
    """What was read out of the words, in the asker's language."""

    words: str
    """What is left, and was searched for."""
    kinds: tuple[str, ...]
    """Their titles."""
    open: bool
    accessible: bool
    near: str
    """Name of the place around which was searched; '' without one."""
    near_me: bool
    """It was asked for; without ``near`` in the search nothing can be said about it."""


class Found(Shown):
    places: tuple[PlaceShown, ...]
    total: int
    left_out: int
    """So many would fit, but their opening hours or access are unknown."""
    left_out_hours: int
    left_out_access: int
    understood: Understood
    as_of: dt.date | None
    """The oldest of what is shown."""


class EventShown(Shown):
    id: str
    name: str
    venue: str | None
    lat: float | None
    lon: float | None
    from_day: dt.date
    to_day: dt.date
    hours: str | None
    source: SourceShown
    example: bool


class Stop(Shown):
    place: PlaceShown
    arrive: str
    """ISO 8601 with the offset of Seoul; so is ``leave``."""
    leave: str
    wait_min: int
    open: bool | None
    """For the whole stay; None where nobody knows."""
    warning: Literal["", "closed", "closes_too_soon", "hours_unknown", "holiday"]
    warning_words: str


class Leg(Shown):
    metres: int
    minutes: int
    mode: Literal["walk", "transit"]
    estimate: Literal[True] = True


class Plan(Shown):
    """``legs[i]`` leads to ``stops[i]`` where ``start`` is given, else to ``stops[i + 1]``."""

    wish: PlanWish
    stops: tuple[Stop, ...]
    legs: tuple[Leg, ...]
    total_min: int
    total_m: int
    order_kept: bool
    exact: bool
    """No other order is better, by the estimates."""
    warnings: tuple[str, ...]
    """Sentences, in the order of what to look at first."""

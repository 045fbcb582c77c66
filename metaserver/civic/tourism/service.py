"""Tourism: search, what is on today, day plans."""

from __future__ import annotations

import asyncio
import datetime as dt
import hmac
import logging
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from metaserver.civic.complaints.days import SEOUL, seoul_day, seoul_time
from metaserver.civic.complaints.places import point_problem
from metaserver.civic.forms import read_form
from metaserver.civic.means import Worker
from metaserver.civic.models import Language
from metaserver.civic.texts import common_texts, load_texts
from metaserver.civic.tourism.calendar import calendar_of
from metaserver.civic.tourism.kinds import load_kinds
from metaserver.civic.tourism.loading import EVENTS_EXAMPLE, load_events, load_places
from metaserver.civic.tourism.models import (
    STOPS_MAX,
    EventShown,
    Found,
    Place,
    PlaceShown,
    Plan,
    PlanWish,
    Point,
    TourSearch,
    Understood,
)
from metaserver.civic.tourism.orders import best_order
from metaserver.civic.tourism.planning import INLINE_MAX, Draft
from metaserver.civic.tourism.search import Hits
from metaserver.civic.tourism.shelf import Shelf
from metaserver.civic.tourism.shown import event_shown, place_shown
from metaserver.civic.tourism.sources import Source
from metaserver.errors import Invalid, NotFound, OutwardError
from metaserver.ports import Clock
from metaserver.ports.access import Once
from metaserver.ports.tourism import Fetched, SavedPlan, TourismStore

ORDER_S: Final = 5.0
"""So long a worker may look for an order."""
PLANNED_DAYS: Final = 366
LANDMARKS_MAX: Final = 100
REFRESH_EVERY_S: Final = 6 * 3600.0

_SHARE: Final = re.compile(r"[0-9a-f]{32}")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TourismSettings:
    """The operator's."""

    places: Path | None = None
    """A file of places, beside those that are shipped."""
    events: Path | None = None
    examples: bool = False
    """The example of events too; each says that it is one."""
    worlds: Collection[str] | None = None
    """Those one can go to; None: all that the files name."""


class TourismService:
    """Implements ``civic.models.Listed``; its page is ``/s/tourism``.

    ``start`` before the first question, ``refresh`` every ``REFRESH_EVERY_S`` where there are
    sources, ``close`` in the end.
    """

    id = "tourism"

    def __init__(
        self, *, store: TourismStore, worker: Worker, clock: Clock, key: bytes,
        settings: TourismSettings | None = None, sources: Sequence[Source] = (),
    ) -> None:  # fmt: skip
        """``key`` is the city's secret. Raises ``SettingError`` where files or texts cannot be
        used."""
        settings = settings or TourismSettings()
        self._store, self._worker, self._clock, self._key = store, worker, clock, key
        self._sources = sources
        self._worlds = settings.worlds
        self._texts = load_texts(Path(__file__).parent)
        own = {each.id: each for each in load_places()}
        own |= {each.id: each for each in (load_places(settings.places) if settings.places else ())}
        self._own = tuple(own.values())
        self._events = (
            *(load_events(settings.events) if settings.events else ()),
            *(load_events(EVENTS_EXAMPLE) if settings.examples else ()),
        )
        self._shelf = Shelf(self._own, (), self._events, settings.worlds)

    def title(self, language: Language) -> str:
        return self._texts[language].title

    def summary(self, language: Language) -> str:
        return self._texts[language].summary

    def kinds(self, language: Language) -> tuple[tuple[str, str], ...]:
        """Code and title of those that there are places of."""
        there = {each.kind for each in self._shelf.places}
        return tuple((c, k.name.in_(language)) for c, k in load_kinds().kinds.items() if c in there)

    def landmarks(self, language: Language) -> tuple[tuple[str, float, float], ...]:
        """Name, latitude and longitude of what is shipped and the operator's own, for a map."""
        return tuple(
            (each.name.in_(language), each.lat, each.lon) for each in self._own[:LANDMARKS_MAX]
        )

    def problem(self, field: str, code: str, language: Language) -> str:
        """The sentence for a field and a code of ``Invalid``."""
        texts = self._texts[language].fields.get(field)
        common = common_texts()[language].errors
        return (texts.errors.get(code) if texts else None) or common.get(code) or common["form"]

    # ---- what comes and goes ----

    async def start(self) -> None:
        """Takes what was fetched before. Raises ``StoreError``."""
        await self._take(await self._store.fetched())

    async def refresh(self) -> None:
        """Asks every source; what one does not tell rightly stays as it was. Raises
        ``StoreError``."""
        known = await self._store.fetched()
        for source in self._sources:
            await self._ask(source, [each for each in known if each.source == source.id])
        await self._take(await self._store.fetched())

    async def close(self) -> None:
        for source in self._sources:
            await source.close()

    async def _ask(self, source: Source, known: Sequence[Fetched]) -> None:
        now_ms = self._clock.unix_ms()
        try:
            gathered = await source.gather(known, today=self._today(), now_ms=now_ms)
        except OutwardError as error:
            _log.warning("%s: what was known stays: %s", source.id, error)
            return
        await self._store.replace(source.id, gathered.facts)
        _log.info(
            "%s: %s facts; %s with swapped coordinates mended, %s refused",
            source.id, len(gathered.facts), gathered.mended, gathered.refused,
        )  # fmt: skip

    async def _take(self, fetched: Sequence[Fetched]) -> None:
        # In a thread: it gives way to the ticks every few milliseconds, and is rare.
        self._shelf = await asyncio.to_thread(Shelf, self._own, fetched, self._events, self._worlds)

    def _today(self) -> dt.date:
        return seoul_day(self._clock.unix_ms())

    def _now(self) -> dt.datetime:
        return seoul_time(self._clock.unix_ms())

    # ---- places and events ----

    def check_search(self, form: Mapping[str, Any]) -> TourSearch:
        """Raises ``Invalid``."""
        wish = read_form(TourSearch, form)
        _check_point(wish.near, "near")
        return wish

    async def search(self, wish: TourSearch) -> Found:
        """Takes a few milliseconds in process, also with 20,000 places."""
        now = self._now()
        at = _asked_time(wish, now)
        shelf = self._shelf
        hits = shelf.searcher.find(wish, at, now)
        texts, language = self._texts[wish.language], wish.language
        places = tuple(
            place_shown(shelf.places[number], texts, language, at or now, now.date(), distance_m)
            for number, distance_m in zip(hits.places, hits.distances_m, strict=True)
        )
        return Found(
            places=places,
            total=hits.total,
            left_out=hits.left_out,
            left_out_hours=hits.left_out_hours,
            left_out_access=hits.left_out_access,
            understood=_understood(hits, shelf.places, language),
            as_of=min((each.source.as_of for each in places), default=None),
        )

    def place(self, place: str, language: Language) -> PlaceShown:
        """Raises ``NotFound("place")``."""
        found = self._shelf.by_id.get(place)
        if found is None:
            raise NotFound("place", "There is no such place.")
        now = self._now()
        return place_shown(found, self._texts[language], language, now, now.date())

    def today(self, day: dt.date | None, language: Language) -> tuple[EventShown, ...]:
        """What is on that day (None: today), those that end first before; what is over on the day
        of asking is never told."""
        today = self._today()
        day = day or today
        on = [each for each in self._shelf.events if each.from_day <= day <= each.to_day >= today]
        on.sort(key=lambda each: (each.to_day, each.from_day, each.id))
        return tuple(event_shown(each, language, today) for each in on)

    # ---- plans ----

    def check_plan(self, form: Mapping[str, Any]) -> PlanWish:
        """Raises ``Invalid``: ``places`` ``many``, ``missing`` or ``unknown_place``; ``day``
        ``range``; ``start.lat`` ``outside`` or ``swapped``; and what every form may have wrong."""
        given = form.get("places")
        if isinstance(given, list | tuple) and len(given) > STOPS_MAX:
            raise Invalid({"places": "many"})
        wish = read_form(PlanWish, form)
        _check_point(wish.start, "start")
        today = self._today()
        if not today <= wish.day <= today + dt.timedelta(days=PLANNED_DAYS):
            raise Invalid({"day": "range"})
        if any(each not in self._shelf.by_id for each in wish.places):
            raise Invalid({"places": "unknown_place"})
        return wish.model_copy(update={"places": tuple(dict.fromkeys(wish.places))})

    async def plan(self, wish: PlanWish, language: Language) -> Plan:
        """Raises ``NotFound("place")`` where none of its places is known, and ``WorkerError``."""
        by_id = self._shelf.by_id
        places = [by_id[each] for each in wish.places if each in by_id]
        if not places:
            raise NotFound("place", "None of these places is known any more.")
        gone = len(wish.places) - len(places)
        # Spans of a day, ways between all of them: a few thousand sums at most.
        draft = Draft(wish, places)
        order = tuple(range(len(places)))
        if not wish.keep_order and len(places) <= INLINE_MAX:
            order = best_order(draft.day)
        elif not wish.keep_order:
            order = await self._worker.run(best_order, draft.day, within_s=ORDER_S)
        return draft.told(order, self._texts[language], language, self._today(), gone)

    async def save(self, wish: PlanWish, once: Once | None) -> str:
        """Share id of 128 bits; the same ``once`` gives the same. Raises ``StoreError``."""
        share = self._share(once) if once else secrets.token_hex(16)
        now_ms = self._clock.unix_ms()
        body = wish.model_dump(mode="json")
        await self._store.save(SavedPlan(share=share, created_ms=now_ms, used_ms=now_ms, body=body))
        return share

    def _share(self, once: Once) -> str:
        message = b"\0".join(
            each.encode() for each in ("tour-plan", once.scope, once.key, once.body_hash)
        )
        return hmac.digest(self._key, message, "sha256")[:16].hex()

    async def shared(self, share: str, language: Language) -> Plan:
        """Made anew of what is known now. Raises ``NotFound``: ``plan`` where nobody saved it or
        it was erased, ``place`` where none of its places is known; ``StoreError``."""
        known = _SHARE.fullmatch(share) is not None
        saved = await self._store.plan(share, now_ms=self._clock.unix_ms()) if known else None
        if saved is None:
            raise NotFound("plan", "There is no such plan; it may have been erased.")
        return await self.plan(PlanWish.model_validate(saved.body), language)

    def ics(self, plan: Plan, language: Language) -> bytes:
        """An iCalendar file in UTF-8."""
        now = dt.datetime.fromtimestamp(self._clock.unix_ms() // 1000, dt.UTC)
        return calendar_of(plan, self._texts[language], language, now)


def _asked_time(wish: TourSearch, now: dt.datetime) -> dt.datetime | None:
    """In Seoul's time."""
    if wish.open_at is None or wish.open_at == "now":
        return now if wish.open_at else None
    asked = wish.open_at
    return asked.astimezone(SEOUL) if asked.tzinfo else asked.replace(tzinfo=SEOUL)


def _understood(hits: Hits, places: Sequence[Place], language: Language) -> Understood:
    near = places[hits.anchor].name.in_(language) if hits.anchor is not None else ""
    return Understood(
        words=" ".join(hits.words),
        kinds=tuple(load_kinds().name(each, language) for each in hits.kinds),
        open=hits.query.open,
        accessible=hits.query.accessible,
        near=near,
        near_me=hits.query.near_me,
    )


def _check_point(point: Point | None, field: str) -> None:
    problems = point_problem(point.lat, point.lon) if point else {}
    if problems:
        raise Invalid({f"{field}.{name}": code for name, code in problems.items()})
